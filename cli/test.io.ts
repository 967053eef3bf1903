import { Failure } from './failure.ts'
import { findCases } from './test-cases.io.ts'
import { isAsExpected, runCases, type TestRun } from './test-run.io.ts'
import { reportJson, reportText, summaryText } from './test-text.ts'
import { watchFiles, type FileWatch } from './test-watch.io.ts'
import { say, styled } from './terminal.io.ts'
import { untilStopped } from './until-stopped.io.ts'

export interface TestOptions {
  readonly watch?: boolean
  readonly json?: boolean
}

const isGood = ({ reports }: TestRun): boolean => reports.every(isAsExpected)

const runOnce = async (paths: readonly string[], isJson: boolean): Promise<TestRun> => {
  const run = await runCases(await findCases(paths), Date.now())
  const { reports } = run
  if (isJson) process.stdout.write(reports.map(report => `${JSON.stringify(reportJson(report))}\n`).join(''))
  else process.stdout.write(reportText(reports))
  say(styled(isGood(run) ? 'green' : 'red', summaryText(reports)))
  return run
}

/** Runs again after each change of a case, a function or anything a function is made of, until it is stopped. */
const watching = async (paths: readonly string[], isJson: boolean, first: TestRun): Promise<TestRun> => {
  let latest = first
  // What broke a function is no longer among its inputs, and may be where it gets mended.
  const inputs = new Set<string>()
  let watcher: FileWatch | undefined
  const again = async (): Promise<void> => {
    watcher?.close()
    try {
      latest = await runOnce(paths, isJson)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      say(error.message)
    }
    watchLatest()
  }
  const watchLatest = (): void => {
    for (const input of latest.inputs) inputs.add(input)
    watcher = watchFiles(inputs, () => void again())
  }
  watchLatest()
  say('watching; q or Ctrl-C ends')
  await untilStopped([])
  watcher?.close()
  return latest
}

/** `understudy test`. Out: exit status, 1 when a case is not as expected. */
export const testCases = async (paths: readonly string[], { watch, json }: TestOptions): Promise<0 | 1> => {
  const isJson = json === true
  const first = await runOnce(paths, isJson)
  const latest = watch === true ? await watching(paths, isJson, first) : first
  return isGood(latest) ? 0 : 1
}

import { CaptureCounter, type CaptureSummary, type Shares } from '../capture/capture-summary.ts'
import { captureText } from '../capture/capture-text.ts'
import { parseInstant, type Scenario } from '../capture/scenario.ts'
import { writeToFile, writeToStream, type WriteEnd } from '../capture/write-log.io.ts'
import { Failure } from './failure.ts'
import { wholeNumber } from './numbers.ts'
import { readScenario } from './read-scenario.io.ts'
import { say, styled } from './terminal.io.ts'

export interface CaptureGenerateOptions {
  readonly scenario: string
  readonly output?: string
  readonly rows: string
  readonly seed: string
  readonly start?: string
  readonly json?: boolean
}

const ROWS_MAX = 1_000_000_000
const SEED_MAX = 0xffff_ffff

/** `understudy capture generate`. */
export const captureGenerate = async (options: CaptureGenerateOptions): Promise<void> => {
  const { output, json = false } = options
  if (json && output === undefined)
    throw new Failure('✘ --json: without --output stdout holds the log itself\n  → name a file with --output', 2)
  const rows = wholeNumber('--rows', options.rows, 1, ROWS_MAX)
  const seed = wholeNumber('--seed', options.seed, 0, SEED_MAX)
  const scenario = await readScenario(options.scenario)
  const startsAt = startOf(options.start, scenario)
  const counter = new CaptureCounter()
  const text = withProgress(captureText(scenario, { rows, seed, startsAt }, counter), counter, rows)
  if ((await writeLog(text, output)) === 'reader-left') return
  const summary = counter.summary(scenario.name, seed)
  if (json) process.stdout.write(`${JSON.stringify(summary, undefined, 2)}\n`)
  else say(summaryText(summary, output))
}

const startOf = (given: string | undefined, { startsAt }: Scenario): number => {
  const instant = parseInstant(given ?? startsAt)
  if (instant === undefined)
    throw new Failure(`✘ --start ${given}: expected an instant with its zone, as 2026-11-21T19:40:00Z`, 2)
  return instant
}

/** A run that is stopped or fails leaves what was there before. */
const writeLog = async (text: Iterable<string>, file: string | undefined): Promise<WriteEnd> => {
  const place = file ?? 'stdout'
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  if (file !== undefined) process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    return await (file === undefined ? writeToStream(text, process.stdout) : writeToFile(text, file, stopping.signal))
  } catch (error) {
    if (stopping.signal.aborted) throw new Failure(`✘ stopped before the log was whole, nothing was written   ${place}`)
    if (!(error instanceof Error && 'syscall' in error)) throw error
    // Without the name of the unfinished file, which the user has never heard of.
    const [cause] = error.message.split(',')
    throw new Failure(`✘ the log cannot be written: ${cause}   ${place}\n  → name another place with --output`)
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

/** Tells a person at the terminal how far it is. */
const withProgress = function* (
  text: Iterable<string>,
  counter: CaptureCounter,
  rows: number,
): Generator<string, void, undefined> {
  const isWatched = process.stderr.isTTY === true && process.stdout.isTTY !== true
  let told = -1
  try {
    for (const block of text) {
      const percent = Math.floor((counter.rows / rows) * 100)
      if (isWatched && percent !== told) process.stderr.write(`\r${percent} %`)
      told = percent
      yield block
    }
  } finally {
    if (isWatched) process.stderr.write('\r     \r')
  }
}

const LISTED_SHARES = 5

const percentText = (share: number): string => `${(share * 100).toFixed(1)} %`

const sharesText = (shares: Shares): string =>
  Object.entries(shares)
    .slice(0, LISTED_SHARES)
    .map(([name, share]) => `${name} ${percentText(share)}`)
    .join(', ')

const countText = (count: number): string => count.toLocaleString('en')

const timeText = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 19)}`

const summaryText = (summary: CaptureSummary, file: string | undefined): string => {
  const { period, peakMinute } = summary
  return [
    `${styled('green', 'written')}  ${file ?? 'stdout'}  ${countText(summary.rows)} rows of ${summary.scenario}, seed ${summary.seed}`,
    `period   ${timeText(period.from)} to ${timeText(period.to)} UTC`,
    `peak     ${countText(peakMinute.rows)} rows in the minute from ${timeText(peakMinute.from).slice(0, 16)}`,
    `kinds    ${sharesText(summary.kinds)}`,
    `results  ${sharesText(summary.resultTypes)}`,
    `variants ${sharesText(summary.variants)}`,
    `crawlers ${percentText(summary.crawlers)}`,
  ].join('\n')
}

/** `understudy capture scenario`. */
export const captureScenario = async ({ scenario }: { readonly scenario: string }): Promise<void> => {
  process.stdout.write(`${JSON.stringify(await readScenario(scenario), undefined, 2)}\n`)
}

import { shapeProblemText } from '../function-cases/event-shape.ts'
import { readRuntime } from '../function-cases/function-case.ts'
import { defaultEvent, readTestEvent, type TestEvent, type ViewerEvent } from '../function-cases/test-event.ts'
import { testFunction, type FunctionTestRun, type Runtime } from '../function-cases/test-function.ts'
import { testResult } from '../function-cases/test-result.ts'
import { Failure } from './failure.ts'
import { loadFunction, readJsonOrFail } from './invoke-source.io.ts'
import { runLines } from './invoke-text.ts'
import { readKeyValueFile } from './key-value-stores.io.ts'
import { say } from './terminal.io.ts'

export interface InvokeOptions {
  readonly event?: string
  readonly runtime: string
  readonly type?: string
  readonly kvs?: string
  readonly json?: boolean
}

const runtimeOf = (given: string): Runtime => {
  const runtime = readRuntime(given)
  if (runtime === undefined) throw new Failure(`✘ --runtime ${given}: expected 1.0 or 2.0`, 2)
  return runtime
}

const typeOf = (given: string | undefined): ViewerEvent | undefined => {
  if (given === undefined || given === 'viewer-request' || given === 'viewer-response') return given
  throw new Failure(
    `✘ --type ${given}: CloudFront Functions run at viewer-request and viewer-response only [CFF-112]`,
    2,
  )
}

const eventOf = async (file: string | undefined, type: ViewerEvent | undefined): Promise<TestEvent> => {
  if (file === undefined) return defaultEvent(type)
  const read = readTestEvent(await readJsonOrFail(file), type)
  if (read.kind === 'event') return read.event
  const problems = read.problems.map(problem => `✘ ${shapeProblemText(problem)}   ${file}`)
  throw new Failure(`${problems.join('\n')}\n  → an event looks like { "request": { "method": "GET", "uri": "/" } }`)
}

const print = (run: FunctionTestRun, event: TestEvent, file: string, isJson: boolean): void => {
  const result = testResult(run)
  if (!isJson) for (const line of runLines(run, event, file)) say(line)
  if (isJson) process.stdout.write(`${JSON.stringify({ ...result, refused: run.refused ?? null }, undefined, 2)}\n`)
  else if (result.FunctionOutput !== '')
    process.stdout.write(`${JSON.stringify(JSON.parse(result.FunctionOutput), undefined, 2)}\n`)
}

/** `understudy invoke FILE`. Out: exit status, 1 when viewers would get an error. */
export const invoke = async (file: string, options: InvokeOptions): Promise<0 | 1> => {
  const runtime = runtimeOf(options.runtime)
  const event = await eventOf(options.event, typeOf(options.type))
  const keyValues = options.kvs === undefined ? {} : { keyValues: readKeyValueFile(options.kvs) }
  const loaded = await loadFunction(file, runtime)
  const run = testFunction(loaded, event, { now: Date.now(), ...keyValues })
  print(run, event, file, options.json === true)
  return run.error === undefined && run.refused === undefined ? 0 : 1
}

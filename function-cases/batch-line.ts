import { isObject, shapeProblemText } from './event-shape.ts'
import { readRuntime } from './function-case.ts'
import { keyValuesOf } from './key-values.ts'
import { defaultEvent, readTestEvent, type TestEvent } from './test-event.ts'
import type { RunFunction } from './prepared-functions.ts'
import type { FunctionCode, FunctionOutput, FunctionTestRun, Runtime } from './test-function.ts'

/** What a line of `invoke --batch` is answered with. */
export type BatchAnswer =
  /** `got` is what the handler returned, unchanged. */
  { readonly id: unknown; readonly got: FunctionOutput } | { readonly id: unknown; readonly error: string }

export interface BatchWorld {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Rejects with a message for the user. */
  readonly load: (file: string, runtime: Runtime) => Promise<FunctionCode>
  readonly run: RunFunction
}

/** A line that is not as it must be. */
class LineProblem extends Error {}

const runtimeOf = (given: unknown): Runtime => {
  const runtime = readRuntime(given)
  if (runtime === undefined) throw new LineProblem('runtime must be "1.0" or "2.0"')
  return runtime
}

const functionOf = (line: BatchLine, { load }: BatchWorld): Promise<FunctionCode> | FunctionCode => {
  const { code, file } = line
  const runtime = runtimeOf(line.runtime)
  if (typeof code === 'string' && file === undefined) return { name: 'batch', runtime, code, file: 'function.js' }
  if (typeof file === 'string' && code === undefined) return load(file, runtime)
  throw new LineProblem('a line must have a text "code" or a text "file"')
}

const eventOf = (given: unknown): TestEvent => {
  if (given === undefined) return defaultEvent()
  const read = readTestEvent(given)
  if (read.kind === 'event') return read.event
  throw new LineProblem(read.problems.map(problem => `event: ${shapeProblemText(problem)}`).join('; '))
}

const keyValuesIn = (given: unknown): { readonly keyValues?: ReadonlyMap<string, string> } => {
  if (given === undefined) return {}
  const read = keyValuesOf(given)
  if (read.kind === 'pairs') return { keyValues: read.pairs }
  throw new LineProblem(`kvs: ${read.problem} [CFF-153]`)
}

interface BatchLine {
  readonly code?: unknown
  readonly file?: unknown
  readonly runtime?: unknown
  readonly event?: unknown
  readonly kvs?: unknown
}

const runLine = async (line: BatchLine, world: BatchWorld): Promise<FunctionTestRun> => {
  const event = eventOf(line.event)
  return world.run(await functionOf(line, world), event, { now: world.now(), ...keyValuesIn(line.kvs) })
}

const parsedLine = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    return error instanceof Error ? `not JSON: ${error.message}` : 'not JSON'
  }
}

/** The answer to one line, whatever is in it: a problem of the line or of its function is its error, in the engine's words. */
export const answerBatchLine = async (text: string, world: BatchWorld): Promise<BatchAnswer> => {
  const line = parsedLine(text)
  // oxlint-disable-next-line unicorn/no-null -- JSON has no undefined
  if (!isObject(line)) return { id: null, error: typeof line === 'string' ? line : 'a line must be an object' }
  const { id = null } = line
  try {
    const { output, error, refused } = await runLine(line, world)
    if (output !== undefined) return { id, got: output }
    return { id, error: error?.text ?? refused ?? 'the function returned nothing' }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}

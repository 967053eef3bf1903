import type { CloudFrontFunction } from '../distribution/model.ts'
import { createFunctionRunner } from '../pop/edge-functions/cloudfront-js/create-function-runner.ts'
import type {
  FunctionRunner,
  ViewerRequestOutcome,
  ViewerResponseOutcome,
} from '../pop/edge-functions/cloudfront-js/invocation.ts'
import { codeFindings, firstOfEach, UNREADABLE_CODE } from '../pop/edge-functions/cloudfront-js/language/check-code.ts'
import type { Finding } from '../pop/edge-functions/cloudfront-js/language/finding.ts'
import { readSourceMap, toSource } from '../pop/edge-functions/cloudfront-js/source-map.ts'
import { isObject, type JsonObject } from './event-shape.ts'
import { invocationOf } from './invocation.ts'
import { stackFrames, type StackFrame } from './stack-frames.ts'
import type { TestEvent } from './test-event.ts'

export type Runtime = CloudFrontFunction['runtime']

/** A function as it gets deployed. */
export interface FunctionCode {
  readonly name: string
  readonly runtime: Runtime
  readonly code: string
  /** For messages. */
  readonly file: string
  /** Text of a version 3 source map; its sources are relative to `file`. */
  readonly sourceMap?: string
}

export interface TestSettings {
  /** Milliseconds since the epoch; the clock stands still at it (CFF-47). */
  readonly now: number
  /** Of the associated key value store; undefined: none is associated. */
  readonly keyValues?: ReadonlyMap<string, string>
  /** What `Math.random` gives, 0 to less than 1; undefined: chance. */
  readonly random?: number
}

/** The request or response as the handler returned it, whatever is wrong with it. */
export type FunctionOutput = { readonly request: JsonObject } | { readonly response: JsonObject }

export interface FunctionError {
  /** It could not run and viewers get 503 (CFF-131), or it cannot even be deployed or run here. */
  readonly kind: 'could-not-run' | 'not-loaded'
  /** In the engine's words. */
  readonly text: string
  readonly frames: readonly StackFrame[]
}

/** One function on one event. */
export interface FunctionTestRun {
  /** Undefined when it failed. */
  readonly output: FunctionOutput | undefined
  readonly logs: readonly string[]
  readonly error: FunctionError | undefined
  /** It ran, and CloudFront refuses what it returned (CFF-132 ff.): viewers get 502. TestFunction does not look (CFF-159). */
  readonly refused: string | undefined
  /** `cf.logCustomData` */
  readonly customLogData: string | undefined
  /** Loop turns and function calls: the same on every run and machine, and no figure of AWS. */
  readonly steps: number
  readonly memoryBytes: number
  /** What works here and is outside of what AWS promises, or gives wrong values there (CFF-31, ENG-22); of what does not compile, why. */
  readonly warnings: readonly Finding[]
}

const parsedObject = (text: string | undefined): JsonObject | undefined => {
  const value: unknown = text === undefined ? undefined : JSON.parse(text)
  return isObject(value) ? value : undefined
}

/** What has a `statusCode` is a response, at either event (CFF-110). */
const outputOf = (returned: string | undefined, { response }: TestEvent): FunctionOutput | undefined => {
  const value = parsedObject(returned)
  if (value === undefined) return undefined
  return response === undefined && value['statusCode'] === undefined ? { request: value } : { response: value }
}

const call = (runner: FunctionRunner, event: TestEvent, now: number): ViewerRequestOutcome | ViewerResponseOutcome => {
  const { context, request, response } = invocationOf(event, now)
  return response === undefined
    ? runner.viewerRequest(context, request)
    : runner.viewerResponse(context, request, response)
}

const failedToLoad = (text: string): FunctionTestRun => ({
  output: undefined,
  logs: [],
  error: { kind: 'not-loaded', text, frames: [] },
  refused: undefined,
  customLogData: undefined,
  steps: 0,
  memoryBytes: 0,
  warnings: [],
})

/** What a function is given at each of its runs: a store or none, chance or given numbers. */
interface Given {
  readonly store: boolean
  readonly random: boolean
}

/** A function made ready for any number of events, all with what it is given. */
export type PreparedFunction = (event: TestEvent, settings: TestSettings) => FunctionTestRun

const refusedSyntax = (code: string, runtime: Runtime, file: string): Finding[] =>
  firstOfEach(codeFindings(code, runtime))
    .filter(({ severity, rule }) => severity === 'error' && rule !== UNREADABLE_CODE)
    .map(finding => ({ ...finding, file }))

const NO_KEYS: ReadonlyMap<string, string> = new Map()

/** Through the code that runs it on the stage. */
export const prepareFunction = (
  { name, runtime, code, file, sourceMap }: FunctionCode,
  given: Given,
): PreparedFunction => {
  let settings: TestSettings = { now: 0 }
  const keyValueStore = given.store ? { logicalId: name, name } : undefined
  const created = createFunctionRunner(
    { logicalId: name, name, runtime, code, keyValueStore, place: { file } },
    {
      inspects: true,
      ...(given.store ? { keyValues: () => settings.keyValues ?? NO_KEYS } : {}),
      ...(given.random ? { random: () => settings.random ?? 0 } : {}),
    },
  )
  if (created.kind === 'invalid') return () => failedToLoad(created.message)
  const { runner, placeOf, compileProblem } = created
  const map = sourceMap === undefined ? undefined : readSourceMap(sourceMap)
  return (event, now) => {
    settings = now
    const outcome = call(runner, event, settings.now)
    const { failure, returned, steps = 0, memoryBytes = 0 } = runner.inspected?.() ?? {}
    const frames = stackFrames(failure?.stack ?? '', file, placeOf, map)
    const output = outputOf(returned, event)
    const unwritable =
      output === undefined && failure === undefined ? 'the result cannot be written as JSON' : undefined
    return {
      output,
      logs: outcome.logs,
      error: failure === undefined ? undefined : { kind: 'could-not-run', text: failure.text, frames },
      refused: outcome.kind === 'validation-error' ? outcome.message : unwritable,
      customLogData: outcome.customLogData,
      steps,
      memoryBytes,
      get warnings() {
        // The engine's words for what it refuses name a token; these name the syntax, and what to write instead.
        const findings = compileProblem === undefined ? created.warnings : refusedSyntax(code, runtime, file)
        return findings.map(finding => toSource(finding, map))
      },
    }
  }
}

/** Runs a function once on an event. */
export const testFunction = (fn: FunctionCode, event: TestEvent, settings: TestSettings): FunctionTestRun =>
  prepareFunction(fn, { store: settings.keyValues !== undefined, random: settings.random !== undefined })(
    event,
    settings,
  )

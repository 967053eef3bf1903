import { Script } from 'node:vm'
import type { CloudFrontFunction } from '../../../distribution/model.ts'
import { FUNCTION_CODE_BYTES } from '../../../distribution/quotas.ts'
import { failurePlaceIn, type FailurePlace } from './failure-place.ts'
import { ignoreGuestRejections } from './guest-rejections.io.ts'
import type { GuestAnswer } from './guest-answer.ts'
import { builtinNames } from './guest/builtins.ts'
import type { FunctionRunner, InspectedCall } from './invocation.ts'
import { codeFindings, firstOfEach } from './language/check-code.ts'
import type { Finding } from './language/finding.ts'
import { answerFrom, viewerRequestFields, viewerResponseFields } from './invoke.ts'
import type { MemoryBounds } from './outcome-memory.ts'
import { checkedRequest, checkedResponse, executionError } from './outcomes.ts'
import { prepareSource } from './prepare-source.ts'
import { createRealm, type EntryPoint, type Field, type Realm } from './realm.ts'
import { rememberingRunner } from './remembering-runner.ts'
import { fallBackToLinearTime } from './regexp-engine.io.ts'
import { sourceMapComment, type BuiltFile } from './script-source-map.ts'
import type { SourcePlace } from './source-place.ts'

export interface FunctionRunnerOptions {
  /** The associated key value store, asked at each read; undefined: none. */
  readonly keyValues?: () => ReadonlyMap<string, string>
  /** In place of the engine's `Math.random`, 0 to less than 1. */
  readonly random?: () => number
  /** Remembers answers to inputs seen before, where that can make no difference; true: within the default bounds. Default false. */
  readonly remembers?: boolean | MemoryBounds
  /** Tells of each call what it returned and how many steps it took; it then remembers nothing. Default false. */
  readonly inspects?: boolean
  /** Whether a clock ends runs too, beside what is counted. Default true; a test of what is counted must not depend on the machine. */
  readonly watchesTime?: boolean
  /** Whether steps and memory are counted. Default true; only to measure what that costs: nothing then holds a loop. */
  readonly counts?: boolean
  /** For messages and breakpoints; by default messages name the place of the code in the template. */
  readonly builtFile?: BuiltFile
}

export type CreatedFunctionRunner =
  | {
      readonly kind: 'ready'
      readonly runner: FunctionRunner
      /** The function does not compile: it loads all the same and fails at each call (CFF-140). */
      readonly compileProblem: { readonly message: string; readonly line: number } | undefined
      /** A place that a stack names, in the code as deployed. */
      readonly placeOf: (inStack: SourcePlace) => SourcePlace
      /** What compiles and yet fails when it is reached, gives wrong values (CFF-31) or is on no list of AWS (ENG-22), each once. */
      readonly warnings: readonly Finding[]
    }
  /** CFF-150: CloudFront would not take the code. */
  | { readonly kind: 'invalid'; readonly message: string }

const runnerIn = (
  realm: () => Realm,
  failurePlace: FailurePlace,
  see: (answer: GuestAnswer) => void,
): FunctionRunner => {
  const answerOf = (entry: EntryPoint, fields: readonly Field[]): GuestAnswer => {
    const answer = answerFrom(() => realm().call(entry, fields))
    see(answer)
    return answer
  }
  return {
    viewerRequest: (context, request) =>
      checkedRequest(answerOf('viewerRequest', viewerRequestFields(context, request)), request, failurePlace),
    viewerResponse: (context, request, response) =>
      checkedResponse(
        answerOf('viewerResponse', viewerResponseFields(context, request, response)),
        response,
        failurePlace,
      ),
  }
}

const plainRunner = (realm: () => Realm, failurePlace: FailurePlace): FunctionRunner =>
  runnerIn(realm, failurePlace, () => {})

const inspectingRunner = (newestRealm: () => Realm, failurePlace: FailurePlace): FunctionRunner => {
  let realm: Realm | undefined
  let failure: InspectedCall['failure']
  const runner = runnerIn(
    () => (realm = newestRealm()),
    failurePlace,
    answer => {
      const { kind, message = '', stack = '' } = answer.failure ?? {}
      failure = kind === 'execution-error' ? { text: message, stack } : undefined
    },
  )
  return {
    ...runner,
    inspected: () => ({ steps: 0, memoryBytes: 0, returned: undefined, ...realm?.inspected(), failure }),
  }
}

/** CFF-131, CFF-141: code that does not compile fails at each call. */
const failing = (message: string): FunctionRunner => {
  const failure = executionError(message)
  return {
    viewerRequest: () => failure,
    viewerResponse: () => failure,
    inspected: () => ({ steps: 0, memoryBytes: 0, returned: undefined, failure: { text: message, stack: '' } }),
  }
}

const notCompiling = (message: string, line: number): CreatedFunctionRunner => ({
  kind: 'ready',
  runner: failing(message),
  compileProblem: { message, line },
  placeOf: place => place,
  warnings: [],
})

const compiled = (script: string, filename: string): Script | { readonly message: string; readonly line: number } => {
  try {
    return new Script(script, { filename })
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const line = Number(/^.*:(\d+)$/m.exec(error.stack?.split('\n', 1)[0] ?? '')?.[1] ?? 1)
    return { message: `SyntaxError: ${error.message} in ${line}`, line }
  }
}

/**
 * Loads a CloudFront Function of either runtime (CFF-01). Each invocation gets fresh top-level state (CFF-08), a clock that stands still at
 * `FunctionContext.now` (CFF-47) and at most `STEPS_MAX` steps and
 * `BYTES_MAX` bytes.
 */
export const createFunctionRunner = (
  fn: CloudFrontFunction,
  options: FunctionRunnerOptions = {},
): CreatedFunctionRunner => {
  const sizeBytes = Buffer.byteLength(fn.code, 'utf8')
  if (sizeBytes > FUNCTION_CODE_BYTES) {
    const message = `the function ${fn.name} has ${sizeBytes} bytes of code, at most ${FUNCTION_CODE_BYTES}`
    return { kind: 'invalid', message }
  }
  const sourceFile = options.builtFile?.file ?? fn.place.file
  const prepared = prepareSource(fn.code, fn.runtime, builtinNames(fn.runtime), options.counts)
  if (prepared.kind === 'syntax-error') return notCompiling(prepared.message, prepared.line)
  const comment = options.builtFile === undefined ? '' : sourceMapComment(options.builtFile, prepared.placeInScript)
  const script = compiled(prepared.script + comment, sourceFile)
  if (!(script instanceof Script)) return notCompiling(script.message, script.line)
  if (prepared.mayAwait) ignoreGuestRejections()
  fallBackToLinearTime()
  const { placeOf } = prepared
  const failurePlace = failurePlaceIn({ file: sourceFile, placeOf, sourceMap: options.builtFile?.sourceMap })
  const keyValues = fn.keyValueStore === undefined ? undefined : options.keyValues
  const { inspects = false, remembers = false } = options
  const newRealm = (): Realm =>
    createRealm({
      runtime: fn.runtime,
      script,
      mayAwait: prepared.mayAwait,
      shared: !prepared.changesBuiltins,
      mentionsGlobal: prepared.mentionsGlobal,
      readsStacks: prepared.readsStacks,
      mayRunLong: prepared.mayRunLong,
      reachesConstructors: prepared.reachesConstructors,
      hasManyGroups: prepared.hasManyGroups,
      keyValues,
      random: options.random,
      watchesTime: options.watchesTime ?? true,
      counts: options.counts ?? true,
      inspects,
    })
  const ready = (runner: FunctionRunner): CreatedFunctionRunner => ({
    kind: 'ready',
    runner,
    compileProblem: undefined,
    placeOf,
    // Only for who asks: it takes a third of the time of loading.
    get warnings() {
      return firstOfEach(codeFindings(fn.code, fn.runtime)).map(finding => ({ ...finding, file: sourceFile }))
    },
  })
  // What changes built-ins must not see the changes of an earlier call, and is never remembered.
  if (prepared.changesBuiltins)
    return ready(inspects ? inspectingRunner(newRealm, failurePlace) : plainRunner(newRealm, failurePlace))
  const realm = newRealm()
  if (inspects) return ready(inspectingRunner(() => realm, failurePlace))
  if (remembers === false) return ready(plainRunner(() => realm, failurePlace))
  const bounds = remembers === true ? {} : remembers
  return ready(rememberingRunner(realm, { ...bounds, failurePlace, keyValue: key => keyValues?.().get(key) }))
}

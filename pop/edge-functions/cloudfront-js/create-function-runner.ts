import { Script } from 'node:vm'
import type { CloudFrontFunction } from '../../../distribution/model.ts'
import { FUNCTION_CODE_BYTES } from '../../../distribution/quotas.ts'
import { ignoreGuestRejections } from './guest-rejections.io.ts'
import { builtinNames } from './guest/builtins.ts'
import { codeFindings, firstOfEach } from './language/check-code.ts'
import type { Finding } from './language/finding.ts'
import type { FunctionRunner } from './invocation.ts'
import { answerFrom, viewerRequestFields, viewerResponseFields } from './invoke.ts'
import type { MemoryBounds } from './outcome-memory.ts'
import { checkedRequest, checkedResponse, executionError } from './outcomes.ts'
import { prepareSource } from './prepare-source.ts'
import { createRealm, type Realm } from './realm.ts'
import { rememberingRunner } from './remembering-runner.ts'

export interface FunctionRunnerOptions {
  /** The associated key value store, asked at each read; undefined: none. */
  readonly keyValues?: () => ReadonlyMap<string, string>
  /** In place of the engine's `Math.random`, 0 to less than 1. */
  readonly random?: () => number
  /** Remembers answers to inputs seen before, where that can make no difference; true: within the default bounds. Default false. */
  readonly remembers?: boolean | MemoryBounds
  /** Absolute path of the built file, for messages and breakpoints. */
  readonly sourceFile?: string
}

export type CreatedFunctionRunner =
  | {
      readonly kind: 'ready'
      readonly runner: FunctionRunner
      /** The function does not compile: it loads all the same and fails at each call (CFF-140). */
      readonly compileProblem: { readonly message: string; readonly line: number } | undefined
      /** What compiles and yet fails when it is reached, gives wrong values (CFF-31) or is on no list of AWS (ENG-22), each once. */
      readonly warnings: readonly Finding[]
    }
  /** CFF-150: CloudFront would not take the code. */
  | { readonly kind: 'invalid'; readonly message: string }

const runnerIn = (realm: () => Realm, sourceFile: string): FunctionRunner => ({
  viewerRequest: (context, request) => {
    const fields = viewerRequestFields(context, request)
    return checkedRequest(
      answerFrom(() => realm().call('viewerRequest', fields)),
      request,
      sourceFile,
    )
  },
  viewerResponse: (context, request, response) => {
    const fields = viewerResponseFields(context, request, response)
    return checkedResponse(
      answerFrom(() => realm().call('viewerResponse', fields)),
      response,
      sourceFile,
    )
  },
})

/** CFF-131, CFF-141: code that does not compile fails at each call. */
const failing = (message: string): FunctionRunner => {
  const failure = executionError(message)
  return { viewerRequest: () => failure, viewerResponse: () => failure }
}

const notCompiling = (message: string, line: number): CreatedFunctionRunner => ({
  kind: 'ready',
  runner: failing(message),
  compileProblem: { message, line },
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
 * `FunctionContext.now` (CFF-47) and at most `STEPS_MAX` steps.
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
  const sourceFile = options.sourceFile ?? fn.place.file
  const prepared = prepareSource(fn.code, fn.runtime, builtinNames(fn.runtime))
  if (prepared.kind === 'syntax-error') return notCompiling(prepared.message, prepared.line)
  const script = compiled(prepared.script, sourceFile)
  if (!(script instanceof Script)) return notCompiling(script.message, script.line)
  if (prepared.mayAwait) ignoreGuestRejections()
  const keyValues = fn.keyValueStore === undefined ? undefined : options.keyValues
  const newRealm = (): Realm =>
    createRealm({
      runtime: fn.runtime,
      script,
      mayAwait: prepared.mayAwait,
      shared: !prepared.changesBuiltins,
      mentionsGlobal: prepared.mentionsGlobal,
      readsStacks: prepared.readsStacks,
      keyValues,
      random: options.random,
    })
  const ready = (runner: FunctionRunner): CreatedFunctionRunner => ({
    kind: 'ready',
    runner,
    compileProblem: undefined,
    warnings: firstOfEach(codeFindings(fn.code, fn.runtime)).map(finding => ({ ...finding, file: sourceFile })),
  })
  // What changes built-ins must not see the changes of an earlier call, and is never remembered.
  if (prepared.changesBuiltins) return ready(runnerIn(newRealm, sourceFile))
  const realm = newRealm()
  const { remembers = false } = options
  if (remembers === false) return ready(runnerIn(() => realm, sourceFile))
  const bounds = remembers === true ? {} : remembers
  return ready(rememberingRunner(realm, { ...bounds, sourceFile, keyValue: key => keyValues?.().get(key) }))
}

import { Script } from 'node:vm'
import type { CloudFrontFunction } from '../../../distribution/model.ts'
import { HeaderList } from '../../../http/header-list.ts'
import { isDisallowedHeader } from '../../../distribution/header-restrictions.ts'
import { fromWire, toRequestLine } from '../wire-text.ts'
import { applyHeaderChanges } from './apply-result.ts'
import { readGuestAnswer, type GuestAnswer } from './guest-answer.ts'
import { ignoreGuestRejections } from './guest-rejections.io.ts'
import { BUILTIN_NAMES } from './guest/builtins.ts'
import type {
  FunctionContext,
  FunctionFailure,
  FunctionRequest,
  FunctionRunner,
  ViewerRequestOutcome,
  ViewerResponseOutcome,
} from './invocation.ts'
import { OutcomeMemory, requestText, responseText } from './outcome-memory.ts'
import { prepareSource } from './prepare-source.ts'
import { createRealm, type Realm } from './realm.ts'
import {
  EXECUTION_ERROR_TEXT,
  invalidValue,
  requestProblem,
  responseProblem,
  type ResultProblem,
} from './validate-result.ts'

export interface FunctionRunnerOptions {
  /** The associated key value store, asked at each read; undefined: none. */
  readonly keyValues?: () => ReadonlyMap<string, string>
  /** In place of the engine's `Math.random`, 0 to less than 1. */
  readonly random?: () => number
  /** Remembers answers to inputs seen before, where that can make no difference; default false. */
  readonly remembers?: boolean
  /** Absolute path of the built file, for messages and breakpoints. */
  readonly sourceFile?: string
}

export type CreatedFunctionRunner =
  | {
      readonly kind: 'ready'
      readonly runner: FunctionRunner
      /** The function does not compile: it loads all the same and fails at each call (CFF-140). */
      readonly compileProblem: { readonly message: string; readonly line: number } | undefined
    }
  | { readonly kind: 'invalid'; readonly message: string }

type Field = string | number | undefined
type NewRealm = () => Realm

const contextFields = (context: FunctionContext, request: FunctionRequest): Field[] => [
  context.distributionDomainName,
  context.distributionId,
  context.requestId,
  context.clientIp,
  context.now,
  request.method,
  fromWire(request.uri),
  request.queryString === undefined ? undefined : fromWire(request.queryString),
]

/** Disallowed headers are not visible to functions (HDR-01). */
const addHeaderFields = (fields: Field[], { names, values }: HeaderList): void => {
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    if (!isDisallowedHeader(name)) fields.push(name, fromWire(values[i] as string))
  }
}

/** The line in the function's own file, from the stack of the error. */
const placeIn = (stack: string, sourceFile: string): string => {
  const start = stack.indexOf(`${sourceFile}:`)
  const line = start === -1 ? undefined : /^\d+/.exec(stack.slice(start + sourceFile.length + 1))?.[0]
  return line === undefined ? '' : ` (${sourceFile}:${line})`
}

const executionError = (message: string): FunctionFailure => ({
  kind: 'execution-error',
  pageText: EXECUTION_ERROR_TEXT,
  message,
  logs: [],
  customLogData: undefined,
})

const validationError = (
  { pageText, message }: ResultProblem,
  { logs, customLogData }: GuestAnswer,
): FunctionFailure => ({
  kind: 'validation-error',
  pageText,
  message,
  logs,
  customLogData,
})

const failureOf = (answer: GuestAnswer, sourceFile: string): FunctionFailure | undefined => {
  const { failure, logs, customLogData } = answer
  if (failure === undefined) return undefined
  if (failure.kind === 'validation-error') return validationError(invalidValue(failure.message), answer)
  return { ...executionError(failure.message + placeIn(failure.stack, sourceFile)), logs, customLogData }
}

const UNCHANGED: GuestAnswer = { result: { headerChanges: [] }, isResponse: false, logs: [] }

/** Whatever comes out of the realm by way of an exception is not looked at: it may be an object of the guest. */
const ask = (newRealm: NewRealm, entry: 'viewerRequest' | 'viewerResponse', fields: Field[]): GuestAnswer => {
  try {
    const packed = newRealm().call(entry, fields)
    return packed === '' ? UNCHANGED : readGuestAnswer(packed)
  } catch {
    const message = 'the function exhausted the stack or could not be loaded'
    return { ...UNCHANGED, failure: { kind: 'execution-error', message, stack: '' } }
  }
}

const requestOutcome = (answer: GuestAnswer, request: FunctionRequest): ViewerRequestOutcome => {
  const { result, logs, customLogData } = answer
  const { uri, queryString } = result
  return {
    kind: 'request',
    uri: uri === undefined ? request.uri : toRequestLine(uri),
    // A query string that was emptied takes its question mark along.
    queryString: queryString === undefined ? request.queryString : toRequestLine(queryString) || undefined,
    headers: applyHeaderChanges(request.headers, result),
    logs,
    customLogData,
  }
}

const responseOutcome = (answer: GuestAnswer, headers: HeaderList) => {
  const { result, logs, customLogData } = answer
  return {
    kind: 'response',
    status: result.status ?? 0,
    statusDescription: result.statusDescription,
    headers: applyHeaderChanges(headers, result),
    body: result.body,
    logs,
    customLogData,
  } as const
}

/** An answer to an equal input: only the parts that belong to this very request are made anew. */
const recalledRequest = (answer: GuestAnswer, request: FunctionRequest): ViewerRequestOutcome =>
  answer.isResponse ? responseOutcome(answer, new HeaderList()) : requestOutcome(answer, request)

/** The same with a memory of the answers to inputs seen before. */
const rememberingRunner = (realm: Realm, memory: OutcomeMemory, sourceFile: string): FunctionRunner => {
  let last: GuestAnswer | undefined
  const runner = runnerIn(
    () => realm,
    sourceFile,
    answer => {
      last = answer
    },
  )
  const learn = (input: string): void => {
    if (last !== undefined) memory.keep(input, last, realm.readsOfLastCall())
    last = undefined
  }
  return {
    viewerRequest: (context, request) => {
      if (memory.isPausing()) return runner.viewerRequest(context, request)
      const input = requestText(request)
      const known = memory.recall(input)
      if (known !== undefined) return recalledRequest(known, request)
      const outcome = runner.viewerRequest(context, request)
      learn(input)
      return outcome
    },
    viewerResponse: (context, request, response) => {
      if (memory.isPausing()) return runner.viewerResponse(context, request, response)
      const input = requestText(request) + responseText(response)
      const known = memory.recall(input)
      if (known !== undefined) return responseOutcome(known, response.headers)
      const outcome = runner.viewerResponse(context, request, response)
      learn(input)
      return outcome
    },
  }
}

/** `onValid` gets every answer that passed validation. */
const runnerIn = (
  newRealm: NewRealm,
  sourceFile: string,
  onValid: (answer: GuestAnswer) => void = () => {},
): FunctionRunner => ({
  viewerRequest: (context, request): ViewerRequestOutcome => {
    const fields = contextFields(context, request)
    addHeaderFields(fields, request.headers)
    const answer = ask(newRealm, 'viewerRequest', fields)
    const failure = failureOf(answer, sourceFile)
    if (failure !== undefined) return failure
    const { isResponse, result } = answer
    const problem = isResponse ? responseProblem(result, 'viewer-request') : requestProblem(result)
    if (problem !== undefined) return validationError(problem, answer)
    onValid(answer)
    return isResponse ? responseOutcome(answer, new HeaderList()) : requestOutcome(answer, request)
  },
  viewerResponse: (context, request, response): ViewerResponseOutcome => {
    const requestHeaders: Field[] = []
    addHeaderFields(requestHeaders, request.headers)
    const fields = contextFields(context, request)
    fields.push(requestHeaders.length, response.status, response.statusDescription, ...requestHeaders)
    addHeaderFields(fields, response.headers)
    const answer = ask(newRealm, 'viewerResponse', fields)
    const failure = failureOf(answer, sourceFile)
    if (failure !== undefined) return failure
    const problem = responseProblem(answer.result, 'viewer-response')
    if (problem !== undefined) return validationError(problem, answer)
    onValid(answer)
    return responseOutcome(answer, response.headers)
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
 * Loads a CloudFront Function of runtime 2.0. Each invocation gets fresh top-level state (CFF-08), a clock that stands still at
 * `FunctionContext.now` (CFF-47) and at most `STEPS_MAX` steps.
 */
export const createFunctionRunner = (
  fn: CloudFrontFunction,
  options: FunctionRunnerOptions = {},
): CreatedFunctionRunner => {
  if (fn.runtime !== 'cloudfront-js-2.0') {
    return {
      kind: 'invalid',
      message: `the function ${fn.name} asks for ${fn.runtime}, which is not emulated: use cloudfront-js-2.0`,
    }
  }
  const sourceFile = options.sourceFile ?? fn.place.file
  const prepared = prepareSource(fn.code, BUILTIN_NAMES)
  if (prepared.kind === 'syntax-error') return notCompiling(prepared.message, prepared.line)
  const script = compiled(prepared.script, sourceFile)
  if (!(script instanceof Script)) return notCompiling(script.message, script.line)
  if (prepared.mayAwait) ignoreGuestRejections()
  const createRealmFor = (): Realm =>
    createRealm({
      script,
      mayAwait: prepared.mayAwait,
      shared: !prepared.changesBuiltins,
      mentionsGlobal: prepared.mentionsGlobal,
      keyValues: fn.keyValueStore === undefined ? undefined : options.keyValues,
      random: options.random,
    })
  const shared = prepared.changesBuiltins ? undefined : createRealmFor()
  const keyValues = fn.keyValueStore === undefined ? undefined : options.keyValues
  const read = (key: string | undefined) => (key === undefined ? keyValues?.().size : keyValues?.().get(key))
  const runner =
    shared !== undefined && options.remembers === true
      ? rememberingRunner(shared, new OutcomeMemory(read), sourceFile)
      : runnerIn(shared === undefined ? createRealmFor : () => shared, sourceFile)
  return { kind: 'ready', runner, compileProblem: undefined }
}

import { HeaderList } from '../../../http/header-list.ts'
import { toRequestLine } from '../wire-text.ts'
import { applyHeaderChanges } from './apply-result.ts'
import type { GuestAnswer } from './guest-answer.ts'
import type {
  FunctionFailure,
  FunctionRequest,
  FunctionResponse,
  ViewerRequestOutcome,
  ViewerResponseOutcome,
} from './invocation.ts'
import {
  EXECUTION_ERROR_TEXT,
  invalidValue,
  originProblem,
  requestProblem,
  responseProblem,
  type ResultProblem,
} from './validate-result.ts'

/** The line in the function's own file, from the stack of the error. */
const placeIn = (stack: string, sourceFile: string): string => {
  const start = stack.indexOf(`${sourceFile}:`)
  const line = start === -1 ? undefined : /^\d+/.exec(stack.slice(start + sourceFile.length + 1))?.[0]
  return line === undefined ? '' : ` (${sourceFile}:${line})`
}

export const executionError = (message: string): FunctionFailure => ({
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

const requestOutcome = (answer: GuestAnswer, request: FunctionRequest): ViewerRequestOutcome => {
  const { result, logs, customLogData, originChoice } = answer
  const { uri, queryString } = result
  return {
    kind: 'request',
    uri: uri === undefined ? request.uri : toRequestLine(uri),
    // A query string that was emptied takes its question mark along.
    queryString: queryString === undefined ? request.queryString : toRequestLine(queryString) || undefined,
    headers: applyHeaderChanges(request.headers, result),
    originChoice: originChoice?.kind === 'choice' ? originChoice.choice : undefined,
    logs,
    customLogData,
  }
}

/** An answer that was found valid once, for the response it is given now. */
export const validResponse = (answer: GuestAnswer, headers: HeaderList) => {
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

/** An answer that was found valid once, for the request it is given now. */
export const validRequest = (answer: GuestAnswer, request: FunctionRequest): ViewerRequestOutcome =>
  answer.isResponse ? validResponse(answer, new HeaderList()) : requestOutcome(answer, request)

/** What a viewer-request function made of the request. In: `sourceFile`, its built file, to name the line of a failure. */
export const checkedRequest = (
  answer: GuestAnswer,
  request: FunctionRequest,
  sourceFile: string,
): ViewerRequestOutcome => {
  const { isResponse, result } = answer
  const failure = failureOf(answer, sourceFile)
  if (failure !== undefined) return failure
  const problem = isResponse
    ? responseProblem(result, 'viewer-request')
    : (requestProblem(result) ?? originProblem(answer.originChoice))
  return problem === undefined ? validRequest(answer, request) : validationError(problem, answer)
}

/** What a viewer-response function made of the response. */
export const checkedResponse = (
  answer: GuestAnswer,
  response: FunctionResponse,
  sourceFile: string,
): ViewerResponseOutcome => {
  const failure = failureOf(answer, sourceFile)
  if (failure !== undefined) return failure
  const problem = responseProblem(answer.result, 'viewer-response')
  return problem === undefined ? validResponse(answer, response.headers) : validationError(problem, answer)
}

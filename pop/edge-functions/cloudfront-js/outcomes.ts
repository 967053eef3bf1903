import { HeaderList } from '../../../http/header-list.ts'
import { toRequestLine } from '../wire-text.ts'
import { applyHeaderChanges } from './apply-result.ts'
import type { FailurePlace } from './failure-place.ts'
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

const failureOf = (answer: GuestAnswer, failurePlace: FailurePlace): FunctionFailure | undefined => {
  const { failure, logs, customLogData } = answer
  if (failure === undefined) return undefined
  if (failure.kind === 'validation-error') return validationError(invalidValue(failure.message), answer)
  const isOverTime = answer.isOverTime ?? false
  return { ...executionError(failure.message + failurePlace(failure.stack)), logs, customLogData, isOverTime }
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

/** What a viewer-request function made of the request. In: `failurePlace`, to name the line of a failure. */
export const checkedRequest = (
  answer: GuestAnswer,
  request: FunctionRequest,
  failurePlace: FailurePlace,
): ViewerRequestOutcome => {
  const { isResponse, result } = answer
  const failure = failureOf(answer, failurePlace)
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
  failurePlace: FailurePlace,
): ViewerResponseOutcome => {
  const failure = failureOf(answer, failurePlace)
  if (failure !== undefined) return failure
  const problem = responseProblem(answer.result, 'viewer-response')
  return problem === undefined ? validResponse(answer, response.headers) : validationError(problem, answer)
}

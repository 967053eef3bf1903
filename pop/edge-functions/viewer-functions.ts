import type { CloudFrontFunction } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import type { Answer } from '../answer.ts'
import type { Body } from '../body.ts'
import { edgeError } from '../error-response/edge-error.ts'
import type { EdgeRequest } from '../exchange.ts'
import type { PointOfPresence } from '../point-of-presence.ts'
import type { TraceEvent } from '../trace/trace-event.ts'
import type { FunctionBody, FunctionContext, FunctionFailure } from './cloudfront-js/invocation.ts'

const contextOf = (
  { distribution, world }: PointOfPresence,
  { requestId, clientIp }: EdgeRequest,
): FunctionContext => ({
  distributionDomainName: distribution.domainName,
  distributionId: distribution.id,
  requestId,
  clientIp,
  now: world.now(),
})

/** CFF-131 to CFF-134: 503 for a failure to run, 502 for an invalid result. */
const failureAnswer = ({ world }: PointOfPresence, requestId: string, failure: FunctionFailure): Answer => {
  const isExecution = failure.kind === 'execution-error'
  const resultType = isExecution ? 'FunctionExecutionError' : 'FunctionValidationError'
  return edgeError(world, requestId, {
    source: 'function-failure',
    status: isExecution ? 503 : 502,
    text: failure.pageText,
    resultType,
    detailedResultType: resultType,
  })
}

const writtenBody = ({ world }: PointOfPresence, body: FunctionBody | undefined): Body | undefined =>
  body === undefined ? undefined : world.makeBody(body.data, body.encoding)

export type AfterViewerRequest =
  | { readonly kind: 'request'; readonly request: EdgeRequest; readonly customLogData: string | undefined }
  | { readonly kind: 'answer'; readonly answer: Answer; readonly customLogData: string | undefined }

/** CFF-110, CFF-118: the request the function returns, the response it makes, or what its failure gives. */
export const runViewerRequest = (
  pop: PointOfPresence,
  fn: CloudFrontFunction,
  request: EdgeRequest,
  trace: TraceEvent[],
): AfterViewerRequest => {
  const outcome = pop.world.runnerOf(fn).viewerRequest(contextOf(pop, request), request)
  const { customLogData } = outcome
  trace.push({
    station: 'function',
    event: 'viewer-request',
    name: fn.name,
    outcome: outcome.kind,
    message: 'message' in outcome ? outcome.message : undefined,
    uri: outcome.kind === 'request' ? outcome.uri : undefined,
    queryString: outcome.kind === 'request' ? outcome.queryString : undefined,
    logs: outcome.logs,
  })
  if (outcome.kind === 'request') {
    const { uri, queryString, headers } = outcome
    return { kind: 'request', request: { ...request, uri, queryString, headers }, customLogData }
  }
  if (outcome.kind !== 'response')
    return { kind: 'answer', answer: failureAnswer(pop, request.requestId, outcome), customLogData }
  const body = writtenBody(pop, outcome.body) ?? pop.world.makeBody('', 'text')
  const headers = outcome.headers
    .clone()
    .set('server', 'CloudFront')
    .set('content-length', String(body.byteLength ?? 0))
  const answer: Answer = {
    source: 'function',
    status: outcome.status,
    statusDescription: outcome.statusDescription,
    headers,
    body,
    resultType: 'FunctionGeneratedResponse',
    detailedResultType: 'FunctionGeneratedResponse',
    ageSeconds: undefined,
    closesConnection: false,
  }
  return { kind: 'answer', answer, customLogData }
}

export interface ViewerResponseResult {
  readonly status: number
  readonly statusDescription: string | undefined
  readonly headers: HeaderList
  /** Undefined: untouched. */
  readonly body: Body | undefined
  readonly customLogData: string | undefined
  /** Set when the function failed: this goes out instead. */
  readonly failure: Answer | undefined
}

/** CFF-111, CFF-117, CFF-84. `headers` are the viewer's copy and may be changed by the function. */
export const runViewerResponse = (
  pop: PointOfPresence,
  fn: CloudFrontFunction,
  request: EdgeRequest,
  response: { readonly status: number; readonly statusDescription: string | undefined; readonly headers: HeaderList },
  trace: TraceEvent[],
): ViewerResponseResult => {
  const outcome = pop.world.runnerOf(fn).viewerResponse(contextOf(pop, request), request, response)
  const { customLogData } = outcome
  trace.push({
    station: 'function',
    event: 'viewer-response',
    name: fn.name,
    outcome: outcome.kind,
    message: 'message' in outcome ? outcome.message : undefined,
    uri: undefined,
    queryString: undefined,
    logs: outcome.logs,
  })
  if (outcome.kind === 'response') {
    const { status, statusDescription, headers } = outcome
    return {
      status,
      statusDescription,
      headers,
      body: writtenBody(pop, outcome.body),
      customLogData,
      failure: undefined,
    }
  }
  return { ...response, body: undefined, customLogData, failure: failureAnswer(pop, request.requestId, outcome) }
}

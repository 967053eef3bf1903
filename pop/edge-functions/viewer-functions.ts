import type { CacheBehavior, CloudFrontFunction } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import type { Answer } from '../answer.ts'
import type { Body } from '../body.ts'
import { edgeError } from '../error-response/edge-error.ts'
import type { EdgeRequest } from '../exchange.ts'
import type { PointOfPresence } from '../point-of-presence.ts'
import { regionalCacheOf } from '../regional-caches.ts'
import type { TraceEvent } from '../trace/trace-event.ts'
import { chosenRoute } from './chosen-route.ts'
import { ORIGIN_REWRITE_TEXT } from './cloudfront-js/validate-result.ts'
import type { OriginChoice } from './cloudfront-js/origin-choice.ts'
import type { EdgeLocation, FunctionBody, FunctionContext, FunctionFailure } from './cloudfront-js/invocation.ts'

const edgeLocations = new WeakMap<PointOfPresence, EdgeLocation>()

/** CFF-69c. The address is a loopback one, as the stage's is. */
const edgeLocationOf = (pop: PointOfPresence): EdgeLocation => {
  const known = edgeLocations.get(pop)
  if (known !== undefined) return known
  const { location } = pop
  const made = { name: location.slice(0, 3), serverIp: '127.0.0.1', region: regionalCacheOf(location) }
  edgeLocations.set(pop, made)
  return made
}

const contextOf = (pop: PointOfPresence, { requestId, clientIp }: EdgeRequest): FunctionContext => ({
  distributionDomainName: pop.distribution.domainName,
  distributionId: pop.distribution.id,
  requestId,
  clientIp,
  now: pop.world.now(),
  edgeLocation: edgeLocationOf(pop),
})

const FAILURE_TYPES = {
  'execution-error': 'FunctionExecutionError',
  'validation-error': 'FunctionValidationError',
  throttled: 'FunctionThrottledError',
} as const

/** CFF-131 to CFF-135: 503 for a failure to run, 502 for an invalid result. */
const failureAnswer = ({ world }: PointOfPresence, requestId: string, failure: FunctionFailure): Answer => {
  const resultType = FAILURE_TYPES[failure.kind]
  return edgeError(world, requestId, {
    source: 'function-failure',
    status: failure.kind === 'validation-error' ? 502 : 503,
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
  behavior: CacheBehavior,
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
    const { uri, queryString, headers, originChoice } = outcome
    const changed: EdgeRequest = { ...request, uri, queryString, headers }
    if (originChoice === undefined) return { kind: 'request', request: changed, customLogData }
    return withChosenOrigin(pop, behavior, changed, originChoice, outcome, trace)
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

/** CFF-63: a choice that the distribution does not allow is an invalid result (CFF-132). */
const withChosenOrigin = (
  pop: PointOfPresence,
  behavior: CacheBehavior,
  request: EdgeRequest,
  choice: OriginChoice,
  { logs, customLogData }: Pick<FunctionFailure, 'logs' | 'customLogData'>,
  trace: TraceEvent[],
): AfterViewerRequest => {
  const chosen = chosenRoute(pop.distribution, behavior, choice, request.headers)
  if (chosen.kind === 'problem') {
    const { message } = chosen
    const failure: FunctionFailure = {
      kind: 'validation-error',
      pageText: ORIGIN_REWRITE_TEXT,
      message,
      logs,
      customLogData,
    }
    trace.push({ station: 'refused', status: 502, why: message })
    return { kind: 'answer', answer: failureAnswer(pop, request.requestId, failure), customLogData }
  }
  const { primary, failover } = chosen.route
  const originIds = failover === undefined ? [primary.id] : [primary.id, failover.secondary.id]
  trace.push({ station: 'origin-chosen', originIds, domainName: primary.domainName })
  return { kind: 'request', request: { ...request, route: chosen.route }, customLogData }
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

import { HeaderList } from '../http/header-list.ts'
import type { CacheBehavior } from '../distribution/model.ts'
import type { Answer } from './answer.ts'
import { cacheKey } from './cache-key/cache-key.ts'
import type { Fetched } from './cache/make-entry.ts'
import { freshAtTheEdge, obtain } from './cache/through-tiers.ts'
import { runViewerRequest, type AfterViewerRequest } from './edge-functions/viewer-functions.ts'
import { viewerRequestLambda } from './edge-functions/lambda-edge/stations.ts'
import { decideErrorPage, errorPage } from './error-response/custom-error-response.ts'
import { edgeError } from './error-response/edge-error.ts'
import type { EdgeRequest, Exchange } from './exchange.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import type { TraceEvent } from './trace/trace-event.ts'
import { deliver, deliverThroughLambda, type Delivery, type ServedResponse } from './viewer-response/deliver.ts'
import { withDefaultRootObject } from './viewer/default-root-object.ts'
import { decideProtocol } from './viewer/protocol-policy.ts'
import { refuseMalformed, refuseMethod, type Refusal } from './viewer/refuse.ts'
import type { ViewerRequest } from './viewer/viewer-request.ts'
import { NO_BODY } from './body.ts'
import type { Walk } from './world.ts'

/**
 * The way of one request through a point of presence, station by station (ORD-01, ORD-02, CMB-07). Every station leaves its reason in the
 * trace. The walk stops only to ask the world; a request that needs nothing from it (a cache hit) runs through without a pause.
 */
export function* serveRequest(pop: PointOfPresence, viewer: ViewerRequest): Walk<ServedResponse> {
  const trace: TraceEvent[] = []
  const malformed = refuseMalformed(viewer)
  if (malformed !== undefined) return deliverRefusal(pop, undefined, viewer, malformed, trace)

  const uri = withDefaultRootObject(viewer.uri, pop.distribution.defaultRootObject)
  if (uri !== viewer.uri) trace.push({ station: 'default-root-object', uri })
  const behavior = pop.chooseBehavior(uri)
  trace.push({ station: 'cache-behavior', pathPattern: behavior.pathPattern, targetOriginId: behavior.targetOriginId })

  const early = decideBeforeFunctions(pop, behavior, viewer, trace)
  const arrived: EdgeRequest = uri === viewer.uri ? viewer : { ...viewer, uri }
  if (early !== undefined) return yield* respond(pop, behavior, arrived, early, undefined, trace)

  const after = yield* throughViewerRequest(pop, behavior, arrived, trace)
  if (after.kind === 'answer') return yield* respond(pop, behavior, arrived, after.answer, after.customLogData, trace)

  const key = cacheKey(pop.distribution, behavior, after.request)
  trace.push({ station: 'cache-key', key })
  const exchange: Exchange = { pop, behavior, request: after.request, key, trace }
  const fetched = freshAtTheEdge(exchange) ?? (yield* obtain(exchange))
  return yield* respond(pop, behavior, after.request, answerOf(fetched), after.customLogData, trace)
}

/** ORD-01: viewer protocol policy, then method. Undefined: go on. */
const decideBeforeFunctions = (
  pop: PointOfPresence,
  behavior: CacheBehavior,
  viewer: ViewerRequest,
  trace: TraceEvent[],
): Answer | undefined => {
  const protocol = decideProtocol(behavior, viewer, { domainName: pop.distribution.domainName, port: pop.httpsPort() })
  if (protocol.kind === 'redirect') return redirect(protocol.status, protocol.location)
  const refusal: Refusal | undefined =
    protocol.kind === 'refuse'
      ? { status: 403, why: protocol.why, detailedResultType: 'InvalidRequest' }
      : refuseMethod(behavior, viewer)
  return refusal === undefined ? undefined : refused(pop, viewer, refusal, trace)
}

const refused = (
  { world }: PointOfPresence,
  { requestId }: ViewerRequest,
  { status, why, detailedResultType }: Refusal,
  trace: TraceEvent[],
): Answer => {
  trace.push({ station: 'refused', status, why })
  return edgeError(world, requestId, {
    source: 'refusal',
    status,
    text: 'This request cannot be served.',
    resultType: 'Error',
    detailedResultType,
  })
}

const deliverRefusal = (
  pop: PointOfPresence,
  behavior: CacheBehavior | undefined,
  viewer: ViewerRequest,
  refusal: Refusal,
  trace: TraceEvent[],
): ServedResponse =>
  deliver({
    pop,
    behavior,
    request: viewer,
    answer: refused(pop, viewer, refusal, trace),
    viewerRequestLogData: undefined,
    trace,
  })

/** ORD-22 */
const redirect = (status: 301 | 307, location: string): Answer => ({
  source: 'redirect',
  status,
  statusDescription: undefined,
  headers: HeaderList.of({ server: 'CloudFront', location, 'content-length': '0' }),
  body: NO_BODY,
  resultType: 'Redirect',
  detailedResultType: 'Redirect',
  ageSeconds: undefined,
  closesConnection: false,
})

/** ORD-05: viewer-request may change the request and with it the key; never the behaviour (ORD-06). */
function* throughViewerRequest(
  pop: PointOfPresence,
  behavior: CacheBehavior,
  request: EdgeRequest,
  trace: TraceEvent[],
): Walk<AfterViewerRequest> {
  const fn = behavior.functions['viewer-request']
  if (fn !== undefined) return runViewerRequest(pop, behavior, fn, request, trace)
  const lambda = behavior.lambdas['viewer-request']
  if (lambda !== undefined) return yield* viewerRequestLambda(pop, lambda, request, trace)
  return { kind: 'request', request, customLogData: undefined }
}

/** TTL-18 */
const withCookies = (headers: HeaderList, cookies: readonly string[]): HeaderList => {
  if (cookies.length === 0) return headers
  const own = headers.clone()
  for (const cookie of cookies) own.append('set-cookie', cookie)
  return own
}

const answerOf = ({
  entry,
  source,
  resultType,
  detailedResultType,
  ownCookies,
  ageSeconds,
  keptAtEdge,
}: Fetched): Answer => ({
  source,
  status: entry.status,
  statusDescription: undefined,
  headers: withCookies(entry.headers, ownCookies),
  body: entry.body,
  resultType,
  detailedResultType,
  ageSeconds,
  keptAtEdge,
  closesConnection: false,
})

/** ORD-16: an error may still become a page; then the viewer's copy is made and sent. */
function* respond(
  pop: PointOfPresence,
  behavior: CacheBehavior,
  request: EdgeRequest,
  answer: Answer,
  viewerRequestLogData: string | undefined,
  trace: TraceEvent[],
): Walk<ServedResponse> {
  const page = answer.status < 400 ? answer : yield* orErrorPage(pop, behavior, request, answer, trace)
  const delivery: Delivery = { pop, behavior, request, answer: page, viewerRequestLogData, trace }
  const lambda = behavior.lambdas['viewer-response']
  return lambda === undefined ? deliver(delivery) : yield* deliverThroughLambda(delivery, lambda)
}

function* orErrorPage(
  pop: PointOfPresence,
  behavior: CacheBehavior,
  request: EdgeRequest,
  answer: Answer,
  trace: TraceEvent[],
): Walk<Answer> {
  const { distribution, switches } = pop
  const decision = decideErrorPage(answer, distribution.errorResponses, switches.customErrorResponseForFunctionFailures)
  if (decision.kind === 'none') {
    trace.push({ station: 'no-custom-error-response', errorCode: answer.status, why: decision.why })
    return answer
  }
  const exchange: Exchange = { pop, behavior, request, key: cacheKey(distribution, behavior, request), trace }
  return yield* errorPage(exchange, answer, decision)
}

import type { HeaderList } from '../http/header-list.ts'
import type { CacheBehavior } from '../distribution/model.ts'
import type { Answer } from './answer.ts'
import { cacheKey } from './cache-key/cache-key.ts'
import type { Fetched } from './cache/make-entry.ts'
import { freshAtTheEdge, obtain } from './cache/through-tiers.ts'
import { runViewerRequest, type AfterViewerRequest } from './edge-functions/viewer-functions.ts'
import { viewerRequestLambda } from './edge-functions/lambda-edge/stations.ts'
import { decideErrorPage, errorPage } from './error-response/custom-error-response.ts'
import { edgeRequest, type EdgeRequest, type Exchange } from './exchange.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import type { TraceEvent } from './trace/trace-event.ts'
import { withoutSignature } from './signed-access/station.ts'
import { deliver, deliverThroughLambda, type ServedResponse } from './viewer-response/deliver.ts'
import type { Arrival } from './viewer/arrival.ts'
import { withCloudFrontHeaders } from './viewer/cloudfront-headers.ts'
import { withDefaultRootObject } from './viewer/default-root-object.ts'
import { answerAfterFunctions, answerBeforeFunctions, refused } from './viewer/early-answer.ts'
import { refuseMalformed, type Refusal } from './viewer/refuse.ts'
import type { ViewerRequest } from './viewer/viewer-request.ts'
import type { Walk } from './world.ts'

const AT_ITS_NAME: Pick<Arrival, 'events' | 'refusal'> = { events: [], refusal: undefined }

/**
 * The way of one request through a point of presence, station by station (ORD-01, ORD-02, CMB-07). Every station leaves its reason in the
 * trace. The walk stops only to ask the world; a request that needs nothing from it (a cache hit) runs through without a pause.
 */
export function* serveRequest(
  pop: PointOfPresence,
  viewer: ViewerRequest,
  arrival: Pick<Arrival, 'events' | 'refusal'> = AT_ITS_NAME,
): Walk<ServedResponse> {
  const trace: TraceEvent[] = arrival.events.slice()
  const malformed = refuseMalformed(viewer) ?? arrival.refusal
  if (malformed !== undefined) return deliverRefusal(pop, undefined, viewer, malformed, trace)

  const uri = withDefaultRootObject(viewer.uri, pop.distribution.defaultRootObject)
  if (uri !== viewer.uri) trace.push({ station: 'default-root-object', uri })
  const behavior = pop.chooseBehavior(uri)
  trace.push({ station: 'cache-behavior', pathPattern: behavior.pathPattern, targetOriginId: behavior.targetOriginId })

  const early = answerBeforeFunctions(pop, behavior, viewer, trace)
  const arrived = edgeRequest(viewer, uri)
  if (early !== undefined) return yield* respond(pop, behavior, arrived, early, undefined, trace)

  const after = yield* throughViewerRequest(pop, behavior, arrived, trace)
  if (after.kind === 'answer') return yield* respond(pop, behavior, arrived, after.answer, after.customLogData, trace)
  const late = answerAfterFunctions(pop, behavior, viewer, trace)
  if (late !== undefined) return yield* respond(pop, behavior, arrived, late, after.customLogData, trace)

  const request = withCloudFrontHeaders(behavior, withoutSignature(behavior, after.request))
  const key = cacheKey(pop.distribution, behavior, request)
  trace.push({ station: 'cache-key', key })
  const exchange: Exchange = { pop, behavior, request, asked: viewer, key, trace }
  const fetched = freshAtTheEdge(exchange) ?? (yield* obtain(exchange))
  return yield* respond(pop, behavior, request, answerOf(fetched), after.customLogData, trace)
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
    request: edgeRequest(viewer, viewer.uri),
    answer: refused(pop, viewer, refusal, trace),
    viewerRequestLogData: undefined,
    trace,
  })

/**
 * ORD-05: viewer-request may change the request and with it the key; never the behaviour (ORD-06). Of the two kinds only a function sees
 * CloudFront's headers (CFF-91, ORR-52).
 */
function* throughViewerRequest(
  pop: PointOfPresence,
  behavior: CacheBehavior,
  request: EdgeRequest,
  trace: TraceEvent[],
): Walk<AfterViewerRequest> {
  const fn = behavior.functions['viewer-request']
  if (fn !== undefined) return runViewerRequest(pop, behavior, fn, withCloudFrontHeaders(behavior, request), trace)
  const lambda = behavior.lambdas['viewer-request']
  if (lambda !== undefined) return yield* viewerRequestLambda(pop, behavior, lambda, request, trace)
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
  originSawRange,
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
  originSawRange,
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
  const delivery = { pop, behavior, request, answer: page, viewerRequestLogData, trace }
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
  const own = withoutSignature(behavior, request)
  const key = cacheKey(distribution, behavior, own)
  const exchange: Exchange = { pop, behavior, request: own, asked: own, key, trace }
  return yield* errorPage(exchange, answer, decision)
}

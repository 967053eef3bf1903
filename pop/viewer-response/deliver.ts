import type {
  CacheBehavior,
  CloudFrontFunction,
  LambdaAssociation,
  ResponseHeadersPolicy,
} from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { httpDate } from '../../http/http-date.ts'
import type { Answer } from '../answer.ts'
import { NO_BODY, type Body, type ByteRange } from '../body.ts'
import type { CacheEntry } from '../cache/cache-entry.ts'
import { viewerResponseLambda } from '../edge-functions/lambda-edge/stations.ts'
import { runViewerResponse } from '../edge-functions/viewer-functions.ts'
import type { EdgeRequest } from '../exchange.ts'
import type { PointOfPresence } from '../point-of-presence.ts'
import { xCache, type DetailedResultType, type ResultType } from '../result-type.ts'
import type { TraceEvent } from '../trace/trace-event.ts'
import type { Walk } from '../world.ts'
import { applySelected, select } from './conditional.ts'
import { applyResponseHeadersPolicy } from './response-headers-policy.ts'
import { addServerTiming, isTimed } from './server-timing.ts'

/** What goes out to the viewer, complete. */
export interface ServedResponse {
  readonly status: number
  readonly statusDescription: string | undefined
  readonly headers: HeaderList
  readonly body: Body
  /** The part of the body to send; undefined: all of it. */
  readonly range: ByteRange | undefined
  readonly closesConnection: boolean
  readonly resultType: ResultType
  readonly detailedResultType: DetailedResultType
  /** Of the behaviour that served it; undefined when the request was refused before one was chosen. */
  readonly pathPattern: string | undefined
  /** `viewer-request-log-data` and `viewer-response-log-data`. */
  readonly customLogData: { readonly viewerRequest: string | undefined; readonly viewerResponse: string | undefined }
  readonly trace: readonly TraceEvent[]
  /** What the fetch for this viewer left in the cache of the edge location (TTL-31). */
  readonly keptAtEdge: CacheEntry | undefined
}

export interface Delivery {
  readonly pop: PointOfPresence
  /** Undefined when none was chosen. */
  readonly behavior: CacheBehavior | undefined
  /** As viewer-response sees it: the viewer's, with what viewer-request added (CFF-92). */
  readonly request: EdgeRequest
  readonly answer: Answer
  readonly viewerRequestLogData: string | undefined
  readonly trace: TraceEvent[]
}

/** RHP-02, CFF-119, CER-27. */
const policyApplies = ({ source }: Answer, onErrorPages: boolean): boolean =>
  source === 'error-page' ? onErrorPages : source !== 'refusal' && source !== 'redirect'

/** CFF-113, CFF-114, ORR-40 to ORR-42: undefined when viewer-response runs, else why not. */
const viewerResponseSkipped = ({ source, status, resultType }: Answer, afterGenerated: boolean): string | undefined => {
  if (source === 'error-page') return 'a custom error page is returned'
  if (source === 'redirect') return 'the viewer protocol policy redirects'
  // The doubt is about CloudFront Functions only: for a Lambda the Guide says no (ORR-42).
  const mayRun = afterGenerated && resultType !== 'LambdaGeneratedResponse'
  if (source === 'function') return mayRun ? undefined : 'viewer-request generated the response'
  if (source !== 'object') return 'CloudFront made the response'
  if (status === 101) return 'the connection is upgraded'
  return status >= 400 ? `the status is ${status}` : undefined
}

const addOwnHeaders = ({ pop, request, answer }: Delivery, headers: HeaderList, resultType: ResultType): void => {
  headers.append('x-cache', xCache(resultType), 'X-Cache') // RESH-06
  headers.append('via', `${request.httpVersion} ${pop.viaHost} (CloudFront)`, 'Via') // RESH-05
  headers.append('x-amz-cf-pop', pop.location, 'X-Amz-Cf-Pop')
  headers.append('x-amz-cf-id', request.requestId, 'X-Amz-Cf-Id')
  if (answer.ageSeconds !== undefined) headers.append('age', String(Math.floor(answer.ageSeconds)), 'Age') // TTL-24
}

/** RESH-09, RESH-10, RHP-06: CloudFront's own where the origin's is missing. */
const completeHeaders = (headers: HeaderList, now: number): void => {
  if (!headers.has('date')) headers.append('date', httpDate(now))
  if (!headers.has('server')) headers.append('server', 'CloudFront')
}

/** What a policy makes of the headers of a stored object, when it does not depend on the request; it lives as long as the object. */
const dressed = new WeakMap<HeaderList, { readonly policy: ResponseHeadersPolicy; readonly headers: HeaderList }>()

const dressedHeaders = (
  stored: HeaderList,
  policy: ResponseHeadersPolicy,
  request: EdgeRequest,
  isFromCache: boolean,
): HeaderList => {
  const known = dressed.get(stored)
  if (known?.policy === policy) return known.headers.clone()
  const headers = stored.clone()
  applyResponseHeadersPolicy(policy, request.method, request.headers, headers)
  // An object that nobody asks for again is not worth the memory.
  if (isFromCache && policy.cors === undefined) dressed.set(stored, { policy, headers: headers.clone() })
  return headers
}

/** The viewer's copy of the headers, response headers policy applied; a change of it harms nobody. */
const viewerHeaders = ({ pop, behavior, request, answer, trace }: Delivery): HeaderList => {
  const now = pop.world.now()
  const policy = behavior?.responseHeadersPolicy
  const applies = policy !== undefined && policyApplies(answer, pop.switches.responseHeadersPolicyOnErrorPages)
  const headers = applies
    ? dressedHeaders(answer.headers, policy, request, answer.ageSeconds !== undefined)
    : answer.headers.clone()
  const rate = applies ? policy.serverTimingSamplingRate : undefined
  if (rate !== undefined && isTimed(rate, request))
    addServerTiming(headers, { answer, request, location: pop.location, trace, now })
  completeHeaders(headers, now)
  return headers
}

interface Part {
  readonly status: number
  readonly headers: HeaderList
  readonly body: Body
  readonly range: ByteRange | undefined
}

/**
 * TTL-51, TTL-52: what the origin gave for the range is the answer, a 200 as well. What is cut are objects of which it has not seen the
 * range: stored ones, those that took the place of an expired one (TTL-32), and those of which several ranges are wanted (TTL-53).
 */
const lengthToCut = ({ originSawRange, resultType, headers, body }: Answer): number | undefined => {
  if (originSawRange === true) return undefined
  return resultType === 'Miss' && !headers.has('content-length') ? undefined : body.byteLength
}

/** What the viewer's conditions and range leave of the answer, with the headers that go with it. */
const viewerPart = (delivery: Delivery): Part => {
  const { pop, request, answer, trace } = delivery
  const selected = select(request.method, request.headers, answer.status, answer.headers, lengthToCut(answer))
  const headers = viewerHeaders(delivery)
  if (selected.kind === 'as-is') return { status: answer.status, headers, body: answer.body, range: undefined }
  const status = selected.kind === 'not-modified' ? 304 : selected.kind === 'unsatisfiable' ? 416 : 206
  trace.push({ station: 'conditional', status, why: selected.kind === 'not-modified' ? selected.why : 'Range' })
  const { body, range } = applySelected(selected, answer.status, headers, answer.body, request.requestId)
  if (body === NO_BODY) pop.world.discard(answer.body)
  return { status, headers, body, range }
}

/**
 * The last part of the way, for the viewer's copy only (ORD-02, ORD-17): conditions and range, response headers policy, viewer-response
 * as a function (CFF-111), CloudFront's own headers.
 */
export const deliver = (delivery: Delivery): ServedResponse => {
  const part = viewerPart(delivery)
  const fn = delivery.behavior?.functions['viewer-response']
  const { statusDescription } = delivery.answer
  if (fn === undefined || skipsViewerResponse(delivery)) return served(delivery, part, statusDescription, undefined)
  return throughFunction(delivery, part, fn)
}

/** The same with viewer-response as a Lambda (LAE-22). */
export function* deliverThroughLambda(
  delivery: Delivery & { readonly behavior: CacheBehavior },
  association: LambdaAssociation,
): Walk<ServedResponse> {
  const { pop, behavior, request, answer, trace } = delivery
  const part = viewerPart(delivery)
  if (skipsViewerResponse(delivery)) return served(delivery, part, answer.statusDescription, undefined)
  const { headers, failure } = yield* viewerResponseLambda(pop, behavior, association, request, part, trace)
  return failure === undefined
    ? served(delivery, { ...part, headers }, answer.statusDescription, undefined)
    : servedFailure(delivery, part, failure, undefined)
}

const skipsViewerResponse = ({ pop, answer, trace }: Delivery): boolean => {
  const why = viewerResponseSkipped(answer, pop.switches.viewerResponseAfterGeneratedResponse)
  if (why !== undefined) trace.push({ station: 'skipped', what: 'viewer-response', why })
  return why !== undefined
}

const throughFunction = (delivery: Delivery, part: Part, fn: CloudFrontFunction): ServedResponse => {
  const { pop, request, answer, trace } = delivery
  const { status, headers } = part
  const result = runViewerResponse(
    pop,
    fn,
    request,
    { status, statusDescription: answer.statusDescription, headers },
    trace,
  )
  if (result.failure !== undefined) return servedFailure(delivery, part, result.failure, result.customLogData)
  if (result.body !== undefined) {
    pop.world.discard(part.body)
    result.headers.set('content-length', String(result.body.byteLength ?? 0))
  }
  const written = result.body === undefined ? part : { ...part, body: result.body, range: undefined }
  return served(
    delivery,
    { ...written, status: result.status, headers: result.headers },
    result.statusDescription,
    result.customLogData,
  )
}

const servedFailure = (
  delivery: Delivery,
  part: Part,
  failure: Answer,
  logData: string | undefined,
): ServedResponse => {
  delivery.pop.world.discard(part.body)
  const failed: Delivery = { ...delivery, answer: failure }
  const { status, body } = failure
  // CFF-119: the policy applies to the page of the failure, too.
  return served(failed, { status, headers: viewerHeaders(failed), body, range: undefined }, undefined, logData)
}

const served = (
  delivery: Delivery,
  part: Part,
  statusDescription: string | undefined,
  viewerResponseLogData: string | undefined,
): ServedResponse => {
  const { answer, behavior, trace, viewerRequestLogData } = delivery
  // RESH-23: a 416 of our own is an error like any other.
  const isOwnRangeError = part.status === 416 && answer.status !== 416
  const resultType = isOwnRangeError ? 'Error' : answer.resultType
  const detailedResultType = isOwnRangeError ? 'Error' : answer.detailedResultType
  addOwnHeaders(delivery, part.headers, resultType)
  trace.push({ station: 'response', status: part.status, resultType, detailedResultType })
  return {
    status: part.status,
    headers: part.headers,
    body: part.body,
    range: part.range,
    statusDescription,
    closesConnection: answer.closesConnection,
    resultType,
    detailedResultType,
    pathPattern: behavior?.pathPattern,
    customLogData: { viewerRequest: viewerRequestLogData, viewerResponse: viewerResponseLogData },
    trace,
    keptAtEdge: answer.keptAtEdge,
  }
}

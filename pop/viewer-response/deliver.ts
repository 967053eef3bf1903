import type { CacheBehavior, CloudFrontFunction } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { httpDate } from '../../http/http-date.ts'
import type { Answer } from '../answer.ts'
import type { Body, ByteRange } from '../body.ts'
import { viewerResponseLambda } from '../edge-functions/lambda-edge/stations.ts'
import { isCachingDisabled } from '../cache/caching.ts'
import { runViewerResponse } from '../edge-functions/viewer-functions.ts'
import type { EdgeRequest } from '../exchange.ts'
import type { PointOfPresence } from '../point-of-presence.ts'
import { xCache, type DetailedResultType, type ResultType } from '../result-type.ts'
import type { TraceEvent } from '../trace/trace-event.ts'
import type { Walk } from '../world.ts'
import { applySelected, select } from './conditional.ts'
import { applyResponseHeadersPolicy } from './response-headers-policy.ts'

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
const viewerResponseSkipped = ({ source, status }: Answer, afterGenerated: boolean): string | undefined => {
  if (source === 'error-page') return 'a custom error page is returned'
  if (source === 'redirect') return 'the viewer protocol policy redirects'
  if (source === 'function') return afterGenerated ? undefined : 'viewer-request generated the response'
  if (source !== 'object') return 'CloudFront made the response'
  return status >= 400 ? `the status is ${status}` : undefined
}

const addOwnHeaders = ({ pop, request, answer }: Delivery, headers: HeaderList, resultType: ResultType): void => {
  headers.append('x-cache', xCache(resultType)) // RESH-06
  headers.append('via', `${request.httpVersion} ${pop.viaHost} (CloudFront)`) // RESH-05
  headers.append('x-amz-cf-pop', pop.location)
  headers.append('x-amz-cf-id', request.requestId)
  if (answer.ageSeconds !== undefined) headers.append('age', String(Math.floor(answer.ageSeconds))) // TTL-24
}

/** The response headers policy, then RESH-09, RESH-10, RHP-06: CloudFront's own where the origin's is missing. */
const completeHeaders = ({ pop, behavior, request, answer }: Delivery, headers: HeaderList): void => {
  const policy = behavior?.responseHeadersPolicy
  if (policy !== undefined && policyApplies(answer, pop.switches.responseHeadersPolicyOnErrorPages)) {
    applyResponseHeadersPolicy(policy, request.method, request.headers, headers)
  }
  if (!headers.has('date')) headers.append('date', httpDate(pop.world.now()))
  if (!headers.has('server')) headers.append('server', 'CloudFront')
}

/** TTL-51: where nothing is cached the origin has seen the range itself, and its 200 is the answer. */
const lengthToCut = ({ behavior, answer }: Delivery): number | undefined => {
  const originDecided = answer.source === 'object' && behavior !== undefined && isCachingDisabled(behavior)
  return originDecided ? undefined : answer.body.byteLength
}

/**
 * The last part of the way, for the viewer's copy only (ORD-02, ORD-17): conditions and range, response headers policy, viewer-response,
 * CloudFront's own headers.
 */
export function* deliver(delivery: Delivery): Walk<ServedResponse> {
  const { pop, request, answer, trace } = delivery
  const headers = answer.headers.clone()
  const selected = select(request.method, request.headers, answer.status, headers, lengthToCut(delivery))
  if (selected.kind !== 'as-is') {
    const status = selected.kind === 'not-modified' ? 304 : selected.kind === 'part' ? 206 : 416
    trace.push({ station: 'conditional', status, why: selected.kind === 'not-modified' ? selected.why : 'Range' })
  }
  const part = applySelected(selected, answer.status, headers, answer.body)
  if (part.body !== answer.body) pop.world.discard(answer.body)
  // RESH-23: a 416 of our own is an error like any other.
  const told: Delivery =
    part.status === 416
      ? { ...delivery, answer: { ...answer, resultType: 'Error', detailedResultType: 'Error' } }
      : delivery
  completeHeaders(told, headers)
  return yield* throughViewerResponse(told, { ...part, headers })
}

interface Part {
  readonly status: number
  readonly headers: HeaderList
  readonly body: Body
  readonly range: ByteRange | undefined
}

/** CFF-111, LAE-22: viewer-response, as a function or as a Lambda, unless the answer is one that it never sees. */
function* throughViewerResponse(delivery: Delivery, part: Part): Walk<ServedResponse> {
  const { pop, behavior, request, answer, trace } = delivery
  const fn = behavior?.functions['viewer-response']
  const hasLambda = behavior?.lambdas['viewer-response'] !== undefined
  if (behavior === undefined || (fn === undefined && !hasLambda))
    return served(delivery, part, answer.statusDescription, undefined)
  const skipped = viewerResponseSkipped(answer, pop.switches.viewerResponseAfterGeneratedResponse)
  if (skipped !== undefined) {
    trace.push({ station: 'skipped', what: 'viewer-response', why: skipped })
    return served(delivery, part, answer.statusDescription, undefined)
  }
  if (fn !== undefined) return throughFunction(delivery, part, fn)
  const { headers, failure } = yield* viewerResponseLambda(pop, behavior, request, part, trace)
  return failure === undefined
    ? served(delivery, { ...part, headers }, answer.statusDescription, undefined)
    : servedFailure(delivery, part, failure, undefined)
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
  const { status, body } = failure
  const failed: Delivery = { ...delivery, answer: failure }
  const headers = failure.headers.clone()
  completeHeaders(failed, headers) // CFF-119
  return served(failed, { status, headers, body, range: undefined }, undefined, logData)
}

const served = (
  delivery: Delivery,
  part: Part,
  statusDescription: string | undefined,
  viewerResponseLogData: string | undefined,
): ServedResponse => {
  const { answer, behavior, trace, viewerRequestLogData } = delivery
  const { resultType, detailedResultType } = answer
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
  }
}

import { cacheKey, resourceKind } from './cache-key.ts'
import { contentType, HTML } from './content-type.ts'
import type { EdgeCache } from './edge-cache.ts'
import type { Random } from './random.ts'
import type { Resource, ResourceKind, Scenario } from './scenario.ts'
import { urlOf } from './spelling.ts'
import type { ViewerRequest } from './viewer-request.ts'

/** How the edge location answered, and how far the viewer let it. */
export interface Served {
  readonly kind: ResourceKind | 'redirect'
  /** 0: the viewer left before any response. */
  readonly status: number
  readonly resultType: string
  readonly responseResultType: string
  readonly detailedResultType: string
  readonly contentType: string | undefined
  readonly contentLengthBytes: number | undefined
  /** Of the body, as far as it was sent. */
  readonly bodyBytes: number
  readonly timeToFirstByteMs: number
  readonly timeTakenMs: number
  /** Number of the origin's answer; -1 for what no validator goes with. */
  readonly version: number
  /** The viewer left in the middle. */
  readonly isAborted: boolean
}

interface Answer {
  readonly kind: Served['kind']
  readonly status: number
  readonly resultType: string
  readonly detailedResultType: string
  readonly contentType: string | undefined
  readonly body: Resource | undefined
  readonly waitMs: number
  readonly version: number
}

/** Viewers whose wait is longer see nothing at all before they leave. */
const LEAVES_BEFORE_RESPONSE_MS = 80

/** Answers requests in the order in which they start. */
export class EdgeLocations {
  private readonly scenario: Scenario
  private readonly cache: EdgeCache
  private readonly random: Random

  constructor(scenario: Scenario, cache: EdgeCache, random: Random) {
    this.scenario = scenario
    this.cache = cache
    this.random = random
  }

  serve(request: ViewerRequest): Served {
    const { viewer } = request
    const edgeMs = 0.4 + this.random.exponential(1.1)
    const served = complete(this.answer(request), edgeMs, viewer.bytesPerMs)
    const mayLeave = request.kind !== 'score' && !viewer.isCrawler && served.bodyBytes > 0
    return mayLeave && this.random.chance(this.scenario.viewing.abortShare) ? this.abandoned(served) : served
  }

  private answer(request: ViewerRequest): Answer {
    if (request.kind === 'page' && !request.spelling.isCanonical) return REDIRECT
    const kind = resourceKind(request)
    const cached = this.cache.ask(cacheKey(request), kind, request.startsAt)
    const { resultType, waitMs } = cached
    if (cached.resultType === 'Error') {
      const { detailedResultType } = cached
      const body = this.scenario.originTimeouts.errorPage
      // CER: the page stands in with 200, the class of the failure stays (cloudfront-logs 1.8).
      return { kind, status: 200, resultType, detailedResultType, contentType: HTML, body, waitMs, version: -1 }
    }
    const { version } = cached
    if (kind === 'not-found') return notFound(request.resource, waitMs)
    if (isUnchanged(request, version)) return notModified(kind, resultType, waitMs, version)
    const body = request.resource
    const type = contentType(kind, body.path)
    return { kind, status: 200, resultType, detailedResultType: resultType, contentType: type, body, waitMs, version }
  }

  /** cloudfront-logs 1.6: an abort shows in the result after the last byte, not in the one before the first. */
  private abandoned(served: Served): Served {
    const share = this.random.fraction()
    const abort = { resultType: 'Error', detailedResultType: 'ClientCommError', isAborted: true }
    const { timeToFirstByteMs, timeTakenMs } = served
    if (timeToFirstByteMs > LEAVES_BEFORE_RESPONSE_MS) {
      const leftAfterMs = share * timeToFirstByteMs
      const nothing = { status: 0, bodyBytes: 0, contentType: undefined, contentLengthBytes: undefined }
      return { ...served, ...abort, ...nothing, timeToFirstByteMs: leftAfterMs, timeTakenMs: leftAfterMs }
    }
    return {
      ...served,
      ...abort,
      bodyBytes: Math.floor(share * served.bodyBytes),
      timeTakenMs: timeToFirstByteMs + share * (timeTakenMs - timeToFirstByteMs),
    }
  }
}

const REDIRECT: Answer = {
  kind: 'redirect',
  status: 301,
  resultType: 'FunctionGeneratedResponse',
  detailedResultType: 'FunctionGeneratedResponse',
  contentType: undefined,
  body: { path: '', sizeBytes: 0 },
  waitMs: 0,
  version: -1,
}

/** cloudfront-logs 1.6: a 4xx is an error, cached or not. */
const notFound = (body: Resource, waitMs: number): Answer => ({
  kind: 'not-found',
  status: 404,
  resultType: 'Error',
  detailedResultType: 'Error',
  contentType: HTML,
  body,
  waitMs,
  version: -1,
})

/** The browser asks with the validator of its own copy (TTL-36). */
const isUnchanged = ({ kind, viewer, spelling }: ViewerRequest, version: number): boolean => {
  const { lastView } = viewer
  if (kind !== 'page' || lastView === undefined) return false
  return lastView.version === version && urlOf(lastView.spelling) === urlOf(spelling)
}

const notModified = (kind: ResourceKind, resultType: string, waitMs: number, version: number): Answer => ({
  kind,
  status: 304,
  resultType,
  detailedResultType: resultType,
  contentType: undefined,
  body: undefined,
  waitMs,
  version,
})

/** Sent to the last byte. */
const complete = (answer: Answer, edgeMs: number, bytesPerMs: number): Served => {
  const { body } = answer
  const bodyBytes = body === undefined ? 0 : (body.compressedBytes ?? body.sizeBytes)
  const timeToFirstByteMs = answer.waitMs + edgeMs
  // Every property by name: with spreads a row took three times as long.
  return {
    kind: answer.kind,
    status: answer.status,
    resultType: answer.resultType,
    responseResultType: answer.resultType,
    detailedResultType: answer.detailedResultType,
    contentType: answer.contentType,
    // What the edge compresses has no length of its own.
    contentLengthBytes: body?.compressedBytes === undefined ? body?.sizeBytes : undefined,
    bodyBytes,
    timeToFirstByteMs,
    timeTakenMs: timeToFirstByteMs + bodyBytes / bytesPerMs,
    version: answer.version,
    isAborted: false,
  }
}

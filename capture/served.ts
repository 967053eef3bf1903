import type { EdgeCache } from './edge-cache.ts'
import type { Random } from './random.ts'
import type { Resource, ResourceKind, Scenario } from './scenario.ts'
import type { Viewer } from './viewer.ts'
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

/** What decides how a request is cached. */
export const resourceKind = (request: ViewerRequest): ResourceKind => {
  switch (request.kind) {
    case 'page':
      return request.resource.kind
    case 'asset':
      return request.resource.path.startsWith('/assets/') ? 'asset' : 'root-file'
    case 'score':
    case 'not-found':
      return request.kind
  }
}

/** The keys of the demonstration's cache policies: pages by query, flag and class of viewer, everything else by path alone. */
const cacheKey = ({ kind, viewer, spelling }: ViewerRequest): string => {
  const location = viewer.edgeLocation
  if (kind !== 'page' && kind !== 'not-found') return `${location} ${spelling.uri}`
  const viewerClass = viewer.isCrawler ? 'crawler' : 'browser'
  return `${location} ${spelling.uri}?${spelling.keyQuery} ${viewer.release.variant} ${viewerClass}`
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  json: 'application/json',
  txt: 'text/plain',
}

const HTML = 'text/html; charset=utf-8'

const contentType = (kind: ResourceKind, { path }: Resource): string => {
  if (kind === 'score') return 'application/json; charset=utf-8'
  if (kind !== 'asset' && kind !== 'root-file') return HTML
  return CONTENT_TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
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
    const edgeMs = 0.4 + this.random.exponential(1.1)
    if (request.kind === 'page' && !request.spelling.isCanonical) return redirect(edgeMs)
    const served = this.answer(request, edgeMs)
    const mayLeave = request.kind !== 'score' && !request.viewer.isCrawler && served.bodyBytes > 0
    return mayLeave && this.random.chance(this.scenario.viewing.abortShare) ? this.abandoned(served) : served
  }

  private answer(request: ViewerRequest, edgeMs: number): Served {
    const kind = resourceKind(request)
    const answer = this.cache.ask(cacheKey(request), kind, request.startsAt)
    const timeToFirstByteMs = answer.waitMs + edgeMs
    if (answer.resultType === 'Error') {
      const { errorPage } = this.scenario.originTimeouts
      const error = { resultType: 'Error', detailedResultType: answer.detailedResultType }
      return whole({ kind, status: 200, ...error, version: -1, timeToFirstByteMs }, errorPage, HTML, request.viewer)
    }
    const { resultType, version } = answer
    if (kind === 'not-found') {
      const error = { resultType: 'Error', detailedResultType: 'Error' }
      return whole({ kind, status: 404, ...error, version: -1, timeToFirstByteMs }, request.resource, HTML, request.viewer)
    }
    const head = { kind, resultType, detailedResultType: resultType, version, timeToFirstByteMs }
    if (isUnchanged(request, version)) return notModified(head)
    return whole({ ...head, status: 200 }, request.resource, contentType(kind, request.resource), request.viewer)
  }

  /** Section 1.6 of cloudfront-logs: an abort shows in the result after the last byte, not in the one before the first. */
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

type Head = Pick<
  Served,
  'kind' | 'status' | 'resultType' | 'detailedResultType' | 'version' | 'timeToFirstByteMs'
>

const whole = (head: Head, resource: Resource, type: string, viewer: Viewer): Served => {
  const bodyBytes = resource.compressedBytes ?? resource.sizeBytes
  return {
    ...head,
    responseResultType: head.resultType,
    contentType: type,
    // What the edge compresses has no length of its own.
    contentLengthBytes: resource.compressedBytes === undefined ? resource.sizeBytes : undefined,
    bodyBytes,
    timeTakenMs: head.timeToFirstByteMs + bodyBytes / viewer.bytesPerMs,
    isAborted: false,
  }
}

const withoutBody = { contentType: undefined, bodyBytes: 0, isAborted: false } as const

/** The browser asks with the validator of its own copy (TTL-36). */
const isUnchanged = ({ kind, viewer, spelling }: ViewerRequest, version: number): boolean =>
  kind === 'page' && viewer.lastVersion === version && viewer.lastUrl === urlOf(spelling)

const notModified = (head: Omit<Head, 'status'>): Served => ({
  ...head,
  ...withoutBody,
  status: 304,
  responseResultType: head.resultType,
  contentLengthBytes: undefined,
  timeTakenMs: head.timeToFirstByteMs,
})

const redirect = (edgeMs: number): Served => ({
  ...withoutBody,
  kind: 'redirect',
  status: 301,
  resultType: 'FunctionGeneratedResponse',
  responseResultType: 'FunctionGeneratedResponse',
  detailedResultType: 'FunctionGeneratedResponse',
  contentLengthBytes: 0,
  timeToFirstByteMs: edgeMs,
  timeTakenMs: edgeMs,
  version: -1,
})

/** Path and query as sent, as a browser remembers them. */
export const urlOf = ({ uri, queryString }: ViewerRequest['spelling']): string =>
  queryString === undefined ? uri : `${uri}?${queryString}`

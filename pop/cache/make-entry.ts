import type { Origin } from '../../distribution/model.ts'
import type { Answer } from '../answer.ts'
import { edgeError } from '../error-response/edge-error.ts'
import type { Exchange } from '../exchange.ts'
import { marksOf } from '../invalidation/marks-of.ts'
import type { OriginAnswer } from '../origin/origin-answer.ts'
import { ORIGIN_FAILURES } from '../origin/origin-failure.ts'
import { asksForRange } from '../origin/origin-request.ts'
import type { DetailedResultType, ResultType } from '../result-type.ts'
import { askCompressed, type Walk } from '../world.ts'
import type { CacheEntry } from './cache-entry.ts'
import { decideCompression } from './compression.ts'
import { errorCachingMinimum, errorLifetimeOf } from './error-lifetime.ts'
import type { Lifetime } from './lifetime.ts'
import { lifetimeFor, mayStore, partOf } from './storable.ts'
import { storedHeaders, viewerOnlyCookies } from './stored-headers.ts'
import { HeaderList } from '../../http/header-list.ts'
import { weakened } from '../../http/entity-tag.ts'

/** What an expired copy is better than: a 5xx of the origin, or no answer (STALE-03, STALE-06, STALE-08). */
export interface Outage {
  /** What the viewer would get. */
  readonly status: number
  /** How long the origin is left alone while a stale copy is there (STALE-06). */
  readonly pauseSeconds: number
}

/** What a tier hands to the one before it: a response with everything the decision to keep and to serve it needs. */
export interface Fetched {
  readonly entry: CacheEntry
  readonly source: 'object' | 'origin-failure' | 'function-failure'
  readonly resultType: ResultType
  readonly detailedResultType: DetailedResultType
  /** May be kept by the tiers it passes. */
  readonly storable: boolean
  readonly outage: Outage | undefined
  /** `set-cookie` values for the viewer who caused the fetch, kept out of the stored copy (TTL-18). */
  readonly ownCookies: readonly string[]
  readonly ageSeconds: number | undefined
  /** The range of the request, if it has one, went to the origin, and this is what it gives (TTL-51). */
  readonly originSawRange?: boolean
  /** What this fetch left in the cache of the edge location (TTL-31). */
  readonly keptAtEdge?: CacheEntry
}

/** RFC 9110, 12.5.5: caches behind this one must know. */
const addVaryByEncoding = (headers: HeaderList): void => {
  const vary = headers.joined('vary')
  if (vary === undefined) headers.append('vary', 'Accept-Encoding')
  else if (!/(?:^|,)\s*(?:\*|accept-encoding)\s*(?:,|$)/i.test(vary)) headers.set('vary', `${vary}, Accept-Encoding`)
}

function* compressed(
  exchange: Exchange,
  status: number,
  headers: HeaderList,
  body: CacheEntry['body'],
): Walk<CacheEntry['body']> {
  const { behavior, key, trace } = exchange
  if (!mayStore(exchange)) return body
  const decision = decideCompression(behavior, key.acceptEncoding, status, headers)
  trace.push({ station: 'compression', ...decision })
  if (decision.coding === undefined) return body
  const smaller = yield* askCompressed(body, decision.coding)
  if (smaller === undefined) return body
  headers.set('content-encoding', decision.coding)
  headers.set('content-length', String(smaller.byteLength ?? 0)) // RESH-14
  addVaryByEncoding(headers)
  const entityTag = headers.get('etag')
  const weak = entityTag === undefined ? undefined : weakened(entityTag) // COMP-11
  if (weak === undefined) headers.delete('etag')
  else headers.set('etag', weak, 'ETag')
  return smaller
}

const configuredErrorSeconds = ({ pop }: Exchange, status: number): number | undefined =>
  pop.distribution.errorResponses.get(status)?.errorCachingMinTtlSeconds

const outageOf = (exchange: Exchange, status: number, origin: Origin): Outage => ({
  status,
  pauseSeconds: errorCachingMinimum(configuredErrorSeconds(exchange, status), origin.kind),
})

/** STALE-10: under the switch the origin's own status counts, whatever origin-response made of it. */
const answeredOutage = (exchange: Exchange, answer: OriginAnswer & { kind: 'answered' }): Outage | undefined => {
  const { status, originStatus, origin } = answer
  if (status >= 500) return outageOf(exchange, status, origin)
  const hidesOutage = originStatus >= 500 && !exchange.pop.switches.originResponseReplacesStaleCopy
  return hidesOutage ? outageOf(exchange, originStatus, origin) : undefined
}

/** A fresh answer of the origin as an entry. */
function* fromAnswer(
  exchange: Exchange,
  answer: OriginAnswer & { kind: 'answered' },
  candidate: CacheEntry | undefined,
  asOf: number,
): Walk<Fetched> {
  const { key, trace, behavior } = exchange
  const headers = storedHeaders(answer, behavior)
  const part = partOf(exchange, answer)
  const lifetime = lifetimeFor(exchange, answer, part)
  if (mayStore(exchange)) trace.push({ station: 'lifetime', status: answer.status, lifetime })
  const body = yield* compressed(exchange, answer.status, headers, answer.body)
  const isError = answer.status >= 400
  const entry: CacheEntry = {
    key,
    status: answer.status,
    headers,
    part,
    body,
    receivedAt: answer.receivedAt,
    lifetime,
    isError,
    madeByOriginRequest: answer.madeByOriginRequest,
    noAttemptBefore: 0,
    marks: marksOf(exchange, headers, asOf),
  }
  const resultType: ResultType = isError ? 'Error' : 'Miss'
  return {
    entry,
    source: 'object',
    resultType,
    detailedResultType: answer.madeByOriginRequest && !isError ? 'MissGeneratedResponse' : resultType,
    storable: lifetime.storable && mayStore(exchange),
    outage: answeredOutage(exchange, answer),
    ownCookies: viewerOnlyCookies(answer, behavior),
    ageSeconds: undefined,
    originSawRange: asksForRange(exchange, candidate),
  }
}

/** What describes the stored body (RFC 9111, 3.2). */
const NEVER_RENEWED = new Set(['content-length', 'content-encoding', 'content-range', 'content-type', 'etag'])

/** TTL-33: the 304's headers over the stored ones; the body stays. */
const renewed = (
  exchange: Exchange,
  candidate: CacheEntry,
  answer: OriginAnswer & { kind: 'answered' },
  asOf: number,
): Fetched => {
  const headers = candidate.headers.clone()
  const news = storedHeaders(answer, exchange.behavior)
  for (const name of new Set(news.names)) {
    if (NEVER_RENEWED.has(name)) continue
    headers.delete(name)
    for (const value of news.getAll(name)) headers.append(name, value)
  }
  const lifetime = lifetimeFor(exchange, { ...answer, status: candidate.status, headers }, candidate.part)
  exchange.trace.push({ station: 'lifetime', status: 304, lifetime })
  return {
    entry: {
      ...candidate,
      headers,
      receivedAt: answer.receivedAt,
      lifetime,
      noAttemptBefore: 0,
      marks: marksOf(exchange, headers, asOf),
    },
    source: 'object',
    resultType: 'RefreshHit',
    detailedResultType: 'RefreshHit',
    storable: lifetime.storable,
    outage: undefined,
    ownCookies: [],
    ageSeconds: undefined,
  }
}

/** An error CloudFront wrote, as an entry: kept like the origin's own errors when the origin gave no answer (ERR-16). */
const fromEdgeError = (
  exchange: Exchange,
  answer: Answer,
  lifetime: Lifetime,
  source: Fetched['source'],
  outage: Outage | undefined,
  asOf: number,
): Fetched => ({
  entry: {
    key: exchange.key,
    status: answer.status,
    headers: answer.headers,
    part: undefined,
    body: answer.body,
    receivedAt: exchange.pop.world.now(),
    lifetime,
    isError: true,
    madeByOriginRequest: false,
    noAttemptBefore: 0,
    marks: marksOf(exchange, answer.headers, asOf),
  },
  source,
  resultType: answer.resultType,
  detailedResultType: answer.detailedResultType,
  storable: lifetime.storable && mayStore(exchange),
  outage,
  ownCookies: [],
  ageSeconds: undefined,
})

const NO_LIFETIME: Lifetime = {
  ttlSeconds: 0,
  source: 'no-store',
  statedSeconds: undefined,
  bound: undefined,
  storable: false,
  sharedWithWaiting: false,
  staleWhileRevalidateSeconds: 0,
  staleIfErrorSeconds: undefined,
  usableSeconds: 0,
}

/**
 * Turns what came of asking the origin into what the tiers keep and pass on. `candidate` is the copy that was to be confirmed, `asOf` how
 * many invalidations there had been when the origin was asked (INV-12).
 */
export function* makeEntry(
  exchange: Exchange,
  answer: OriginAnswer,
  candidate: CacheEntry | undefined,
  asOf: number,
): Walk<Fetched> {
  const { pop, request, behavior, trace } = exchange
  if (answer.kind === 'answered') {
    const isConfirmation = answer.status === 304 && candidate !== undefined
    return isConfirmation
      ? renewed(exchange, candidate, answer, asOf)
      : yield* fromAnswer(exchange, answer, candidate, asOf)
  }
  if (answer.kind === 'lambda-failed') {
    const { status, text, resultType } = answer.failure
    const error = edgeError(pop.world, request.requestId, {
      source: 'function-failure',
      status,
      text,
      resultType,
      detailedResultType: resultType,
    })
    return fromEdgeError(exchange, error, NO_LIFETIME, 'function-failure', undefined, asOf) // GEN-22 to GEN-24: not stored
  }
  const { status, text, detailedResultType } = ORIGIN_FAILURES[answer.failure]
  const error = edgeError(pop.world, request.requestId, {
    source: 'origin-failure',
    status,
    text,
    resultType: 'Error',
    detailedResultType,
  })
  const lifetime = errorLifetimeOf(
    status,
    error.headers,
    pop.world.now(),
    behavior.cachePolicy,
    configuredErrorSeconds(exchange, status),
    answer.origin.kind,
  )
  if (mayStore(exchange)) trace.push({ station: 'lifetime', status, lifetime })
  const outage = outageOf(exchange, status, answer.origin)
  return fromEdgeError(exchange, error, lifetime, 'origin-failure', outage, asOf)
}

import type { Origin } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'
import type { CacheEntry } from '../cache/cache-entry.ts'
import { forwardsCookies, isCachedMethod, isCachingDisabled } from '../cache/caching.ts'
import { wantedRange } from '../cache/wanted-range.ts'
import type { Exchange } from '../exchange.ts'
import { headersToOrigin } from './forwarded-headers.ts'
import type { OriginRequest } from './origin-attempt.ts'
import { queryStringToOrigin } from './origin-query-string.ts'

/** What a viewer asks of the object that it has already. */
export const CONDITIONAL_FIELDS = ['if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since']

/** TTL-20, TTL-32: under `Vary: *`, and where cookies are forwarded, an expired copy is fetched in full, whatever validators it has. */
const isFetchedInFull = ({ behavior }: Exchange, { headers }: CacheEntry): boolean =>
  forwardsCookies(behavior) || headers.get('vary') === '*'

/** The copy when the origin may be asked whether it is still current (TTL-32), else undefined. */
export const toBeConfirmed = (exchange: Exchange, expired: CacheEntry | undefined): CacheEntry | undefined => {
  if (expired === undefined || isFetchedInFull(exchange, expired)) return undefined
  return expired.headers.has('etag') || expired.headers.has('last-modified') ? expired : undefined
}

/**
 * TTL-50, TTL-53: of a cacheable object the one valid range that is wanted is asked for, and the part of which an expired copy is to be
 * confirmed; an expired whole object is confirmed as a whole, and several ranges are cut from the whole object here.
 */
export const asksForRange = (
  { behavior, request }: Pick<Exchange, 'behavior' | 'request'>,
  candidate: CacheEntry | undefined,
): boolean => {
  if (isCachingDisabled(behavior) || !isCachedMethod(behavior, request.method)) return true
  return wantedRange(request) !== undefined && (candidate === undefined || candidate.part !== undefined)
}

const dropConditions = (headers: HeaderList): void => {
  for (const name of CONDITIONAL_FIELDS) headers.delete(name)
}

/** TTL-32: the stored validators take the place of the viewer's conditions; `If-Range` belongs to the range (TTL-57). */
const makeConditional = (headers: HeaderList, entry: CacheEntry): void => {
  dropConditions(headers)
  const entityTag = entry.headers.get('etag')
  const lastModified = entry.headers.get('last-modified')
  if (entityTag !== undefined) headers.append('if-none-match', entityTag)
  if (lastModified !== undefined) headers.append('if-modified-since', lastModified)
}

/** The request for an origin, before origin-request. In: the expired copy, if there is one. The uri has no origin path yet (ORIG-11). */
export const originRequest = (exchange: Exchange, origin: Origin, expired: CacheEntry | undefined): OriginRequest => {
  const { behavior, request, pop } = exchange
  const headers = headersToOrigin({
    behavior,
    origin,
    method: request.method,
    viewer: request.headers,
    httpVersion: request.httpVersion,
    clientIp: request.clientIp,
    requestId: request.requestId,
    via: `${request.httpVersion} ${pop.viaHost} (CloudFront)`,
  })
  const candidate = toBeConfirmed(exchange, expired)
  if (candidate !== undefined) makeConditional(headers, candidate)
  else if (expired !== undefined && isFetchedInFull(exchange, expired)) dropConditions(headers)
  if (!asksForRange(exchange, candidate)) headers.delete('range').delete('if-range')
  // NET-03: the rest of the handshake is for the policies to forward.
  if (request.upgrade !== undefined) headers.set('connection', 'Upgrade').set('upgrade', request.upgrade)
  if (request.body === undefined) headers.delete('content-length').delete('transfer-encoding')
  return {
    method: request.method,
    uri: request.uri,
    queryString: queryStringToOrigin(behavior, request.queryString),
    headers,
    body: request.body,
    upgrade: request.upgrade,
    viewerProtocol: request.protocol,
  }
}

/** ORIG-11: the origin path goes in front, after every edge function. */
export const withOriginPath = (request: OriginRequest, { originPath }: Origin): OriginRequest =>
  originPath === '' ? request : { ...request, uri: `${originPath}${request.uri}` }

import { parseContentRange } from '../../http/byte-range.ts'
import type { HeaderList } from '../../http/header-list.ts'
import type { Exchange } from '../exchange.ts'
import type { OriginAnswer } from '../origin/origin-answer.ts'
import type { StoredPart } from './cache-entry.ts'
import { isCachedMethod, isCachingDisabled } from './caching.ts'
import { errorLifetimeOf } from './error-lifetime.ts'
import { lifetimeOf, type Lifetime } from './lifetime.ts'
import { variesByEverything } from './stored-headers.ts'
import { wantedRange } from './wanted-range.ts'

/** Whether this request may leave anything in a cache; HEAD has no body to leave (MET-04). */
export const mayStore = ({ behavior, request }: Exchange): boolean =>
  !isCachingDisabled(behavior) &&
  isCachedMethod(behavior, request.method) &&
  request.method !== 'HEAD' &&
  request.upgrade === undefined

/** TTL-51, TTL-56: the part that a 206 holds; undefined when it does not say, does not state its length, or nobody asked for one. */
export const partOf = (
  { request }: Exchange,
  { status, headers }: OriginAnswer & { kind: 'answered' },
): StoredPart | undefined => {
  if (status !== 206 || wantedRange(request) === undefined) return undefined
  const part = parseContentRange(headers.get('content-range'))
  if (part === undefined) return undefined
  const { start, end } = part.range
  return headers.get('content-length') === String(end - start + 1) ? part : undefined
}

/** TTL-21, TTL-22: success statuses that are objects at all; a 304 never is, a 206 when its part is known. */
const isStorableStatus = (status: number, headers: HeaderList, part: StoredPart | undefined): boolean => {
  if (status === 206) return part !== undefined
  if (status === 307 || status === 308) return headers.has('cache-control')
  return [200, 203, 204, 300, 301, 302, 303].includes(status)
}

const NOT_KEPT: Pick<Lifetime, 'storable' | 'sharedWithWaiting'> = { storable: false, sharedWithWaiting: false }

/** The lifetime of an answer as its status has it: section 6, or section 9 for errors. */
export const lifetimeFor = (
  exchange: Exchange,
  answer: OriginAnswer & { kind: 'answered' },
  part: StoredPart | undefined,
): Lifetime => {
  const { behavior, pop } = exchange
  const { status, headers, receivedAt, origin } = answer
  if (status >= 400) {
    const configured = pop.distribution.errorResponses.get(status)?.errorCachingMinTtlSeconds
    return errorLifetimeOf(status, headers, receivedAt, behavior.cachePolicy, configured, origin.kind)
  }
  const lifetime = lifetimeOf(behavior.cachePolicy, headers, receivedAt)
  if (!isStorableStatus(status, headers, part)) return { ...lifetime, ...NOT_KEPT }
  // TTL-20: stored, but every request goes to the origin.
  return variesByEverything(headers, behavior)
    ? { ...lifetime, ttlSeconds: 0, sharedWithWaiting: false, staleWhileRevalidateSeconds: 0 }
    : lifetime
}

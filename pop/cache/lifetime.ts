import type { CachePolicy } from '../../distribution/model.ts'
import { parseCacheControl, type CacheControl } from '../../http/cache-control.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { parseHttpDate } from '../../http/http-date.ts'

/** What a lifetime was derived from; `why this TTL` reads this. */
export type LifetimeSource =
  | 's-maxage'
  | 'max-age'
  | 'expires'
  | 'default-ttl'
  | 'no-store'
  | 'no-cache'
  | 'private'
  | 'error-caching-minimum-ttl'
  /** ERR-01, ERR-02: an error of a kind that is not kept. */
  | 'status-not-cached'

/** How long a response is fresh, which statement decided it, and which bound moved it. */
export interface Lifetime {
  readonly ttlSeconds: number
  readonly source: LifetimeSource
  /** Seconds stated by the source before any bound; undefined when it states none. */
  readonly statedSeconds: number | undefined
  readonly bound: 'minimum-ttl' | 'maximum-ttl' | undefined
  /** False: neither kept for revalidation nor as a stale copy (TTL-17). */
  readonly storable: boolean
  /** May answer the requests that were collapsed onto it (COLL-05). */
  readonly sharedWithWaiting: boolean
  /** After expiry; 0 when absent; both bounded by the maximum TTL (STALE-01, STALE-12). */
  readonly staleWhileRevalidateSeconds: number
  /** Undefined: the origin did not state it (STALE-06 applies). */
  readonly staleIfErrorSeconds: number | undefined
  /** Age after which the copy cannot be used at all (STALE-02). */
  readonly usableSeconds: number
}

/** The directive that forbids keeping, in the order of their strength. */
export const uncacheableDirective = (control: CacheControl): 'no-store' | 'no-cache' | 'private' | undefined => {
  if (control.noStore) return 'no-store'
  if (control.noCache) return 'no-cache'
  return control.private ? 'private' : undefined
}

interface Stated {
  readonly source: LifetimeSource
  readonly seconds: number | undefined
}

/** TTL-07: `s-maxage` beats `max-age` beats `Expires`. */
export const statedLifetime = (control: CacheControl, headers: HeaderList, receivedAt: number): Stated => {
  if (control.sMaxage !== undefined) return { source: 's-maxage', seconds: control.sMaxage }
  if (control.maxAge !== undefined) return { source: 'max-age', seconds: control.maxAge }
  const expires = headers.get('expires')
  if (expires === undefined) return { source: 'default-ttl', seconds: undefined }
  // An unreadable date (often `0`) means already expired.
  return { source: 'expires', seconds: Math.max(0, Math.floor(((parseHttpDate(expires) ?? 0) - receivedAt) / 1000)) }
}

const clamp = (value: number, policy: CachePolicy): { ttlSeconds: number; bound: Lifetime['bound'] } => {
  if (value < policy.minTtlSeconds) return { ttlSeconds: policy.minTtlSeconds, bound: 'minimum-ttl' }
  if (value > policy.maxTtlSeconds) return { ttlSeconds: policy.maxTtlSeconds, bound: 'maximum-ttl' }
  return { ttlSeconds: value, bound: undefined }
}

/** TTL-06: the table of section 6.1. */
const freshness = (
  stated: Stated,
  refused: LifetimeSource | undefined,
  policy: CachePolicy,
): Pick<Lifetime, 'ttlSeconds' | 'source' | 'statedSeconds' | 'bound'> => {
  if (refused !== undefined) {
    const bound = policy.minTtlSeconds > 0 ? 'minimum-ttl' : undefined
    return { ttlSeconds: policy.minTtlSeconds, source: refused, statedSeconds: undefined, bound }
  }
  if (stated.seconds === undefined) {
    const bound = policy.minTtlSeconds > policy.defaultTtlSeconds ? 'minimum-ttl' : undefined
    const ttlSeconds = Math.max(policy.minTtlSeconds, policy.defaultTtlSeconds)
    return { ttlSeconds, source: 'default-ttl', statedSeconds: undefined, bound }
  }
  return { source: stated.source, statedSeconds: stated.seconds, ...clamp(stated.seconds, policy) }
}

/**
 * The lifetime of a response with status below 400 (TTL-01 to TTL-18, STALE-01, STALE-02, STALE-12).
 * In: the cache policy, the headers to be stored, the time of the response in milliseconds.
 */
export const lifetimeOf = (policy: CachePolicy, headers: HeaderList, receivedAt: number): Lifetime => {
  const field = headers.joined('cache-control') ?? ''
  // Only `Expires` makes it a matter of the moment.
  if (headers.has('expires')) return derivedLifetime(policy, headers, receivedAt)
  const known = knownFor(policy)
  const lifetime = known.get(field) ?? derivedLifetime(policy, headers, receivedAt)
  if (known.size < KNOWN_MAX) known.set(field, lifetime)
  return lifetime
}

/** Origins send the same few values; the bound keeps hostile ones from growing the tables. */
const KNOWN_MAX = 1_000
const knownByPolicy = new WeakMap<CachePolicy, Map<string, Lifetime>>()

const knownFor = (policy: CachePolicy): Map<string, Lifetime> => {
  const known = knownByPolicy.get(policy) ?? new Map<string, Lifetime>()
  knownByPolicy.set(policy, known)
  return known
}

const derivedLifetime = (policy: CachePolicy, headers: HeaderList, receivedAt: number): Lifetime => {
  const control = parseCacheControl(headers.joined('cache-control'))
  const refused = uncacheableDirective(control)
  const fresh = freshness(statedLifetime(control, headers, receivedAt), refused, policy)
  // TTL-17: no-store and private keep nothing, no-cache behaves as max-age=0.
  const storable = fresh.ttlSeconds > 0 || (!control.noStore && !control.private)
  const bounded = (seconds: number): number => Math.min(seconds, policy.maxTtlSeconds)
  return {
    ...fresh,
    storable,
    sharedWithWaiting: fresh.ttlSeconds > 0,
    // TTL-05: what is refused is not served from the cache without a question.
    staleWhileRevalidateSeconds: refused === undefined ? bounded(control.staleWhileRevalidate ?? 0) : 0,
    staleIfErrorSeconds: control.staleIfError === undefined ? undefined : bounded(control.staleIfError),
    usableSeconds: policy.maxTtlSeconds,
  }
}

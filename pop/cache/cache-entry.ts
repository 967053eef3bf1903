import type { ContentRange } from '../../http/byte-range.ts'
import type { HeaderList } from '../../http/header-list.ts'
import type { Body } from '../body.ts'
import type { CacheKey } from '../cache-key/cache-key.ts'
import type { InvalidationMarks } from '../invalidation/invalidations.ts'
import type { Lifetime } from './lifetime.ts'

/** A stored response, or a part of one. The same object may stand in several tiers: its clock starts when the origin answered (TTL-28). */
export interface CacheEntry {
  readonly key: CacheKey
  readonly status: number
  /** As delivered, apart from what is added for each viewer. */
  readonly headers: HeaderList
  /** Which bytes these are; undefined: the whole object (TTL-51, TTL-56). */
  readonly part: StoredPart | undefined
  /** Replaced once by the recorded bytes when a streamed body is complete. */
  body: Body
  /** Milliseconds since the epoch: when the response, or the 304 that renewed it, was received. */
  readonly receivedAt: number
  readonly lifetime: Lifetime
  /** Status of 400 or more: subject to the rules of section 9. */
  readonly isError: boolean
  /** GEN-29 */
  readonly madeByOriginRequest: boolean
  /** STALE-06: after a failure the stale copy answers until then without another attempt; 0 at first. */
  noAttemptBefore: number
  readonly marks: InvalidationMarks
}

export type StoredPart = ContentRange

/** The name under which a store keeps an entry: its key, and for a part the range (TTL-56). */
export const storedUnder = ({ key, part }: CacheEntry): string =>
  part === undefined ? key.text : `${key.text} ${part.range.start}-${part.range.end}`

export type Lookup =
  | { readonly kind: 'fresh'; readonly entry: CacheEntry; readonly ageSeconds: number }
  | {
      readonly kind: 'stale'
      readonly entry: CacheEntry
      readonly ageSeconds: number
      /** `while-revalidating` STALE-01 · `until-next-attempt` STALE-06 · `on-origin-error` STALE-03, STALE-06 · `to-revalidate` nothing but its validators. */
      readonly allowed: 'while-revalidating' | 'until-next-attempt' | 'on-origin-error' | 'to-revalidate'
    }
  | {
      readonly kind: 'absent'
      readonly why: 'never-stored' | 'evicted' | 'expired-error' | 'invalidated' | 'part-not-stored'
    }

/** STALE-03 to STALE-06: whether an expired copy may answer instead of an error. */
const mayServeOnError = ({ lifetime }: CacheEntry, expiredSeconds: number): boolean =>
  lifetime.staleIfErrorSeconds === undefined
    ? lifetime.usableSeconds > 0
    : expiredSeconds < lifetime.staleIfErrorSeconds

/** What a stored entry is worth at `now` (TTL, STALE rules). In: milliseconds. */
export const judge = (entry: CacheEntry, now: number): Lookup => {
  const ageSeconds = Math.max(0, (now - entry.receivedAt) / 1000)
  const expiredSeconds = ageSeconds - entry.lifetime.ttlSeconds
  if (expiredSeconds < 0) return { kind: 'fresh', entry, ageSeconds }
  if (entry.isError) return { kind: 'absent', why: 'expired-error' }
  // STALE-02: no stale service any more; the origin may still confirm the copy (TTL-32).
  if (ageSeconds > entry.lifetime.usableSeconds) return { kind: 'stale', entry, ageSeconds, allowed: 'to-revalidate' }
  if (expiredSeconds < entry.lifetime.staleWhileRevalidateSeconds) {
    return { kind: 'stale', entry, ageSeconds, allowed: 'while-revalidating' }
  }
  if (now < entry.noAttemptBefore) return { kind: 'stale', entry, ageSeconds, allowed: 'until-next-attempt' }
  return {
    kind: 'stale',
    entry,
    ageSeconds,
    allowed: mayServeOnError(entry, expiredSeconds) ? 'on-origin-error' : 'to-revalidate',
  }
}

import type { Exchange } from '../exchange.ts'
import type { CacheEntry, Lookup } from './cache-entry.ts'
import type { CacheTier } from './cache-tier.ts'
import type { Fetched, Outage } from './make-entry.ts'
import { nearestEntry } from './nearest-entry.ts'

export type Stale = Extract<Lookup, { kind: 'stale' }>

/** Leaves in the trace what a tier had. */
export const tellLookup = ({ trace, pop, key }: Exchange, tier: CacheTier, lookup: Lookup): void => {
  const { kind, name } = tier
  const looksAround = pop.nearestAmong > 0 && lookup.kind === 'absent'
  trace.push({
    station: 'lookup',
    tier: kind,
    name,
    result: lookup.kind,
    why: lookup.kind === 'fresh' ? 'within its lifetime' : lookup.kind === 'stale' ? lookup.allowed : lookup.why,
    ageSeconds: lookup.kind === 'absent' ? undefined : lookup.ageSeconds,
    lifetime: lookup.kind === 'absent' ? undefined : lookup.entry.lifetime,
    nearest: looksAround ? nearestEntry(tier.stored(), key, pop.world.now(), pop.nearestAmong) : undefined,
  })
}

/** A tier that has kept the error asks nobody before it has expired. */
const storedOutage = ({ status, lifetime }: CacheEntry, ageSeconds: number): Outage => ({
  status,
  pauseSeconds: lifetime.ttlSeconds - ageSeconds,
})

/** A stored copy as the answer. */
export const fromStore = ({ kind }: CacheTier, entry: CacheEntry, ageSeconds: number): Fetched => {
  const resultType = entry.isError ? 'Error' : 'Hit' // ERR-18
  return {
    entry,
    source: 'object',
    resultType,
    detailedResultType: kind === 'shield' && !entry.isError ? 'OriginShieldHit' : resultType, // TIER-07
    storable: true,
    outage: entry.isError && entry.status >= 500 ? storedOutage(entry, ageSeconds) : undefined,
    ownCookies: [],
    ageSeconds,
  }
}

/** STALE-01 is a `Hit` (STALE-15), STALE-03 and STALE-06 a `RefreshHit` (TTL-34). */
export const serveStale = (
  { trace }: Exchange,
  tier: CacheTier,
  { entry, ageSeconds, allowed }: Stale,
  insteadOfStatus: number | undefined,
): Fetched => {
  const why = allowed === 'to-revalidate' ? 'on-origin-error' : allowed
  trace.push({ station: 'stale-served', tier: tier.kind, why, insteadOfStatus })
  const resultType = why === 'while-revalidating' ? 'Hit' : 'RefreshHit'
  return {
    entry,
    source: 'object',
    resultType,
    detailedResultType: resultType,
    storable: false,
    outage: undefined,
    ownCookies: [],
    ageSeconds,
  }
}

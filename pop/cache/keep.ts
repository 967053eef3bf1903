import type { Exchange } from '../exchange.ts'
import type { CacheEntry } from './cache-entry.ts'
import type { Stored } from './cache-store.ts'
import type { CacheTier } from './cache-tier.ts'

/**
 * Stores at once, so that later requests share the body while it arrives; a body that turns out cut is dropped again (TTL-30). Out: the
 * entry as the tier keeps it; undefined when it cannot keep it (TTL-29).
 */
export const keep = (exchange: Exchange, tier: CacheTier, entry: CacheEntry): CacheEntry | undefined => {
  const stored = tier.store(entry)
  tellStored(exchange, tier, stored)
  if (stored.kind !== 'kept') return undefined
  const kept = stored.entry
  let isKept = true
  exchange.pop.world.whenComplete(kept.body, complete => {
    if (complete === undefined) {
      tier.drop(kept)
      isKept = false
    } else if (complete !== kept.body) {
      kept.body = complete
      // Its length may not have been known before.
      if (!tier.holds(kept)) return
      const again = tier.store(kept)
      tellStored(exchange, tier, again)
      isKept = again.kind === 'kept'
    }
  })
  return isKept ? kept : undefined
}

const NAMED_MAX = 5

/** TTL-25: what had to leave for it, by which policy. */
const tellStored = ({ trace }: Exchange, { kind, name, evictionPolicy }: CacheTier, stored: Stored): void => {
  const evicted = stored.kind === 'kept' ? stored.evicted : []
  if (stored.kind === 'kept' && evicted.length === 0) return
  trace.push({
    station: 'stored',
    tier: kind,
    name,
    result: stored.kind,
    evictionPolicy,
    evictedCount: evicted.length,
    evictedUris: evicted.slice(0, NAMED_MAX).map(({ key }) => key.uri),
  })
}

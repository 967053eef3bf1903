import type { PointOfPresence } from '../point-of-presence.ts'
import type { CacheEntry } from './cache-entry.ts'

/** TTL-31: what a viewer did not wait for is not kept at its edge location; the tiers behind it have it. */
export const forgetUndelivered = (
  { tiers }: PointOfPresence,
  { keptAtEdge }: { readonly keptAtEdge: CacheEntry | undefined },
): void => {
  if (keptAtEdge !== undefined) tiers[0]?.drop(keptAtEdge)
}

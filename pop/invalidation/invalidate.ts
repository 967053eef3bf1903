import type { PointOfPresence } from '../point-of-presence.ts'
import type { InvalidationItems } from './invalidation-items.ts'

/** Invalidates in every tier (INV-11), at once (INV-25). */
export const invalidate = (pop: PointOfPresence, items: InvalidationItems): void => {
  const { invalidations } = pop
  invalidations.add(items)
  if (!invalidations.isFull) return
  for (const tier of pop.everyTier()) {
    const named = Array.from(tier.stored()).filter(entry => invalidations.hits(entry))
    for (const entry of named) tier.drop(entry)
  }
  invalidations.forget()
}

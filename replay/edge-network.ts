import type { Distribution } from '../distribution/model.ts'
import { CacheTier } from '../pop/cache/cache-tier.ts'
import { createPointOfPresence, DEFAULT_LOCATION } from '../pop/create-point-of-presence.ts'
import type { PointOfPresence } from '../pop/point-of-presence.ts'
import type { Switches } from '../pop/switches.ts'
import type { World } from '../pop/world.ts'
import { regionalCacheOf } from '../pop/regional-caches.ts'

/** One distribution at every edge location: each has its own cache, shares a regional one with its neighbours, and the shields with all. */
export interface EdgeNetwork {
  pointAt(location: string | undefined): PointOfPresence
  readonly locationCount: number
  readonly regionCount: number
}

export interface EdgeNetworkOptions {
  readonly distribution: Distribution
  readonly world: World
  /** Of each tier. */
  readonly tierCapacityBytes: number
  readonly switches?: Partial<Switches>
}

export const createEdgeNetwork = (options: EdgeNetworkOptions): EdgeNetwork => {
  const { tierCapacityBytes: capacityBytes } = options
  // What does not depend on the place, shields among them, is made once.
  const base = createPointOfPresence(options)
  const regionals = new Map<string, CacheTier>()
  const points = new Map<string, PointOfPresence>()
  const regionalAt = (region: string): CacheTier => {
    const known = regionals.get(region)
    if (known !== undefined) return known
    const tier = new CacheTier({ kind: 'regional', name: region, capacityBytes })
    regionals.set(region, tier)
    return tier
  }
  return {
    pointAt: (location = DEFAULT_LOCATION) => {
      const known = points.get(location)
      if (known !== undefined) return known
      const edge = new CacheTier({ kind: 'edge', name: location, capacityBytes })
      const point = { ...base, location, tiers: [edge, regionalAt(regionalCacheOf(location))] }
      points.set(location, point)
      return point
    },
    get locationCount() {
      return points.size
    },
    get regionCount() {
      return regionals.size
    },
  }
}

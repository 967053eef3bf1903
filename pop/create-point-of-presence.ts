import { createHash } from 'node:crypto'
import type { Distribution } from '../distribution/model.ts'
import { behaviorChooser } from './cache-behavior/choose-behavior.ts'
import { CacheTier } from './cache/cache-tier.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import { DEFAULT_SWITCHES, type Switches } from './switches.ts'
import type { World } from './world.ts'

export interface PointOfPresenceOptions {
  readonly distribution: Distribution
  readonly world: World
  /** `x-edge-location`; default `CDG50-P1`. */
  readonly location?: string
  /** For each tier; default 256 MiB. */
  readonly tierCapacityBytes?: number
  readonly switches?: Partial<Switches>
  /** Port of the HTTPS listener, once there is one. */
  readonly httpsPort?: () => number | undefined
  /** The same distribution before its configuration changed: what its tiers hold is kept. */
  readonly previous?: PointOfPresence
}

export const DEFAULT_LOCATION = 'CDG50-P1'
const DEFAULT_TIER_CAPACITY_BYTES = 256 * 1024 * 1024

const viaHostOf = (distribution: Distribution): string =>
  `${createHash('sha256').update(distribution.id).digest('hex').slice(0, 32)}.cloudfront.net`

/** One distribution at one edge location: the POP's cache, a regional edge cache behind it, and a shield for each origin that has one. */
export const createPointOfPresence = (options: PointOfPresenceOptions): PointOfPresence => {
  const {
    distribution,
    world,
    location = DEFAULT_LOCATION,
    tierCapacityBytes: capacityBytes = DEFAULT_TIER_CAPACITY_BYTES,
    previous,
  } = options
  const shields = new Map<string, CacheTier>()
  for (const { id, originShieldRegion } of distribution.origins.values()) {
    if (originShieldRegion === undefined) continue
    const kept = previous?.shieldOf(id)
    const tier =
      kept?.name === originShieldRegion
        ? kept
        : new CacheTier({ kind: 'shield', name: originShieldRegion, capacityBytes })
    shields.set(id, tier)
  }
  return {
    distribution,
    chooseBehavior: behaviorChooser(distribution),
    location,
    viaHost: viaHostOf(distribution),
    tiers: previous?.tiers ?? [
      new CacheTier({ kind: 'edge', name: location, capacityBytes }),
      new CacheTier({ kind: 'regional', name: `regional edge cache of ${location}`, capacityBytes }),
    ],
    shieldOf: originId => shields.get(originId),
    httpsPort: options.httpsPort ?? (() => undefined),
    switches: { ...DEFAULT_SWITCHES, ...options.switches },
    world,
  }
}

/** Every tier of a point of presence, shields included. */
export const allTiers = (pop: PointOfPresence): CacheTier[] => {
  const shields = [...pop.distribution.origins.keys()].map(id => pop.shieldOf(id)).filter(tier => tier !== undefined)
  return [...pop.tiers, ...shields]
}

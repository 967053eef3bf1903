import type { Distribution, PublicKey } from '../distribution/model.ts'
import type { BehaviorChooser } from './cache-behavior/choose-behavior.ts'
import type { CacheTier } from './cache/cache-tier.ts'
import type { Invalidations } from './invalidation/invalidations.ts'
import type { Switches } from './switches.ts'
import type { World } from './world.ts'

/** Everything a walk needs beside the request: one distribution as seen from one edge location. */
export interface PointOfPresence {
  readonly distribution: Distribution
  readonly chooseBehavior: BehaviorChooser
  /** `CDG50-P1`; the value of `x-amz-cf-pop` and `x-edge-location`. */
  readonly location: string
  /** Of the regional edge cache behind it (TIER-06). */
  readonly region: string
  /** Host part of CloudFront's `Via` entry, `….cloudfront.net` (RESH-05). */
  readonly viaHost: string
  /** From the viewer towards the origins, without a shield (TIER-01). */
  readonly tiers: readonly CacheTier[]
  /** Of the distribution, for all its tiers. */
  readonly invalidations: Invalidations
  /** Of every location of the distribution, regional caches and shields included. */
  everyTier(): readonly CacheTier[]
  /** The shield of an origin, when it has one (GRP-14). */
  shieldOf(originId: string): CacheTier | undefined
  /** Port of the HTTPS listener that redirects lead to; undefined: 443. */
  httpsPort(): number | undefined
  /** Public keys that may sign beside those of the distribution, by key pair id (SEC-01). */
  readonly givenKeys: ReadonlyMap<string, PublicKey>
  readonly switches: Switches
  /** For explanations: on a miss the nearest copy is looked for among so many of those used last; 0: not at all. */
  readonly nearestAmong: number
  readonly world: World
}

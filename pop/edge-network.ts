import { createHash } from 'node:crypto'
import type { Distribution, PublicKey } from '../distribution/model.ts'
import { behaviorChooser } from './cache-behavior/choose-behavior.ts'
import type { CreateStore } from './cache/cache-store.ts'
import { CacheContents, CacheTier } from './cache/cache-tier.ts'
import { bodyStores } from './cache/lru-store.ts'
import { Invalidations } from './invalidation/invalidations.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import { regionalCacheOf } from './regional-caches.ts'
import { DEFAULT_SWITCHES, type Switches } from './switches.ts'
import type { World } from './world.ts'

/**
 * One distribution at every edge location: each has its own cache, shares a regional one with its neighbours, and the shields with all
 * (COLL-07, TIER-01). The server and the replay use the same one.
 */
export interface EdgeNetwork {
  readonly distribution: Distribution
  readonly caches: NetworkCaches
  /** The same one each time. A location is made when it is first asked for, so ask only for names that you know. */
  pointAt(location: string): PointOfPresence
  readonly locationCount: number
  /** Of the regional caches behind these locations. */
  readonly regionCount: number
}

/** What outlives a change of the configuration: a copy is still found where its key is the same. */
export interface NetworkCaches {
  readonly edgeAt: (location: string) => CacheContents
  readonly regionalIn: (region: string) => CacheContents
  readonly invalidations: Invalidations
}

export interface EdgeNetworkOptions {
  readonly distribution: Distribution
  readonly world: World
  /** For each tier; default 256 MiB. */
  readonly tierCapacityBytes?: number
  readonly switches?: Partial<Switches>
  /** Port of the HTTPS listener, once there is one. */
  readonly httpsPort?: () => number | undefined
  /** By key pair id; none by default (SEC-01). */
  readonly givenKeys?: ReadonlyMap<string, PublicKey>
  /** On a miss the nearest copy is looked for among so many of those used last. Default 0. */
  readonly nearestAmong?: number
  /** By default a store with bodies. */
  readonly createStore?: CreateStore
  /** The same distribution before its configuration changed: what its caches hold is kept. */
  readonly previous?: EdgeNetwork
}

/** Of each tier. */
export const DEFAULT_TIER_CAPACITY_BYTES = 256 * 1024 * 1024

const viaHostOf = (distribution: Distribution): string =>
  `${createHash('sha256').update(distribution.id).digest('hex').slice(0, 32)}.cloudfront.net`

/** What is made once a name. */
const remembering = <T>(make: (name: string) => T) => {
  const made = new Map<string, T>()
  const of = (name: string): T => {
    const known = made.get(name)
    if (known !== undefined) return known
    const one = make(name)
    made.set(name, one)
    return one
  }
  return { of, all: (): readonly T[] => [...made.values()], count: (): number => made.size }
}

const newCaches = ({ createStore = bodyStores(), tierCapacityBytes }: EdgeNetworkOptions): NetworkCaches => {
  const newContents = (): CacheContents =>
    new CacheContents(createStore(tierCapacityBytes ?? DEFAULT_TIER_CAPACITY_BYTES))
  return {
    edgeAt: remembering(newContents).of,
    regionalIn: remembering(newContents).of,
    invalidations: new Invalidations(),
  }
}

export const createEdgeNetwork = (options: EdgeNetworkOptions): EdgeNetwork => {
  const { distribution, world } = options
  const caches = options.previous?.caches ?? newCaches(options)
  const regionals = remembering(
    region => new CacheTier({ kind: 'regional', name: region, contents: caches.regionalIn(region) }),
  )
  // TIER-07: a shield is the regional cache of its region, as others see it.
  const shields = remembering(
    region => new CacheTier({ kind: 'shield', name: region, contents: caches.regionalIn(region) }),
  )
  const shieldOf = (originId: string): CacheTier | undefined => {
    const region = distribution.origins.get(originId)?.originShieldRegion
    return region === undefined ? undefined : shields.of(region)
  }
  const everyTier = (): readonly CacheTier[] => [
    ...points.all().flatMap(({ tiers: [edge] }) => (edge === undefined ? [] : [edge])),
    ...regionals.all(),
    ...shields.all(),
  ]
  const common = {
    distribution,
    chooseBehavior: behaviorChooser(distribution),
    viaHost: viaHostOf(distribution),
    shieldOf,
    everyTier,
    httpsPort: options.httpsPort ?? (() => undefined),
    givenKeys: options.givenKeys ?? new Map<string, PublicKey>(),
    invalidations: caches.invalidations,
    switches: { ...DEFAULT_SWITCHES, ...options.switches },
    nearestAmong: options.nearestAmong ?? 0,
    world,
  }
  const points = remembering((location): PointOfPresence => {
    const region = regionalCacheOf(location)
    const edge = new CacheTier({ kind: 'edge', name: location, contents: caches.edgeAt(location) })
    return { ...common, location, region, tiers: [edge, regionals.of(region)] }
  })
  return {
    distribution,
    caches,
    pointAt: location => points.of(location),
    get locationCount() {
      return points.count()
    },
    get regionCount() {
      return regionals.count()
    },
  }
}

import type { Origin } from '../../distribution/model.ts'
import type { EdgeRequest, Exchange } from '../exchange.ts'
import { fetchFromMember, fetchFromPrimary } from '../origin/fetch-from-origin.ts'
import { CONDITIONAL_FIELDS, toBeConfirmed } from '../origin/origin-request.ts'
import type { InvalidationMarks } from '../invalidation/invalidations.ts'
import { pathAsAsked } from '../invalidation/marks-of.ts'
import { askLanding, type Walk } from '../world.ts'
import type { CacheEntry, Lookup } from './cache-entry.ts'
import type { CacheTier } from './cache-tier.ts'
import { forwardsCookies, isCachedMethod, isCachingDisabled } from './caching.ts'
import type { Flight, Landing } from './flight.ts'
import { keep } from './keep.ts'
import { makeEntry, type Fetched, type Outage } from './make-entry.ts'
import { fromStore, serveStale, tellLookup, type Stale } from './stored-answer.ts'
import { tiersOf, tiersToSecondary } from './tiers-of.ts'
import { answersWanted, wantedRange, type WantedRange } from './wanted-range.ts'

interface Way {
  readonly tiers: readonly CacheTier[]
  /** The origin behind them, after the primary has failed; undefined before. */
  readonly secondary: Origin | undefined
  /** Undefined: the whole object. */
  readonly wanted: WantedRange | undefined
  /** Whether the request may still wait for the fetch of another one (COLL-01). */
  readonly waits: boolean
  /** Whether others may wait for its own. */
  readonly leads: boolean
}

/**
 * The nearest tier's fresh copy, for a request that needs nothing else: the walk of most requests, without a pause. Undefined: `obtain`
 * finds out more, and tells it.
 */
export const freshAtTheEdge = (exchange: Exchange): Fetched | undefined => {
  const { pop, behavior, request, key } = exchange
  const tier = pop.tiers[0]
  if (tier === undefined || isCachingDisabled(behavior) || !isCachedMethod(behavior, request.method)) return undefined
  if (request.upgrade !== undefined) return undefined
  const lookup = tier.fresh(key, pop.world.now())
  if (lookup === undefined || pop.invalidations.hits(lookup.entry)) return undefined
  tellLookup(exchange, tier, lookup)
  return fromStore(tier, lookup.entry, lookup.ageSeconds)
}

/** Gets the object of an exchange: from the nearest tier that has it, or from the origin (CMB-07, TIER-01). */
export function* obtain(exchange: Exchange): Walk<Fetched> {
  const { behavior, request, trace } = exchange
  if (request.upgrade !== undefined) {
    trace.push({ station: 'cache-bypassed', why: request.upgrade }) // NET-03
    return yield* beyondTheTiers(exchange, undefined, undefined)
  }
  if (isCachingDisabled(behavior)) {
    trace.push({ station: 'cache-bypassed', why: 'caching-disabled' })
    return yield* beyondTheTiers(exchange, undefined, undefined)
  }
  if (!isCachedMethod(behavior, request.method)) {
    trace.push({ station: 'cache-bypassed', why: 'method' })
    return yield* beyondTheTiers(exchange, undefined, undefined)
  }
  const way: Way = { tiers: tiersOf(exchange), secondary: undefined, ...collapsingOf(exchange) }
  return yield* throughTiers(exchange, way, 0, undefined)
}

/**
 * COLL-04: cookies switch collapsing off. What comes of a range under a condition depends on the condition (TTL-57). MET-04: a HEAD waits
 * for a GET of its key, but leaves nothing behind that another request could be answered with.
 */
const collapsingOf = ({ behavior, request }: Exchange): Pick<Way, 'wanted' | 'waits' | 'leads'> => {
  const wanted = wantedRange(request)
  const waits = wanted?.ifRange === undefined && !forwardsCookies(behavior)
  return { wanted, waits, leads: waits && request.method !== 'HEAD' }
}

/** A copy that cannot be confirmed is no candidate: a 304 then answers the viewer's own condition (TTL-32, TTL-36). */
function* beyondTheTiers(exchange: Exchange, way: Way | undefined, expired: CacheEntry | undefined): Walk<Fetched> {
  const asOf = exchange.pop.invalidations.count
  const answer =
    way?.secondary === undefined
      ? yield* fetchFromPrimary(exchange, expired)
      : yield* fetchFromMember(exchange, way.secondary, expired)
  if (answer.kind !== 'fails-over') return yield* makeEntry(exchange, answer, toBeConfirmed(exchange, expired), asOf)
  return yield* throughTiers(exchange, wayToSecondary(exchange, way, answer.to), way?.tiers.length ?? 0, expired)
}

/** Others may be waiting for this request already, so it waits for nobody any more: two shields can lie behind one another both ways. */
const wayToSecondary = (exchange: Exchange, way: Way | undefined, secondary: Origin): Way => ({
  tiers: way === undefined ? [] : tiersToSecondary(exchange, way.tiers, secondary),
  secondary,
  wanted: way?.wanted,
  waits: false,
  leads: false,
})

/** `candidate` is an expired copy of a tier nearer to the viewer. */
function* throughTiers(exchange: Exchange, way: Way, depth: number, candidate: CacheEntry | undefined): Walk<Fetched> {
  const tier = way.tiers[depth]
  if (tier === undefined) return yield* beyondTheTiers(exchange, way, candidate)
  const { key, request, behavior, trace, pop } = exchange
  const { wanted } = way
  const lookup = lookIn(exchange, tier, wanted)
  tellLookup(exchange, tier, lookup)
  if (lookup.kind === 'fresh') return fromStore(tier, lookup.entry, lookup.ageSeconds)
  if (lookup.kind === 'stale' && lookup.allowed === 'until-next-attempt')
    return serveStale(exchange, tier, lookup, undefined)
  if (lookup.kind === 'stale' && lookup.allowed === 'while-revalidating') {
    refreshInBackground(exchange, tier, way, depth, lookup)
    return serveStale(exchange, tier, lookup, undefined)
  }
  const stale = lookup.kind === 'stale' ? lookup : undefined
  // MET-04: a HEAD is forwarded as it came and confirms nothing.
  const next = request.method === 'HEAD' ? undefined : (stale?.entry ?? candidate)
  if (!way.waits) {
    if (depth === 0 && forwardsCookies(behavior)) trace.push({ station: 'not-collapsed', why: 'cookies-forwarded' })
    return yield* fetchInto(exchange, way, depth, stale, next)
  }
  const ahead = tier.flightFor(key, wanted)
  // INV-12: what comes of a fetch that began before an invalidation is not for those who ask after it.
  if (ahead === undefined || pop.invalidations.hits(ahead))
    return way.leads
      ? yield* fly(exchange, way, depth, stale, next)
      : yield* fetchInto(exchange, way, depth, stale, next)
  const asOf = pop.invalidations.count
  const landing = landingFor(exchange, wanted, asOf, yield* askLanding(ahead))
  trace.push({
    station: 'collapsed',
    tier: tier.kind,
    landing: landing.kind,
    why: landing.kind === 'shared' ? undefined : landing.why,
  })
  if (landing.kind === 'shared')
    return fromStore(tier, landing.entry, Math.max(0, (pop.world.now() - landing.entry.receivedAt) / 1000))
  // STALE-06: the one it waited for has found that the origin fails.
  if (stale !== undefined && pop.world.now() < stale.entry.noAttemptBefore && mayStandIn(exchange, stale))
    return serveStale(exchange, tier, { ...stale, allowed: 'until-next-attempt' }, undefined)
  // COLL-05, COLL-06: to the origin, all at once; whoever has waited does not wait again at the next tier.
  return yield* fetchInto(exchange, { ...way, waits: false, leads: false }, depth, stale, next)
}

/** INV-11: what an invalidation names is gone from every tier. */
const lookIn = ({ pop, key }: Exchange, tier: CacheTier, wanted: WantedRange | undefined): Lookup => {
  const now = pop.world.now()
  const lookup = wanted === undefined ? tier.lookup(key, now) : tier.lookupRange(key, now, wanted)
  if (lookup.kind === 'absent' || !pop.invalidations.hits(lookup.entry)) return lookup
  tier.drop(lookup.entry)
  return { kind: 'absent', why: 'invalidated' }
}

/**
 * What a fetch has brought for one who waited for it. That of the whole object may have brought no more than a part, that of a range
 * another one than was asked for. `asOf`: how many invalidations there had been when the waiting began; which tags they met shows only now
 * (INV-12).
 */
const landingFor = ({ pop }: Exchange, wanted: WantedRange | undefined, asOf: number, landing: Landing): Landing => {
  if (landing.kind !== 'shared') return landing
  const { entry } = landing
  if (asOf > entry.marks.asOf && pop.invalidations.hits(entry)) return { kind: 'not-shared', why: 'invalidated' }
  return answersWanted(entry, wanted) ? landing : { kind: 'not-shared', why: 'another-part' }
}

/**
 * What its response is tagged with nobody knows yet; `landingFor` asks again. The path is put together when an invalidation comes in
 * between, which is rare. A class: a literal with a getter has a hidden class of its own, which holds the exchange until the next major
 * collection.
 */
class FlightMarks implements InvalidationMarks {
  readonly tags: readonly string[] = []
  asOf: number
  readonly #exchange: Exchange

  constructor(exchange: Exchange) {
    this.#exchange = exchange
    this.asOf = exchange.pop.invalidations.count
  }

  get asAsked(): string | undefined {
    return pathAsAsked(this.#exchange)
  }
}

/** Fetches while others may wait for it; whatever happens, those who wait are told. */
function* fly(
  exchange: Exchange,
  way: Way,
  depth: number,
  stale: Stale | undefined,
  candidate: CacheEntry | undefined,
): Walk<Fetched> {
  // An expired object is fetched, or confirmed, as a whole.
  const wanted = candidate === undefined || candidate.part !== undefined ? way.wanted : undefined
  const flight: Flight | undefined = way.tiers[depth]?.takeOff(exchange.key, wanted, new FlightMarks(exchange))
  try {
    const fetched = yield* fetchInto(exchange, way, depth, stale, candidate)
    const isShared = fetched.entry.lifetime.sharedWithWaiting && (fetched.storable || fetched.ageSeconds !== undefined)
    flight?.land(isShared ? { kind: 'shared', entry: fetched.entry } : { kind: 'not-shared', why: 'not-storable' })
    return fetched
  } finally {
    flight?.land({ kind: 'not-shared', why: 'fetch-failed' })
  }
}

/** Asks the next tier and keeps what it gives, unless an expired copy serves better than its failure. */
function* fetchInto(
  exchange: Exchange,
  way: Way,
  depth: number,
  stale: Stale | undefined,
  candidate: CacheEntry | undefined,
): Walk<Fetched> {
  const fetched = yield* throughTiers(exchange, way, depth + 1, candidate)
  const tier = way.tiers[depth]
  if (tier === undefined) return fetched
  const { outage } = fetched
  if (outage !== undefined && stale !== undefined && mayStandIn(exchange, stale)) {
    exchange.pop.world.discard(fetched.entry.body)
    return insteadOfOutage(exchange, tier, stale, outage)
  }
  if (!fetched.storable || exchange.pop.invalidations.hits(fetched.entry)) return fetched
  const kept = keep(exchange, tier, fetched.entry)
  // What does not fit here goes on like what must not be kept.
  if (kept === undefined) return { ...fetched, storable: false }
  if (depth === 0) return { ...fetched, entry: kept, keptAtEdge: kept }
  return kept === fetched.entry ? fetched : { ...fetched, entry: kept }
}

/** STALE-02, STALE-04; INV-11: an invalidation may have come while the origin was asked. */
const mayStandIn = ({ pop }: Exchange, { allowed, entry }: Stale): boolean =>
  allowed !== 'to-revalidate' && !pop.invalidations.hits(entry)

const insteadOfOutage = (exchange: Exchange, tier: CacheTier, stale: Stale, outage: Outage): Fetched => {
  // STALE-06: no attempt for the error caching minimum TTL; STALE-09: with stale-if-error, every request tries.
  if (stale.entry.lifetime.staleIfErrorSeconds === undefined && stale.allowed === 'on-origin-error')
    stale.entry.noAttemptBefore = exchange.pop.world.now() + outage.pauseSeconds * 1000
  return serveStale(exchange, tier, stale, outage.status)
}

/** COLL-10: one background fetch for a key and location; of the object, so a HEAD starts a GET. */
const refreshInBackground = (exchange: Exchange, tier: CacheTier, around: Way, depth: number, stale: Stale): void => {
  const background: Exchange = { ...exchange, request: backgroundRequest(exchange.request, stale.entry), trace: [] }
  const way: Way = { ...around, ...collapsingOf(background) }
  if (tier.flightFor(exchange.key, way.wanted) !== undefined) return
  function* refresh(): Walk<void> {
    const fetched = yield* fly(background, way, depth, stale, stale.entry)
    const isUnused = !fetched.storable && fetched.ageSeconds === undefined
    if (isUnused) background.pop.world.discard(fetched.entry.body)
  }
  exchange.pop.world.spawn(refresh())
}

/** Asks for what is stale: the object, whatever the viewer wanted of it and under which condition (TTL-36), or the part. */
const backgroundRequest = (request: EdgeRequest, { part }: CacheEntry): EdgeRequest => {
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const headers = request.headers.clone()
  for (const name of CONDITIONAL_FIELDS) headers.delete(name)
  if (part === undefined) headers.delete('range').delete('if-range')
  return { ...request, method, headers }
}

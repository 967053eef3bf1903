import type { CacheKey } from '../cache-key/cache-key.ts'
import { judge, storedUnder, type CacheEntry, type Lookup } from './cache-entry.ts'
import type { CacheStore, Stored } from './cache-store.ts'
import type { InvalidationMarks } from '../invalidation/invalidations.ts'
import { Flight } from './flight.ts'
import type { Lifetime } from './lifetime.ts'
import type { TierKind } from './tier-kind.ts'
import { PartIndex } from './part-index.ts'
import { RecentNames } from './recent-names.ts'
import { flightName, type WantedRange } from './wanted-range.ts'

export interface CacheTierOptions {
  readonly kind: TierKind
  /** POP code, or region of a regional cache or shield; for the trace. */
  readonly name: string
  /** A regional cache that is a shield for some requests is two tiers with the same contents (TIER-07). */
  readonly contents: CacheContents
}

const REMEMBERED_EVICTIONS_MAX = 10_000

/** What is in a cache and on its way into it. */
export class CacheContents {
  readonly store: CacheStore
  readonly parts = new PartIndex()
  readonly evicted = new RecentNames(REMEMBERED_EVICTIONS_MAX)
  readonly flights = new Map<string, Flight>()

  constructor(store: CacheStore) {
    this.store = store
  }
}

/**
 * One cache on the way from the viewer to the origin: a POP, a regional edge cache or Origin Shield (TIER-01). Stores, judges freshness,
 * and knows which fetches are in the air.
 */
export class CacheTier {
  readonly kind: TierKind
  readonly name: string
  private readonly contents: CacheContents

  constructor({ kind, name, contents }: CacheTierOptions) {
    this.kind = kind
    this.name = name
    this.contents = contents
  }

  /** The whole object of a key, when it is fresh; what else there is to know is `lookup`'s. */
  fresh(key: CacheKey, now: number): Extract<Lookup, { kind: 'fresh' }> | undefined {
    const entry = this.contents.store.get(key.text)
    const found = entry === undefined ? undefined : judge(entry, now)
    return found?.kind === 'fresh' ? found : undefined
  }

  /** The whole object of a key. */
  lookup(key: CacheKey, now: number): Lookup {
    const entry = this.contents.store.get(key.text)
    if (entry !== undefined) return judge(entry, now)
    return { kind: 'absent', why: this.contents.evicted.has(key.text) ? 'evicted' : 'never-stored' }
  }

  /** TTL-50: the object, or a stored part that covers the range; the fresher one. */
  lookupRange(key: CacheKey, now: number, wanted: WantedRange): Lookup {
    const whole = this.lookup(key, now)
    if (whole.kind === 'fresh') return whole
    const { parts, store } = this.contents
    const covering = parts.covering(key, wanted)
    const part = covering === undefined ? undefined : store.get(storedUnder(covering))
    if (part === undefined)
      return whole.kind === 'absent' && parts.has(key) ? { kind: 'absent', why: 'part-not-stored' } : whole
    const found = judge(part, now)
    return found.kind === 'fresh' || whole.kind === 'absent' ? found : whole
  }

  /** A whole object takes the place of its parts, a part that of the parts of another version (TTL-51, TTL-56). */
  store(entry: CacheEntry): Stored {
    const { store, parts, evicted } = this.contents
    for (const part of parts.outdatedBy(entry)) this.drop(part)
    const name = storedUnder(entry)
    const stored = store.put(name, entry)
    if (stored.kind !== 'kept') return stored
    if (stored.entry.part !== undefined) parts.add(stored.entry)
    for (const left of stored.evicted) {
      if (left.part !== undefined) parts.remove(left)
      evicted.add(storedUnder(left))
    }
    return stored
  }

  /** Drops exactly this entry; a newer one under the same name stays. */
  drop(entry: CacheEntry): void {
    if (!this.holds(entry)) return
    const name = storedUnder(entry)
    this.contents.store.delete(name)
    // It may have been evicted once and stored again; now it is something else that took it away.
    this.contents.evicted.delete(name)
    if (entry.part !== undefined) this.contents.parts.remove(entry)
  }

  /** Whether exactly this entry is here. */
  holds(entry: CacheEntry): boolean {
    return this.contents.store.peek(storedUnder(entry)) === entry
  }

  /** CER-14 (b): a stored error lives as long as the page that is shown for it. */
  adoptLifetime(key: CacheKey, lifetime: Lifetime): void {
    const { store } = this.contents
    const entry = store.peek(key.text)
    if (entry?.isError === true) store.put(key.text, { ...entry, lifetime })
  }

  clear(): void {
    const { store, parts, evicted } = this.contents
    store.clear()
    parts.clear()
    evicted.clear()
  }

  /** Stored entries, most recent first; for "nearest stored entry" and the inspector. */
  stored(): IterableIterator<CacheEntry> {
    return this.contents.store.entries()
  }

  get evictionPolicy(): CacheStore['evictionPolicy'] {
    return this.contents.store.evictionPolicy
  }

  get entryCount(): number {
    return this.contents.store.entryCount
  }

  get storedBytes(): number {
    return this.contents.store.storedBytes
  }

  /** Fetches that others may wait for at this moment. */
  get flightCount(): number {
    return this.contents.flights.size
  }

  /** A fetch that may bring what is wanted: of the object, or of the same range. */
  flightFor(key: CacheKey, wanted: WantedRange | undefined): Flight | undefined {
    const { flights } = this.contents
    const whole = flights.get(key.text)
    return whole ?? (wanted === undefined ? undefined : flights.get(flightName(key, wanted)))
  }

  /** Begins a fetch that others may wait for (COLL-01). */
  takeOff(key: CacheKey, wanted: WantedRange | undefined, marks: InvalidationMarks): Flight {
    const { flights } = this.contents
    const name = flightName(key, wanted)
    const flight: Flight = new Flight(key, marks, () => {
      if (flights.get(name) === flight) flights.delete(name)
    })
    flights.set(name, flight)
    return flight
  }
}

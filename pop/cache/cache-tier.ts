import { LRUCache } from 'lru-cache'

import type { CacheKey } from '../cache-key/cache-key.ts'
import { judge, type CacheEntry, type Lookup } from './cache-entry.ts'
import type { InvalidationMarks } from '../invalidation/invalidations.ts'
import { Flight } from './flight.ts'
import type { Lifetime } from './lifetime.ts'

export type TierKind = 'edge' | 'regional' | 'shield'

/** What a tier keeps; the replay brings its own without bodies. */
export interface CacheTierOptions {
  readonly kind: TierKind
  /** POP code, region or shield region; for the trace. */
  readonly name: string
  /** Bodies and headers together; least recently used objects leave first (TTL-25). */
  readonly capacityBytes: number
}

/** Rough cost of an entry beside its body: key, headers, bookkeeping. */
const ENTRY_OVERHEAD_BYTES = 1_024
const REMEMBERED_EVICTIONS_MAX = 10_000

const sizeBytes = (entry: CacheEntry): number => (entry.body.byteLength ?? 0) + ENTRY_OVERHEAD_BYTES

/**
 * One cache on the way from the viewer to the origin: a POP, a regional edge cache or Origin Shield (TIER-01). Stores, judges freshness,
 * and knows which fetches are in the air.
 */
export class CacheTier {
  readonly kind: TierKind
  readonly name: string
  private readonly entries: LRUCache<string, CacheEntry>
  private readonly evicted: LRUCache<string, true>
  private readonly flights = new Map<string, Flight>()

  constructor({ kind, name, capacityBytes }: CacheTierOptions) {
    this.kind = kind
    this.name = name
    this.evicted = new LRUCache({ max: REMEMBERED_EVICTIONS_MAX })
    this.entries = new LRUCache({
      maxSize: capacityBytes,
      sizeCalculation: sizeBytes,
      dispose: (_, key, reason) => {
        if (reason === 'evict') this.evicted.set(key, true)
      },
    })
  }

  lookup(key: CacheKey, now: number): Lookup {
    const entry = this.entries.get(key.text)
    if (entry !== undefined) return judge(entry, now)
    return { kind: 'absent', why: this.evicted.has(key.text) ? 'evicted' : 'never-stored' }
  }

  store(entry: CacheEntry): void {
    this.entries.set(entry.key.text, entry)
    this.evicted.delete(entry.key.text)
  }

  /** Drops exactly this entry; a newer one under the same key stays. */
  drop(entry: CacheEntry): void {
    if (this.entries.peek(entry.key.text) === entry) this.entries.delete(entry.key.text)
  }

  /** Accounts for a body whose length became known after storing. */
  resize(entry: CacheEntry): void {
    if (this.entries.peek(entry.key.text) !== entry) return
    // Setting the same value again would keep the old size.
    this.entries.delete(entry.key.text)
    this.entries.set(entry.key.text, entry)
  }

  /** CER-14 (b): a stored error lives as long as the page that is shown for it. */
  adoptLifetime(key: CacheKey, lifetime: Lifetime): void {
    const entry = this.entries.peek(key.text)
    if (entry?.isError === true) this.entries.set(key.text, { ...entry, lifetime })
  }

  clear(): void {
    this.entries.clear()
    this.evicted.clear()
  }

  /** Stored entries, most recent first; for "nearest stored entry" and the inspector. */
  stored(): IterableIterator<CacheEntry> {
    return this.entries.values()
  }

  get entryCount(): number {
    return this.entries.size
  }

  get storedBytes(): number {
    return this.entries.calculatedSize
  }

  /** Fetches that others may wait for at this moment. */
  get flightCount(): number {
    return this.flights.size
  }

  flightFor(key: CacheKey): Flight | undefined {
    return this.flights.get(key.text)
  }

  /** Begins a fetch that others may wait for (COLL-01). */
  takeOff(key: CacheKey, marks: InvalidationMarks): Flight {
    const flight = new Flight(marks)
    this.flights.set(key.text, flight)
    flight.onLanded(() => {
      if (this.flights.get(key.text) === flight) this.flights.delete(key.text)
    })
    return flight
  }
}

import type { InvalidationMarks } from '../invalidation/invalidations.ts'
import type { CacheEntry } from './cache-entry.ts'

/** How a fetch ended for those who waited for it (COLL-01, COLL-05, COLL-08); `another-part`: not the range that this one wants, `invalidated`: by its tags. */
export type Landing =
  | { readonly kind: 'shared'; readonly entry: CacheEntry }
  | { readonly kind: 'not-shared'; readonly why: 'not-storable' | 'fetch-failed' | 'another-part' | 'invalidated' }

/** One outstanding fetch of a key, or of one range of it, at one tier, and those who wait for it. */
export class Flight {
  /** By which invalidations it is met, as a stored response would be (INV-12). */
  readonly marks: InvalidationMarks
  private landing: Landing | undefined
  private readonly waiting: ((landing: Landing) => void)[] = []

  constructor(marks: InvalidationMarks) {
    this.marks = marks
  }

  get waitingCount(): number {
    return this.waiting.length
  }

  /** Calls back at once when the flight has landed already. */
  onLanded(callback: (landing: Landing) => void): void {
    if (this.landing === undefined) this.waiting.push(callback)
    else callback(this.landing)
  }

  land(landing: Landing): void {
    if (this.landing !== undefined) return
    this.landing = landing
    for (const callback of this.waiting.splice(0)) callback(landing)
  }
}

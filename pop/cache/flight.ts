import type { CacheKey } from '../cache-key/cache-key.ts'
import type { InvalidationMarks } from '../invalidation/invalidations.ts'
import type { CacheEntry } from './cache-entry.ts'

/** How a fetch ended for those who waited for it (COLL-01, COLL-05, COLL-08); `another-part`: not the range that this one wants, `invalidated`: by its tags. */
export type Landing =
  | { readonly kind: 'shared'; readonly entry: CacheEntry }
  | { readonly kind: 'not-shared'; readonly why: 'not-storable' | 'fetch-failed' | 'another-part' | 'invalidated' }

const NO_MARKS: InvalidationMarks = { asAsked: undefined, tags: [], asOf: 0 }

/**
 * One outstanding fetch of a key, or of one range of it, at one tier, and those who wait for it. When it has landed it lets go of all but
 * the landing: the engine's maps keep tables they have replaced, and what those refer to, until the next major collection.
 */
export class Flight {
  readonly key: CacheKey
  private ownMarks: InvalidationMarks
  private landing: Landing | undefined
  private waiting: ((landing: Landing) => void)[] | undefined
  private onOver: (() => void) | undefined

  /** `onOver` is called first when it lands: nobody may join it any more. */
  constructor(key: CacheKey, marks: InvalidationMarks, onOver: () => void) {
    this.key = key
    this.ownMarks = marks
    this.onOver = onOver
  }

  /** By which invalidations it is met while it is in the air, as a stored response would be (INV-12). */
  get marks(): InvalidationMarks {
    return this.ownMarks
  }

  /** Calls back at once when the flight has landed already. */
  onLanded(callback: (landing: Landing) => void): void {
    if (this.landing !== undefined) callback(this.landing)
    else if (this.waiting === undefined) this.waiting = [callback]
    else this.waiting.push(callback)
  }

  land(landing: Landing): void {
    if (this.landing !== undefined) return
    this.landing = landing
    const { waiting, onOver } = this
    this.ownMarks = NO_MARKS
    this.waiting = undefined
    this.onOver = undefined
    onOver?.()
    if (waiting !== undefined) for (const callback of waiting) callback(landing)
  }
}

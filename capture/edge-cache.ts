import type { Random } from './random.ts'
import type { Delivery, ResourceKind, Scenario } from './scenario.ts'

/** What the cache of one edge location has for a request. */
export type CacheAnswer =
  | {
      readonly resultType: 'Hit' | 'RefreshHit' | 'Miss'
      /** Number of the origin's answer; it stands for the validator. */
      readonly version: number
      /** Until the first byte can be sent. */
      readonly waitMs: number
    }
  | { readonly resultType: 'Error'; readonly detailedResultType: 'OriginCommError' | 'Error'; readonly waitMs: number }

interface Copy {
  /** When the answer of the origin is there; who comes before waits for it. */
  landsAt: number
  freshUntil: number
  version: number
  isError: boolean
}

const SSR_KINDS: ReadonlySet<ResourceKind> = new Set(['page', 'live-page', 'score', 'not-found'])

/**
 * A small model of the caches, one a location, without regional caches and without eviction: enough to give every row of a log a
 * believable result. The point of presence is the model that counts; this one only says what a log would have said.
 */
export class EdgeCache {
  private readonly copies = new Map<string, Copy>()
  private readonly delivery: Scenario['delivery']
  private readonly timeouts: Scenario['originTimeouts']
  private readonly random: Random

  constructor({ delivery, originTimeouts }: Scenario, random: Random) {
    this.delivery = delivery
    this.timeouts = originTimeouts
    this.random = random
  }

  /**
   * Asks for a key; times must not fall from call to call.
   *
   * @param key location and cache key
   * @param now milliseconds since the epoch
   */
  ask(key: string, kind: ResourceKind, now: number): CacheAnswer {
    const delivery = this.delivery[kind]
    // CachingDisabled: nothing is stored, nobody waits for another's answer (COLL-03).
    if (delivery.ttlSeconds === 0) return this.fetch(undefined, kind, now).answer
    const copy = this.copies.get(key)
    const found = copy === undefined ? undefined : this.served(copy, delivery, now)
    if (found !== undefined) return found
    const { answer, stored } = this.fetch(copy, kind, now)
    this.copies.set(key, stored)
    return answer
  }

  /** From the copy alone; undefined when the origin must be waited for. */
  private served(copy: Copy, delivery: Delivery, now: number): CacheAnswer | undefined {
    const waitMs = Math.max(0, copy.landsAt - now)
    if (copy.isError)
      return now < copy.freshUntil ? { resultType: 'Error', detailedResultType: 'Error', waitMs } : undefined
    const { version } = copy
    // COLL-02: who waits for the answer to somebody else's request is logged as a hit.
    if (now < copy.freshUntil) return { resultType: 'Hit', version, waitMs }
    if (now >= copy.freshUntil + delivery.staleWhileRevalidateSeconds * 1_000) return undefined
    // STALE-01, STALE-15: the old copy at once, and a hit; the origin is asked meanwhile.
    copy.freshUntil = now + this.originMs(delivery) + delivery.ttlSeconds * 1_000
    copy.version = versionAt(delivery, now)
    return { resultType: 'Hit', version, waitMs }
  }

  private fetch(copy: Copy | undefined, kind: ResourceKind, now: number): { answer: CacheAnswer; stored: Copy } {
    const delivery = this.delivery[kind]
    if (SSR_KINDS.has(kind) && this.random.chance(this.timeouts.share)) return this.timedOut(copy, delivery, now)
    const waitMs = this.originMs(delivery)
    const landsAt = now + waitMs
    const version = versionAt(delivery, now)
    // TTL-32: the origin confirmed the expired copy.
    const isConfirmed = copy !== undefined && !copy.isError && copy.version === version
    return {
      answer: { resultType: isConfirmed ? 'RefreshHit' : 'Miss', version, waitMs },
      stored: { landsAt, freshUntil: landsAt + delivery.ttlSeconds * 1_000, version, isError: false },
    }
  }

  private timedOut(copy: Copy | undefined, delivery: Delivery, now: number): { answer: CacheAnswer; stored: Copy } {
    const waitMs = this.timeouts.afterMs
    if (copy !== undefined && !copy.isError && now < copy.freshUntil + delivery.staleIfErrorSeconds * 1_000)
      // STALE-03, STALE-09: the old copy, after the wait; the next request tries again. TTL-34: not a hit.
      return { answer: { resultType: 'RefreshHit', version: copy.version, waitMs }, stored: copy }
    const landsAt = now + waitMs
    return {
      answer: { resultType: 'Error', detailedResultType: 'OriginCommError', waitMs },
      stored: { landsAt, freshUntil: landsAt + this.timeouts.keptSeconds * 1_000, version: -1, isError: true },
    }
  }

  /** Mostly near the mean, now and then several times as much. */
  private originMs({ originMs }: Delivery): number {
    return originMs * 0.6 + this.random.exponential(originMs * 0.4)
  }
}

const versionAt = ({ changesEverySeconds }: Delivery, now: number): number =>
  changesEverySeconds === 0 ? 0 : Math.floor(now / 1_000 / changesEverySeconds)

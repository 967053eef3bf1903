import type { TierKind } from '../pop/cache/tier-kind.ts'
import type { ResultType } from '../pop/result-type.ts'
import type { TraceEvent } from '../pop/trace/trace-event.ts'

/** What was asked and served since the beginning. */
export interface RehearsalCounters {
  readonly viewerRequests: number
  readonly resultTypes: Readonly<Partial<Record<ResultType, number>>>
  /** Attempts by origin id. */
  readonly originRequests: Readonly<Record<string, number>>
  /** What the caches had when they were asked, error pages included; all caches of a kind together. */
  readonly lookups: Readonly<Record<TierKind, Lookups>>
}

/** What the caches of one kind had when they were asked (TIER-01). */
export interface Lookups {
  readonly fresh: number
  readonly stale: number
  readonly absent: number
}

type LookupResult = keyof Lookups

const nothing = (): Record<LookupResult, number> => ({ fresh: 0, stale: 0, absent: 0 })

/** Counts what was served. */
export class Counted {
  #viewerRequests = 0
  readonly #resultTypes: Partial<Record<ResultType, number>> = {}
  readonly #lookups = { edge: nothing(), regional: nothing(), shield: nothing() }

  add({ resultType, trace }: { readonly resultType: ResultType; readonly trace: readonly TraceEvent[] }): void {
    this.#viewerRequests++
    this.#resultTypes[resultType] = (this.#resultTypes[resultType] ?? 0) + 1
    for (const event of trace) if (event.station === 'lookup') this.#lookups[event.tier][event.result]++
  }

  /** As it stands now; later requests do not change it. */
  with(originRequests: Readonly<Record<string, number>>): RehearsalCounters {
    return structuredClone({
      viewerRequests: this.#viewerRequests,
      resultTypes: this.#resultTypes,
      originRequests,
      lookups: this.#lookups,
    })
  }
}

/** What a fallback drill saw, as plain values: each failure of the SSR servers under each fallback mode. */
export interface FallbackData {
  readonly generatedAtMs: number
  readonly minutes: number
  /** Minutes of the drill in which the servers fail: first, and first after. */
  readonly outage: { readonly fromMinute: number; readonly untilMinute: number }
  readonly modes: readonly string[]
  readonly defaultMode: string
  readonly failures: readonly FallbackFailure[]
}

export interface FallbackFailure {
  readonly id: string
  /** `SSR answers 503`. */
  readonly title: string
  /** In the order of `modes`. */
  readonly plays: readonly FallbackPlay[]
}

/** One failure under one mode. */
export interface FallbackPlay {
  readonly mode: string
  readonly audiences: readonly FallbackAudience[]
}

export const AUDIENCES = ['known pages', 'new pages', 'crawlers', 'API'] as const
export type AudienceName = (typeof AUDIENCES)[number]

export const FALLBACK_OUTCOMES = ['good', 'stale', 'static', 'retry-later', 'error'] as const

/**
 * `good` rendered by the servers, as fresh as the site asks for · `stale` a rendered page that is kept because they fail · `static` the static
 * page with 200 · `retry-later` 503 with Retry-After, for a crawler · `error` any other status from 500 on.
 */
export type FallbackOutcome = (typeof FALLBACK_OUTCOMES)[number]

export type OutcomeCounts = Readonly<Record<FallbackOutcome, number>>

export interface FallbackAudience {
  readonly name: AudienceName
  /** One for each minute of the drill. */
  readonly minutes: readonly OutcomeCounts[]
  /** Over the minutes of the outage. */
  readonly outage: OutcomeCounts
  /** Seconds a request of the outage waited. */
  readonly wait: { readonly meanSeconds: number; readonly longestSeconds: number }
  /** Statuses of the outage and how often. */
  readonly statuses: Readonly<Record<string, number>>
  /** Seconds from the end of the outage until the last answer that was not good; 0: all were. */
  readonly secondsUntilGood: number
}

export const requestsOf = (counts: OutcomeCounts): number =>
  FALLBACK_OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0)

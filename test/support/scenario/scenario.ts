import type { Switches } from '../../../pop/switches.ts'

// What a scenario file says, checked; `docs/scenarios.md` describes the format.

/** All times in a scenario are milliseconds since it began. */
export interface Scenario {
  readonly title: string
  readonly place: { readonly file: string; readonly line: number }
  /** Why it cannot run over real sockets; undefined: it can. */
  readonly virtualOnly: string | undefined
  readonly distribution: DistributionSource
  readonly switches: Partial<Switches>
  /** By origin id. */
  readonly origins: ReadonlyMap<string, ScriptedOrigin>
  readonly steps: readonly Step[]
  /** Over all steps. */
  readonly totals: Totals
}

export type DistributionSource =
  | {
      readonly kind: 'template'
      readonly file: string
      readonly parameters: Readonly<Record<string, string>>
    }
  /** A `DistributionConfig` with short forms. */
  | { readonly kind: 'inline'; readonly config: Readonly<Record<string, unknown>> }

export interface ScriptedOrigin {
  readonly outages: readonly Outage[]
  /** The first that matches decides; asked in turn, the last answer stays. */
  readonly answers: readonly { readonly path: string; readonly inTurn: readonly OriginAnswer[] }[]
}

export const OUTAGES = ['refuses', 'name-gone', 'unreachable'] as const

export interface Outage {
  readonly from: number
  readonly until: number
  readonly how: (typeof OUTAGES)[number]
}

/**
 * `silent` takes the request and never answers · `resets` cuts the connection before a byte · `cuts-body` sends the head and half of the
 * body, then cuts · `stalls-body` sends half and then nothing · `garbage` answers what is not HTTP.
 */
export const FAULTS = ['silent', 'resets', 'cuts-body', 'stalls-body', 'garbage'] as const

export interface OriginAnswer {
  readonly fault: (typeof FAULTS)[number] | undefined
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** Undefined: the URL that was asked. */
  readonly body: string | undefined
  readonly chunked: boolean
  /** Until the first byte. */
  readonly after: number
  /** Name of a barrier; answers when a step releases it. */
  readonly hold: string | undefined
}

export type Step = RequestStep | { readonly kind: 'release'; readonly at: number | undefined; readonly barrier: string }

export interface RequestStep {
  readonly kind: 'request'
  /** Undefined: at once after the step before. */
  readonly at: number | undefined
  readonly line: number
  readonly method: string
  /** Path and query string. */
  readonly url: string
  readonly protocol: 'http' | 'https'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** So many viewers at once. */
  readonly times: number
  readonly leaves: 'before-answer' | 'during-body' | undefined
  readonly expect: Expectation
}

/** What must be true of a step; undefined is not looked at. */
export interface Expectation {
  readonly status: number | undefined
  /** First word of `x-cache`. */
  readonly result: string | undefined
  /** `results: { Miss: 1, Hit: 19 }`, over the viewers of the step. */
  readonly results: Readonly<Record<string, number>> | undefined
  /** Seconds; null: no `Age`. */
  readonly age: number | null | undefined
  /** Null: absent. */
  readonly headers: Readonly<Record<string, string | null>>
  readonly body: string | undefined
  readonly bodyHas: string | undefined
  /** The tier whose copy was the answer. */
  readonly tier: 'edge' | 'regional' | 'shield' | 'none' | undefined
  /** By origin id, or over all. Attempts from the beginning of this step to that of the next. */
  readonly attempts: number | Readonly<Record<string, number>> | undefined
  /** The last attempt: `GET /path`, and headers it carried. */
  readonly sent: { readonly request: string | undefined; readonly headers: Readonly<Record<string, string | null>> }
  /** Fields of the access log, by name. */
  readonly log: Readonly<Record<string, string>>
  /** Reasons in the trace: station, and values it must hold. */
  readonly trace: Readonly<Record<string, unknown>>
  /** Milliseconds from the request to the answer, the longest of the step; in virtual time only. */
  readonly waited: number | undefined
}

export interface Totals {
  readonly attempts: number | Readonly<Record<string, number>> | undefined
  readonly results: Readonly<Record<string, number>> | undefined
}

import type { Period, Timeline } from './timeline.ts'

/** Everything a report says, as plain values. Times are milliseconds since 1970, UTC. */
export interface ReportData {
  readonly generatedAtMs: number
  /** What was read, in the user's words: the folder of the store. */
  readonly store: string
  /** Undefined when the store holds no request, or none in the time asked for. */
  readonly observed: Observed | undefined
  readonly basis: Basis
}

export interface Observed {
  readonly period: Period
  readonly timeline: Timeline
  /** Most requests first, and no more than a chart can show. */
  readonly variants: readonly VariantTimeline[]
  readonly variantsLeftOut: number
  /** Most origin requests first. */
  readonly behaviors: readonly BehaviorRow[]
  /** Most misses first. */
  readonly misses: readonly MissRow[]
  /** Most requests first. */
  readonly maskedErrors: readonly MaskedErrorRow[]
  readonly crawlers: readonly CrawlerRow[]
  /** Most requests first; some of `missingAssetCount`. */
  readonly missingAssets: readonly MissingAssetRow[]
  readonly missingAssetCount: number
}

export interface VariantTimeline {
  /** Null stands for requests that carry no variant. */
  readonly variant: string | null
  readonly requests: number
  readonly hit: number
  readonly originRequests: number
  /** One for each bucket of the timeline. */
  readonly buckets: readonly { readonly requests: number; readonly hit: number }[]
}

export interface BehaviorRow {
  /** Path pattern of the cache behavior; null when the log does not tell. */
  readonly behavior: string | null
  readonly originRequests: number
  readonly unsure: number
  readonly peakPerMinute: number
}

export interface MissRow {
  readonly host: string
  readonly path: string
  readonly behavior: string | null
  readonly requests: number
  readonly misses: number
  readonly originRequests: number
}

export interface MaskedErrorRow {
  readonly path: string
  /** Null in logs of before the field. */
  readonly detailedResultType: string | null
  /** What the edge function wrote into the log, if it marked the fallback. */
  readonly marker: string | null
  readonly requests: number
}

export interface CrawlerRow {
  readonly crawler: string
  /** 0 stands for `000`: the viewer left before an answer. */
  readonly status: number
  readonly requests: number
  readonly masked: number
}

export interface MissingAssetRow {
  readonly path: string
  readonly status: number
  readonly requests: number
  readonly firstSeenMs: number
  readonly lastSeenMs: number
}

/** What the figures rest on; objects and skipped rows are those of the whole store. */
export interface Basis {
  /** Of the time asked for. */
  readonly rows: number
  /** Rows of legacy logs (v1), whose times are whole seconds. */
  readonly rowsInWholeSeconds: number
  readonly objectsIngested: number
  readonly objectsSetAside: number
  /** Some of those that were set aside. */
  readonly setAside: readonly { readonly objectKey: string; readonly why: string }[]
  readonly rowsSkipped: readonly { readonly reason: string; readonly rows: number }[]
}

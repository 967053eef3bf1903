/** What the ratios divide. Classes go by the response result type (field 23), unless it says otherwise. */
export interface RatioCounts {
  readonly requests: number
  readonly hit: number
  readonly refreshHit: number
  readonly miss: number
  /** `Error`, `LimitExceeded` and `CapacityExceeded`. */
  readonly error: number
  /** GET and HEAD requests that were Hit, RefreshHit or Miss. */
  readonly cacheable: number
  /** Those of them that were Hit. */
  readonly cacheableHit: number
  readonly bytesOut: number
  /** Bytes of requests whose result type (field 14) is `Miss`. */
  readonly bytesMiss: number
  /** Requests that reached the origin, or the best estimate (cloudfront-logs 1.7). */
  readonly originRequests: number
}

export interface HitRatioDefinition {
  /** The column of the store's view `cache_minute`. */
  readonly name:
    | 'ratio_console'
    | 'ratio_console_legend'
    | 'ratio_cloudwatch'
    | 'ratio_offload'
    | 'ratio_fresh_or_validated'
    | 'byte_hit_ratio'
  readonly label: string
  readonly formula: string
  /** From 0 to 1; null when there is nothing to divide by. */
  readonly of: (counts: RatioCounts) => number | null
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
const rest = (part: number, whole: number): number | null => (whole === 0 ? null : 1 - part / whole)

/** "The hit ratio" does not exist: AWS divides differently in different places (cloudfront-logs 6.3). */
export const HIT_RATIOS: readonly HitRatioDefinition[] = [
  {
    name: 'ratio_console',
    label: 'Console chart',
    formula: 'Hit ÷ all requests. The hourly points of the console’s cache statistics.',
    of: counts => share(counts.hit, counts.requests),
  },
  {
    name: 'ratio_console_legend',
    label: 'Console legend',
    formula:
      'Hit ÷ (Hit + Miss + errors). The summary beside the same chart, which leaves out RefreshHit and redirects.',
    of: counts => share(counts.hit, counts.hit + counts.miss + counts.error),
  },
  {
    name: 'ratio_cloudwatch',
    label: 'CloudWatch CacheHitRate',
    formula: 'Hit ÷ (Hit + RefreshHit + Miss), of GET and HEAD requests. An approximation of the metric.',
    of: counts => share(counts.cacheableHit, counts.cacheable),
  },
  {
    name: 'ratio_offload',
    label: 'Origin offload',
    formula: '1 − origin requests ÷ all requests. What the cache and the edge kept away from the servers.',
    of: counts => rest(counts.originRequests, counts.requests),
  },
  {
    name: 'ratio_fresh_or_validated',
    label: 'Fresh or validated',
    formula: '(Hit + RefreshHit) ÷ (Hit + RefreshHit + Miss). Requests that needed no new body from the origin.',
    of: counts => share(counts.hit + counts.refreshHit, counts.hit + counts.refreshHit + counts.miss),
  },
  {
    name: 'byte_hit_ratio',
    label: 'Byte hit ratio',
    formula: '1 − bytes of requests with result type Miss ÷ all bytes to viewers.',
    of: counts => rest(counts.bytesMiss, counts.bytesOut),
  },
]

/** By name, from 0 to 1; null where there is nothing to divide by. */
export type NamedRatios = Readonly<Record<string, number | null>>

/** All six by name, as `--json` gives them. */
export const namedRatios = (counts: RatioCounts): NamedRatios =>
  Object.fromEntries(HIT_RATIOS.map(({ name, of }) => [name, of(counts)]))

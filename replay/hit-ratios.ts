/** What a hit ratio needs to know of requests. Result types are those before the response was sent. */
export interface RatioCounts {
  readonly requests: number
  readonly byResultType: Readonly<Record<string, number>>
  /** GET and HEAD among them, by result type. */
  readonly readsByResultType: Readonly<Record<string, number>>
  readonly originRequests: number
  readonly bytes: number
  /** Of requests that were a `Miss` after the last byte. */
  readonly missBytes: number
}

/** There is no one hit ratio: these are six, each by its name in cloudfront-logs 6.3. 0 to 1; NaN where nothing was counted. */
export interface HitRatios {
  readonly ratio_console: number
  readonly ratio_console_legend: number
  readonly ratio_cloudwatch: number
  readonly ratio_offload: number
  readonly ratio_fresh_or_validated: number
  readonly byte_hit_ratio: number
}

const CONSOLE_LEGEND = ['Hit', 'Miss', 'Error', 'LimitExceeded', 'CapacityExceeded']
const CACHEABLE = ['Hit', 'RefreshHit', 'Miss']

const sumOf = (counts: Readonly<Record<string, number>>, names: readonly string[]): number =>
  names.reduce((sum, name) => sum + (counts[name] ?? 0), 0)

/** cloudfront-logs 6.3 */
export const hitRatios = (counts: RatioCounts): HitRatios => {
  const { requests, byResultType, readsByResultType, originRequests, bytes, missBytes } = counts
  const hits = byResultType['Hit'] ?? 0
  return {
    ratio_console: hits / requests,
    ratio_console_legend: hits / sumOf(byResultType, CONSOLE_LEGEND),
    ratio_cloudwatch: (readsByResultType['Hit'] ?? 0) / sumOf(readsByResultType, CACHEABLE),
    ratio_offload: 1 - originRequests / requests,
    ratio_fresh_or_validated: sumOf(byResultType, ['Hit', 'RefreshHit']) / sumOf(byResultType, CACHEABLE),
    byte_hit_ratio: 1 - missBytes / bytes,
  }
}

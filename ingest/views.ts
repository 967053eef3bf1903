import type { Dialect } from './dialect.ts'

/** A question to the table `requests` that everybody asks. */
export interface View<Name extends string = string> {
  readonly name: Name
  readonly meaning: string
  /** Sections in cloudfront-logs. */
  readonly rule: string
  /** In: the name of the table. Out: one SELECT. */
  readonly select: (dialect: Dialect, table: string) => string
}

const view = <const Name extends string>(
  name: Name,
  rule: string,
  meaning: string,
  select: View['select'],
): View<Name> => ({ name, rule, meaning, select })

const MINUTE = `date_trunc('minute', ts_start)`

/** Field 23; files of before 2014 have field 14 alone. */
const CLASS = 'coalesce(response_result_type, result_type)'

const IS_ERROR = `${CLASS} IN ('Error', 'LimitExceeded', 'CapacityExceeded')`
const IS_GENERATED = `${CLASS} LIKE '%GeneratedResponse'`
const IS_FUNCTION_ERROR = `(${CLASS} LIKE 'Function%Error' OR ${CLASS} LIKE 'Lambda%Error')`
/** CloudWatch counts no POST, PUT or error as cacheable (cloudfront-logs 5). */
const IS_CACHEABLE = `method IN ('GET', 'HEAD') AND ${CLASS} IN ('Hit', 'RefreshHit', 'Miss')`

/** What a fallback wrote with `f=` at viewer-response; `f=-` says that there was none (cloudfront-logs 4.3). */
const MARKER = `nullif(nullif(regexp_extract(log_data_response, '(?:^|;)f=([^;]*)', 1), ''), '-')`

const sum = (expression: string, condition?: string): string =>
  `CAST(coalesce(sum(${expression})${condition === undefined ? '' : ` FILTER (WHERE ${condition})`}, 0) AS BIGINT)`

/** Of whole numbers; null where there is nothing to divide by. */
const ratio = (part: string, whole: string): string => `CAST(${part} AS DOUBLE) / nullif(${whole}, 0)`

const count = (condition: string): string => `count_if(${condition})`

/** The classes of a row, each row in exactly one. */
const CLASS_COUNTS = [
  ['hit', `${CLASS} = 'Hit'`],
  ['refresh_hit', `${CLASS} = 'RefreshHit'`],
  ['miss', `${CLASS} = 'Miss'`],
  ['error', IS_ERROR],
  ['redirect', `${CLASS} = 'Redirect'`],
  ['generated', IS_GENERATED],
  ['function_error', IS_FUNCTION_ERROR],
] as const

const cacheMinute = (_: Dialect, table: string): string => `
SELECT
  minute, requests, hit, refresh_hit, miss, error, redirect, generated, function_error,
  requests - hit - refresh_hit - miss - error - redirect - generated - function_error AS other,
  bytes_out, bytes_miss,
  ${ratio('hit', 'requests')} AS ratio_console,
  ${ratio('hit', '(hit + miss + error)')} AS ratio_console_legend,
  ${ratio('cacheable_hit', 'cacheable')} AS ratio_cloudwatch,
  1 - ${ratio('origin_requests', 'requests')} AS ratio_offload,
  ${ratio('(hit + refresh_hit)', '(hit + refresh_hit + miss)')} AS ratio_fresh_or_validated,
  1 - ${ratio('bytes_miss', 'bytes_out')} AS byte_hit_ratio
FROM (
  SELECT
    ${MINUTE} AS minute,
    count(*) AS requests,
    ${CLASS_COUNTS.map(([name, condition]) => `${count(condition)} AS ${name}`).join(',\n    ')},
    ${count(`${IS_CACHEABLE} AND ${CLASS} = 'Hit'`)} AS cacheable_hit,
    ${count(IS_CACHEABLE)} AS cacheable,
    ${count(`origin_request = 'yes'`)} AS origin_requests,
    ${sum('bytes_out')} AS bytes_out,
    ${sum('bytes_out', `result_type = 'Miss'`)} AS bytes_miss
  FROM ${table}
  GROUP BY 1
)
ORDER BY minute`

const originMinute = (_: Dialect, table: string): string => `
SELECT
  ${MINUTE} AS minute,
  behavior,
  ${count(`origin_request = 'yes'`)} AS origin_requests,
  ${count(`origin_request = 'unsure'`)} AS unsure
FROM ${table}
GROUP BY 1, 2
ORDER BY 1, 2`

const missTop = (_: Dialect, table: string): string => `
SELECT
  host, path_raw, behavior,
  count(*) AS requests,
  ${count(`${CLASS} = 'Miss'`)} AS misses,
  ${count(`origin_request = 'yes'`)} AS origin_requests,
  ${sum('bytes_out')} AS bytes_out
FROM ${table}
GROUP BY 1, 2, 3
ORDER BY misses DESC, requests DESC, host, path_raw, behavior`

const maskedErrors = (_: Dialect, table: string): string => `
SELECT
  ${MINUTE} AS minute, path_raw, detailed_result_type,
  ${MARKER} AS marker,
  count(*) AS requests
FROM ${table}
WHERE masked_error OR ${MARKER} IS NOT NULL
GROUP BY 1, 2, 3, 4
ORDER BY 1, 5 DESC, 2, 3, 4`

const variantMinute = (_: Dialect, table: string): string => `
SELECT
  ${MINUTE} AS minute, variant,
  count(*) AS requests,
  ${count(`${CLASS} = 'Hit'`)} AS hit,
  ${count(`${CLASS} = 'Miss'`)} AS miss,
  ${count(IS_ERROR)} AS error,
  ${count(`origin_request = 'yes'`)} AS origin_requests
FROM ${table}
GROUP BY 1, 2
ORDER BY 1, 2`

const crawlerStatus = (_: Dialect, table: string): string => `
SELECT
  crawler, status,
  count(*) AS requests,
  ${count(`masked_error OR ${MARKER} IS NOT NULL`)} AS masked
FROM ${table}
WHERE crawler IS NOT NULL
GROUP BY 1, 2
ORDER BY 1, 2`

/** Pages that name a lost file; more of them tell nothing new. */
const REFERERS_MAX = 10

const asset404 = (dialect: Dialect, table: string): string => `
SELECT
  path_raw, status,
  count(*) AS requests,
  min(ts_start) AS first_seen,
  max(ts_start) AS last_seen,
  ${dialect.distinctValues('referer', REFERERS_MAX)} AS referers
FROM ${table}
WHERE path_raw LIKE '/assets/%' AND status IN (403, 404)
GROUP BY 1, 2
ORDER BY 3 DESC, 1, 2`

/** One definition for both dialects; `minute` is that of `ts_start`. */
export const VIEWS = [
  view('cache_minute', '6.3', 'per minute: rows of each class, bytes, and the six ratios by their names', cacheMinute),
  view(
    'origin_minute',
    '1.7',
    'per minute and behaviour: requests that reached the origin, and rows that may have',
    originMinute,
  ),
  view('miss_top', '1.7', 'per URL: requests, misses, requests to the origin; most misses first', missTop),
  view(
    'masked_errors',
    '1.8',
    'per minute and path: errors that viewers saw as a success, and pages of a marked fallback',
    maskedErrors,
  ),
  view(
    'variant_minute',
    '4.3',
    'per minute and flag variant: rows of each class, requests to the origin',
    variantMinute,
  ),
  view(
    'crawler_status',
    '9',
    'per crawler and status: requests, and those among them answered by a fallback',
    crawlerStatus,
  ),
  view(
    'asset_404',
    '8',
    'files under /assets/ that were asked for and not there, and the pages that named them',
    asset404,
  ),
] as const

export type ViewName = (typeof VIEWS)[number]['name']

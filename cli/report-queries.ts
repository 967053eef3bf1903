import { DUCKDB } from '../ingest/dialect.ts'
import { VIEWS, type ViewName } from '../ingest/views.ts'

/** Half open; undefined is no limit. Milliseconds since 1970. */
export interface TimeRange {
  readonly fromMs: number | undefined
  readonly toMs: number | undefined
}

const REPORTED = 'reported_requests'
const MINUTES = 'reported_minutes'
const over = (name: ViewName): string => `reported_${name}`

const time = (atMs: number): string => `epoch_ms(CAST(${Math.trunc(atMs)} AS BIGINT))`

/** Requests that began in the range; every view of the store is asked over these alone. */
const reportedRequests = ({ fromMs, toMs }: TimeRange): string => {
  const conditions = [
    'ts_start IS NOT NULL',
    ...(fromMs === undefined ? [] : [`ts_start >= ${time(fromMs)}`]),
    ...(toMs === undefined ? [] : [`ts_start < ${time(toMs)}`]),
  ]
  return `CREATE OR REPLACE TEMP VIEW ${REPORTED} AS SELECT * FROM requests WHERE ${conditions.join(' AND ')}`
}

/** Minutes are worked out once and read page by page: a year has half a million. */
const reportedMinutes = `
CREATE OR REPLACE TEMP TABLE ${MINUTES} AS
SELECT
  epoch_ms(c.minute) AS "minuteMs", c.requests, c.hit, c.refresh_hit AS "refreshHit", c.miss, c.error, c.redirect, c.generated,
  c.function_error AS "functionError", c.other, c.bytes_out AS "bytesOut", c.bytes_miss AS "bytesMiss",
  r.cacheable, r."cacheableHit", r."maskedByErrorPage", r."rowsInWholeSeconds",
  coalesce(o.origin_requests, 0) AS "originRequests", coalesce(o.unsure, 0) AS unsure, coalesce(m.masked, 0) AS masked
FROM ${over('cache_minute')} c
JOIN (
  SELECT
    date_trunc('minute', ts_start) AS minute,
    count_if(is_cacheable) AS cacheable,
    count_if(is_cacheable AND class = 'Hit') AS "cacheableHit",
    count_if(masked_error) AS "maskedByErrorPage",
    count_if(ts_precision_ms >= 1000) AS "rowsInWholeSeconds"
  FROM (
    SELECT *, coalesce(response_result_type, result_type) AS class,
      method IN ('GET', 'HEAD') AND class IN ('Hit', 'RefreshHit', 'Miss') AS is_cacheable
    FROM ${REPORTED}
  )
  GROUP BY 1
) r ON r.minute = c.minute
LEFT JOIN (
  SELECT minute, sum(origin_requests) AS origin_requests, sum(unsure) AS unsure FROM ${over('origin_minute')} GROUP BY 1
) o ON o.minute = c.minute
LEFT JOIN (SELECT minute, sum(requests) AS masked FROM ${over('masked_errors')} GROUP BY 1) m ON m.minute = c.minute`

/** To be run in this order before anything else is asked. */
export const preparations = (range: TimeRange): readonly string[] => [
  reportedRequests(range),
  ...VIEWS.map(({ name, select }) => `CREATE OR REPLACE TEMP VIEW ${over(name)} AS ${select(DUCKDB, REPORTED)}`),
  reportedMinutes,
]

export const PERIOD = `
SELECT min("minuteMs") AS "firstMs", max("minuteMs") AS "lastMs", coalesce(sum("rowsInWholeSeconds"), 0) AS "rowsInWholeSeconds"
FROM ${MINUTES}`

/** In: the minute after which to go on, and how many rows. */
export const MINUTES_PAGE = `SELECT * FROM ${MINUTES} WHERE "minuteMs" > $1 ORDER BY "minuteMs" LIMIT $2`

export const VARIANTS = `
SELECT variant, sum(requests) AS requests, sum(hit) AS hit, sum(origin_requests) AS "originRequests"
FROM ${over('variant_minute')} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $1`
export const VARIANT_COUNT = `SELECT count(*) AS number FROM (SELECT DISTINCT variant FROM ${over('variant_minute')})`

/** In: start of the first bucket and width, in milliseconds. */
export const variantBuckets = (firstMs: number, widthMs: number): string => `
SELECT variant, (epoch_ms(minute) - ${firstMs}) // ${widthMs} AS bucket, sum(requests) AS requests, sum(hit) AS hit
FROM ${over('variant_minute')}
WHERE variant IS NOT DISTINCT FROM $1
GROUP BY 1, 2`

export const BEHAVIORS = `
SELECT behavior, sum(origin_requests) AS "originRequests", sum(unsure) AS unsure, max(origin_requests) AS "peakPerMinute"
FROM ${over('origin_minute')}
GROUP BY 1 HAVING sum(origin_requests) + sum(unsure) > 0 ORDER BY 2 DESC, 3 DESC, 1 LIMIT $1`

export const MISSES = `
SELECT coalesce(host, '') AS host, coalesce(path_raw, '') AS path, behavior, requests, misses, origin_requests AS "originRequests"
FROM ${over('miss_top')} WHERE misses > 0 ORDER BY misses DESC, requests DESC, 1, 2, 3 LIMIT $1`

export const MASKED_ERRORS = `
SELECT coalesce(path_raw, '') AS path, detailed_result_type AS "detailedResultType", marker, sum(requests) AS requests
FROM ${over('masked_errors')} GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT $1`

/** Trouble first, so that a limit never hides it. */
export const CRAWLERS = `
SELECT crawler, status, requests, masked FROM ${over('crawler_status')}
ORDER BY status >= 500 OR masked > 0 DESC, requests DESC, crawler, status LIMIT $1`

export const MISSING_ASSETS = `
SELECT path_raw AS path, status, requests, epoch_ms(first_seen) AS "firstSeenMs", epoch_ms(last_seen) AS "lastSeenMs"
FROM ${over('asset_404')} ORDER BY requests DESC, 1, 2 LIMIT $1`

export const MISSING_ASSET_COUNT = `SELECT count(*) AS number FROM ${over('asset_404')}`

/** The catalogue of the store, whatever the range. */
export const OBJECTS = 'SELECT count(*) AS number FROM objects'
export const SET_ASIDE_COUNT = 'SELECT count(*) AS number FROM set_aside'
export const SET_ASIDE =
  'SELECT key AS "objectKey", reason AS why FROM set_aside ORDER BY set_aside_at DESC, key LIMIT $1'
export const ROWS_SKIPPED = `
SELECT entry.key AS reason, sum(entry.value) AS rows
FROM (SELECT unnest(map_entries(skipped)) AS entry FROM objects)
GROUP BY 1 HAVING sum(entry.value) > 0 ORDER BY 2 DESC, 1`

import type { Store } from '../ingest/store.io.ts'
import type { Basis, Observed, ReportData, VariantTimeline } from '../report/report-data.ts'
import { createTimeline, MINUTE_MS, type MinuteCounts, type Period, type Timeline } from '../report/timeline.ts'
import {
  BEHAVIORS,
  CRAWLERS,
  MASKED_ERRORS,
  MINUTES_PAGE,
  MISSES,
  MISSING_ASSET_COUNT,
  MISSING_ASSETS,
  OBJECTS,
  PERIOD,
  preparations,
  ROWS_SKIPPED,
  SET_ASIDE,
  SET_ASIDE_COUNT,
  VARIANT_COUNT,
  variantBuckets,
  VARIANTS,
  type TimeRange,
} from './report-queries.ts'

/** Rows of a table; a reader acts on the first ones. */
const ROWS_MAX = 25
/** Lines of one chart that can be told apart. */
const VARIANTS_MAX = 6
const MINUTES_A_PAGE = 10_000

export interface ReportRequest {
  readonly range: TimeRange
  /** The store in the user's words. */
  readonly storeName: string
  readonly nowMs: number
}

interface PeriodRow {
  readonly firstMs: number | null
  readonly lastMs: number | null
  readonly rowsInWholeSeconds: number
}

/** Asks an open store, which may be read-only, for everything a report says. Memory does not grow with the logs. */
export const readReportData = async (store: Store, { range, storeName, nowMs }: ReportRequest): Promise<ReportData> => {
  for (const statement of preparations(range)) await store.query(statement)
  const [found] = await store.query<PeriodRow>(PERIOD)
  const observed = await readObserved(store, found)
  return {
    generatedAtMs: nowMs,
    store: storeName,
    observed,
    basis: await readBasis(store, observed?.timeline.totals.requests ?? 0, found?.rowsInWholeSeconds ?? 0),
  }
}

const readObserved = async (store: Store, found: PeriodRow | undefined): Promise<Observed | undefined> => {
  const { firstMs = null, lastMs = null } = found ?? {}
  if (firstMs === null || lastMs === null) return undefined
  const period = { fromMs: firstMs, toMs: lastMs + MINUTE_MS }
  const timeline = await readTimeline(store, period)
  return {
    period,
    timeline,
    ...(await readVariants(store, timeline)),
    behaviors: await store.query(BEHAVIORS, [ROWS_MAX]),
    misses: await store.query(MISSES, [ROWS_MAX]),
    maskedErrors: await store.query(MASKED_ERRORS, [ROWS_MAX]),
    crawlers: await store.query(CRAWLERS, [ROWS_MAX]),
    missingAssets: await store.query(MISSING_ASSETS, [ROWS_MAX]),
    missingAssetCount: await count(store, MISSING_ASSET_COUNT),
  }
}

const readTimeline = async (store: Store, period: Period): Promise<Timeline> => {
  const builder = createTimeline(period)
  let afterMs = period.fromMs - 1
  while (afterMs < period.toMs) {
    const page = await store.query<MinuteCounts>(MINUTES_PAGE, [afterMs, MINUTES_A_PAGE])
    for (const minute of page) builder.add(minute)
    afterMs = page.length < MINUTES_A_PAGE ? period.toMs : (page.at(-1)?.minuteMs ?? period.toMs)
  }
  return builder.timeline()
}

interface VariantRow {
  readonly variant: string | null
  readonly requests: number
  readonly hit: number
  readonly originRequests: number
}

const readVariants = async (
  store: Store,
  timeline: Timeline,
): Promise<Pick<Observed, 'variants' | 'variantsLeftOut'>> => {
  const rows = await store.query<VariantRow>(VARIANTS, [VARIANTS_MAX])
  const variants: VariantTimeline[] = []
  for (const row of rows) variants.push({ ...row, buckets: await readVariantBuckets(store, timeline, row.variant) })
  return { variants, variantsLeftOut: (await count(store, VARIANT_COUNT)) - variants.length }
}

const readVariantBuckets = async (
  store: Store,
  { buckets, bucketMinutes }: Timeline,
  variant: string | null,
): Promise<VariantTimeline['buckets']> => {
  const sql = variantBuckets(buckets[0]?.startMs ?? 0, bucketMinutes * MINUTE_MS)
  const rows = await store.query<{ bucket: number; requests: number; hit: number }>(sql, [variant])
  const byBucket = new Map(rows.map(({ bucket, requests, hit }) => [bucket, { requests, hit }]))
  return buckets.map((_, index) => byBucket.get(index) ?? { requests: 0, hit: 0 })
}

const readBasis = async (store: Store, rows: number, rowsInWholeSeconds: number): Promise<Basis> => ({
  rows,
  rowsInWholeSeconds,
  objectsIngested: await count(store, OBJECTS),
  objectsSetAside: await count(store, SET_ASIDE_COUNT),
  setAside: await store.query(SET_ASIDE, [ROWS_MAX]),
  rowsSkipped: await store.query(ROWS_SKIPPED),
})

const count = async (store: Store, sql: string): Promise<number> =>
  (await store.query<{ number: number }>(sql))[0]?.number ?? 0

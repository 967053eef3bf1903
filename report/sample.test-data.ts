import { NO_COUNTS, type Counts } from './counts.ts'
import type { DrillBucket, DrillData } from './drill-data.ts'
import type { Observed, ReportData, VariantTimeline } from './report-data.ts'
import { createTimeline, MINUTE_MS, type MinuteCounts, type Period, type Timeline } from './timeline.ts'

/** The evening of a match: doors at 17:00, kick-off at 18:00, the SSR servers out from 18:40 to 18:48. */
export const KICK_OFF_MS = Date.UTC(2026, 10, 24, 18, 0)
const DOORS_MS = KICK_OFF_MS - 60 * MINUTE_MS
const MINUTES = 180

/** Repeatable unrest between 0 and 1. */
const unrest = (index: number, salt: number): number => {
  const wave = Math.sin(index * 12.9898 + salt * 78.233) * 43_758.5453
  return wave - Math.floor(wave)
}

export const counts = (some: Partial<Counts>): Counts => ({ ...NO_COUNTS, ...some })
export const minute = (minuteMs: number, some: Partial<Counts>): MinuteCounts => ({ minuteMs, ...counts(some) })

const matchMinute = (index: number): MinuteCounts => {
  const sinceKickOff = index - 60
  const crowd = 900 + 8_200 * Math.exp(-((sinceKickOff - 4) ** 2) / 500) + 2_400 / (1 + Math.exp(-(sinceKickOff - 2)))
  const requests = Math.round(crowd * (0.94 + 0.12 * unrest(index, 1)))
  const isOut = index >= 100 && index < 108
  const masked = isOut ? Math.round(requests * (0.02 + 0.03 * unrest(index, 2))) : 0
  const unsure = isOut ? Math.round(masked * 0.7) : Math.round(requests * 0.0012)
  const error = masked + Math.round(requests * 0.002)
  const miss = Math.round(requests * (0.012 + 0.02 * unrest(index, 3)) + (index === 61 ? 310 : 0))
  const refreshHit = Math.round(requests * 0.018)
  const redirect = Math.round(requests * 0.011)
  const generated = Math.round(requests * 0.004)
  const hit = requests - error - miss - refreshHit - redirect - generated
  return minute(DOORS_MS + index * MINUTE_MS, {
    requests,
    hit,
    refreshHit,
    miss,
    error,
    redirect,
    generated,
    cacheable: hit + refreshHit + miss - Math.round(requests * 0.006),
    cacheableHit: hit,
    bytesOut: requests * 48_000,
    bytesMiss: miss * 31_000,
    originRequests: miss + refreshHit + (error - Math.min(error, unsure)),
    unsure,
    masked,
    maskedByErrorPage: masked,
  })
}

export const timelineOf = (period: Period, minutes: Iterable<MinuteCounts>, bucketsMax?: number): Timeline => {
  const builder = createTimeline(period, bucketsMax)
  for (const one of minutes) builder.add(one)
  return builder.timeline()
}

const variant = (name: string | null, timeline: Timeline, share: (index: number) => number): VariantTimeline => {
  const buckets = timeline.buckets.map(({ sums }, index) => {
    const requests = Math.round(sums.requests * share(index))
    return { requests, hit: Math.round(requests * (name === 'site:v5' && index < 75 ? 0.86 : 0.95)) }
  })
  const requests = buckets.reduce((sum, bucket) => sum + bucket.requests, 0)
  const hit = buckets.reduce((sum, bucket) => sum + bucket.hit, 0)
  return { variant: name, requests, hit, originRequests: requests - hit, buckets }
}

const ramp = (index: number): number => Math.min(0.5, Math.max(0, (index - 70) / 100))

export const matchEvening = (): ReportData => {
  const period: Period = { fromMs: DOORS_MS, toMs: DOORS_MS + MINUTES * MINUTE_MS }
  const timeline = timelineOf(
    period,
    Array.from({ length: MINUTES }, (_, index) => matchMinute(index)),
  )
  return {
    generatedAtMs: DOORS_MS + 4 * 60 * MINUTE_MS,
    store: '.understudy/logs',
    observed: {
      period,
      timeline,
      variants: [
        variant('site:v4', timeline, index => 0.7 - ramp(index)),
        variant(null, timeline, () => 0.3),
        variant('site:v5', timeline, ramp),
      ],
      variantsLeftOut: 0,
      ...matchTables(timeline.totals),
    },
    basis: {
      rows: timeline.totals.requests,
      rowsInWholeSeconds: 214_310,
      objectsIngested: 412,
      objectsSetAside: 1,
      setAside: [{ objectKey: 'EDFDVBD6EXAMPLE.2026-11-24-18.b2c1.gz', why: 'the gzip stream ends early' }],
      rowsSkipped: [
        { reason: 'too few fields', rows: 3 },
        { reason: 'no time', rows: 1 },
      ],
    },
  }
}

const matchTables = (
  totals: Counts,
): Pick<Observed, 'behaviors' | 'misses' | 'maskedErrors' | 'crawlers' | 'missingAssets' | 'missingAssetCount'> => ({
  behaviors: [
    { behavior: '*', originRequests: totals.originRequests - 5_200, unsure: totals.unsure, peakPerMinute: 611 },
    { behavior: '/assets/*', originRequests: 4_900, unsure: 0, peakPerMinute: 88 },
    { behavior: '/api/*', originRequests: 300, unsure: 0, peakPerMinute: 12 },
  ],
  misses: [
    ['/live/harbour-city-lakeside-rovers', 6_420, 120_400],
    ['/', 3_980, 410_220],
    ['/live', 2_204, 98_040],
    ['/programme/the-long-tide', 1_310, 22_100],
    ['/search?', 804, 1_020],
  ].map(([path, misses, requests]) => ({
    host: 'www.example.com',
    path: String(path),
    behavior: '*',
    requests: Number(requests),
    misses: Number(misses),
    originRequests: Number(misses) - 40,
  })),
  maskedErrors: [
    { path: '/live/harbour-city-lakeside-rovers', detailedResultType: 'OriginCommError', marker: null, requests: 690 },
    { path: '/', detailedResultType: 'Error', marker: 'f=origin-5xx', requests: 453 },
  ],
  crawlers: [
    { crawler: 'Googlebot', status: 200, requests: 2_410, masked: 0 },
    { crawler: 'Googlebot', status: 503, requests: 34, masked: 0 },
    { crawler: 'bingbot', status: 200, requests: 820, masked: 6 },
    { crawler: 'Applebot', status: 404, requests: 11, masked: 0 },
  ],
  missingAssets: [],
  missingAssetCount: 0,
})

/** A store without a request. */
export const emptyStore = (): ReportData => ({
  ...matchEvening(),
  observed: undefined,
  basis: { rows: 0, rowsInWholeSeconds: 0, objectsIngested: 0, objectsSetAside: 0, setAside: [], rowsSkipped: [] },
})

/** Nothing but one request that hit. */
export const oneRow = (): ReportData => {
  const period = { fromMs: KICK_OFF_MS, toMs: KICK_OFF_MS + MINUTE_MS }
  const timeline = timelineOf(period, [
    minute(KICK_OFF_MS, { requests: 1, hit: 1, cacheable: 1, cacheableHit: 1, bytesOut: 512 }),
  ])
  return {
    ...emptyStore(),
    observed: {
      period,
      timeline,
      variants: [{ variant: null, requests: 1, hit: 1, originRequests: 0, buckets: [{ requests: 1, hit: 1 }] }],
      variantsLeftOut: 0,
      behaviors: [],
      misses: [],
      maskedErrors: [],
      crawlers: [],
      missingAssets: [],
      missingAssetCount: 0,
    },
    basis: { ...emptyStore().basis, rows: 1, objectsIngested: 1 },
  }
}

const drillBucket = (index: number): DrillBucket => {
  const isOut = index >= 50 && index < 70
  const pages = 40 + Math.round(20 * unrest(index, 7))
  const rendered = isOut ? 0 : Math.round(pages * 0.15)
  const staticFallback = isOut ? Math.round(pages * 0.3) : 0
  const assets = pages * 3
  return {
    rendered,
    cached: pages - rendered - staticFallback,
    staticFallback,
    error: 0,
    originRequests: rendered + (isOut ? 4 : 0),
    requests: pages + assets,
    hits: pages - rendered - staticFallback + assets,
    maskedErrors: staticFallback,
    missingAssets: 0,
  }
}

export const matchDrill = (): DrillData => ({
  title: 'Match night, rehearsed',
  generatedAtMs: KICK_OFF_MS + 3 * MINUTE_MS,
  summary: [
    'Every viewer got a page while V5 was published in the middle of the event and the SSR servers were killed.',
    'The counters of viewers, stage, access log and report agree.',
  ],
  startMs: KICK_OFF_MS,
  bucketMs: 1_000,
  buckets: Array.from({ length: 90 }, (_, index) => drillBucket(index)),
  events: [
    { atMs: KICK_OFF_MS + 2_000, label: 'publish V4' },
    { atMs: KICK_OFF_MS + 20_000, label: 'ramp V5' },
    { atMs: KICK_OFF_MS + 32_000, label: 'publish V5' },
    { atMs: KICK_OFF_MS + 50_000, label: 'SSR killed' },
    { atMs: KICK_OFF_MS + 70_000, label: 'restored' },
  ],
  counters: [
    { name: 'Pages', viewers: 4_460, stage: 4_460, log: 4_460, report: 4_460 },
    { name: 'Origin requests', stage: 611, log: 611, report: 611 },
    { name: 'Static pages', viewers: 240, stage: 240, log: 240, report: 239 },
    { name: 'Page bodies that hydrated', viewers: 4_200 },
  ],
})

import { failedRequests, NO_COUNTS, sumOf, type Counts } from './counts.ts'

export const MINUTE_MS = 60_000

/** From the start of the first minute to the end of the last. */
export interface Period {
  readonly fromMs: number
  readonly toMs: number
}

export interface MinuteCounts extends Counts {
  readonly minuteMs: number
}

/** One or more whole minutes, drawn as one point. */
export interface Bucket {
  readonly startMs: number
  readonly sums: Counts
  /** The highest minute of the bucket, for each figure by itself. */
  readonly peaks: BucketPeaks
}

export interface BucketPeaks {
  readonly originRequests: number
  /** Origin requests and unsure ones together. */
  readonly originRequestsMax: number
  readonly masked: number
}

export interface Timeline {
  /** Width of every bucket. */
  readonly bucketMinutes: number
  /** Without gaps: a minute without requests counts zero. */
  readonly buckets: readonly Bucket[]
  readonly totals: Counts
  /** The minute with the most origin requests; undefined when there was none. */
  readonly busiestForOrigin: MinuteCounts | undefined
  /** The minute with the most failed requests; undefined when none failed. */
  readonly worstForViewers: MinuteCounts | undefined
}

/** More points than this are neither seen on a screen nor worth their bytes; a day has 1,440 minutes. */
export const BUCKETS_MAX = 1_500

const DAY_MINUTES = 1_440
/** Widths that divide a day, so that points fall on clock times. */
const WIDTHS_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, DAY_MINUTES]

/** The narrowest width in minutes that needs at most `bucketsMax` buckets; above a day, whole days. */
export const bucketMinutesFor = ({ fromMs, toMs }: Period, bucketsMax = BUCKETS_MAX): number => {
  // One bucket more, for the first one may begin before the period.
  const least = (toMs - fromMs) / MINUTE_MS / Math.max(1, bucketsMax - 1)
  const width = WIDTHS_MINUTES.find(minutes => minutes >= least)
  return width ?? Math.ceil(least / DAY_MINUTES) * DAY_MINUTES
}

export interface TimelineBuilder {
  readonly add: (minute: MinuteCounts) => void
  readonly timeline: () => Timeline
}

const NO_PEAKS: BucketPeaks = { originRequests: 0, originRequestsMax: 0, masked: 0 }

const withMinute = ({ startMs, sums, peaks }: Bucket, minute: MinuteCounts): Bucket => ({
  startMs,
  sums: sumOf(sums, minute),
  peaks: {
    originRequests: Math.max(peaks.originRequests, minute.originRequests),
    originRequestsMax: Math.max(peaks.originRequestsMax, minute.originRequests + minute.unsure),
    masked: Math.max(peaks.masked, minute.masked),
  },
})

/** The one with more; of equals the earlier, for minutes come in any order. */
const greater = (
  best: MinuteCounts | undefined,
  minute: MinuteCounts,
  measure: (counts: Counts) => number,
): MinuteCounts | undefined => {
  const lead = measure(minute) - (best === undefined ? 0 : measure(best))
  return lead > 0 || (lead === 0 && best !== undefined && minute.minuteMs < best.minuteMs) ? minute : best
}

/** Takes minutes of the period in any order, however many, and keeps at most `bucketsMax` buckets. Minutes outside the period are refused. */
export const createTimeline = (period: Period, bucketsMax = BUCKETS_MAX): TimelineBuilder => {
  const bucketMinutes = bucketMinutesFor(period, bucketsMax)
  const widthMs = bucketMinutes * MINUTE_MS
  const firstMs = Math.floor(period.fromMs / widthMs) * widthMs
  const buckets: Bucket[] = Array.from({ length: Math.ceil((period.toMs - firstMs) / widthMs) }, (_, index) => ({
    startMs: firstMs + index * widthMs,
    sums: NO_COUNTS,
    peaks: NO_PEAKS,
  }))
  let totals = NO_COUNTS
  let busiestForOrigin: MinuteCounts | undefined
  let worstForViewers: MinuteCounts | undefined
  return {
    add(minute) {
      const index = Math.floor((minute.minuteMs - firstMs) / widthMs)
      const bucket = buckets[index]
      if (bucket === undefined) throw new RangeError(`minute ${minute.minuteMs} is outside the period`)
      buckets[index] = withMinute(bucket, minute)
      totals = sumOf(totals, minute)
      busiestForOrigin = greater(busiestForOrigin, minute, ({ originRequests }) => originRequests)
      worstForViewers = greater(worstForViewers, minute, failedRequests)
    },
    timeline: () => ({ bucketMinutes, buckets, totals, busiestForOrigin, worstForViewers }),
  }
}

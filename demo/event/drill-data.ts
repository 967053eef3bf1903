import { isCounterEqual, type DrillBucket, type DrillCounter, type DrillData } from '../../report/drill-data.ts'
import type { TimelineMinute } from './timeline.ts'

export interface DrillFacts {
  readonly timeline: readonly TimelineMinute[]
  readonly beginsAtMs: number
  readonly bucketMs: number
  readonly buckets: readonly DrillBucket[]
  readonly counters: readonly DrillCounter[]
  /** By their own count. */
  readonly ssrRequests: number
  readonly generatedAtMs: number
}

const total = (buckets: readonly DrillBucket[], of: (bucket: DrillBucket) => number): number =>
  buckets.reduce((sum, bucket) => sum + of(bucket), 0)

/** What did not go as it must; nothing when the drill succeeded. */
export const findingsOf = ({ buckets, counters }: Pick<DrillFacts, 'buckets' | 'counters'>): readonly string[] => {
  const errors = total(buckets, bucket => bucket.error)
  const missing = total(buckets, bucket => bucket.missingAssets)
  const unequal = counters.filter(counter => isCounterEqual(counter) === false).map(({ name }) => name)
  return [
    ...(unequal.length === 0 ? [] : [`The counts do not agree: ${unequal.join(', ')}.`]),
    ...(errors === 0 ? [] : [`${errors} pages were errors.`]),
    ...(missing === 0 ? [] : [`${missing} assets were missing.`]),
  ]
}

/** One page about the drill. */
export const drillDataOf = (facts: DrillFacts): DrillData => {
  const { timeline, beginsAtMs, bucketMs, buckets, counters, ssrRequests, generatedAtMs } = facts
  const findings = findingsOf(facts)
  const fallback = total(buckets, bucket => bucket.staticFallback)
  const masked = total(buckets, bucket => bucket.maskedErrors)
  return {
    title: 'An evening on the stage',
    generatedAtMs,
    summary: [
      ...(findings.length === 0
        ? ['Every viewer got a page, no asset was missing, and viewers, stage, log and report agree on every count.']
        : findings),
      `The static page stood in ${fallback} times; ${masked} answers in all were errors behind a success, the calls for scores among them. The SSR servers answered ${ssrRequests} requests, background refreshes among them.`,
    ],
    startMs: beginsAtMs,
    bucketMs,
    buckets,
    events: timeline.flatMap(({ label }, minute) =>
      label === undefined ? [] : [{ atMs: beginsAtMs + minute * bucketMs, label }],
    ),
    counters,
  }
}

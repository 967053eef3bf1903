import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { minute, timelineOf } from './sample.test-data.ts'
import { bucketMinutesFor, BUCKETS_MAX, MINUTE_MS } from './timeline.ts'

const START_MS = Date.UTC(2026, 10, 24, 18, 0)
const minutes = (count: number) => ({ fromMs: START_MS, toMs: START_MS + count * MINUTE_MS })

test.each([
  { rule: 'one minute is one bucket', count: 1, width: 1 },
  { rule: 'a day keeps its minutes', count: 1_440, width: 1 },
  { rule: 'two days take the next width that divides a day', count: 2_880, width: 2 },
  { rule: 'a week', count: 10_080, width: 10 },
  { rule: 'years take whole days', count: 5_000_000, width: 4_320 },
])('bucket width: $rule', ({ count, width }) => {
  expect(bucketMinutesFor(minutes(count))).toBe(width)
})

test('never more buckets than allowed, wherever the period begins', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 1, max: 4_000_000 }), (start, count) => {
      const period = { fromMs: start * MINUTE_MS, toMs: (start + count) * MINUTE_MS }
      const { buckets, bucketMinutes } = timelineOf(period, [])
      expect(buckets.length).toBeLessThanOrEqual(BUCKETS_MAX)
      expect(buckets[0]?.startMs).toBeLessThanOrEqual(period.fromMs)
      expect((buckets.at(-1)?.startMs ?? 0) + bucketMinutes * MINUTE_MS).toBeGreaterThanOrEqual(period.toMs)
    }),
  )
})

describe('a timeline', () => {
  test('shows a minute without requests as zero', () => {
    const { buckets } = timelineOf(minutes(3), [
      minute(START_MS, { requests: 4 }),
      minute(START_MS + 2 * MINUTE_MS, { requests: 5 }),
    ])
    expect(buckets.map(({ sums }) => sums.requests)).toEqual([4, 0, 5])
  })

  test('refuses a minute outside its period', () => {
    expect(() => timelineOf(minutes(3), [minute(START_MS + 3 * MINUTE_MS, { requests: 1 })])).toThrow(RangeError)
  })

  test('a million minutes become few buckets, and the peak keeps its height and its minute', () => {
    const peakMs = START_MS + 654_321 * MINUTE_MS
    const all = function* () {
      for (let index = 0; index < 1_000_000; index++) {
        const atMs = START_MS + index * MINUTE_MS
        yield minute(atMs, { requests: 10, originRequests: atMs === peakMs ? 900 : index % 7 })
      }
    }
    const { buckets, bucketMinutes, busiestForOrigin, totals } = timelineOf(minutes(1_000_000), all())
    expect(bucketMinutes).toBe(720)
    expect(buckets.length).toBeLessThanOrEqual(BUCKETS_MAX)
    expect(busiestForOrigin?.minuteMs).toBe(peakMs)
    expect(Math.max(...buckets.map(({ peaks }) => peaks.originRequests))).toBe(900)
    expect(totals.requests).toBe(10_000_000)
  })

  test('says the same whatever the order of its minutes, and loses none', () => {
    const some = fc.uniqueArray(
      fc.record({
        index: fc.nat({ max: 99 }),
        originRequests: fc.nat({ max: 5 }),
        error: fc.nat({ max: 3 }),
        unsure: fc.nat({ max: 3 }),
      }),
      { selector: ({ index }) => index },
    )
    fc.assert(
      fc.property(some, drawn => {
        const seen = drawn.map(({ index, ...some }) => minute(START_MS + index * MINUTE_MS, { requests: 9, ...some }))
        const timeline = timelineOf(minutes(100), seen, 7)
        expect(timelineOf(minutes(100), seen.toReversed(), 7)).toEqual(timeline)
        expect(timeline.totals.requests).toBe(9 * drawn.length)
        expect(timeline.buckets.reduce((sum, { sums }) => sum + sums.requests, 0)).toBe(9 * drawn.length)
        const most = drawn.reduce((highest, { originRequests }) => Math.max(highest, originRequests), 0)
        expect(timeline.busiestForOrigin?.originRequests ?? 0).toBe(most)
        expect(Math.max(...timeline.buckets.map(({ peaks }) => peaks.originRequests))).toBe(most)
      }),
    )
  })

  test('the worst minute counts errors that a Lambda made a success of once, and those of an error page once', () => {
    const { worstForViewers } = timelineOf(minutes(2), [
      minute(START_MS, { requests: 10, error: 5, masked: 5, maskedByErrorPage: 5 }),
      minute(START_MS + MINUTE_MS, { requests: 10, miss: 6, masked: 6 }),
    ])
    expect(worstForViewers?.minuteMs).toBe(START_MS + MINUTE_MS)
  })

  test('cloudfront-logs 1.7: the bracket is the highest minute with its unsure requests', () => {
    const { buckets } = timelineOf(
      minutes(4),
      [minute(START_MS, { originRequests: 8 }), minute(START_MS + MINUTE_MS, { originRequests: 3, unsure: 9 })],
      2,
    )
    expect(buckets[0]?.peaks).toMatchObject({ originRequests: 8, originRequestsMax: 12 })
  })
})

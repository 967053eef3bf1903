import { describe, expect, test } from 'vitest'
import type { AccessLogRecord } from '../access-log/access-log-record.ts'
import type { Distribution } from '../distribution/model.ts'
import { captureOf, resultTypes } from '../test/support/capture.ts'
import { cacheBehavior, cachePolicy, customOrigin, distribution, s3Origin } from '../test/support/distribution.ts'
import { lambdasAt } from '../test/support/scripted-lambda.ts'
import { orderOfStarts } from './capture/order-of-starts.ts'
import { DEFAULT_FLAG_NAMES } from './flag-variant.ts'
import { originModelOf } from './origin/origin-model.ts'
import { runReplay } from './run-replay.ts'
import { loggedTally, summaryOf } from './summary.ts'

const BEGIN = Date.UTC(2026, 5, 11, 18)

/** A request that took 2 ms, `atMs` after the beginning. */
const at = (atMs: number, record: Partial<AccessLogRecord> = {}): Partial<AccessLogRecord> => ({
  endedAt: BEGIN + atMs + 2,
  timeTakenMs: 2,
  timeToFirstByteMs: 1,
  uri: '/',
  queryString: undefined,
  ...record,
})

const replay = (records: readonly Partial<AccessLogRecord>[], model: Distribution, tierCapacityBytes = 1e9) => {
  const capture = captureOf(records)
  const starts = orderOfStarts(capture)
  const run = runReplay({
    capture,
    starts,
    distribution: model,
    originModel: originModelOf(capture, []),
    keyValueStores: new Map(),
    tierCapacityBytes,
    flagNames: DEFAULT_FLAG_NAMES,
  })
  return { run, summary: summaryOf(capture, starts, run), logged: loggedTally(capture, starts) }
}

const ONE_MINUTE = distribution({ behaviors: [cacheBehavior({ cachePolicy: cachePolicy({ defaultTtlSeconds: 60 }) })] })

test('COLL-02: what comes while the origin answers waits for it; TTL-04: the copy serves until it expires', () => {
  const burst = Array.from({ length: 50 }, (_, i) => at(i))
  const { summary } = replay([...burst, at(59_000), at(61_000)], ONE_MINUTE)
  expect(summary.byResultType).toEqual({ Hit: 50, Miss: 2 })
  expect(summary.originRequests).toBe(2)
})

test('COLL-04: a forwarded cookie ends collapsing and makes a copy for every value', () => {
  const policy = cachePolicy({ defaultTtlSeconds: 60, cookies: { kind: 'whitelist', names: ['featureFlipping'] } })
  const forwarded = distribution({ behaviors: [cacheBehavior({ cachePolicy: policy })] })
  const viewers = Array.from({ length: 50 }, (_, i) =>
    at(i, { cookie: `sid=${i}; featureFlipping=site:v${4 + (i % 2)}` }),
  )
  expect(replay(viewers, forwarded).summary.originRequests).toBe(50)
  expect(replay(viewers, ONE_MINUTE).summary.originRequests).toBe(1)
})

test('origin requests are counted by minute, empty minutes too, with their peak', () => {
  const pages = ['/a', '/b', '/c']
  const { summary } = replay([at(0), ...pages.map(uri => at(121_000, { uri })), at(245_000)], ONE_MINUTE)
  expect(summary.minutes.map(({ requests, originRequests }) => [requests, originRequests])).toEqual([
    [1, 1],
    [0, 0],
    [3, 3],
    [0, 0],
    [1, 1],
  ])
  expect(summary.peak).toEqual({ minute: '2026-06-11T18:02:00.000Z', originRequests: 3 })
})

describe('TIER-01: edge locations have caches of their own', () => {
  const from = (edgeLocation: string, atMs: number) => at(atMs, { edgeLocation })

  test('neighbours share a regional one; far away is another', () => {
    const { summary } = replay([from('CDG50-P1', 0), from('FRA56-P1', 500), from('NRT57-P3', 1_000)], ONE_MINUTE)
    expect(summary.byResultType).toEqual({ Hit: 1, Miss: 2 })
    expect([summary.locations, summary.regionalCaches]).toEqual([3, 2])
  })

  test('GRP-14, TIER-07: all share the shield of an origin', () => {
    const shielded = distribution({
      origins: [customOrigin({ originShieldRegion: 'eu-west-1' }), s3Origin()],
      behaviors: ONE_MINUTE.behaviors,
    })
    const { run, summary } = replay([from('CDG50-P1', 0), from('NRT57-P3', 1_000)], shielded)
    expect(summary.originRequests).toBe(1)
    expect(run.outcomes.text('detailedResultType', 1)).toBe('OriginShieldHit')
  })
})

test('TTL-25: a cache that is too small loses objects', () => {
  const pages = Array.from({ length: 20 }, (_, i) => at(i * 1_000, { uri: `/${i}`, contentLengthBytes: 1_000 }))
  const again = pages.map((page, i) => ({ ...page, endedAt: BEGIN + 20_000 + i * 500 }))
  expect(replay([...pages, ...again], ONE_MINUTE).summary.originRequests).toBe(20)
  expect(replay([...pages, ...again], ONE_MINUTE, 10_000).summary.originRequests).toBe(40)
})

test('an outage of the log is an outage of the replay, and its errors are kept (ERR-05)', () => {
  const down = { status: 503, ...resultTypes('Error') }
  const { summary, logged } = replay([at(0, down), at(5_000, down), at(15_000, down)], ONE_MINUTE)
  expect(summary.byStatus).toEqual({ 503: 3 })
  expect(summary.byResultType).toEqual({ Error: 3 })
  expect(summary.originRequests).toBe(2)
  expect(logged.byResultType).toEqual({ Error: 3 })
})

test('Lambda@Edge is left out, and said to be', () => {
  const withLambda = distribution({ behaviors: [cacheBehavior({ lambdas: lambdasAt('origin-response') })] })
  const { summary } = replay([at(0)], withLambda)
  expect(summary.byResultType).toEqual({ Miss: 1 })
  expect(summary.lambdasLeftOut).toHaveLength(1)
  expect(summary.lambdasLeftOut[0]).toMatch(/ at origin-response of \*$/)
})

test('the same capture gives the same answer', () => {
  const records = Array.from({ length: 300 }, (_, i) =>
    at((i * 7_919) % 240_000, { uri: `/${i % 17}`, edgeLocation: `CDG${50 + (i % 3)}-P1` }),
  )
  expect(replay(records, ONE_MINUTE).summary).toEqual(replay(records, ONE_MINUTE).summary)
})

test('TTL-50, TTL-56: ranges of a capture are fetched once each, and a larger one serves a smaller one', () => {
  const part = (atMs: number, rangeStart: number, rangeEnd: number) =>
    at(atMs, { status: 206, rangeStart, rangeEnd, contentLengthBytes: rangeEnd - rangeStart + 1 })
  const { summary } = replay(
    [part(0, 0, 999), part(1_000, 1_000, 1_999), part(2_000, 0, 499), part(3_000, 1_000, 1_999)],
    ONE_MINUTE,
  )
  expect(summary.byResultType).toEqual({ Miss: 2, Hit: 2 })
})

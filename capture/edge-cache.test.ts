import { expect, test } from 'vitest'
import { EdgeCache } from './edge-cache.ts'
import { LIVE_EVENT } from './live-event.ts'
import { seededRandom } from './random.ts'
import type { Scenario } from './scenario.ts'

/** The start of a minute, so that a page which changes each minute has just changed. */
const T = Date.UTC(2026, 10, 21, 20)

const SETTINGS: Scenario = {
  ...LIVE_EVENT,
  originTimeouts: { ...LIVE_EVENT.originTimeouts, share: 0 },
  delivery: {
    ...LIVE_EVENT.delivery,
    'live-page': {
      ttlSeconds: 10,
      staleWhileRevalidateSeconds: 20,
      staleIfErrorSeconds: 300,
      changesEverySeconds: 60,
      originMs: 100,
    },
  },
}

/** Asks for one live page at these seconds. */
const resultsAt = (seconds: readonly number[], cache = new EdgeCache(SETTINGS, seededRandom(1))): string[] =>
  seconds.map(second => cache.ask('FRA56-P1 /live', 'live-page', T + second * 1_000).resultType)

test.each([
  { rule: 'the first is a miss, the next a hit', seconds: [0, 5], results: ['Miss', 'Hit'] },
  { rule: 'COLL-02: who waits for it is a hit', seconds: [0, 0.001, 0.002], results: ['Miss', 'Hit', 'Hit'] },
  { rule: 'STALE-01, STALE-15: stale while revalidating is a hit', seconds: [0, 25], results: ['Miss', 'Hit'] },
  { rule: 'and fresh again afterwards', seconds: [0, 25, 50], results: ['Miss', 'Hit', 'Hit'] },
  { rule: 'TTL-32: an unchanged answer is confirmed', seconds: [0, 45], results: ['Miss', 'RefreshHit'] },
  { rule: 'a changed one is fetched', seconds: [0, 61], results: ['Miss', 'Miss'] },
])('$rule', ({ seconds, results }) => {
  expect(resultsAt(seconds)).toEqual(results)
})

test('who waits for the first request gets the answer at the same instant', () => {
  const cache = new EdgeCache(SETTINGS, seededRandom(1))
  const first = cache.ask('key', 'live-page', T)
  const second = cache.ask('key', 'live-page', T + 20)
  expect(first.waitMs).toBeGreaterThan(60)
  expect(second.waitMs).toBeCloseTo(first.waitMs - 20)
})

test('COLL-03: without a lifetime nothing is stored and nobody waits for another', () => {
  const cache = new EdgeCache(SETTINGS, seededRandom(1))
  expect([0, 1, 5_000].map(ms => cache.ask('key', 'score', T + ms).resultType)).toEqual(['Miss', 'Miss', 'Miss'])
})

test('keys and locations do not share', () => {
  const cache = new EdgeCache(SETTINGS, seededRandom(1))
  const results = ['FRA56-P1 /', 'FRA56-P1 /live', 'CDG50-P1 /'].map(key => cache.ask(key, 'page', T).resultType)
  expect(results).toEqual(['Miss', 'Miss', 'Miss'])
})

/** Two caches of one copy: `T` filled while the origin answered, then silent. */
const silentAfterFirst = (): EdgeCache => {
  const timeouts = { ...SETTINGS.originTimeouts, share: 0 }
  const cache = new EdgeCache({ ...SETTINGS, originTimeouts: timeouts }, seededRandom(1))
  cache.ask('FRA56-P1 /live', 'live-page', T)
  timeouts.share = 1
  return cache
}

test.each([
  { rule: 'STALE-03: a copy stands in for a silent origin', seconds: [45, 100], results: ['RefreshHit', 'RefreshHit'] },
  { rule: 'not longer than stale-if-error says', seconds: [311], results: ['Error'] },
])('$rule', ({ seconds, results }) => {
  expect(resultsAt(seconds, silentAfterFirst())).toEqual(results)
})

test('ERR-05: an error is kept for its time, then the origin is asked again', () => {
  const cache = new EdgeCache(
    { ...SETTINGS, originTimeouts: { ...SETTINGS.originTimeouts, share: 1 } },
    seededRandom(1),
  )
  const details = [0, 2, 9.9, 10.1].map(second => {
    const answer = cache.ask('key', 'page', T + second * 1_000)
    return [answer.resultType === 'Error' ? answer.detailedResultType : answer.resultType, answer.waitMs]
  })
  expect(details).toEqual([
    ['OriginCommError', 5_000],
    ['Error', 3_000],
    ['Error', 0],
    ['OriginCommError', 5_000],
  ])
})

test('the bucket does not time out', () => {
  const cache = new EdgeCache(
    { ...SETTINGS, originTimeouts: { ...SETTINGS.originTimeouts, share: 1 } },
    seededRandom(1),
  )
  expect(cache.ask('key', 'asset', T).resultType).toBe('Miss')
})

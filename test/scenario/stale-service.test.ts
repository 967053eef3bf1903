import { expect, test } from 'vitest'
import { cacheBehavior, cachePolicy, distribution } from '../support/distribution.ts'
import { inTurn, type ScriptedAnswer } from '../support/scripted-origin.ts'
import { virtualStage, type VirtualStage } from '../support/virtual-stage.ts'

const good = (cacheControl: string) => ({ headers: { 'cache-control': cacheControl }, afterMs: 100 })
const failing: ScriptedAnswer = { status: 500, afterMs: 100, headers: {} }

/** Good once, then failing for ever. */
const thenFailing = (cacheControl: string, maxTtlSeconds = 3_600): VirtualStage =>
  virtualStage({
    distribution: distribution({
      behaviors: [cacheBehavior({ cachePolicy: cachePolicy({ defaultTtlSeconds: 60, maxTtlSeconds }) })],
    }),
    origin: inTurn(good(cacheControl), failing),
  })

test('STALE-01, STALE-15, COLL-10: in the window nobody waits, and each tier asks once in the background', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: () => good('max-age=60, stale-while-revalidate=30'),
  })
  stage.request(0)
  const stale = stage.simultaneous(20, 70_000)
  stage.run(70_050)
  expect(stale.every(({ answeredAt }) => answeredAt === 70_000)).toBe(true)
  expect(stale.every(({ response }) => response.status === 200 && response.resultType === 'Hit')).toBe(true)
  expect(stage.originRequests).toBe(2)
  stage.run()
  expect(stage.flightCount).toBe(0)
})

test('STALE-01, TIER-01: after the regional tier is new, the next request makes the edge new', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: () => good('max-age=60, stale-while-revalidate=30'),
  })
  stage.request(0)
  stage.request(70_000)
  stage.request(71_000)
  const fresh = stage.request(72_000)
  stage.run()
  expect(stage.originRequests).toBe(2)
  expect(fresh.stations('lookup')[0]).toMatchObject({ tier: 'edge', result: 'fresh' })
})

test('STALE-01, MET-04: a HEAD in the window starts a GET', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: () => good('max-age=60, stale-while-revalidate=30'),
  })
  stage.request(0)
  stage.request(70_000, { method: 'HEAD' })
  stage.run()
  expect(stage.attempts.map(({ method }) => method)).toEqual(['GET', 'GET'])
})

test('STALE-11: an error in the background leaves the copy usable', () => {
  const stage = thenFailing('max-age=60, stale-while-revalidate=30')
  stage.request(0)
  stage.request(70_000)
  const later = stage.request(80_000)
  stage.run()
  expect(later.response).toMatchObject({ status: 200, resultType: 'Hit' })
})

test('a background response that is not kept lets go of the origin', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: inTurn(good('max-age=60, stale-while-revalidate=30'), { ...good('no-store'), byteLength: 77 }),
  })
  stage.request(0)
  stage.request(70_000)
  stage.run()
  expect(stage.discarded).toContainEqual({ byteLength: 77 })
})

test('STALE-06, TTL-34: a stale copy answers a 500; no attempt for the error TTL of 10 s, then one', () => {
  const stage = thenFailing('max-age=60')
  stage.request(0)
  const instead = stage.request(70_000)
  const quiet = [71_000, 75_000, 80_000].map(at => stage.request(at))
  stage.run()
  expect(instead.response).toMatchObject({ status: 200, resultType: 'RefreshHit' })
  expect(instead.answeredAt).toBe(70_100)
  expect(quiet.map(({ answeredAt }) => answeredAt)).toEqual([71_000, 75_000, 80_000])
  expect(stage.originRequests).toBe(2)
  const attempt = stage.request(81_000)
  stage.run()
  expect(stage.originRequests).toBe(3)
  expect(attempt.response.status).toBe(200)
})

test('STALE-06: the error caching minimum TTL of the status counts', () => {
  const stage = virtualStage({
    distribution: distribution({
      errorResponses: [{ errorCode: 500, errorCachingMinTtlSeconds: 60, page: undefined }],
    }),
    origin: inTurn(good('max-age=60'), failing),
  })
  for (const at of [0, 70_000, 100_000, 130_000]) stage.request(at)
  stage.run()
  expect(stage.originRequests).toBe(2)
})

test('STALE-06, STALE-08: an origin that does not answer at all counts as a 5xx', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: (_, { count }) => (count === 1 ? good('max-age=60') : 'silent'),
  })
  stage.request(0)
  const instead = stage.request(70_000)
  stage.run()
  expect(instead.response.status).toBe(200)
  expect(instead.answeredAt - 70_000).toBe(3 * 30_000)
})

test('STALE-06, FB-06: a HEAD gets the stale copy too', () => {
  const stage = thenFailing('max-age=60')
  stage.request(0)
  const head = stage.request(70_000, { method: 'HEAD' })
  stage.run()
  expect(head.response).toMatchObject({ status: 200, resultType: 'RefreshHit' })
})

test('TTL-15: must-revalidate does not prevent it', () => {
  const stage = thenFailing('max-age=0, must-revalidate')
  stage.request(0)
  const instead = stage.request(1_000)
  stage.run()
  expect(instead.response).toMatchObject({ status: 200, resultType: 'RefreshHit' })
})

test('STALE-03, STALE-09: with stale-if-error every request waits for an attempt of its own', () => {
  const stage = thenFailing('max-age=60, stale-if-error=100')
  stage.request(0)
  const requests = [70_000, 71_000, 72_000].map(at => stage.request(at))
  stage.run()
  expect(requests.map(({ answeredAt }) => answeredAt)).toEqual([70_100, 71_100, 72_100])
  expect(requests.every(({ response }) => response.status === 200)).toBe(true)
  expect(stage.originRequests).toBe(4)
})

test('STALE-03: after the window the error goes to the viewer', () => {
  const stage = thenFailing('max-age=60, stale-if-error=100')
  stage.request(0)
  const late = stage.request(161_000)
  stage.run()
  expect(late.response).toMatchObject({ status: 500, resultType: 'Error' })
})

test('STALE-04: stale-if-error=0 gives the error at once', () => {
  const stage = thenFailing('max-age=60, stale-if-error=0')
  stage.request(0)
  const error = stage.request(70_000)
  stage.run()
  expect(error.response.status).toBe(500)
})

test('STALE-02: past the maximum TTL there is no copy to serve, whatever is stated', () => {
  const stage = thenFailing('max-age=60, stale-while-revalidate=3600, stale-if-error=3600', 90)
  stage.request(0)
  const error = stage.request(91_000)
  stage.run()
  expect(error.response.status).toBe(500)
})

test('STALE-07, ERR-15: a 4xx goes to the viewer and takes the place of the copy', () => {
  const stage = virtualStage({ distribution: distribution(), origin: inTurn(good('max-age=60'), { status: 404 }) })
  stage.request(0)
  const gone = stage.request(70_000)
  const again = stage.request(71_000)
  stage.run()
  expect([gone.response.status, again.response.status]).toEqual([404, 404])
  expect(stage.originRequests).toBe(2)
})

test('STALE-05, CER-20: in the window the stale copy goes before the error page, outside the page', () => {
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [cacheBehavior({ pathPattern: '/static-*', targetOriginId: 'static' }), cacheBehavior()],
      errorResponses: [
        { errorCode: 500, errorCachingMinTtlSeconds: 10, page: { path: '/static-index.html', responseCode: 200 } },
      ],
    }),
    origin: { ssr: inTurn(good('max-age=60, stale-if-error=30'), failing), static: () => ({ byteLength: 9 }) },
  })
  stage.request(0)
  const inside = stage.request(70_000)
  const outside = stage.request(100_000)
  stage.run()
  expect(inside.response).toMatchObject({ resultType: 'RefreshHit', body: { byteLength: 1_000 } })
  expect(outside.response).toMatchObject({ status: 200, resultType: 'Error', body: { byteLength: 9 } })
})

test('STALE-16: without a copy there is nothing to serve', () => {
  const stage = thenFailing('max-age=60')
  stage.request(0)
  stage.at(65_000, () => {
    for (const tier of stage.pop.tiers) tier.clear()
  })
  const error = stage.request(70_000)
  stage.run()
  expect(error.response.status).toBe(500)
})

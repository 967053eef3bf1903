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

test('STALE-06, FB-06: a HEAD gets the stale copy too', () => {
  const stage = thenFailing('max-age=60')
  stage.request(0)
  const head = stage.request(70_000, { method: 'HEAD' })
  stage.run()
  expect(head.response).toMatchObject({ status: 200, resultType: 'RefreshHit' })
})

test('STALE-06, ERR-19: an error that the tier behind remembers brings out the stale copy, too, until it has expired there', () => {
  const stage = thenFailing('max-age=60')
  stage.request(0)
  stage.at(65_000, () => stage.pop.tiers[1]?.clear())
  // The edge location next door has no copy; its error stays in the regional cache that both share.
  const elsewhere = stage.request(70_000, { location: 'FRA56-P1' })
  const here = stage.request(75_000)
  const again = stage.request(79_000)
  const attempts = stage.request(81_000)
  stage.run()
  expect(elsewhere.response.status).toBe(500)
  for (const { response } of [here, again, attempts])
    expect(response).toMatchObject({ status: 200, resultType: 'RefreshHit' })
  expect(here.stations('stale-served')).toMatchObject([{ tier: 'edge', insteadOfStatus: 500 }])
  expect(again.stations('lookup')).toMatchObject([{ tier: 'edge', why: 'until-next-attempt' }])
  expect(stage.attempts.map(({ at }) => at)).toEqual([0, 70_000, 81_000])
})

test('TTL-15: must-revalidate does not prevent it', () => {
  const stage = thenFailing('max-age=0, must-revalidate')
  stage.request(0)
  const instead = stage.request(1_000)
  stage.run()
  expect(instead.response).toMatchObject({ status: 200, resultType: 'RefreshHit' })
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

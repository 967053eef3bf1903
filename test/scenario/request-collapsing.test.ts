import { expect, test } from 'vitest'
import {
  cacheBehavior,
  cachePolicy,
  distribution,
  originRequestPolicy,
  CACHING_DISABLED,
} from '../support/distribution.ts'
import { inTurn } from '../support/scripted-origin.ts'
import { virtualStage } from '../support/virtual-stage.ts'

const slow = { headers: { 'cache-control': 'max-age=60' }, afterMs: 200 }

test('COLL-01: requests that come while the first is under way wait no longer than it does', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => slow })
  const late = stage.request(150)
  stage.request(0)
  stage.run()
  expect(late.answeredAt).toBe(200)
  expect(late.response.headers.get('x-cache')).toBe('Hit from cloudfront')
})

test('COLL-01: an expired object collapses too', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => slow })
  stage.request(0)
  stage.simultaneous(10, 61_000)
  stage.run()
  expect(stage.originRequests).toBe(2)
})

test.each([
  {
    rule: 'COLL-04 one cookie in the cache policy',
    behavior: { cachePolicy: cachePolicy({ cookies: { kind: 'whitelist', names: ['a'] } }) },
  },
  {
    rule: 'COLL-04, POL-09 cookies in the origin request policy',
    behavior: { originRequestPolicy: originRequestPolicy({ cookies: { kind: 'all' } }) },
  },
  { rule: 'COLL-03, KEY-19 all TTLs 0', behavior: { cachePolicy: CACHING_DISABLED } },
])('$rule: no request waits for another', ({ behavior }) => {
  const stage = virtualStage({
    distribution: distribution({ behaviors: [cacheBehavior(behavior)] }),
    origin: () => slow,
  })
  const requests = stage.simultaneous(50, 0)
  stage.run()
  expect(stage.originRequests).toBe(50)
  expect(stage.resultTypes).toEqual({ Miss: 50 })
  expect(requests.every(({ answeredAt }) => answeredAt === 200)).toBe(true)
})

test('COLL-01, MET-04: a GET does not wait for a HEAD, which brings it nothing', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => slow })
  stage.request(0, { method: 'HEAD' })
  const get = stage.request(0)
  stage.run()
  expect(get.answeredAt).toBe(200)
})

test('COLL-01, MET-04: a HEAD waits for the GET of its key that is under way', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => slow })
  stage.request(0)
  const head = stage.request(50, { method: 'HEAD' })
  stage.run()
  expect(stage.attempts.map(({ method }) => method)).toEqual(['GET'])
  expect(head.response).toMatchObject({ status: 200, resultType: 'Hit' })
  expect(head.answeredAt).toBe(200)
})

test('COLL-05, MET-04: a HEAD that has waited in vain is forwarded as it came', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: () => ({ headers: { 'cache-control': 'no-store' }, afterMs: 200 }),
  })
  stage.request(0)
  const head = stage.request(50, { method: 'HEAD' })
  stage.run()
  expect(stage.attempts.map(({ method }) => method)).toEqual(['GET', 'HEAD'])
  expect(head.answeredAt).toBe(400)
})

test.each(['private', 'no-store', 'no-cache', 'max-age=0', 's-maxage=0, max-age=60'])(
  'COLL-05 and COLL-06: after a first response with %s the waiting ones go to the origin, all at once',
  cacheControl => {
    const stage = virtualStage({
      distribution: distribution(),
      origin: () => ({ headers: { 'cache-control': cacheControl }, afterMs: 200 }),
    })
    const [first, ...waiting] = stage.simultaneous(50, 0)
    stage.run()
    expect(stage.originRequests).toBe(50)
    expect(stage.resultTypes).toEqual({ Miss: 50 })
    expect(first?.answeredAt).toBe(200)
    expect(new Set(waiting.map(({ answeredAt }) => answeredAt))).toEqual(new Set([400]))
  },
)

test('TTL-20, COLL-05: under Vary: * every request goes to the origin, those who waited as well', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: () => ({ headers: { 'cache-control': 'max-age=60', vary: '*' }, afterMs: 200 }),
  })
  stage.simultaneous(5, 0)
  stage.run()
  expect(stage.originRequests).toBe(5)
})

test('COLL-05, POL-48: a minimum TTL above 0 lets the waiting ones share even a no-store response', () => {
  const stage = virtualStage({
    distribution: distribution({ behaviors: [cacheBehavior({ cachePolicy: cachePolicy({ minTtlSeconds: 1 }) })] }),
    origin: () => ({ headers: { 'cache-control': 'no-store' }, afterMs: 200 }),
  })
  stage.simultaneous(50, 0)
  stage.run()
  expect(stage.originRequests).toBe(1)
})

test('a fetch that fails by a bug of ours lets the waiting ones go on', () => {
  const origin = inTurn({ afterMs: 100 })
  const stage = virtualStage({
    distribution: distribution(),
    origin: (attempt, at) => {
      if (at.count === 1) throw new Error('our bug')
      return origin(attempt, at)
    },
  })
  const requests = stage.simultaneous(3, 0)
  stage.run()
  expect(requests[0]?.bug).toEqual(new Error('our bug'))
  expect(requests.slice(1).map(({ response }) => response.status)).toEqual([200, 200])
  expect(stage.flightCount).toBe(0)
})

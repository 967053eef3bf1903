import { expect, test } from 'vitest'
import { REGIONAL_CACHES, regionalCacheOf } from '../../pop/regional-caches.ts'
import { cacheBehavior, CACHING_DISABLED, customOrigin, distribution, s3Origin } from '../support/distribution.ts'
import { lambdasAt, scriptedLambda } from '../support/scripted-lambda.ts'
import { virtualStage, type StagedRequest, type VirtualStage } from '../support/virtual-stage.ts'

const PARIS = 'CDG50-P1'
const FRANKFURT = 'FRA56-P1'
const TOKYO = 'NRT57-P2'

const slow = { headers: { 'cache-control': 'max-age=60' }, afterMs: 200 }

const withShield = (originShieldRegion: string) => distribution({ origins: [customOrigin({ originShieldRegion })] })

const tierOf = (request: StagedRequest): string => {
  const last = request.stations('lookup').at(-1)
  return `${last?.tier} ${last?.name} ${last?.result}`
}

test('TIER-01: an object is stored in every tier it passes, and a neighbour finds it in the regional cache', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => slow })
  const first = stage.request(0, { location: PARIS })
  const neighbour = stage.request(1_000, { location: FRANKFURT })
  const again = stage.request(2_000, { location: FRANKFURT })
  const far = stage.request(3_000, { location: TOKYO })
  stage.run()
  expect(first.stations('lookup').map(({ tier }) => tier)).toEqual(['edge', 'regional'])
  expect(tierOf(neighbour)).toBe('regional eu-central-1 fresh')
  expect(neighbour.response.resultType).toBe('Hit')
  expect(tierOf(again)).toBe(`edge ${FRANKFURT} fresh`)
  expect(far.response.resultType).toBe('Miss')
  expect(stage.originRequests).toBe(2)
})

test('TTL-28: the copy of a neighbour has the age of the origin’s answer', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => slow })
  stage.request(0, { location: PARIS })
  const neighbour = stage.request(30_200, { location: FRANKFURT })
  const own = stage.request(45_200, { location: FRANKFURT })
  stage.run()
  expect([neighbour, own].map(({ response }) => response.headers.get('age'))).toEqual(['30', '45'])
})

test('RESH-05: each location names itself', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => slow })
  const requests = [PARIS, TOKYO].map(location => stage.request(0, { location }))
  stage.run()
  expect(requests.map(({ response }) => response.headers.get('x-amz-cf-pop'))).toEqual([PARIS, TOKYO])
})

test.each([
  { rule: 'two locations of one region: once', model: distribution(), at: [PARIS, FRANKFURT], fetches: 1 },
  { rule: 'two regions: once each', model: distribution(), at: [PARIS, FRANKFURT, TOKYO], fetches: 2 },
  { rule: 'two regions behind a shield: once', model: withShield('us-east-1'), at: [PARIS, TOKYO], fetches: 1 },
])('COLL-07, ORD-15: requests are collapsed in every tier by itself: $rule', ({ model, at, fetches }) => {
  const stage = virtualStage({ distribution: model, origin: () => slow })
  const requests = at.flatMap(location => stage.simultaneous(10, 0, { location }))
  stage.run()
  expect(stage.originRequests).toBe(fetches)
  expect(stage.resultTypes).toEqual({ Miss: fetches, Hit: requests.length - fetches })
  expect(requests.every(({ answeredAt }) => answeredAt === 200)).toBe(true)
})

test('COLL-07: the second location waits at the regional cache, and says so', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => slow })
  stage.request(0, { location: PARIS })
  const second = stage.request(100, { location: FRANKFURT })
  stage.run()
  expect(second.stations('collapsed')).toMatchObject([{ tier: 'regional', landing: 'shared' }])
})

test('TIER-07: a shield hit is told in the detail; where the regional cache is the shield it is a plain Hit', () => {
  const stage = virtualStage({ distribution: withShield('eu-central-1'), origin: () => slow })
  const tokyo = stage.request(0, { location: TOKYO })
  const paris = stage.request(1_000, { location: PARIS })
  stage.run()
  expect(tokyo.stations('lookup').map(({ tier }) => tier)).toEqual(['edge', 'regional', 'shield'])
  expect(paris.stations('lookup').map(({ tier }) => tier)).toEqual(['edge', 'regional'])
  expect(paris.response).toMatchObject({ resultType: 'Hit', detailedResultType: 'Hit' })
  stage.at(2_000, () => stage.network.pointAt(TOKYO).tiers.forEach(tier => tier.clear()))
  const shielded = stage.request(3_000, { location: TOKYO })
  stage.run()
  expect(shielded.response).toMatchObject({ resultType: 'Hit', detailedResultType: 'OriginShieldHit' })
  expect(stage.originRequests).toBe(1)
})

const IN_FRANKFURT = 's3.eu-central-1.amazonaws.com'
const bucket = (domainName: string, originShieldRegion?: string) => [
  s3Origin({ id: 'ssr', domainName, originShieldRegion }),
]

test.each([
  { rule: 'S3-08, TIER-02 in the region of the regional cache', origins: bucket(`b.${IN_FRANKFURT}`), skips: true },
  {
    rule: 'S3-08 under its dual-stack name',
    origins: bucket('b.s3.dualstack.eu-central-1.amazonaws.com'),
    skips: true,
  },
  { rule: 'S3-08 in another region', origins: bucket('b.s3.us-east-1.amazonaws.com'), skips: false },
  { rule: 'S3-08 without a region in its name', origins: bucket('b.s3.amazonaws.com'), skips: false },
  { rule: 'S3-08 behind a shield', origins: bucket(`b.${IN_FRANKFURT}`, 'eu-central-1'), skips: false },
  { rule: 'S3-08 not an S3 origin', origins: [customOrigin({ domainName: `b.${IN_FRANKFURT}` })], skips: false },
  {
    rule: 'TIER-04 with a Lambda at the origin',
    origins: bucket(`b.${IN_FRANKFURT}`),
    lambdas: lambdasAt('origin-response'),
    skips: false,
  },
])('a bucket $rule skips the regional cache: $skips', ({ origins, lambdas = {}, skips }) => {
  const stage = virtualStage({
    distribution: distribution({ origins, behaviors: [cacheBehavior({ lambdas })] }),
    origin: () => slow,
    lambda: scriptedLambda({}).lambda,
  })
  const request = stage.request(0)
  stage.run()
  expect(request.stations('lookup').map(({ tier }) => tier)).toEqual(skips ? ['edge'] : ['edge', 'regional'])
  expect(request.stations('tier-bypassed')).toHaveLength(skips ? 1 : 0)
})

test.each([
  { rule: 'TIER-03 all TTLs 0', behavior: { cachePolicy: CACHING_DISABLED }, method: 'GET' },
  { rule: 'TIER-02, MET-08 POST', behavior: {}, method: 'POST' },
  { rule: 'TIER-02, MET-08 PUT', behavior: {}, method: 'PUT' },
  { rule: 'TIER-02, MET-08 PATCH', behavior: {}, method: 'PATCH' },
  { rule: 'TIER-02, MET-08 DELETE', behavior: {}, method: 'DELETE' },
  { rule: 'TIER-02, MET-08 OPTIONS that is not cached', behavior: {}, method: 'OPTIONS' },
])('$rule goes straight to the origin, shield or not', ({ behavior, method }) => {
  const stage = virtualStage({
    distribution: distribution({
      origins: [customOrigin({ originShieldRegion: 'us-east-1' })],
      behaviors: [cacheBehavior(behavior)],
    }),
    origin: () => slow,
  })
  const request = stage.request(0, { method })
  stage.run()
  expect(request.stations('lookup')).toEqual([])
  expect(stage.originRequests).toBe(1)
})

test('MET-08: a cached OPTIONS goes through every tier', () => {
  const behaviors = [cacheBehavior({ cachedMethods: new Set(['GET', 'HEAD', 'OPTIONS']) })]
  const stage = virtualStage({ distribution: distribution({ behaviors }), origin: () => slow })
  const request = stage.request(0, { method: 'OPTIONS' })
  stage.run()
  expect(request.stations('lookup').map(({ tier }) => tier)).toEqual(['edge', 'regional'])
})

test('ERR-19: an error is kept in every tier, so a neighbour gets it without another attempt', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => ({ status: 500 }) })
  stage.request(0, { location: PARIS })
  const neighbour = stage.request(5_000, { location: FRANKFURT })
  const later = stage.request(11_000, { location: FRANKFURT })
  stage.run()
  expect(neighbour.response).toMatchObject({ status: 500, resultType: 'Error' })
  expect(later.response.status).toBe(500)
  expect(stage.originRequests).toBe(2)
})

const staleAtBoth = (): VirtualStage => {
  let isDown = false
  const stage = virtualStage({
    distribution: distribution(),
    origin: () => (isDown ? { status: 503 } : { headers: { 'cache-control': 'max-age=60' } }),
  })
  stage.request(0, { location: PARIS })
  stage.request(1_000, { location: FRANKFURT })
  stage.at(2_000, () => {
    isDown = true
  })
  return stage
}

test('STALE-06: one failed attempt keeps both locations of a region from the next one', () => {
  const stage = staleAtBoth()
  const requests = [
    stage.request(70_000, { location: PARIS }),
    stage.request(71_000, { location: FRANKFURT }),
    stage.request(72_000, { location: PARIS }),
  ]
  stage.run()
  expect(stage.originRequests).toBe(2)
  expect(requests.map(({ response }) => `${response.status} ${response.resultType}`)).toEqual(
    Array.from({ length: 3 }, () => '200 RefreshHit'),
  )
})

test('TIER-06: every location has one of the published regional caches', () => {
  expect(REGIONAL_CACHES).toHaveLength(13)
  for (const location of [PARIS, FRANKFURT, TOKYO, 'XXX1', 'iad89-p1']) {
    expect(REGIONAL_CACHES).toContain(regionalCacheOf(location))
  }
  expect(['CDG50-P1', 'FRA2', 'NRT57', 'LHR61-C1', 'IAD89', 'XXX1'].map(regionalCacheOf)).toEqual([
    'eu-central-1',
    'eu-central-1',
    'ap-northeast-1',
    'eu-west-2',
    'us-east-1',
    'us-east-1',
  ])
})

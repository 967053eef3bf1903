import { describe, expect, test } from 'vitest'
import type { CacheBehavior } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import {
  cacheBehavior,
  CACHING_DISABLED,
  customOrigin,
  distribution,
  responseHeadersPolicy,
} from '../support/distribution.ts'
import { namedFunction } from '../support/scripted-function.ts'
import { inTurn, type OriginScript } from '../support/scripted-origin.ts'
import { virtualStage, type StagedRequest, type VirtualStage } from '../support/virtual-stage.ts'

const timed = (samplingRate: number) => responseHeadersPolicy({ serverTimingSamplingRate: samplingRate })
const PAGE = { headers: { 'cache-control': 'max-age=60', etag: '"1"' }, afterMs: 40 }

const stageWith = (
  behavior: Partial<CacheBehavior> = {},
  origin: OriginScript = () => PAGE,
  parts: Parameters<typeof distribution>[0] = {},
): VirtualStage =>
  virtualStage({
    distribution: distribution({
      behaviors: [cacheBehavior({ responseHeadersPolicy: timed(100), ...behavior })],
      ...parts,
    }),
    origin,
    functions: {
      answers: {
        viewerRequest: () => ({
          kind: 'response',
          status: 204,
          statusDescription: undefined,
          headers: new HeaderList(),
          body: undefined,
          logs: [],
          customLogData: undefined,
        }),
      },
    },
  })

/** One request at each moment. */
const played = (stage: VirtualStage, ...moments: number[]): readonly StagedRequest[] => {
  const requests = moments.map(at => stage.request(at))
  stage.run()
  return requests
}

const timing = (request: StagedRequest | undefined): string | undefined =>
  request?.response.headers.joined('server-timing')

/** Without what names place and request. */
const metrics = (request: StagedRequest | undefined): string =>
  (timing(request) ?? '')
    .split(',')
    .filter(metric => !/^cdn-(pop|rid)/.test(metric))
    .join(' ')

const FROM_ORIGIN = (layer: string) =>
  `cdn-upstream-layer;desc="${layer}" cdn-upstream-dns;dur=0 cdn-upstream-connect;dur=0 cdn-upstream-fbl;dur=40`

test('RHP-32 place and request are those of the other headers', () => {
  const [miss] = played(stageWith(), 0)
  const { headers } = miss?.response ?? { headers: new HeaderList() }
  expect(timing(miss)).toContain(
    `,cdn-pop;desc="${headers.get('x-amz-cf-pop')}",cdn-rid;desc="${headers.get('x-amz-cf-id')}",`,
  )
})

describe('RHP-32, TIER-10 what each outcome says', () => {
  test('a miss through two tiers, then a hit at the edge', () => {
    const [miss, hit] = played(stageWith(), 0, 1_000)
    expect(metrics(miss)).toBe(`cdn-cache-miss ${FROM_ORIGIN('REC')} cdn-downstream-fbl;dur=40`)
    expect(metrics(hit)).toBe('cdn-cache-hit cdn-hit-layer;desc="EDGE" cdn-downstream-fbl;dur=0')
  })

  test('a miss through a shield', () => {
    const parts = { origins: [customOrigin({ originShieldRegion: 'eu-west-1' })] }
    const [miss] = played(
      stageWith({}, () => PAGE, parts),
      0,
    )
    expect(metrics(miss)).toBe(`cdn-cache-miss ${FROM_ORIGIN('Origin Shield')} cdn-downstream-fbl;dur=40`)
  })

  test.each([
    { tier: 0, layer: 'REC' },
    { tier: 1, layer: 'Origin Shield' },
  ])('a hit behind $tier empty tiers more than the edge: $layer', ({ tier, layer }) => {
    const stage = stageWith({}, () => PAGE, { origins: [customOrigin({ originShieldRegion: 'eu-west-1' })] })
    stage.request(0)
    stage.at(500, () => stage.pop.tiers.slice(0, tier + 1).forEach(one => one.clear()))
    const hit = stage.request(1_000)
    stage.run()
    expect(metrics(hit)).toBe(`cdn-cache-hit cdn-hit-layer;desc="${layer}" cdn-downstream-fbl;dur=0`)
  })

  test('an object confirmed by the origin', () => {
    const [, refresh] = played(stageWith({}, inTurn(PAGE, { status: 304, afterMs: 40 })), 0, 61_000)
    expect(refresh?.response.resultType).toBe('RefreshHit')
    expect(metrics(refresh)).toBe(
      `cdn-cache-refresh cdn-hit-layer;desc="REC" ${FROM_ORIGIN('REC')} cdn-downstream-fbl;dur=40`,
    )
  })

  test('caching disabled: the edge asks the origin', () => {
    const [miss] = played(stageWith({ cachePolicy: CACHING_DISABLED }), 0)
    expect(metrics(miss)).toBe(`cdn-cache-miss ${FROM_ORIGIN('EDGE')} cdn-downstream-fbl;dur=40`)
  })

  test('whoever waited for another one’s fetch has a hit, and waited', () => {
    const [miss, shared] = played(stageWith(), 0, 10)
    expect([miss?.response.resultType, shared?.response.resultType]).toEqual(['Miss', 'Hit'])
    expect(metrics(shared)).toBe('cdn-cache-hit cdn-hit-layer;desc="EDGE" cdn-downstream-fbl;dur=30')
  })

  test('a response of viewer-request has nothing to do with the cache', () => {
    const [made] = played(stageWith({ functions: { 'viewer-request': namedFunction('answers') } }), 0)
    expect(metrics(made)).toBe('cdn-downstream-fbl;dur=0')
  })
})

describe('RHP-31 the origin’s own metrics', () => {
  const origin = () => ({ ...PAGE, headers: { ...PAGE.headers, 'server-timing': ['db;dur=5', 'app;dur=9'] } })

  test('on a miss they stand in one field with CloudFront’s, on a hit only CloudFront’s do', () => {
    const [miss, hit] = played(stageWith({}, origin), 0, 1_000)
    expect(miss?.response.headers.getAll('server-timing')).toEqual([
      expect.stringMatching(/^db;dur=5, app;dur=9,cdn-cache-miss,/),
    ])
    expect(hit?.response.headers.getAll('server-timing')).toEqual([expect.stringMatching(/^cdn-cache-hit,/)])
  })

  test('a response that is not sampled passes them as they are', () => {
    const [, hit] = played(stageWith({ responseHeadersPolicy: timed(0) }, origin), 0, 1_000)
    expect(hit?.response.headers.getAll('server-timing')).toEqual(['db;dur=5', 'app;dur=9'])
  })

  test('RHP-01 the policy removes them first', () => {
    const policy = responseHeadersPolicy({ removeHeaders: ['server-timing'], serverTimingSamplingRate: 100 })
    const [miss] = played(stageWith({ responseHeadersPolicy: policy }, origin), 0)
    expect(timing(miss)).toMatch(/^cdn-cache-miss,/)
  })
})

describe('RHP-30 sampling', () => {
  test.each([
    { rate: 0, least: 0, most: 0 },
    { rate: 0.5, least: 30, most: 75 },
    { rate: 25, least: 2_350, most: 2_650 },
    { rate: 100, least: 10_000, most: 10_000 },
  ])('a rate of $rate % times $least to $most of 10,000 requests', ({ rate, least, most }) => {
    const stage = stageWith({ responseHeadersPolicy: timed(rate) })
    const requests = stage.simultaneous(10_000, 0)
    stage.run()
    const count = requests.filter(request => timing(request) !== undefined).length
    expect(count).toBeGreaterThanOrEqual(least)
    expect(count).toBeLessThanOrEqual(most)
  })

  test.each([
    { pragma: 'server-timing', isTimed: true },
    { pragma: 'no-cache, Server-Timing', isTimed: true },
    { pragma: 'no-cache', isTimed: false },
    { pragma: 'x-server-timing', isTimed: false },
  ])('at a rate of 0, Pragma: $pragma asks for it: $isTimed', ({ pragma, isTimed }) => {
    const stage = stageWith({ responseHeadersPolicy: timed(0) })
    const request = stage.request(0, { headers: { pragma } })
    stage.run()
    expect(timing(request) !== undefined).toBe(isTimed)
  })

  test('a policy without the section never times, whatever is asked', () => {
    const stage = stageWith({ responseHeadersPolicy: responseHeadersPolicy() })
    const request = stage.request(0, { headers: { pragma: 'server-timing' } })
    stage.run()
    expect(timing(request)).toBeUndefined()
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CachePolicy } from '../../distribution/model.ts'
import {
  cacheBehavior,
  cachePolicy,
  CACHING_DISABLED,
  customOrigin,
  distribution,
  originGroup,
} from '../support/distribution.ts'
import type { ScriptedAnswer } from '../support/scripted-origin.ts'
import { virtualStage, type VirtualStage } from '../support/virtual-stage.ts'

const REQUESTS = 10_000
const RUNS = 4

const policies: readonly CachePolicy[] = [
  cachePolicy({ defaultTtlSeconds: 5 }),
  cachePolicy({ minTtlSeconds: 1, defaultTtlSeconds: 1, maxTtlSeconds: 3 }),
  cachePolicy({ cookies: { kind: 'all' } }),
  CACHING_DISABLED,
]

const cacheControls = [
  'max-age=2',
  'no-store',
  'max-age=0',
  'max-age=1, stale-while-revalidate=4',
  'max-age=1, stale-if-error=0',
]

const anAnswer: fc.Arbitrary<ScriptedAnswer> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      status: fc.constantFrom(200, 200, 200, 301, 404, 500, 503, 304),
      headers: fc.constantFrom(...cacheControls).map(value => ({ 'cache-control': value, etag: '"a"' })),
      byteLength: fc.constantFrom(0, 500, 30_000),
      afterMs: fc.nat(3_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<ScriptedAnswer>('silent', 'unreachable', { failure: 'refused' }, { failure: 'reset' }),
  },
)

const traffic = fc.record({
  seed: fc.nat(),
  answers: fc.array(anAnswer, { minLength: 3, maxLength: 30 }),
  policy: fc.constantFrom(...policies),
  isGroup: fc.boolean(),
  spanMs: fc.constantFrom(100, 10_000, 600_000),
})

/** A small generator of numbers, so that ten thousand requests need no ten thousand arbitraries. */
const numbers = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const play = ({
  seed,
  answers,
  policy,
  isGroup,
  spanMs,
}: typeof traffic extends fc.Arbitrary<infer T> ? T : never): VirtualStage => {
  const next = numbers(seed)
  const origins = [
    customOrigin({ connectionAttempts: 2, readTimeoutSeconds: 2 }),
    customOrigin({ id: 'static', domainName: 'static.example.org', connectionAttempts: 1 }),
  ]
  const stage = virtualStage({
    distribution: distribution({
      origins,
      originGroups: isGroup ? [originGroup([500, 503, 504])] : [],
      behaviors: [
        cacheBehavior({ pathPattern: '/error', targetOriginId: 'static' }),
        cacheBehavior({ cachePolicy: policy, targetOriginId: isGroup ? 'ssr-or-static' : 'ssr' }),
      ],
      errorResponses: [{ errorCode: 504, errorCachingMinTtlSeconds: 2, page: { path: '/error', responseCode: 200 } }],
    }),
    origin: () => answers[next(answers.length)] ?? {},
    tierCapacityBytes: 200_000,
    completes: body => (next(20) === 0 ? undefined : body),
  })
  const methods = ['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'HEAD', 'POST'] as const
  for (let count = 0; count < REQUESTS; count++) {
    const method = methods[next(methods.length)] ?? 'GET'
    stage.request(next(spanMs), { method, path: `/${next(40)}`, headers: { cookie: `a=${next(3)}` } })
  }
  stage.run()
  return stage
}

test('COLL-01: whatever the times, keys and faults, every request gets one answer, no fetch stays open, and the counts add up', () => {
  fc.assert(
    fc.property(traffic, parts => {
      const stage = play(parts)
      expect(stage.requests.every(({ answers, bug }) => answers === 1 && bug === undefined)).toBe(true)
      expect(stage.flightCount).toBe(0)
      const counted = Object.values(stage.resultTypes).reduce((sum, count) => sum + count, 0)
      expect(counted).toBe(REQUESTS)
      // Who was not served from a cache has asked an origin; a collapsed error counts as one that has not.
      const { Miss = 0, RefreshHit = 0 } = stage.resultTypes
      const stale = stage.requests.filter(request => request.stations('stale-served').length > 0).length
      expect(stage.originRequests).toBeGreaterThanOrEqual(Miss + RefreshHit - stale)
      const missed = stage.requests.filter(({ response }) => response.resultType === 'Miss')
      expect(missed.every(request => request.stations('origin-attempt').length > 0)).toBe(true)
    }),
    { numRuns: RUNS },
  )
}, 60_000)

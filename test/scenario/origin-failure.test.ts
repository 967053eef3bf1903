import { expect, test } from 'vitest'
import type { CustomOrigin } from '../../distribution/model.ts'
import { cacheBehavior, customOrigin, distribution, originGroup, s3Origin } from '../support/distribution.ts'
import type { OriginScript } from '../support/scripted-origin.ts'
import { virtualStage } from '../support/virtual-stage.ts'

const alone = (origin: Partial<CustomOrigin>, script: OriginScript) =>
  virtualStage({ distribution: distribution({ origins: [customOrigin(origin)] }), origin: script })

test.each([
  { rule: 'ORIG-06 silence, by default', origin: {}, answer: 'silent', status: 504, seconds: 90, attempts: 3 },
  {
    rule: 'ORIG-06 packets dropped, by default',
    origin: {},
    answer: 'unreachable',
    status: 504,
    seconds: 30,
    attempts: 3,
  },
  {
    rule: 'ORIG-01, ORIG-03 one attempt, 4 s',
    origin: { connectionAttempts: 1, readTimeoutSeconds: 4 },
    answer: 'silent',
    status: 504,
    seconds: 4,
    attempts: 1,
  },
  {
    rule: 'ORIG-01, ORIG-02 two attempts of 2 s',
    origin: { connectionAttempts: 2, connectionTimeoutSeconds: 2 },
    answer: 'unreachable',
    status: 504,
    seconds: 4,
    attempts: 2,
  },
  {
    rule: 'RETRY-03, GEN-13 refused, at once',
    origin: {},
    answer: { failure: 'refused' },
    status: 502,
    seconds: 0,
    attempts: 3,
  },
  {
    rule: 'ORIG-05 the completion timeout cuts the attempts short',
    origin: { responseCompletionTimeoutSeconds: 45 },
    answer: 'silent',
    status: 504,
    seconds: 45,
    attempts: 2,
  },
  {
    rule: 'ORIG-05, GEN-18 and a single one',
    origin: { responseCompletionTimeoutSeconds: 30 },
    answer: 'silent',
    status: 504,
    seconds: 30,
    attempts: 1,
  },
] as const)(
  '$rule: $status after $seconds s and $attempts attempts',
  ({ origin, answer, status, seconds, attempts }) => {
    const stage = alone(origin, () => answer)
    const request = stage.request(0)
    stage.run()
    expect(request.response.status).toBe(status)
    expect(request.answeredAt).toBe(seconds * 1000)
    expect(stage.originRequests).toBe(attempts)
  },
)

test('RETRY-05: after the last attempt nothing is sent until the next request', () => {
  const stage = alone({ connectionAttempts: 2 }, () => ({ failure: 'refused' }))
  stage.request(0)
  stage.run(9_000)
  expect(stage.originRequests).toBe(2)
  stage.request(11_000)
  stage.run()
  expect(stage.originRequests).toBe(4)
})

const group = (codes: readonly number[], ssr: OriginScript, secondary: OriginScript = () => ({ byteLength: 9 })) =>
  virtualStage({
    distribution: distribution({
      origins: [customOrigin({ connectionAttempts: 1, readTimeoutSeconds: 5 }), s3Origin()],
      originGroups: [originGroup(codes)],
      behaviors: [cacheBehavior({ targetOriginId: 'ssr-or-static' })],
    }),
    origin: { ssr, static: secondary },
  })

test.each([
  { rule: 'GRP-02 a 503 answer', codes: [503], answer: { status: 503 } },
  { rule: 'GRP-03 refused', codes: [503], answer: { failure: 'refused' } },
  { rule: 'GRP-04 a read timeout', codes: [504], answer: 'silent' },
] as const)('$rule asks the secondary, same path (GRP-09), result Miss (GRP-18)', ({ codes, answer }) => {
  const stage = group(codes, () => answer)
  const request = stage.request(0, { path: '/live' })
  stage.run()
  expect(stage.attempts.map(({ originId, url }) => `${originId} ${url}`)).toEqual(['ssr /live', 'static /live'])
  expect(request.response).toMatchObject({ status: 200, resultType: 'Miss', body: { byteLength: 9 } })
  expect(request.stations('failover')).toMatchObject([{ from: 'ssr', to: 'static' }])
})

test.each([
  {
    rule: 'GRP-03 refused without 503 among the codes',
    codes: [500, 502, 504],
    answer: { failure: 'refused' },
    status: 502,
  },
  { rule: 'GRP-04 a read timeout without 504', codes: [500, 502, 503], answer: 'silent', status: 504 },
  { rule: 'GRP-02 a 500 without 500', codes: [502, 503, 504], answer: { status: 500 }, status: 500 },
] as const)('$rule: the viewer gets $status', ({ codes, answer, status }) => {
  const stage = group(codes, () => answer)
  const request = stage.request(0)
  stage.run()
  expect(request.response.status).toBe(status)
  expect(stage.attemptsAt('static')).toHaveLength(0)
  expect(request.stations('not-failed-over')).toHaveLength(1)
})

test('GRP-10, GRP-12: when the secondary fails too, its status goes to the viewer, after both timeouts', () => {
  const stage = group(
    [504],
    () => 'silent',
    () => 'silent',
  )
  const request = stage.request(0)
  stage.run()
  expect(request.response).toMatchObject({ status: 504, resultType: 'Error' })
  expect(request.answeredAt).toBe(5_000 + 3 * 30_000)
})

test('GRP-13: what the secondary gave is served after recovery until it expires', () => {
  const stage = group(
    [503],
    (_, { now }) => (now < 5_000 ? { status: 503 } : {}),
    () => ({ byteLength: 9, headers: { 'cache-control': 'max-age=60' } }),
  )
  stage.request(0)
  const during = stage.request(30_000)
  const after = stage.request(61_000)
  stage.run()
  expect(during.response).toMatchObject({ resultType: 'Hit', body: { byteLength: 9 } })
  expect(after.response).toMatchObject({ resultType: 'Miss', body: { byteLength: 1_000 } })
})

test('GRP-09: of a primary whose answer gives way to the secondary nothing is left open', () => {
  const stage = virtualStage({
    distribution: distribution({
      originGroups: [originGroup([503])],
      behaviors: [cacheBehavior({ targetOriginId: originGroup([503]).id })],
    }),
    origin: { ssr: () => ({ status: 503, byteLength: 77 }), static: () => ({ byteLength: 5 }) },
  })
  const request = stage.request(0)
  stage.run()
  expect(request.response).toMatchObject({ status: 200, body: { byteLength: 5 } })
  expect(stage.discarded).toEqual([{ byteLength: 77 }])
})

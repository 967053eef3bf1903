import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { cacheBehavior, customOrigin } from '../../test/support/distribution.ts'
import { NO_BODY } from '../body.ts'
import { decideFailover } from './failover.ts'
import type { OriginAnswer } from './origin-answer.ts'
import type { OriginFailure } from './origin-attempt.ts'

const origin = customOrigin()

const answered = (status: number, originStatus = status): OriginAnswer => ({
  kind: 'answered',
  origin,
  status,
  originStatus,
  headers: new HeaderList(),
  body: NO_BODY,
  receivedAt: 0,
  madeByOriginRequest: false,
  originCookies: [],
})

const noAnswer = (failure: OriginFailure): OriginAnswer => ({ kind: 'no-answer', origin, failure })

const failsOver = (codes: readonly number[], answer: OriginAnswer, method = 'GET', cachesOptions = false): boolean =>
  decideFailover(
    new Set(codes),
    cacheBehavior({ cachedMethods: new Set(cachesOptions ? ['GET', 'HEAD', 'OPTIONS'] : ['GET', 'HEAD']) }),
    method,
    answer,
    'status-after-origin-response',
  ).failsOver

test.each([400, 403, 404, 416, 429, 500, 502, 503, 504])(
  'GRP-02: %i fails over when it is a code, and only then',
  status => {
    expect(failsOver([status], answered(status))).toBe(true)
    expect(failsOver([status === 500 ? 502 : 500], answered(status))).toBe(false)
  },
)

test.each([
  { rule: 'GRP-03 a refused connection needs 503', answer: noAnswer('refused'), codes: [503], fails: true },
  { rule: 'GRP-03 and nothing else will do', answer: noAnswer('refused'), codes: [500, 502, 504], fails: false },
  {
    rule: 'GRP-03 a connection that times out needs 503',
    answer: noAnswer('connect-timeout'),
    codes: [503],
    fails: true,
  },
  { rule: 'GRP-04 a read timeout needs 504', answer: noAnswer('read-timeout'), codes: [504], fails: true },
  { rule: 'GRP-04 and nothing else will do', answer: noAnswer('read-timeout'), codes: [500, 502, 503], fails: false },
  {
    rule: 'GRP-04 the completion timeout needs 504',
    answer: noAnswer('completion-timeout'),
    codes: [504],
    fails: true,
  },
  { rule: 'GRP-05 DNS with 502', answer: noAnswer('dns'), codes: [502], fails: true },
  { rule: 'GRP-05 DNS with 503', answer: noAnswer('dns'), codes: [503], fails: true },
  { rule: 'GRP-05 DNS with neither', answer: noAnswer('dns'), codes: [500, 504], fails: false },
  { rule: 'GRP-05 TLS with 502', answer: noAnswer('tls'), codes: [502], fails: true },
  { rule: 'GRP-05 TLS with 503', answer: noAnswer('tls'), codes: [503], fails: true },
  { rule: 'GRP-11 2xx ends the matter', answer: answered(200), codes: [500, 502, 503, 504], fails: false },
  { rule: 'GRP-11 3xx ends the matter', answer: answered(302), codes: [500, 502, 503, 504], fails: false },
  { rule: 'ORR-23 the status after origin-response decides', answer: answered(200, 500), codes: [500], fails: false },
])('$rule', ({ answer, codes, fails }) => {
  expect(failsOver(codes, answer)).toBe(fails)
})

test('ORR-23: the switch decides on the status of the origin', () => {
  const decision = decideFailover(new Set([500]), cacheBehavior(), 'GET', answered(200, 500), 'origin-status')
  expect(decision.failsOver).toBe(true)
})

test.each([
  { method: 'HEAD', caches: false, fails: true },
  { method: 'OPTIONS', caches: true, fails: true },
  { method: 'OPTIONS', caches: false, fails: false },
  { method: 'POST', caches: true, fails: false },
  { method: 'PUT', caches: true, fails: false },
  { method: 'DELETE', caches: true, fails: false },
])('GRP-06: $method (OPTIONS cached: $caches) fails over: $fails', ({ method, caches, fails }) => {
  expect(failsOver([503], answered(503), method, caches)).toBe(fails)
  expect(failsOver([503], noAnswer('refused'), method, caches)).toBe(fails)
})

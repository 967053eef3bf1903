import { describe, expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import type { OriginAttempt } from '../../pop/origin/origin-attempt.ts'
import { captureOf, resultTypes } from '../../test/support/capture.ts'
import { customOrigin } from '../../test/support/distribution.ts'
import { attemptOutcome } from './attempt-outcome.ts'
import { originModelOf, originOutcome } from './origin-model.ts'
import type { OriginRule } from './origin-rules.ts'

const attempt = (uri = '/programme/x', headers = new HeaderList()): OriginAttempt => ({
  origin: customOrigin({ id: 'ssr' }),
  request: { method: 'GET', uri, queryString: undefined, headers, body: undefined, viewerProtocol: 'https' },
  connectionTimeoutMs: 2_000,
  readTimeoutMs: 5_000,
  completionTimeoutMs: undefined,
})

describe('cloudfront-logs 1.6, 1.8: what an origin said, from what was logged', () => {
  test.each([
    { what: 'a hit', types: resultTypes('Hit'), status: 200, said: { status: 200 } },
    { what: 'a redirect of the origin', types: resultTypes('Miss'), status: 302, said: { status: 302 } },
    { what: '304 to the viewer', types: resultTypes('Hit'), status: 304, said: { status: 200 } },
    { what: 'a part', types: resultTypes('Hit'), status: 206, said: { status: 200 } },
    { what: 'nothing sent', types: resultTypes('Miss'), status: 0, said: { status: 200 } },
    { what: 'its own 404', types: resultTypes('Error'), status: 404, said: { status: 404 } },
    { what: 'its own 503', types: resultTypes('Error'), status: 503, said: { status: 503 } },
    { what: 'a masked error', types: resultTypes('Error'), status: 200, said: { status: 503 } },
    {
      what: 'a masked silence',
      types: resultTypes('Error', 'OriginCommError'),
      status: 200,
      said: { failure: 'read-timeout' },
    },
    {
      what: 'a refused connection',
      types: resultTypes('Error', 'OriginConnectError'),
      status: 502,
      said: { failure: 'refused' },
    },
    {
      what: 'a name without address',
      types: resultTypes('Error', 'OriginDnsError'),
      status: 502,
      said: { failure: 'dns' },
    },
    {
      what: 'a refused viewer',
      types: resultTypes('Error', 'InvalidRequestMethod'),
      status: 403,
      said: { status: 200 },
    },
    { what: 'a redirect to HTTPS', types: resultTypes('Redirect'), status: 301, said: { status: 200 } },
    {
      what: 'an answer of a function',
      types: resultTypes('FunctionGeneratedResponse'),
      status: 301,
      said: { status: 200 },
    },
  ])('$what', ({ types, status, said }) => expect(originOutcome(captureOf([{ ...types, status }]), 0)).toEqual(said))
})

const MISSES = [
  { uri: '/a', ...resultTypes('Miss'), timeToFirstByteMs: 40, contentLengthBytes: 1_000 },
  { uri: '/a', ...resultTypes('Miss'), timeToFirstByteMs: 60, contentLengthBytes: 3_000 },
  { uri: '/b', ...resultTypes('RefreshHit'), timeToFirstByteMs: 200, contentLengthBytes: 500 },
  { uri: '/c', ...resultTypes('Hit'), contentLengthBytes: undefined, sentBytes: 700 },
]

test('first byte and size are the means of a path; a path without a miss has those of all', () => {
  const model = originModelOf(captureOf(MISSES), [])
  expect(model.answerTo(attempt('/a'), 0)).toMatchObject({ afterMs: 50, byteLength: 2_000 })
  expect(model.answerTo(attempt('/c'), 3)).toMatchObject({ afterMs: 100, byteLength: 700 })
})

test('a path that was confirmed once is confirmed again, under a weakened tag too (COMP-11)', () => {
  const model = originModelOf(captureOf(MISSES), [])
  const first = model.answerTo(attempt('/b'), 2)
  const tag = first.kind === 'response' ? (first.headers.get('etag') ?? '') : ''
  for (const sent of [tag, `W/${tag}`])
    expect(model.answerTo(attempt('/b', HeaderList.of({ 'if-none-match': sent })), 2)).toMatchObject({ status: 304 })
  expect(model.answerTo(attempt('/a', HeaderList.of({ 'if-none-match': tag })), 0)).toMatchObject({ status: 200 })
})

test('an origin that fails confirms nothing, whatever it confirmed before', () => {
  const down: OriginRule = { path: '/b', origin: undefined, status: 503, headers: {}, firstByteMs: undefined }
  const model = originModelOf(captureOf(MISSES), [down])
  const answer = model.answerTo(attempt('/b', HeaderList.of({ 'if-none-match': '"as-logged"' })), 2)
  expect(answer).toMatchObject({ kind: 'response', status: 503 })
})

test('no lifetime is made up: a log holds no Cache-Control (cloudfront-logs 8)', () => {
  const answer = originModelOf(captureOf(MISSES), []).answerTo(attempt('/a'), 0)
  expect(answer.kind === 'response' && answer.headers.has('cache-control')).toBe(false)
})

test('the first rule that matches path and origin says otherwise', () => {
  const rule = (fields: Partial<OriginRule>): OriginRule => ({
    path: '*',
    origin: undefined,
    status: undefined,
    headers: {},
    firstByteMs: undefined,
    ...fields,
  })
  const rules = [
    rule({ path: '/a', origin: 'static', status: 410 }),
    rule({ path: '/a*', headers: { 'cache-control': 'max-age=9' }, firstByteMs: 7 }),
    rule({ status: 500 }),
  ]
  const model = originModelOf(captureOf(MISSES), rules)
  const answer = model.answerTo(attempt('/a'), 0)
  expect(answer).toMatchObject({ status: 200, afterMs: 7 })
  expect(answer.kind === 'response' && answer.headers.get('cache-control')).toBe('max-age=9')
  expect(model.answerTo(attempt('/b'), 2)).toMatchObject({ status: 500 })
  expect(model.description.join('\n')).toContain('rule: /a*, first byte after 7 ms, cache-control: max-age=9')
})

test('an error page is no matter of the row that caused it', () => {
  const capture = captureOf([{ uri: '/x', status: 503, ...resultTypes('Error') }])
  expect(originModelOf(capture, []).answerTo(attempt('/static-index.html'), undefined)).toMatchObject({ status: 200 })
})

describe('the limits of an attempt (ORIG-02, ORIG-03, ORIG-05)', () => {
  const good = { kind: 'response', status: 200, headers: new HeaderList(), byteLength: 1, afterMs: 4_000 } as const
  test.each([
    { rule: 'in time', answer: good, limits: {}, outcome: { kind: 'response', durationMs: 4_000 } },
    {
      rule: 'ORIG-03',
      answer: { ...good, afterMs: 6_000 },
      limits: {},
      outcome: { failure: 'read-timeout', durationMs: 5_000 },
    },
    {
      rule: 'ORIG-05',
      answer: good,
      limits: { completionTimeoutMs: 1_500 },
      outcome: { failure: 'completion-timeout', durationMs: 1_500 },
    },
    {
      rule: 'a silent origin waits for the whole limit',
      answer: { kind: 'failure', failure: 'read-timeout', afterMs: 3 },
      limits: {},
      outcome: { failure: 'read-timeout', durationMs: 5_000 },
    },
    {
      rule: 'ORIG-02',
      answer: { kind: 'failure', failure: 'connect-timeout', afterMs: 3 },
      limits: {},
      outcome: { failure: 'connect-timeout', durationMs: 2_000 },
    },
    {
      rule: 'a refusal comes at once',
      answer: { kind: 'failure', failure: 'refused', afterMs: 3 },
      limits: {},
      outcome: { failure: 'refused', durationMs: 3 },
    },
  ] as const)('$rule', ({ answer, limits, outcome }) =>
    expect(attemptOutcome({ ...attempt(), ...limits }, answer)).toMatchObject(outcome),
  )
})

test('TTL-51: a range is sent as asked, of an object that is at least that long', () => {
  const capture = captureOf([{ ...resultTypes('Miss'), status: 200, contentLengthBytes: 500 }])
  const asked = (range: string) =>
    originModelOf(capture, []).answerTo(attempt('/', HeaderList.of({ range })), undefined)
  const answer = asked('bytes=100-199')
  expect(answer).toMatchObject({ kind: 'response', status: 206, byteLength: 100 })
  expect(answer.kind === 'response' && answer.headers.get('content-range')).toBe('bytes 100-199/500')
  const beyond = asked('bytes=900-999')
  expect(beyond.kind === 'response' && beyond.headers.get('content-range')).toBe('bytes 900-999/1000')
})

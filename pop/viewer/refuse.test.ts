import { expect, test } from 'vitest'
import type { Method } from '../../distribution/model.ts'
import { cacheBehavior } from '../../test/support/distribution.ts'
import { viewerRequest } from '../../test/support/virtual-stage.ts'
import { isLogged, refuseMalformed, refuseMethod } from './refuse.ts'

const longest = `/${'a'.repeat(8_191)}`

test.each([
  { rule: 'an ordinary request', parts: {}, status: undefined },
  { rule: 'QUO-01 a URL of 8,192 bytes', parts: { path: longest }, status: undefined },
  { rule: 'QUO-01, GEN-10 a longer one', parts: { path: `${longest}a` }, status: 414 },
  { rule: 'QUO-01 the query string counts', parts: { path: `/?${'a'.repeat(8_191)}` }, status: 414 },
  { rule: 'QUO-02, GEN-11 headers over 32,768 bytes', parts: { headers: { cookie: 'a'.repeat(32_768) } }, status: 494 },
  // 1 of the path, 9 of `host: h` and 10 of `cookie: ` with their line ends.
  ...[
    { rule: 'QUO-02 path, query string and headers of 32,768 bytes', bytes: 32_748, status: undefined },
    { rule: 'QUO-02, GEN-11 one more', bytes: 32_749, status: 494 },
  ].map(({ rule, bytes, status }) => ({
    rule,
    parts: { path: '/', headers: { host: 'h', cookie: 'a'.repeat(bytes) } },
    status,
  })),
  {
    rule: 'QUO-04, MET-07 a body of 64 GB',
    parts: { method: 'PUT', body: { byteLength: 64 * 1024 ** 3 } },
    status: undefined,
  },
  {
    rule: 'QUO-04, MET-07 a larger one',
    parts: { method: 'PUT', body: { byteLength: 64 * 1024 ** 3 + 1 } },
    status: 413,
  },
  { rule: 'GEN-02 a fragment in the path', parts: { path: '/a#b' }, status: 400 },
  { rule: 'GEN-02 a fragment in the query string', parts: { path: '/a?b#c' }, status: 400 },
  { rule: 'GEN-02 a Host that is none', parts: { headers: { host: 'a/b' } }, status: 400 },
  { rule: 'GEN-02 a Host beyond ASCII', parts: { headers: { host: 'b\xfccher.example' } }, status: 400 },
  { rule: 'a Host with port', parts: { headers: { host: 'my_site.example.org:8443' } }, status: undefined },
  { rule: 'an IPv6 Host', parts: { headers: { host: '[::1]:8080' } }, status: undefined },
  { rule: 'GEN-02 a path that is none', parts: { path: 'http://elsewhere/' }, status: 400 },
])('$rule', ({ parts, status }) => {
  expect(refuseMalformed(viewerRequest(parts))?.status).toBe(status)
})

const allowing = (...methods: Method[]) => cacheBehavior({ allowedMethods: new Set(methods) })

test.each([
  { rule: 'MET-01 an allowed method', methods: ['GET', 'HEAD'] as Method[], method: 'HEAD', status: undefined },
  { rule: 'MET-05, GEN-06 a method not allowed', methods: ['GET', 'HEAD'] as Method[], method: 'POST', status: 403 },
  {
    rule: 'MET-05 a method CloudFront does not know',
    methods: ['GET', 'HEAD'] as Method[],
    method: 'PURGE',
    status: 403,
  },
])('$rule', ({ methods, method, status }) => {
  const refusal = refuseMethod(allowing(...methods), viewerRequest({ method }))
  expect(refusal?.status).toBe(status)
  if (status !== undefined) expect(refusal?.detailedResultType).toBe('InvalidRequestMethod')
})

test('MET-06: a GET with a body is refused, a POST with one is not', () => {
  const body = { byteLength: 3 }
  expect(refuseMethod(cacheBehavior(), viewerRequest({ body }))?.status).toBe(403)
  expect(refuseMethod(cacheBehavior(), viewerRequest({ method: 'POST', body }))).toBeUndefined()
})

// `host: www.example.org` counts with 23 bytes, every other field with its name and 4 more.
const fields = (bytes: number) => ({ headers: { cookie: 'a'.repeat(bytes - 23 - 10) } })

test.each([
  { what: '20 KB of headers', parts: fields(20_480), logged: true },
  { what: 'more', parts: fields(20_481), logged: false },
  { what: 'a URL of 8,192 bytes', parts: { path: longest }, logged: true },
  { what: 'a longer one', parts: { path: `${longest}a` }, logged: false },
])('QUO-32: $what, in the standard log $logged', ({ parts, logged }) => {
  expect(isLogged(viewerRequest(parts))).toBe(logged)
})

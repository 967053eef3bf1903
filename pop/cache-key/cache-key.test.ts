import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CachePolicy } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import { cacheBehavior, cachePolicy, distribution } from '../../test/support/distribution.ts'
import { cacheKey, differingComponents, type CacheKey } from './cache-key.ts'

interface Asked {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly httpVersion?: '1.0' | '1.1'
  readonly domainName?: string
}

const keyOf = (policy: Partial<CachePolicy>, asked: Asked): CacheKey => {
  const [uri = '', queryString] = (asked.path ?? '/').split('?')
  return cacheKey(
    distribution({ domainName: asked.domainName ?? 'd1.cloudfront.net' }),
    cacheBehavior({ cachePolicy: cachePolicy(policy) }),
    {
      method: asked.method ?? 'GET',
      uri,
      queryString,
      headers: HeaderList.of(asked.headers ?? {}),
      httpVersion: asked.httpVersion ?? '1.1',
    },
  )
}

const compressing = { gzip: true, brotli: true }
const allQuery: Partial<CachePolicy> = { queryStrings: { kind: 'all' } }
const listedQuery: Partial<CachePolicy> = { queryStrings: { kind: 'whitelist', names: ['a', 'b'] } }
const allCookies: Partial<CachePolicy> = { cookies: { kind: 'all' } }
const cookie = (value: string) => ({ headers: { cookie: value } })

describe('one object for both', () => {
  test.each([
    { rule: 'KEY-01 Host', a: { headers: { host: 'a' } }, b: { headers: { host: 'b' } } },
    { rule: 'KEY-01 query string', a: { path: '/?a' }, b: { path: '/?b' } },
    { rule: 'KEY-01 a header not listed', a: { headers: { accept: 'a' } }, b: { headers: { accept: 'b' } } },
    { rule: 'KEY-01 cookies', a: cookie('a=1'), b: cookie('a=2') },
    { rule: 'KEY-01, MET-04 GET and HEAD', a: { method: 'GET' }, b: { method: 'HEAD' } },
    {
      rule: 'KEY-05 order of headers',
      policy: { headers: ['x-a', 'x-b'] },
      a: { headers: { 'x-a': '1', 'x-b': '2' } },
      b: { headers: { 'x-b': '2', 'x-a': '1' } },
    },
    {
      rule: 'KEY-05 case of a header name',
      policy: { headers: ['x-a'] },
      a: { headers: { 'X-A': '1' } },
      b: { headers: { 'x-a': '1' } },
    },
    {
      rule: 'KEY-07 repeated headers are joined with a comma',
      policy: { headers: ['x-a'] },
      a: { headers: { 'x-a': ['1', '2'] } },
      b: { headers: { 'x-a': '1,2' } },
    },
    { rule: 'KEY-09 order of cookies', policy: allCookies, a: cookie('a=1; b=2'), b: cookie('b=2; a=1') },
    { rule: 'KEY-10 $-cookies', policy: allCookies, a: cookie('$Path=/; a=1'), b: cookie('a=1') },
    { rule: 'KEY-10 a malformed Cookie field and none', policy: allCookies, a: cookie('nonsense'), b: {} },
    { rule: 'KEY-14 an empty query and none', policy: allQuery, a: { path: '/x?' }, b: { path: '/x' } },
    { rule: 'KEY-03 a parameter not listed', policy: listedQuery, a: { path: '/?a=1&z=2' }, b: { path: '/?a=1' } },
    {
      rule: 'KEY-33, KEY-38 no coding accepted and no field',
      policy: compressing,
      a: { headers: { 'accept-encoding': 'identity' } },
      b: {},
    },
    {
      rule: 'KEY-43 deflate',
      policy: compressing,
      a: { headers: { 'accept-encoding': 'gzip, deflate' } },
      b: { headers: { 'accept-encoding': 'gzip' } },
    },
    {
      rule: 'KEY-44 HTTP/1.0 has no Accept-Encoding',
      policy: compressing,
      a: { headers: { 'accept-encoding': 'gzip' }, httpVersion: '1.0' as const },
      b: {},
    },
  ] satisfies { rule: string; policy?: Partial<CachePolicy>; a: Asked; b: Asked }[])(
    '$rule',
    ({ policy = {}, a, b }) => {
      expect(keyOf(policy, a).text).toBe(keyOf(policy, b).text)
      expect(differingComponents(keyOf(policy, a), keyOf(policy, b))).toEqual([])
    },
  )
})

describe('an object each', () => {
  test.each([
    { rule: 'KEY-01 path', differs: 'path', a: { path: '/a' }, b: { path: '/b' } },
    { rule: 'KEY-15 percent-encoding of the path', differs: 'path', a: { path: '/a' }, b: { path: '/%61' } },
    { rule: 'BEH-09 dot segments', differs: 'path', a: { path: '/a' }, b: { path: '/b/../a' } },
    { rule: 'MET-03 OPTIONS', differs: 'method', a: { method: 'GET' }, b: { method: 'OPTIONS' } },
    {
      rule: 'KEY-05 value of a listed header, with case',
      differs: 'header x-a',
      policy: { headers: ['x-a'] },
      a: { headers: { 'x-a': 'v' } },
      b: { headers: { 'x-a': 'V' } },
    },
    {
      rule: 'KEY-06 an absent and an empty header',
      differs: 'header x-a',
      policy: { headers: ['x-a'] },
      a: { headers: { 'x-a': '' } },
      b: {},
    },
    { rule: 'KEY-08 case of cookies', differs: 'cookies', policy: allCookies, a: cookie('a=1'), b: cookie('A=1') },
    {
      rule: 'KEY-12 order of parameters',
      differs: 'query string',
      policy: allQuery,
      a: { path: '/?a=1&b=2' },
      b: { path: '/?b=2&a=1' },
    },
    {
      rule: 'KEY-12 order of listed parameters',
      differs: 'query string',
      policy: listedQuery,
      a: { path: '/?a=1&b=2' },
      b: { path: '/?b=2&a=1' },
    },
    {
      rule: 'KEY-13 case of parameters',
      differs: 'query string',
      policy: allQuery,
      a: { path: '/?a=1' },
      b: { path: '/?A=1' },
    },
    {
      rule: 'KEY-14 with and without =',
      differs: 'query string',
      policy: allQuery,
      a: { path: '/?a' },
      b: { path: '/?a=' },
    },
    {
      rule: 'KEY-14 repeated parameters',
      differs: 'query string',
      policy: listedQuery,
      a: { path: '/?a=1&a=2' },
      b: { path: '/?a=1' },
    },
    {
      rule: 'KEY-15 percent-encoding of a value',
      differs: 'query string',
      policy: allQuery,
      a: { path: '/?a=x' },
      b: { path: '/?a=%78' },
    },
    {
      rule: 'KEY-30, KEY-31 accepted codings',
      differs: 'accept-encoding',
      policy: compressing,
      a: { headers: { 'accept-encoding': 'gzip, br' } },
      b: { headers: { 'accept-encoding': 'gzip' } },
    },
  ] satisfies { rule: string; differs: string; policy?: Partial<CachePolicy>; a: Asked; b: Asked }[])(
    '$rule',
    ({ policy = {}, differs, a, b }) => {
      expect(keyOf(policy, a).text).not.toBe(keyOf(policy, b).text)
      expect(differingComponents(keyOf(policy, a), keyOf(policy, b))).toEqual([differs])
    },
  )

  test('KEY-01: distributions do not share objects', () => {
    expect(keyOf({}, { domainName: 'd1.cloudfront.net' }).text).not.toBe(
      keyOf({}, { domainName: 'd2.cloudfront.net' }).text,
    )
  })

  test('KEY-02: behaviours that list different headers do not share objects, though values agree', () => {
    const asked = { headers: { 'x-a': '1', 'x-b': '1' } }
    expect(keyOf({ headers: ['x-a'] }, asked).text).not.toBe(keyOf({ headers: ['x-b'] }, asked).text)
  })
})

const short = fc.constantFrom('', 'a', '1', '-', ':', '1:', '2:ab', 'a=1', '0:')
const anyRequest = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'OPTIONS'),
  path: fc.tuple(short, short).map(([path, query]) => `/${path}?${query}`),
  headers: fc.dictionary(
    fc.constantFrom('x-a', 'x-b', 'cookie', 'accept-encoding'),
    fc.oneof(short, fc.constantFrom('gzip', 'br')),
  ),
})

test('KEY-01 to KEY-38: two requests have one key text if and only if no component differs', () => {
  const policy: Partial<CachePolicy> = {
    headers: ['x-a', 'x-b'],
    cookies: { kind: 'all' },
    queryStrings: { kind: 'all' },
    ...compressing,
  }
  fc.assert(
    fc.property(anyRequest, anyRequest, (a, b) => {
      const one = keyOf(policy, a)
      const other = keyOf(policy, b)
      expect(one.text === other.text).toBe(differingComponents(one, other).length === 0)
    }),
    { numRuns: 1_000 },
  )
})

test('KEY-09: whatever the order of the cookies, the key is one', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'session', 'Z')
  fc.assert(
    fc.property(fc.uniqueArray(name), fc.nat(), (names, turn) => {
      const rotated = [...names.slice(turn % (names.length || 1)), ...names.slice(0, turn % (names.length || 1))]
      const field = (list: string[]) => cookie(list.map(one => `${one}=1`).join('; '))
      expect(keyOf(allCookies, field(rotated)).text).toBe(keyOf(allCookies, field(names)).text)
    }),
  )
})

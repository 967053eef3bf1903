import { expect, test } from 'vitest'
import { legacyDistribution } from '../support/behavior-template.ts'
import { virtualStage, type RequestParts, type VirtualStage } from '../support/virtual-stage.ts'

// ForwardedValues as the template has them, from the reader to the origin.

const stageWith = (forwarded: Parameters<typeof legacyDistribution>[0], behavior = {}): VirtualStage =>
  virtualStage({
    distribution: legacyDistribution(forwarded, behavior),
    origin: () => ({ headers: { 'cache-control': 'max-age=60', 'content-type': 'text/html' } }),
  })

/** One request a second. */
const playing = (stage: VirtualStage, requests: readonly RequestParts[]): VirtualStage => {
  requests.forEach((request, second) => stage.request(second * 1_000, request))
  stage.run()
  return stage
}

test.each([
  {
    rule: 'POL-21 no query string',
    forwarded: { QueryString: false },
    results: { Miss: 1, Hit: 3 },
    urls: ['/p'],
  },
  {
    rule: 'POL-21 all of it',
    forwarded: { QueryString: true },
    results: { Miss: 3, Hit: 1 },
    urls: ['/p?page=1&utm=a', '/p?page=1&utm=b', '/p?page=2&utm=b'],
  },
  {
    rule: 'POL-21 all of it forwarded, one name in the key',
    forwarded: { QueryString: true, QueryStringCacheKeys: ['page'] },
    results: { Miss: 2, Hit: 2 },
    urls: ['/p?page=1&utm=a', '/p?page=2&utm=b'],
  },
])('$rule', ({ forwarded, results, urls }) => {
  const stage = playing(
    stageWith(forwarded),
    ['page=1&utm=a', 'page=1&utm=b', 'page=2&utm=b', 'page=2&utm=b'].map(query => ({ path: `/p?${query}` })),
  )
  expect(stage.resultTypes).toEqual(results)
  expect(stage.attempts.map(({ url }) => url)).toEqual(urls)
})

test.each([
  { rule: 'POL-22 none', cookies: { Forward: 'none' }, sent: [undefined] },
  { rule: 'POL-22 all', cookies: { Forward: 'all' }, sent: ['other=1; pref_a=1; sid=1', 'other=2; pref_a=1; sid=1'] },
  {
    rule: 'POL-22 listed, with wildcards',
    cookies: { Forward: 'whitelist', WhitelistedNames: ['s?d', 'pref_*'] },
    sent: ['pref_a=1; sid=1'],
  },
])('$rule', ({ cookies, sent }) => {
  const stage = playing(
    stageWith({ QueryString: false, Cookies: cookies }),
    [1, 2].map(other => ({ headers: { cookie: `sid=1; other=${other}; pref_a=1` } })),
  )
  expect(stage.attempts.map(({ headers }) => headers.get('cookie'))).toEqual(sent)
})

const VIEWER = {
  accept: 'text/html',
  'accept-language': 'fr',
  authorization: 'Basic eDp5',
  date: 'Thu, 11 Jun 2026 18:00:00 GMT',
  origin: 'https://www.example.org',
  referer: 'https://www.example.org/',
  'user-agent': 'Mozilla/5.0',
  'x-flag': 'v5',
  'x-http-method-override': 'PUT',
  'x-own': '1',
}

test('POL-24, REQH-02 what no table removes goes to the origin, and not into the key', () => {
  const stage = playing(stageWith({ QueryString: false, Headers: ['X-Flag'] }), [
    { headers: VIEWER },
    { headers: { ...VIEWER, 'x-own': '2' } },
    { headers: { ...VIEWER, 'x-flag': 'v4' } },
  ])
  expect(stage.resultTypes).toEqual({ Miss: 2, Hit: 1 })
  const [first] = stage.attempts
  expect(first?.headers.names.toSorted()).toEqual(
    ['date', 'host', 'origin', 'user-agent', 'via', 'x-amz-cf-id', 'x-flag', 'x-forwarded-for', 'x-own'].toSorted(),
  )
  expect(first?.headers.get('user-agent')).toBe('Amazon CloudFront')
})

test('POL-23 a list forwards and keys on what the table would remove', () => {
  const stage = playing(stageWith({ QueryString: false, Headers: ['User-Agent', 'Authorization', 'Accept'] }), [
    { headers: VIEWER },
    { headers: { ...VIEWER, 'user-agent': 'curl' } },
  ])
  expect(stage.resultTypes).toEqual({ Miss: 2 })
  expect(stage.attempts[1]?.headers.get('user-agent')).toBe('curl')
  expect(stage.attempts[0]?.headers.get('authorization')).toBe('Basic eDp5')
  expect(stage.attempts[0]?.headers.get('accept')).toBe('text/html')
})

test('POL-23 a star forwards every header and stores nothing', () => {
  const stage = playing(stageWith({ QueryString: false, Headers: ['*'] }), [
    { headers: { ...VIEWER, 'accept-encoding': 'br' } },
    { headers: VIEWER },
  ])
  expect(stage.resultTypes).toEqual({ Miss: 2 })
  const [first] = stage.attempts
  for (const [name, value] of Object.entries({ ...VIEWER, host: 'www.example.org', 'accept-encoding': 'br' }))
    expect(first?.headers.get(name)).toBe(value)
  expect(stage.requests[0]?.stations('cache-bypassed')).toEqual([
    { station: 'cache-bypassed', why: 'caching-disabled' },
  ])
})

test('POL-25 compression is gzip, also for a viewer with Brotli', () => {
  const stage = playing(stageWith({ QueryString: false }, { Compress: true }), [
    { headers: { 'accept-encoding': 'gzip, br' } },
    { headers: { 'accept-encoding': 'br' } },
  ])
  expect(stage.attempts.map(({ headers }) => headers.get('accept-encoding'))).toEqual(['gzip', 'identity'])
  expect(stage.requests.map(({ response }) => response.headers.get('content-encoding'))).toEqual(['gzip', undefined])
})

test('POL-27 the legacy lifetimes hold', () => {
  const stage = playing(stageWith({ QueryString: false }, { MinTTL: 0, DefaultTTL: 0, MaxTTL: 1 }), [{}, {}, {}])
  expect(stage.requests[0]?.stations('lifetime')[0]?.lifetime).toMatchObject({ ttlSeconds: 1, bound: 'maximum-ttl' })
})

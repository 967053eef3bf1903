import { expect, test } from 'vitest'
import { legacyDistribution, loadBehavior } from '../../test/support/behavior-template.ts'
import type { CacheBehavior } from '../model.ts'

const behaviorOf = (...given: Parameters<typeof legacyDistribution>): CacheBehavior => {
  const [behavior] = legacyDistribution(...given).behaviors
  if (behavior === undefined) throw new Error('no behaviour')
  return behavior
}

const none = { kind: 'none' }
const all = { kind: 'all' }

test.each([
  { rule: 'POL-21 no query string', given: { QueryString: false }, inKey: none, forwarded: none },
  { rule: 'POL-21 all of it', given: { QueryString: true }, inKey: all, forwarded: all },
  {
    rule: 'POL-21 all forwarded, the listed in the key',
    given: { QueryString: true, QueryStringCacheKeys: ['page', 'Page'] },
    inKey: { kind: 'whitelist', names: ['page', 'Page'] },
    forwarded: all,
  },
])('$rule', ({ given, inKey, forwarded }) => {
  const { cachePolicy, originRequestPolicy } = behaviorOf(given)
  expect([cachePolicy.queryStrings, originRequestPolicy?.queryStrings]).toEqual([inKey, forwarded])
})

test.each([
  { rule: 'POL-22 nothing said', cookies: undefined, selection: none },
  { rule: 'POL-22 none', cookies: { Forward: 'none' }, selection: none },
  { rule: 'POL-22 all', cookies: { Forward: 'all' }, selection: all },
  {
    rule: 'POL-22 listed, with wildcards',
    cookies: { Forward: 'whitelist', WhitelistedNames: ['sid', 'pref_*'] },
    selection: { kind: 'matching', patterns: ['sid', 'pref_*'] },
  },
])('$rule', ({ cookies, selection }) => {
  const given = { QueryString: false, ...(cookies === undefined ? {} : { Cookies: cookies }) }
  const { cachePolicy, originRequestPolicy } = behaviorOf(given)
  expect([cachePolicy.cookies, originRequestPolicy?.cookies]).toEqual([selection, selection])
})

const ttls = ({ cachePolicy: { minTtlSeconds, defaultTtlSeconds, maxTtlSeconds } }: CacheBehavior) => [
  minTtlSeconds,
  defaultTtlSeconds,
  maxTtlSeconds,
]
const YEAR = 31_536_000

test.each([
  { what: 'none is given', given: {}, expected: [0, 86_400, YEAR] },
  { what: 'all are', given: { MinTTL: 1, DefaultTTL: 2, MaxTTL: 3 }, expected: [1, 2, 3] },
  { what: 'a minimum above the default', given: { MinTTL: 100_000 }, expected: [100_000, 100_000, YEAR] },
  { what: 'a default above the maximum', given: { DefaultTTL: 2 * YEAR }, expected: [0, 2 * YEAR, 2 * YEAR] },
  { what: 'a minimum above both', given: { MinTTL: 2 * YEAR }, expected: [2 * YEAR, 2 * YEAR, 2 * YEAR] },
])('POL-27 $what', ({ given, expected }) => expect(ttls(behaviorOf({ QueryString: false }, given))).toEqual(expected))

test('POL-23 a list of headers goes into the key, and the rest as legacy settings have it (POL-24)', () => {
  const { cachePolicy, originRequestPolicy } = behaviorOf({ QueryString: false, Headers: ['Origin', 'X-Flag'] })
  expect(cachePolicy.headers).toEqual(['origin', 'x-flag'])
  expect(originRequestPolicy?.headers).toEqual({ kind: 'legacy' })
})

test('POL-23 a star forwards every header and disables caching', () => {
  const behavior = behaviorOf({ QueryString: false, Headers: ['*'] }, { MinTTL: 0, DefaultTTL: 60 })
  expect(ttls(behavior)).toEqual([0, 0, 0])
  expect(behavior.cachePolicy.headers).toEqual([])
  expect(behavior.originRequestPolicy?.headers).toEqual({ kind: 'allViewer' })
})

test.each([
  { what: 'gzip and never Brotli', headers: [], gzip: true },
  { what: 'a listed Accept-Encoding is a header like any other (KEY-39)', headers: ['Accept-Encoding'], gzip: false },
  { what: 'every header as it came', headers: ['*'], gzip: false },
])('POL-25 $what', ({ headers, gzip }) => {
  expect(behaviorOf({ QueryString: false, Headers: headers }).cachePolicy).toMatchObject({ gzip, brotli: false })
})

const names = (count: number, length = 2): string[] =>
  Array.from({ length: count }, (_, i) => String(i).padEnd(length, 'x'))
const cookies = (WhitelistedNames: string[]) => ({
  QueryString: false,
  Cookies: { Forward: 'whitelist', WhitelistedNames },
})
const MANAGED = '658327ea-f89d-4fab-a63d-7e88639e58f6'

test.each([
  {
    rule: 'POL-20',
    forwarded: { QueryString: true },
    behavior: { CachePolicyId: MANAGED },
    message: /beside CachePolicyId/,
  },
  {
    rule: 'POL-20',
    forwarded: { QueryString: true },
    behavior: { OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3' },
    message: /beside OriginRequestPolicyId/,
  },
  {
    rule: 'POL-21',
    forwarded: { QueryString: false, QueryStringCacheKeys: ['a'] },
    message: /needs QueryString: true/,
  },
  {
    rule: 'POL-22',
    forwarded: { QueryString: false, Cookies: { Forward: 'some' } },
    message: /Forward cannot be "some"/,
  },
  {
    rule: 'POL-22',
    forwarded: { QueryString: false, Cookies: { Forward: 'all', WhitelistedNames: ['a'] } },
    message: /cannot stand with Forward all/,
  },
  { rule: 'POL-23', forwarded: { QueryString: false, Headers: ['*', 'Origin'] }, message: /\* cannot stand beside/ },
  {
    rule: 'POL-23',
    forwarded: { QueryString: false, Headers: ['*'] },
    behavior: { MinTTL: 1 },
    message: /MinTTL is 1/,
  },
  { rule: 'POL-26', forwarded: cookies(names(11)), message: /11 WhitelistedNames, at most 10/ },
  { rule: 'POL-26', forwarded: cookies(names(10, 51)), message: /510 bytes together, at most 502 for 10 names/ },
  {
    rule: 'POL-26',
    forwarded: { QueryString: true, QueryStringCacheKeys: names(11) },
    message: /11 QueryStringCacheKeys/,
  },
  {
    rule: 'POL-26',
    forwarded: { QueryString: true, QueryStringCacheKeys: names(1, 129) },
    message: /128 characters each/,
  },
  { rule: 'POL-26', forwarded: { QueryString: true, QueryStringCacheKeys: names(10, 60) }, message: /512 together/ },
  { rule: 'POL-26', forwarded: { QueryString: false, Headers: names(11) }, message: /11 Headers, at most 10/ },
  {
    rule: 'POL-27',
    forwarded: { QueryString: false },
    behavior: { MinTTL: 2, DefaultTTL: 1 },
    message: /not in ascending/,
  },
  {
    rule: 'POL-27',
    forwarded: { QueryString: false },
    behavior: { DefaultTTL: 9, MaxTTL: 8 },
    message: /not in ascending/,
  },
  {
    rule: 'POL-27',
    forwarded: { QueryString: false },
    behavior: { MaxTTL: 8 },
    message: /DefaultTTL 86400 and MaxTTL 8 /,
  },
  {
    rule: 'KEY-17',
    forwarded: { QueryString: false, Headers: ['Cookie'] },
    message: /cookie cannot be in a cache key/,
  },
])('$rule: $message', ({ rule, forwarded, behavior = {}, message }) => {
  const { distributions, problems } = loadBehavior({ ForwardedValues: forwarded, ...behavior })
  expect(distributions).toEqual([])
  expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([
    { message: expect.stringMatching(message), rule },
  ])
})

test('REQH-14 a CloudFront header that nobody adds is a warning', () => {
  const { problems } = loadBehavior({ ForwardedValues: { QueryString: false, Headers: ['CloudFront-Viewer-Contry'] } })
  expect(problems).toMatchObject([{ severity: 'warning', remedy: 'write cloudfront-viewer-country' }])
})

test.each([
  { what: 'QueryString', forwarded: {}, message: 'QueryString is missing' },
  {
    what: 'names',
    forwarded: { QueryString: false, Cookies: { Forward: 'whitelist' } },
    message: 'WhitelistedNames is missing',
  },
])('what must be there is missed by name: $what', ({ forwarded, message }) => {
  expect(loadBehavior({ ForwardedValues: forwarded }).problems).toMatchObject([{ severity: 'error', message }])
})

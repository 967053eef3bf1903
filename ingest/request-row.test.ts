import { expect, test } from 'vitest'
import { crawlerName } from './crawler.ts'
import { isMaskedError, reachedOrigin } from '../access-log/origin-traffic.ts'
import { UNKNOWN_DISTRIBUTION, partitionDistribution, partitionFolder } from './partition.ts'
import { Partitions } from './partitions.ts'
import { isPlausibleTime } from './plausible-time.ts'
import { readableText } from './readable-text.ts'
import { rowsOf, v1Log, v2Log } from './store-for-test.test-data.ts'

const ended = Date.UTC(2027, 5, 11, 18, 0, 0, 123)

test('v1: the end in whole seconds, the start by time-taken (1.5)', () => {
  const [row] = rowsOf(v1Log([{ endedAt: ended, timeTakenMs: 1_500 }]))
  expect(row).toMatchObject({ source: 'v1', ts_end: ended - 123, ts_start: ended - 1_623, ts_precision_ms: 1_000 })
})

test('v2: the end in milliseconds, behaviour and origin times', () => {
  const [row] = rowsOf(v2Log([{ endedAt: ended, timeTakenMs: 1_500, pathPattern: '/api/*', originFirstByteMs: 42 }]))
  expect(row).toMatchObject({
    source: 'v2',
    ts_end: ended,
    ts_start: ended - 1_500,
    ts_precision_ms: 1,
    behavior: '/api/*',
    origin_fbl_s: 0.042,
  })
})

test.each([
  { rule: '000 is 0', part: { status: 0 }, row: { status: 0 } },
  {
    rule: 'host in lower case, without port',
    part: { hostHeader: 'WWW.Example.com:8443' },
    row: { host: 'www.example.com' },
  },
  { rule: 'an IPv6 host keeps its colons', part: { hostHeader: '[2001:DB8::1]:80' }, row: { host: '[2001:db8::1]' } },
  { rule: 'wire form, decoded once (1.3)', part: { uri: '/words/%E5%A5%BD/' }, row: { path_raw: '/words/%E5%A5%BD/' } },
  {
    rule: 'a question mark that a stem holds begins the query (3.3)',
    part: { uri: '/a?b=1' },
    row: { path_raw: '/a' },
  },
  { rule: 'absent is undefined', part: { queryString: undefined }, row: { query_raw: undefined } },
])('$rule', ({ part, row }) => expect(rowsOf(v1Log([part]))[0]).toMatchObject(row))

const origin = (type: string, detail: string | undefined, hasFirstByte = false) =>
  reachedOrigin({ resultType: type, responseResultType: type, detailedResultType: detail }, hasFirstByte)

test.each([
  { type: 'Miss', detail: 'Miss', reached: 'yes' },
  { type: 'RefreshHit', detail: 'RefreshHit', reached: 'yes' },
  { type: 'Hit', detail: 'Hit', reached: 'no' },
  { type: 'Miss', detail: 'OriginShieldHit', reached: 'no' },
  { type: 'Miss', detail: 'MissGeneratedResponse', reached: 'no' },
  { type: 'Error', detail: 'OriginConnectError', reached: 'yes' },
  { type: 'Error', detail: 'AbortedOrigin', reached: 'yes' },
  { type: 'Error', detail: 'ClientGeoBlocked', reached: 'no' },
  { type: 'Error', detail: 'InvalidRequest', reached: 'no' },
  { type: 'Error', detail: 'Error', reached: 'unsure' },
  { type: 'Error', detail: undefined, reached: 'unsure' },
  { type: 'LimitExceeded', detail: 'LimitExceeded', reached: 'no' },
  { type: 'Redirect', detail: 'Redirect', reached: 'no' },
])('$type with $detail: origin asked, $reached (1.7)', ({ type, detail, reached }) =>
  expect(origin(type, detail)).toBe(reached),
)

test('the first byte of the origin settles a bare error', () => expect(origin('Error', 'Error', true)).toBe('yes'))

test('without field 23, field 14 decides (1.10)', () => {
  const types = { resultType: 'Miss', responseResultType: undefined, detailedResultType: undefined }
  expect(reachedOrigin(types, false)).toBe('yes')
})

test.each([
  { status: 200, type: 'Error', masked: true },
  { status: 302, type: 'Error', masked: true },
  { status: 404, type: 'Error', masked: false },
  { status: 0, type: 'Error', masked: false },
  { status: 200, type: 'Hit', masked: false },
  { status: 200, type: undefined, masked: false },
])('$status with $type in field 23: masked $masked (1.8 rule 2)', ({ status, type, masked }) =>
  expect(isMaskedError(status, type)).toBe(masked),
)

test.each([
  { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', name: 'Googlebot' },
  { userAgent: 'Googlebot-Image/1.0', name: 'Googlebot-Image' },
  { userAgent: 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', name: 'bingbot' },
  {
    userAgent: 'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    name: 'GPTBot',
  },
  { userAgent: 'Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)', name: 'ClaudeBot' },
  { userAgent: 'Mozilla/5.0 (compatible; PerplexityBot/1.0)', name: 'PerplexityBot' },
  { userAgent: 'curl/8.5.0', name: 'other bot' },
  {
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
    name: undefined,
  },
  { userAgent: undefined, name: undefined },
  // What it claims stands at the start of a User-Agent.
  { userAgent: `${'x'.repeat(100_000)}Googlebot`, name: 'other bot' },
])('crawler $name', ({ userAgent, name }) => expect(crawlerName(userAgent)).toBe(name))

test.each([
  { domain: 'd111111abcdef8.cloudfront.net', folder: 'd111111abcdef8.cloudfront.net' },
  { domain: 'D1.CloudFront.net', folder: 'd1.cloudfront.net' },
  { domain: 'localhost:8080', folder: 'localhost' },
  ...['..', '.', '../../etc', '/etc', 'a/b', 'a=b', "a'b", 'a\0b', 'a b', 'é', '', 'a'.repeat(254), undefined].map(
    domain => ({
      domain,
      folder: UNKNOWN_DISTRIBUTION,
    }),
  ),
])('distribution $domain lies in $folder', ({ domain, folder }) => {
  expect(partitionFolder({ distribution: partitionDistribution(domain), day: '2027-06-11', hour: '18' })).toBe(
    `requests/distribution=${folder}/dt=2027-06-11/hour=18`,
  )
})

test('partitions are numbered as they come up, by hour of the start, UTC', () => {
  const partitions = new Partitions()
  const midnight = Date.UTC(2027, 5, 12)
  const numbers = [midnight - 1, midnight, midnight + 1, midnight - 3_600_000].map(ms =>
    partitions.numberOf(ms, 'd.net'),
  )
  expect(numbers).toEqual([0, 1, 1, 0])
  expect(partitions.numberOf(midnight, 'e.net')).toBe(2)
  expect([0, 1, 2].map(number => partitions.get(number))).toEqual([
    { distribution: 'd.net', day: '2027-06-11', hour: '23' },
    { distribution: 'd.net', day: '2027-06-12', hour: '00' },
    { distribution: 'e.net', day: '2027-06-12', hour: '00' },
  ])
})

const NOW = Date.UTC(2027, 0, 1)
test.each([
  { rule: 'now', ended: NOW, taken: 100, ok: true },
  { rule: 'a clock that is ahead', ended: NOW + 47 * 3_600_000, taken: 0, ok: true },
  { rule: 'next week', ended: NOW + 7 * 86_400_000, taken: 0, ok: false },
  { rule: 'before CloudFront', ended: Date.UTC(2008, 10, 17), taken: 0, ok: false },
  { rule: 'a response of a year', ended: NOW, taken: 365 * 86_400_000, ok: false },
])('time: $rule is $ok', ({ ended: end, taken, ok }) => expect(isPlausibleTime(end, end - taken, NOW)).toBe(ok))

test.each([
  { rule: 'ASCII', bytes: 'abc', text: 'abc' },
  { rule: 'UTF-8', bytes: 'caf\u00c3\u00a9', text: 'café' },
  { rule: 'Latin-1', bytes: 'caf\u00e9', text: 'café' },
  { rule: 'neither', bytes: 'a\u00ff\u00feb', text: 'aÿþb' },
])('text: $rule', ({ bytes, text }) => expect(readableText(bytes)).toBe(text))

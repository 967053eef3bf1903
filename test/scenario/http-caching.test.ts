import { describe, expect, test } from 'vitest'
import type { CachePolicy } from '../../distribution/model.ts'
import { httpDate } from '../../http/http-date.ts'
import { cacheBehavior, cachePolicy, distribution, originRequestPolicy } from '../support/distribution.ts'
import { namedFunction } from '../support/scripted-function.ts'
import type { ScriptedAnswer } from '../support/scripted-origin.ts'
import { STAGE_BEGINS_AT, virtualStage, type StagedParts, type StagedRequest } from '../support/virtual-stage.ts'

/*
 * What a conformance suite of HTTP caching asks, with CloudFront's answer. A row without `deviates` is HTTP as well; a row with it names
 * what HTTP would have, and the rule that says otherwise. Two requests for one object, the second `afterSeconds` later (default 10).
 */

type Fields = Readonly<Record<string, string | readonly string[]>>

interface Row {
  readonly rule: string
  /** Of the origin's answer. */
  readonly headers?: Fields
  readonly status?: number
  readonly afterSeconds?: number
  /** Of the first request and of the second. */
  readonly first?: StagedParts
  readonly second?: StagedParts
  readonly policy?: Partial<CachePolicy>
  readonly is: 'reused' | 'fetched' | 'confirmed'
  readonly deviates?: string
}

/** Seconds from the beginning of the stage; 0 lies in the past when a response comes. */
const date = (seconds: number): string => httpDate(STAGE_BEGINS_AT + seconds * 1_000)

const howServed = ({ response }: StagedRequest): Row['is'] => {
  if (response.resultType === 'RefreshHit') return 'confirmed'
  return response.headers.has('age') ? 'reused' : 'fetched'
}

/** The origin confirms whatever tag or date it is shown. */
const playRow = ({ headers = {}, status = 200, afterSeconds = 10, first = {}, second = {}, policy = {} }: Row) => {
  const behaviors = [cacheBehavior({ cachePolicy: cachePolicy({ defaultTtlSeconds: 60, ...policy }) })]
  const stage = virtualStage({
    distribution: distribution({ behaviors }),
    origin: ({ request }): ScriptedAnswer =>
      request.headers.has('if-none-match') || request.headers.has('if-modified-since')
        ? { status: 304, byteLength: 0, headers }
        : { status, headers },
  })
  stage.request(0, first)
  const again = stage.request(afterSeconds * 1_000, second)
  stage.run()
  return again
}

const TAG = { etag: '"a"' }

describe.each<{ topic: string; rows: readonly Row[] }>([
  {
    topic: 'freshness from max-age and s-maxage',
    rows: [
      { rule: 'TTL-01 within max-age', headers: { 'cache-control': 'max-age=20' }, is: 'reused' },
      { rule: 'TTL-01 after max-age', headers: { 'cache-control': 'max-age=5' }, is: 'fetched' },
      { rule: 'TTL-01 exactly at max-age', headers: { 'cache-control': 'max-age=10' }, is: 'fetched' },
      {
        rule: 'TTL-02 s-maxage beats a shorter max-age',
        headers: { 'cache-control': 'max-age=5, s-maxage=20' },
        is: 'reused',
      },
      {
        rule: 'TTL-02 s-maxage beats a longer max-age',
        headers: { 'cache-control': 'max-age=20, s-maxage=5' },
        is: 'fetched',
      },
      { rule: 'TTL-08 s-maxage alone', headers: { 'cache-control': 's-maxage=5' }, is: 'fetched' },
      { rule: 'TTL-16 max-age=0', headers: { 'cache-control': 'max-age=0', ...TAG }, is: 'confirmed' },
      {
        rule: 'TTL-07 max-age beats a later Expires',
        headers: { 'cache-control': 'max-age=5', expires: date(900) },
        is: 'fetched',
      },
      {
        rule: 'TTL-07 max-age beats an earlier Expires',
        headers: { 'cache-control': 'max-age=20', expires: date(-900) },
        is: 'reused',
      },
      {
        rule: 'TTL-02 s-maxage beats Expires',
        headers: { 'cache-control': 's-maxage=20', expires: date(-900) },
        is: 'reused',
      },
      { rule: 'TTL-12 an age beyond 32 bits', headers: { 'cache-control': 'max-age=4294967296' }, is: 'reused' },
      {
        rule: 'TTL-12 an age beyond all numbers',
        headers: { 'cache-control': `max-age=${'9'.repeat(400)}` },
        is: 'reused',
      },
    ],
  },
  {
    topic: 'how Cache-Control is read',
    rows: [
      { rule: 'TTL-01 any case', headers: { 'cache-control': 'MaX-aGe=5' }, is: 'fetched' },
      { rule: 'TTL-05 any case', headers: { 'cache-control': 'No-Store, max-age=20' }, is: 'fetched' },
      {
        rule: 'TTL-01 several fields are one list',
        headers: { 'cache-control': ['foo=1', 'max-age=5'] },
        is: 'fetched',
      },
      {
        rule: 'TTL-05 a refusal in a second field',
        headers: { 'cache-control': ['max-age=20', 'no-store'] },
        is: 'fetched',
      },
      { rule: 'TTL-01 a quoted age', headers: { 'cache-control': 'max-age="5"' }, is: 'fetched' },
      { rule: 'TTL-01 leading zeros', headers: { 'cache-control': 'max-age=005' }, is: 'fetched' },
      {
        rule: 'TTL-01 an age inside of a quoted string is none',
        headers: { 'cache-control': 'foo="max-age=5", max-age=20' },
        is: 'reused',
      },
      {
        rule: 'TTL-05 a refusal inside of a quoted string is none',
        headers: { 'cache-control': 'foo="a, no-store", max-age=20' },
        is: 'reused',
      },
      {
        rule: 'TTL-01 a longer name is another directive',
        headers: { 'cache-control': 'x-max-age=5, max-age=20' },
        is: 'reused',
      },
      {
        rule: 'TTL-05 a longer name is another directive',
        headers: { 'cache-control': 'no-storex, max-age=20' },
        is: 'reused',
      },
      {
        rule: 'TTL-05 a refusal with a value is a refusal',
        headers: { 'cache-control': 'no-store=1, max-age=20' },
        is: 'fetched',
      },
      { rule: 'TTL-01 empty elements', headers: { 'cache-control': ',, max-age=5 ,' }, is: 'fetched' },
      {
        rule: 'TTL-19 an invalid age is absent',
        headers: { 'cache-control': 'max-age=abc' },
        is: 'reused',
        deviates: 'stale at once',
      },
      {
        rule: 'TTL-19 a negative age is absent',
        headers: { 'cache-control': 'max-age=-5' },
        is: 'reused',
        deviates: 'stale at once',
      },
      {
        rule: 'TTL-19 a fraction is absent',
        headers: { 'cache-control': 'max-age=5.0' },
        is: 'reused',
        deviates: 'stale at once',
      },
      {
        rule: 'TTL-19 single quotes are absent',
        headers: { 'cache-control': "max-age='5'" },
        is: 'reused',
        deviates: 'stale at once',
      },
      {
        rule: 'TTL-19 an invalid age leaves the word to Expires',
        headers: { 'cache-control': 'max-age=abc', expires: date(5) },
        is: 'fetched',
      },
      {
        rule: 'TTL-19 an invalid age leaves the word to a valid one',
        headers: { 'cache-control': 'max-age=abc, max-age=5' },
        is: 'fetched',
      },
      {
        rule: 'TTL-19 the first of two, shorter',
        headers: { 'cache-control': 'max-age=5, max-age=20' },
        is: 'fetched',
      },
      { rule: 'TTL-19 the first of two, longer', headers: { 'cache-control': 'max-age=20, max-age=5' }, is: 'reused' },
    ],
  },
  {
    topic: 'Expires',
    rows: [
      { rule: 'TTL-03 in the future', headers: { expires: date(20) }, is: 'reused' },
      { rule: 'TTL-03 soon', headers: { expires: date(5) }, is: 'fetched' },
      { rule: 'TTL-03 in the past', headers: { expires: date(-20) }, is: 'fetched' },
      { rule: 'TTL-03 zero', headers: { expires: '0' }, is: 'fetched' },
      { rule: 'TTL-03 minus one', headers: { expires: '-1' }, is: 'fetched' },
      { rule: 'TTL-03 no date', headers: { expires: 'tomorrow' }, is: 'fetched' },
      { rule: 'TTL-03 another zone is no date', headers: { expires: 'Sun, 11 Jun 2028 18:00:00 PST' }, is: 'fetched' },
      { rule: 'TTL-03 RFC 850', headers: { expires: 'Sunday, 11-Jun-28 18:00:00 GMT' }, is: 'reused' },
      { rule: 'TTL-03 asctime', headers: { expires: 'Sun Jun 11 18:00:00 2028' }, is: 'reused' },
      { rule: 'TTL-03 in another case', headers: { expires: 'SUN, 11 JUN 2028 18:00:00 gmt' }, is: 'reused' },
      {
        rule: 'TTL-03, TTL-23 counts from now, not from Date',
        headers: { expires: date(20), date: date(19) },
        is: 'reused',
        deviates: 'Expires minus Date',
      },
    ],
  },
  {
    topic: 'Age of the origin',
    rows: [
      {
        rule: 'TTL-23 takes nothing off',
        headers: { 'cache-control': 'max-age=20', age: '15' },
        is: 'reused',
        deviates: 'stale after 5 s',
      },
      {
        rule: 'TTL-23 nor when it is older',
        headers: { 'cache-control': 'max-age=20', age: '9999' },
        is: 'reused',
        deviates: 'stale at once',
      },
      {
        rule: 'TTL-23 nor beside Expires',
        headers: { expires: date(20), age: '15' },
        is: 'reused',
        deviates: 'stale after 5 s',
      },
      { rule: 'TTL-23 an invalid one', headers: { 'cache-control': 'max-age=20', age: 'abc' }, is: 'reused' },
    ],
  },
  {
    topic: 'no statement of a lifetime',
    rows: [
      { rule: 'TTL-04 the default TTL', is: 'reused' },
      { rule: 'TTL-04 after the default TTL', afterSeconds: 61, is: 'fetched' },
      { rule: 'TTL-10 public alone', headers: { 'cache-control': 'public' }, afterSeconds: 61, is: 'fetched' },
      {
        rule: 'TTL-11 an old Last-Modified is no lifetime',
        headers: { 'last-modified': date(-900_000) },
        policy: { defaultTtlSeconds: 0 },
        is: 'confirmed',
        deviates: 'a heuristic lifetime is allowed',
      },
      { rule: 'TTL-14 Pragma: no-cache', headers: { pragma: 'no-cache' }, is: 'reused' },
      {
        rule: 'TTL-06 CDN-Cache-Control is no statement',
        headers: { 'cdn-cache-control': 'no-store' },
        is: 'reused',
        deviates: 'RFC 9213: refused',
      },
      {
        rule: 'TTL-06 CDN-Cache-Control does not beat Cache-Control',
        headers: { 'cdn-cache-control': 'max-age=20', 'cache-control': 'max-age=5' },
        is: 'fetched',
        deviates: 'RFC 9213: reused',
      },
      { rule: 'TTL-06 Surrogate-Control is no statement', headers: { 'surrogate-control': 'max-age=5' }, is: 'reused' },
    ],
  },
  {
    topic: 'directives of the response',
    rows: [
      { rule: 'TTL-05 no-store', headers: { 'cache-control': 'no-store, max-age=20', ...TAG }, is: 'fetched' },
      { rule: 'TTL-05 private', headers: { 'cache-control': 'private, max-age=20', ...TAG }, is: 'fetched' },
      { rule: 'TTL-17 no-cache', headers: { 'cache-control': 'no-cache, max-age=20', ...TAG }, is: 'confirmed' },
      {
        rule: 'TTL-05 no-store under a minimum TTL',
        headers: { 'cache-control': 'no-store' },
        policy: { minTtlSeconds: 20 },
        is: 'reused',
        deviates: 'never stored',
      },
      {
        rule: 'TTL-05 private under a minimum TTL',
        headers: { 'cache-control': 'private' },
        policy: { minTtlSeconds: 20 },
        is: 'reused',
        deviates: 'never shared',
      },
      {
        rule: 'TTL-01 under a minimum TTL',
        headers: { 'cache-control': 'max-age=5' },
        policy: { minTtlSeconds: 20 },
        is: 'reused',
        deviates: 'stale after 5 s',
      },
      {
        rule: 'TTL-01 above a maximum TTL',
        headers: { 'cache-control': 'max-age=20' },
        policy: { defaultTtlSeconds: 5, maxTtlSeconds: 5 },
        is: 'fetched',
      },
      { rule: 'TTL-18 private of a field', headers: { 'cache-control': 'private="x-a", max-age=20' }, is: 'reused' },
      { rule: 'TTL-18 no-cache of a field', headers: { 'cache-control': 'no-cache="x-a", max-age=20' }, is: 'reused' },
      {
        rule: 'TTL-15 must-revalidate, while fresh',
        headers: { 'cache-control': 'must-revalidate, max-age=20' },
        is: 'reused',
      },
      {
        rule: 'TTL-15 immutable, once stale',
        headers: { 'cache-control': 'immutable, max-age=5', ...TAG },
        is: 'confirmed',
      },
      { rule: 'TTL-42 Set-Cookie', headers: { 'set-cookie': 'a=1' }, is: 'reused' },
    ],
  },
  {
    topic: 'the request',
    rows: [
      {
        rule: 'TTL-13 no-cache',
        second: { headers: { 'cache-control': 'no-cache' } },
        is: 'reused',
        deviates: 'confirmed first',
      },
      { rule: 'TTL-13 no-store', second: { headers: { 'cache-control': 'no-store' } }, is: 'reused' },
      {
        rule: 'TTL-13 no-store, on the first request',
        first: { headers: { 'cache-control': 'no-store' } },
        is: 'reused',
        deviates: 'not stored',
      },
      {
        rule: 'TTL-13 max-age=0',
        second: { headers: { 'cache-control': 'max-age=0' } },
        is: 'reused',
        deviates: 'confirmed first',
      },
      {
        rule: 'TTL-13 min-fresh',
        second: { headers: { 'cache-control': 'min-fresh=900' } },
        is: 'reused',
        deviates: 'fetched',
      },
      {
        rule: 'TTL-13 max-stale',
        second: { headers: { 'cache-control': 'max-stale=900' } },
        afterSeconds: 61,
        is: 'fetched',
      },
      {
        rule: 'TTL-13 only-if-cached',
        second: { headers: { 'cache-control': 'only-if-cached' } },
        afterSeconds: 61,
        is: 'fetched',
        deviates: '504',
      },
      { rule: 'TTL-13 Pragma: no-cache', second: { headers: { pragma: 'no-cache' } }, is: 'reused' },
      {
        rule: 'REQH-02 Authorization',
        first: { headers: { authorization: 'Basic YQ==' } },
        is: 'reused',
        deviates: 'stored with public or s-maxage only',
      },
      {
        rule: 'KEY-01 Cookie',
        first: { headers: { cookie: 'a=1' } },
        second: { headers: { cookie: 'a=2' } },
        is: 'reused',
      },
      { rule: 'MET-03, MET-04 a HEAD is answered from a GET', second: { method: 'HEAD' }, is: 'reused' },
      { rule: 'MET-04 a GET is not answered from a HEAD', first: { method: 'HEAD' }, is: 'fetched' },
      { rule: 'TTL-61 nor from a POST', first: { method: 'POST' }, is: 'fetched' },
      {
        rule: 'MET-02 nor is OPTIONS stored unless it is a cached method',
        first: { method: 'OPTIONS' },
        second: { method: 'OPTIONS' },
        is: 'fetched',
      },
    ],
  },
  {
    topic: 'Vary',
    rows: [
      {
        rule: 'KEY-20 a header that is not in the key',
        headers: { vary: 'x-a' },
        first: { headers: { 'x-a': '1' } },
        second: { headers: { 'x-a': '2' } },
        is: 'reused',
        deviates: 'one response a value',
      },
      {
        rule: 'KEY-20 a header in the key',
        headers: { vary: 'x-a' },
        policy: { headers: ['x-a'] },
        first: { headers: { 'x-a': '1' } },
        second: { headers: { 'x-a': '2' } },
        is: 'fetched',
      },
      {
        rule: 'KEY-20 the same value in the key',
        headers: { vary: 'x-a' },
        policy: { headers: ['x-a'] },
        first: { headers: { 'x-a': '1' } },
        second: { headers: { 'x-a': '1' } },
        is: 'reused',
      },
      {
        rule: 'KEY-06 present and absent',
        headers: { vary: 'x-a' },
        policy: { headers: ['x-a'] },
        first: { headers: { 'x-a': '' } },
        is: 'fetched',
      },
      {
        rule: 'KEY-20 case of a value in the key',
        headers: { vary: 'x-a' },
        policy: { headers: ['x-a'] },
        first: { headers: { 'x-a': 'v' } },
        second: { headers: { 'x-a': 'V' } },
        is: 'fetched',
      },
      { rule: 'TTL-20 star', headers: { vary: '*', ...TAG }, is: 'fetched' },
      { rule: 'TTL-20 star among others', headers: { vary: 'x-a, *', ...TAG }, is: 'fetched' },
      {
        rule: 'TTL-20 star under a minimum TTL',
        headers: { vary: '*' },
        policy: { minTtlSeconds: 1 },
        is: 'reused',
        deviates: 'never reused',
      },
    ],
  },
  {
    topic: 'statuses, without a stated lifetime',
    rows: [
      ...[200, 203, 204, 300, 301, 302, 303].map((status): Row => ({
        rule: `TTL-21, TTL-22 ${status}`,
        status,
        is: 'reused',
      })),
      ...[307, 308].map((status): Row => ({ rule: `TTL-21 ${status}`, status, is: 'fetched' })),
      ...[201, 202, 205, 226, 299, 305, 399].map((status): Row => ({
        rule: `TTL-22 ${status}`,
        status,
        is: 'fetched',
      })),
      ...[404, 410, 414, 500, 501, 502, 503, 504].map((status): Row => ({
        rule: `ERR-01, ERR-05 ${status}`,
        status,
        afterSeconds: 9,
        is: 'reused',
      })),
      ...[404, 503].map((status): Row => ({
        rule: `ERR-05, ERR-14 ${status}`,
        status,
        afterSeconds: 11,
        is: 'fetched',
      })),
      ...[400, 403, 405, 412, 415].map((status): Row => ({
        rule: `ERR-02 ${status}`,
        status,
        afterSeconds: 9,
        is: 'fetched',
      })),
      ...[401, 409, 418, 429, 451, 499, 505, 599].map((status): Row => ({
        rule: `ERR-04 ${status}`,
        status,
        afterSeconds: 9,
        is: 'fetched',
      })),
    ],
  },
  {
    topic: 'statuses, with max-age',
    rows: [
      ...[200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 410, 414, 500, 503, 400, 403, 405, 412, 415].map(
        (status): Row => ({
          rule: `TTL-21, TTL-22, ERR-02, ERR-06 ${status}`,
          status,
          headers: { 'cache-control': 'max-age=20' },
          afterSeconds: 15,
          is: 'reused',
        }),
      ),
      ...[201, 202, 206, 299, 401, 429, 599].map((status): Row => ({
        rule: `TTL-22, ERR-04 ${status}`,
        status,
        headers: { 'cache-control': 'max-age=20' },
        is: 'fetched',
        deviates: 'may be stored',
      })),
      { rule: 'ERR-03 416', status: 416, headers: { 'cache-control': 'max-age=20' }, is: 'fetched' },
      ...[404, 410, 414, 501].map((status): Row => ({
        rule: `ERR-07 no-store on ${status}`,
        status,
        headers: { 'cache-control': 'no-store' },
        afterSeconds: 9,
        is: 'fetched',
      })),
      ...[500, 502, 503, 504].map((status): Row => ({
        rule: `ERR-07 no-store on ${status}`,
        status,
        headers: { 'cache-control': 'no-store' },
        afterSeconds: 9,
        is: 'reused',
        deviates: 'never stored',
      })),
      { rule: 'ERR-06 Expires on a 404', status: 404, headers: { expires: date(20) }, afterSeconds: 15, is: 'reused' },
      { rule: 'ERR-02 Expires is no max-age on a 403', status: 403, headers: { expires: date(20) }, is: 'fetched' },
      {
        rule: 'ERR-09 the minimum TTL on a 503',
        status: 503,
        policy: { minTtlSeconds: 60 },
        afterSeconds: 11,
        is: 'fetched',
      },
    ],
  },
  {
    topic: 'confirmation',
    rows: [
      { rule: 'TTL-32 by entity tag', headers: { 'cache-control': 'max-age=5', ...TAG }, is: 'confirmed' },
      { rule: 'TTL-32 by weak entity tag', headers: { 'cache-control': 'max-age=5', etag: 'W/"a"' }, is: 'confirmed' },
      {
        rule: 'TTL-32 by date',
        headers: { 'cache-control': 'max-age=5', 'last-modified': date(-90) },
        is: 'confirmed',
      },
      { rule: 'TTL-32 nothing to confirm with', headers: { 'cache-control': 'max-age=5' }, is: 'fetched' },
      {
        rule: 'TTL-32 not where cookies are forwarded',
        headers: { 'cache-control': 'max-age=5', ...TAG },
        policy: { cookies: { kind: 'all' } },
        is: 'fetched',
        deviates: 'confirmed',
      },
      { rule: 'TTL-21 of a redirect', status: 301, headers: { 'cache-control': 'max-age=5', ...TAG }, is: 'confirmed' },
      { rule: 'ERR-14 not of an error', status: 404, headers: { ...TAG }, afterSeconds: 11, is: 'fetched' },
    ],
  },
])('$topic', ({ rows }) => {
  test.each(rows)('$rule: $is', row => {
    expect(howServed(playRow(row))).toBe(row.is)
  })
})

/** One stored object, then a request of the viewer with a condition, while it is fresh. */
const conditional = (stored: Fields, headers: Fields, method = 'GET'): number => {
  const stage = virtualStage({ distribution: distribution(), origin: () => ({ headers: stored }) })
  stage.request(0)
  const asked = stage.request(1_000, { method, headers })
  stage.run()
  expect(stage.originRequests).toBe(1)
  return asked.response.status
}

const MODIFIED = { 'last-modified': date(-90) }

test.each([
  { rule: 'the tag', stored: TAG, headers: { 'if-none-match': '"a"' }, status: 304 },
  { rule: 'another tag', stored: TAG, headers: { 'if-none-match': '"b"' }, status: 200 },
  { rule: 'one of several', stored: TAG, headers: { 'if-none-match': '"b", W/"c", "a"' }, status: 304 },
  { rule: 'in two fields', stored: TAG, headers: { 'if-none-match': ['"b"', '"a"'] }, status: 304 },
  { rule: 'a tag with a comma', stored: { etag: '"a,b"' }, headers: { 'if-none-match': '"x", "a,b"' }, status: 304 },
  { rule: 'weakly', stored: { etag: 'W/"a"' }, headers: { 'if-none-match': '"a"' }, status: 304 },
  { rule: 'star', stored: TAG, headers: { 'if-none-match': '*' }, status: 304 },
  { rule: 'a tag without quotes', stored: TAG, headers: { 'if-none-match': 'a' }, status: 200 },
  { rule: 'of a HEAD', stored: TAG, headers: { 'if-none-match': '"a"' }, method: 'HEAD', status: 304 },
  { rule: 'the same date', stored: MODIFIED, headers: { 'if-modified-since': date(-90) }, status: 304 },
  { rule: 'a later date', stored: MODIFIED, headers: { 'if-modified-since': date(-80) }, status: 304 },
  { rule: 'an earlier date', stored: MODIFIED, headers: { 'if-modified-since': date(-100) }, status: 200 },
  { rule: 'no date', stored: MODIFIED, headers: { 'if-modified-since': 'yesterday' }, status: 200 },
  {
    rule: 'a date before that of the answer',
    stored: { date: date(0) },
    headers: { 'if-modified-since': date(-80) },
    status: 200,
  },
  {
    rule: 'the date of an answer without Last-Modified',
    stored: { date: date(0) },
    headers: { 'if-modified-since': date(0) },
    status: 304,
  },
  {
    rule: 'the tag goes before the date',
    stored: { ...TAG, ...MODIFIED },
    headers: { 'if-none-match': '"b"', 'if-modified-since': date(-80) },
    status: 200,
  },
])('TTL-36: a condition on a fresh object: $rule: $status', ({ stored, headers, method, status }) => {
  expect(conditional(stored, headers, method)).toBe(status)
})

test('TTL-32, TTL-36: a condition of the viewer on an expired object is judged after the origin confirmed its own', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: ({ request }) =>
      request.headers.get('if-none-match') === '"a"'
        ? { status: 304, byteLength: 0, headers: TAG }
        : { headers: { 'cache-control': 'max-age=5', ...TAG } },
  })
  stage.request(0)
  const same = stage.request(10_000, { headers: { 'if-none-match': '"a"' } })
  const other = stage.request(20_000, { headers: { 'if-none-match': '"b"' } })
  stage.run()
  expect(stage.attempts.map(({ headers }) => headers.get('if-none-match'))).toEqual([undefined, '"a"', '"a"'])
  expect([same, other].map(({ response }) => response.status)).toEqual([304, 200])
})

test.each([
  { rule: 'TTL-33 a new field', field: 'x-a', value: '1', is: '1' },
  { rule: 'TTL-33 a changed field', field: 'x-old', value: '2', is: '2' },
  { rule: 'TTL-33 Date', field: 'date', value: date(10), is: date(10) },
  { rule: 'TTL-33 Expires', field: 'expires', value: date(900), is: date(900) },
  { rule: 'TTL-33, RESH-07 Vary, filtered', field: 'vary', value: 'Cookie, x-a', is: 'Cookie' },
  { rule: 'TTL-33 Last-Modified', field: 'last-modified', value: date(-1), is: date(-1) },
  {
    rule: 'TTL-33 Content-Type describes the body that stays',
    field: 'content-type',
    value: 'text/css',
    is: 'text/html',
  },
  { rule: 'TTL-33 so does Content-Encoding', field: 'content-encoding', value: 'gzip', is: undefined },
  { rule: 'TTL-33 so does Content-Length', field: 'content-length', value: '7', is: '1000' },
  { rule: 'TTL-33 so does the entity tag', field: 'etag', value: '"b"', is: '"a"' },
  { rule: 'TTL-40 Set-Cookie', field: 'set-cookie', value: 'a=1', is: undefined },
])('$rule of a 304', ({ field, value, is }) => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: (_, { count }) =>
      count === 1
        ? { headers: { 'cache-control': 'max-age=5', 'content-type': 'text/html', 'x-old': '1', ...TAG } }
        : { status: 304, byteLength: 0, headers: { [field]: value } },
  })
  stage.request(0)
  const refreshed = stage.request(10_000)
  const hit = stage.request(11_000)
  stage.run()
  expect(refreshed.response.resultType).toBe('RefreshHit')
  for (const { response } of [refreshed, hit]) expect(response.headers.get(field)).toBe(is)
})

test('TTL-20, TTL-33: a 304 that brings Vary: * ends the lifetime', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: (_, { count }) =>
      count === 2
        ? { status: 304, byteLength: 0, headers: { vary: '*' } }
        : { headers: { 'cache-control': 'max-age=5', ...TAG } },
  })
  stage.request(0)
  stage.request(10_000)
  const next = stage.request(11_000)
  stage.run()
  expect(next.response.resultType).toBe('Miss')
  expect(stage.attempts[2]?.headers.has('if-none-match')).toBe(false)
})

test.each([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
])('RESH-02, RESH-08: %s is the origin’s connection and not stored', field => {
  const stage = virtualStage({ distribution: distribution(), origin: () => ({ headers: { [field]: 'x' } }) })
  const requests = [0, 1_000].map(at => stage.request(at))
  stage.run()
  expect(requests.map(({ response }) => response.headers.has(field))).toEqual([false, false])
})

test('RESH-01, RESH-08: what Connection names belongs to that connection, except what describes the message', () => {
  const headers = {
    connection: 'close, X-Hop, Cache-Control, etag',
    'x-hop': '1',
    'x-end': '2',
    'cache-control': 'max-age=60',
    ...TAG,
  }
  const stage = virtualStage({ distribution: distribution(), origin: () => ({ headers }) })
  const requests = [0, 1_000].map(at => stage.request(at))
  stage.run()
  for (const { response } of requests) {
    const names = ['x-hop', 'x-end', 'cache-control', 'etag'].filter(name => response.headers.has(name))
    expect(names).toEqual(['x-end', 'cache-control', 'etag'])
  }
})

test('TTL-23, TTL-24, RESH-11: the Age a viewer sees is the time in the cache, not the origin’s', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => ({ headers: { age: '500' } }) })
  const requests = [0, 7_000].map(at => stage.request(at))
  stage.run()
  expect(requests.map(({ response }) => response.headers.getAll('age'))).toEqual([[], ['7']])
})

test('TTL-13, REQH-03: what a viewer says about caching goes on to the origin', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => ({}) })
  stage.request(0, { headers: { 'cache-control': 'only-if-cached', pragma: 'no-cache' } })
  stage.run()
  expect(stage.attempts[0]?.headers.get('cache-control')).toBe('only-if-cached')
  expect(stage.attempts[0]?.headers.get('pragma')).toBe('no-cache')
})

test('STALE-13, TTL-15: what the origin says to browsers reaches them unchanged, on a hit too', () => {
  const cacheControl =
    'public, max-age=60, s-maxage=90, stale-while-revalidate=30, stale-if-error=300, must-revalidate, immutable'
  const headers = { 'cache-control': cacheControl, pragma: 'no-cache', 'cdn-cache-control': 'max-age=9', expires: '0' }
  const stage = virtualStage({ distribution: distribution(), origin: () => ({ headers }) })
  const requests = [0, 1_000].map(at => stage.request(at))
  stage.run()
  for (const { response } of requests)
    for (const [name, value] of Object.entries(headers)) expect(response.headers.getAll(name)).toEqual([value])
})

test.each(['must-revalidate', 'proxy-revalidate', 's-maxage=5', 'no-cache', 'max-age=0, must-revalidate'])(
  'TTL-15, TTL-16, STALE-06: %s does not keep a stale copy from serving instead of an error',
  directive => {
    const stage = virtualStage({
      distribution: distribution(),
      origin: (_, { count }) =>
        count === 1 ? { headers: { 'cache-control': `${directive}, max-age=5` } } : { status: 503 },
    })
    stage.request(0)
    const stale = stage.request(10_000)
    stage.run()
    expect(stale.response).toMatchObject({ status: 200, resultType: 'RefreshHit' })
    expect(stale.response.headers.has('warning')).toBe(false)
  },
)

test('TTL-26, TTL-27: an object keeps the lifetime it was stored with, whatever behaviour and origin its key has later', () => {
  const behaviors = [
    cacheBehavior({
      pathPattern: '/new/*',
      targetOriginId: 'static',
      cachePolicy: cachePolicy({ defaultTtlSeconds: 5, maxTtlSeconds: 5 }),
      functions: { 'viewer-request': namedFunction('rewrite') },
    }),
    cacheBehavior({ cachePolicy: cachePolicy({ defaultTtlSeconds: 60 }) }),
  ]
  const stage = virtualStage({
    distribution: distribution({ behaviors }),
    functions: { rewrite: { viewerRequest: () => ({ uri: '/page' }) } },
    origin: () => ({}),
  })
  stage.request(0, { path: '/page' })
  const changed = stage.request(30_000, { path: '/new/page' })
  const expired = stage.request(61_000, { path: '/new/page' })
  stage.run()
  expect(changed.response.resultType).toBe('Hit')
  expect(expired.response.resultType).toBe('Miss')
  expect(stage.attempts.map(({ originId }) => originId)).toEqual(['ssr', 'static'])
})

test('TTL-61, MET-02: unsafe methods leave the stored object where it is', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: () => ({ headers: { location: '/', 'content-location': '/' } }),
  })
  stage.request(0)
  const others = ['POST', 'PUT', 'PATCH', 'DELETE'].map((method, i) => stage.request((i + 1) * 1_000, { method }))
  const get = stage.request(10_000)
  stage.run()
  expect(others.every(({ response }) => response.resultType === 'Miss')).toBe(true)
  expect(get.response.resultType).toBe('Hit')
})

test('REQH-02: the Authorization of a viewer reaches no origin on GET, so what is stored belongs to nobody', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => ({}) })
  stage.request(0, { headers: { authorization: 'Basic YQ==' } })
  stage.run()
  expect(stage.attempts[0]?.headers.has('authorization')).toBe(false)
})

test('POL-09, TTL-41: forwarding cookies without keying them replays the cookie of the first viewer to all', () => {
  const behaviors = [cacheBehavior({ originRequestPolicy: originRequestPolicy({ cookies: { kind: 'all' } }) })]
  const stage = virtualStage({
    distribution: distribution({ behaviors }),
    origin: ({ request }) => ({ headers: { 'set-cookie': `seen=${request.headers.get('cookie')}` } }),
  })
  const requests = ['a=1', 'a=2'].map((cookie, i) => stage.request(i * 1_000, { headers: { cookie } }))
  stage.run()
  expect(requests.map(({ response }) => response.headers.get('set-cookie'))).toEqual(['seen=a=1', 'seen=a=1'])
})

test.each([
  { status: 204, stated: undefined },
  { status: 200, stated: '0' },
])('RFC 9110, 8.6: a $status states $stated as its length, whatever the origin says', ({ status, stated }) => {
  const stage = virtualStage({
    distribution: distribution({ behaviors: [cacheBehavior({ cachePolicy: cachePolicy() })] }),
    origin: () => ({ status, byteLength: 0, headers: { 'content-length': '0' } }),
  })
  const first = stage.request(0)
  const second = stage.request(1_000)
  stage.run()
  for (const { response } of [first, second]) expect(response.headers.get('content-length')).toBe(stated)
  expect(second.response.resultType).toBe('Hit')
})

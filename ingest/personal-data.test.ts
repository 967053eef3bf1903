import { describe, expect, test } from 'vitest'
import { clientKeys } from './client-key.ts'
import { flagVariant } from './flag-variant.ts'
import { logDataValue, logDataWithoutValues } from './log-data.ts'
import { urlWithoutValues, withoutValues } from './query-parameters.ts'
import { rowsOf, v1Log } from './store-for-test.test-data.ts'

const KEPT = new Set(['page'])

test.each([
  { rule: 'a value goes, its name stays', query: 'token=secret', kept: 'token' },
  { rule: 'a kept parameter keeps its value', query: 'a=1&page=2&b=3', kept: 'a&page=2&b' },
  { rule: 'a name without a value stays', query: 'debug&page', kept: 'debug&page' },
  { rule: 'a value may hold equals signs', query: 'a=b=c', kept: 'a' },
  { rule: 'empty pairs stay where they are', query: '&&a=1&', kept: '&&a&' },
  { rule: 'another spelling of a kept name is another name', query: 'p%61ge=2', kept: 'p%61ge' },
])('query: $rule (9 rule 5)', ({ query, kept }) => expect(withoutValues(query, KEPT)).toBe(kept))

test('query: all values are kept on demand', () => expect(withoutValues('a=1&b=2', 'all')).toBe('a=1&b=2'))

test.each([
  { url: 'https://www.example.com/a?token=x&page=1#part', kept: 'https://www.example.com/a?token&page=1' },
  { url: 'https://www.example.com/a#access_token=x', kept: 'https://www.example.com/a' },
  { url: '/a', kept: '/a' },
])('URL $url', ({ url, kept }) => expect(urlWithoutValues(url, KEPT)).toBe(kept))

test.each([
  {
    rule: 'the URL between variant and class',
    logData: 'v=a:b;u=/x?q=secret&page=1;k=browser',
    kept: 'v=a:b;u=/x?q&page=1;k=browser',
  },
  { rule: 'a semicolon in the query', logData: 'v=a:b;u=/x?q=se;cret;k=x;k=browser', kept: 'v=a:b;u=/x?q;k=browser' },
  { rule: 'cut before the class', logData: 'v=a:b;u=/x?q=secr', kept: 'v=a:b;u=/x?q' },
  { rule: 'no URL', logData: 'v=a:b', kept: 'v=a:b' },
])('log data: $rule', ({ logData, kept }) => expect(logDataWithoutValues(logData, KEPT)).toBe(kept))

test.each([
  { logData: 'v=site:v4;u=/;k=browser', key: 'v', value: 'site:v4' },
  { logData: 'f=-', key: 'f', value: undefined },
  { logData: 'f=', key: 'f', value: undefined },
  { logData: undefined, key: 'f', value: undefined },
  { logData: 'xv=1', key: 'v', value: undefined },
])('log data $logData, $key', ({ logData, key, value }) => expect(logDataValue(logData, key)).toBe(value))

test.each([
  {
    rule: 'what the function logged wins',
    logData: 'v=site:v5',
    cookies: 'featureFlipping=site:v4',
    variant: 'site:v5',
  },
  {
    rule: 'else the cookie',
    logData: undefined,
    cookies: 'a=1; featureFlipping=site:v4.b:c; d=2',
    variant: 'site:v4.b:c',
  },
  {
    rule: 'a cookie that only ends like it is another',
    logData: undefined,
    cookies: 'xfeatureFlipping=site:v4',
    variant: undefined,
  },
  {
    rule: 'no choices: the viewer wrote what it liked',
    logData: undefined,
    cookies: 'featureFlipping=me@example.com',
    variant: undefined,
  },
  { rule: 'no cookie', logData: undefined, cookies: undefined, variant: undefined },
])('variant: $rule', ({ logData, cookies, variant }) => expect(flagVariant(logData, cookies)).toBe(variant))

describe('client key (9 rule 4)', () => {
  const keyOfDay = (day: string) => Buffer.alloc(32, day)
  const keyOf = clientKeys(keyOfDay)
  const [day, other] = ['2027-06-11', '2027-06-12']

  test('the same viewer on the same day has the same one', () => {
    expect(keyOf(day, '203.0.113.7', 'a')).toBe(clientKeys(keyOfDay)(day, '203.0.113.7', 'a'))
  })
  test('day, address and User-Agent each make another', () => {
    const keys = [
      keyOf(day, '203.0.113.7', 'a'),
      keyOf(other, '203.0.113.7', 'a'),
      keyOf(day, '203.0.113.8', 'a'),
      keyOf(day, '203.0.113.7', 'b'),
    ]
    expect(new Set(keys).size).toBe(4)
  })
  test('what is address and what User-Agent cannot be confused', () => {
    expect(keyOf(day, '1\n2', '3')).not.toBe(keyOf(day, '1', '2\n3'))
  })
  test('another key of the day, another pseudonym', () => {
    expect(clientKeys(() => Buffer.alloc(32, 1))(day, '203.0.113.7', 'a')).not.toBe(keyOf(day, '203.0.113.7', 'a'))
  })
})

test('no address, cookie or value of a query is in any column', () => {
  const log = v1Log([
    {
      clientIp: '203.0.113.77',
      forwardedFor: '198.51.100.99',
      cookie: 'session=c00kie; featureFlipping=site:v5',
      queryString: 'mail=me-at-home&page=1',
      referer: 'https://www.example.com/?mail=me-at-home',
    },
  ])
  const [row] = rowsOf(log)
  expect(JSON.stringify(row)).not.toMatch(/203\.0\.113|198\.51|c00kie|me-at-home/)
  expect(row).toMatchObject({ variant: 'site:v5', query_raw: 'mail&page', client_key: 'key' })
})

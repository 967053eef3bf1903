import { expect, test } from 'vitest'
import { captureOf } from '../../test/support/capture.ts'
import { viewerRequestOf } from './viewer-request-of.ts'

const requestOf = (record: Parameters<typeof captureOf>[0][number]) => viewerRequestOf(captureOf([record]), 0, 1_000)

test('what a row holds is asked again, as it was on the wire', () => {
  const request = requestOf({
    uri: '/programme/%25/live',
    queryString: 'q=a%20b',
    cookie: 'sid=1; featureFlipping=site:v5',
    referer: 'https://www.example.com/',
    forwardedFor: '192.0.2.1',
    clientIp: '198.51.100.4',
  })
  expect(request).toMatchObject({
    method: 'GET',
    uri: '/programme/%25/live',
    queryString: 'q=a%20b',
    protocol: 'https',
    httpVersion: '2.0',
    clientIp: '198.51.100.4',
    requestId: '0',
    receivedAt: 1_000,
  })
  expect(Object.fromEntries(request.headers)).toEqual({
    host: 'www.example.com',
    'user-agent': 'Mozilla/5.0 (X11; Linux)',
    'accept-encoding': 'gzip, deflate, br',
    referer: 'https://www.example.com/',
    cookie: 'sid=1; featureFlipping=site:v5',
    'x-forwarded-for': '192.0.2.1',
  })
})

test.each([
  {
    what: 'a part that was sent was asked for',
    record: { rangeStart: 0, rangeEnd: 99 },
    name: 'range',
    value: 'bytes=0-99',
  },
  { what: 'no brotli over plain HTTP', record: { protocol: 'http' }, name: 'accept-encoding', value: 'gzip, deflate' },
  { what: 'no cookie, no field', record: { cookie: undefined }, name: 'cookie', value: undefined },
])('cloudfront-logs 8: $what', ({ record, name, value }) => expect(requestOf(record).headers.get(name)).toBe(value))

test.each([
  ['0.9', '1.0'],
  ['1.0', '1.0'],
  ['1.1', '1.1'],
  ['2.0', '2.0'],
  ['3.0', '2.0'],
])('HTTP/%s is asked as %s', (logged, version) => expect(requestOf({ httpVersion: logged }).httpVersion).toBe(version))

test.each([
  { what: 'a country', country: 'FR', geography: { country: 'FR' } },
  { what: 'none', country: undefined, geography: undefined },
])('c-country says where the viewer is: $what', ({ country, geography }) =>
  expect(requestOf({ country }).geography).toEqual(geography),
)

import { describe, expect, test } from 'vitest'
import type { CacheBehavior, OriginRequestPolicy } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import {
  cacheBehavior,
  cachePolicy,
  customOrigin,
  originRequestPolicy,
  s3Origin,
} from '../../test/support/distribution.ts'
import { headersToOrigin, type OriginHeadersInput } from './forwarded-headers.ts'

interface Case extends Partial<Omit<OriginHeadersInput, 'viewer' | 'behavior'>> {
  readonly behavior?: Partial<CacheBehavior>
  readonly viewer?: Readonly<Record<string, string | readonly string[]>>
}

const sent = ({ behavior = {}, viewer = {}, ...rest }: Case): HeaderList =>
  headersToOrigin({
    behavior: cacheBehavior(behavior),
    origin: customOrigin(),
    method: 'GET',
    viewer: HeaderList.of({ host: 'www.example.org', ...viewer }),
    httpVersion: '1.1',
    clientIp: '192.0.2.7',
    requestId: 'id',
    via: '1.1 abc.cloudfront.net (CloudFront)',
    ...rest,
  })

const orp = (headers: OriginRequestPolicy['headers']): Partial<CacheBehavior> => ({
  originRequestPolicy: originRequestPolicy({ headers }),
})
const allViewer = orp({ kind: 'allViewer' })
const exceptHost = orp({ kind: 'allExcept', names: ['host'] })

test('POL-03, REQH-01: by default the origin gets the automatic headers and nothing of the viewer', () => {
  const headers = sent({ viewer: { cookie: 'a=1', 'x-own': '1', referer: '/', 'accept-language': 'de' } })
  expect([...headers]).toEqual([
    ['host', 'ssr.example.org'],
    ['user-agent', 'Amazon CloudFront'],
    ['x-forwarded-for', '192.0.2.7'],
    ['via', '1.1 abc.cloudfront.net (CloudFront)'],
    ['x-amz-cf-id', 'id'],
  ])
})

describe('a header of the viewer', () => {
  test.each([
    ...[
      'content-type',
      'content-length',
      'transfer-encoding',
      'range',
      'if-none-match',
      'if-modified-since',
      'if-match',
      'if-unmodified-since',
      'if-range',
      'max-forwards',
      'content-md5',
    ].map(name => ({ rule: 'REQH-03 forwarded without listing', name, behavior: {}, reaches: true })),
    { rule: 'TTL-13 forwarded, though it forces nothing', name: 'cache-control', behavior: {}, reaches: true },
    { rule: 'TTL-13 forwarded, though it forces nothing', name: 'pragma', behavior: {}, reaches: true },
    ...['origin', 'date', 'from', 'warning', 'accept', 'referer', 'x-http-method-override'].map(name => ({
      rule: 'REQH-02, REQH-03 not forwarded without listing',
      name,
      behavior: {},
      reaches: false,
    })),
    {
      rule: 'KEY-02 in the key',
      name: 'x-own',
      behavior: { cachePolicy: cachePolicy({ headers: ['x-own'] }) },
      reaches: true,
    },
    { rule: 'POL-02 listed', name: 'x-own', behavior: orp({ kind: 'whitelist', names: ['x-own'] }), reaches: true },
    { rule: 'POL-02 allViewer', name: 'x-own', behavior: allViewer, reaches: true },
    { rule: 'POL-02 allExcept, not excluded', name: 'x-own', behavior: exceptHost, reaches: true },
    {
      rule: 'POL-02 allExcept, excluded',
      name: 'x-own',
      behavior: orp({ kind: 'allExcept', names: ['x-own'] }),
      reaches: false,
    },
    {
      rule: 'POL-02 allViewerAndWhitelistCloudFront',
      name: 'x-own',
      behavior: orp({ kind: 'allViewerAndWhitelistCloudFront', names: [] }),
      reaches: true,
    },
    ...[
      'connection',
      'proxy-authorization',
      'te',
      'upgrade',
      'expect',
      'x-real-ip',
      'x-edge-location',
      'x-forwarded-proto',
    ].map(name => ({
      rule: 'REQH-02 removed whatever is configured',
      name,
      behavior: allViewer,
      reaches: false,
    })),
  ])('$rule: $name', ({ name, behavior, reaches }) => {
    expect(sent({ behavior, viewer: { [name]: 'value' } }).has(name)).toBe(reaches)
  })
})

test.each([
  { rule: 'removed for GET', method: 'GET', behavior: {}, reaches: false },
  { rule: 'removed for HEAD', method: 'HEAD', behavior: {}, reaches: false },
  { rule: 'kept for POST', method: 'POST', behavior: {}, reaches: true },
  { rule: 'kept for OPTIONS that is not cached', method: 'OPTIONS', behavior: {}, reaches: true },
  {
    rule: 'removed for cached OPTIONS',
    method: 'OPTIONS',
    behavior: { cachedMethods: new Set(['GET', 'HEAD', 'OPTIONS'] as const) },
    reaches: false,
  },
  {
    rule: 'POL-05 kept by the cache policy',
    method: 'GET',
    behavior: { cachePolicy: cachePolicy({ headers: ['authorization'] }) },
    reaches: true,
  },
  { rule: 'POL-05 kept by all viewer headers', method: 'GET', behavior: allViewer, reaches: true },
])('REQH-02 Authorization: $rule', ({ method, behavior, reaches }) => {
  expect(sent({ method, behavior, viewer: { authorization: 'Basic x' } }).has('authorization')).toBe(reaches)
})

test.each([
  { rule: 'the origin domain by default', behavior: {}, origin: customOrigin(), host: 'ssr.example.org' },
  { rule: 'allViewer sends the viewer’s', behavior: allViewer, origin: customOrigin(), host: 'www.example.org' },
  { rule: 'excluded: the origin domain', behavior: exceptHost, origin: customOrigin(), host: 'ssr.example.org' },
  {
    rule: 'listed',
    behavior: orp({ kind: 'whitelist', names: ['host'] }),
    origin: customOrigin(),
    host: 'www.example.org',
  },
  { rule: 'a bucket by its own name', behavior: exceptHost, origin: s3Origin(), host: 'static.s3.amazonaws.com' },
  {
    rule: 'S3-05 allViewer sends the viewer’s to a bucket, too',
    behavior: allViewer,
    origin: s3Origin(),
    host: 'www.example.org',
  },
])('POL-06 Host: $rule', ({ behavior, origin, host }) => {
  expect(sent({ behavior, origin }).getAll('host')).toEqual([host])
})

test.each([
  { rule: 'REQH-05 User-Agent by default', behavior: {}, agent: 'Amazon CloudFront' },
  {
    rule: 'REQH-05 forwarded by policy',
    behavior: orp({ kind: 'whitelist', names: ['user-agent'] }),
    agent: 'Browser',
  },
])('$rule', ({ behavior, agent }) => {
  expect(sent({ behavior, viewer: { 'user-agent': 'Browser' } }).getAll('user-agent')).toEqual([agent])
})

test('REQH-04: the address is appended to X-Forwarded-For', () => {
  expect(sent({ viewer: { 'x-forwarded-for': '203.0.113.1' } }).getAll('x-forwarded-for')).toEqual([
    '203.0.113.1, 192.0.2.7',
  ])
})

test('REQH-06: CloudFront appends itself to Via', () => {
  expect(sent({ viewer: { via: '1.0 proxy' } }).getAll('via')).toEqual([
    '1.0 proxy, 1.1 abc.cloudfront.net (CloudFront)',
  ])
})

test.each([
  { rule: 'TTL-40 none forwarded', behavior: {}, cookie: undefined },
  {
    rule: 'KEY-09 all, sorted',
    behavior: { cachePolicy: cachePolicy({ cookies: { kind: 'all' as const } }) },
    cookie: 'a=1; b=2',
  },
  {
    rule: 'POL-04 what one policy lists',
    behavior: { originRequestPolicy: originRequestPolicy({ cookies: { kind: 'whitelist', names: ['b'] } }) },
    cookie: 'b=2',
  },
])('$rule', ({ behavior, cookie }) => {
  expect(sent({ behavior, viewer: { cookie: 'b=2; a=1' } }).get('cookie')).toBe(cookie)
})

test('KEY-10: a Cookie field of another form is not forwarded at all', () => {
  const behavior = { cachePolicy: cachePolicy({ cookies: { kind: 'all' as const } }) }
  expect(sent({ behavior, viewer: { cookie: 'a=1; nonsense' } }).has('cookie')).toBe(false)
})

const normalized = { cachePolicy: cachePolicy({ gzip: true, brotli: true }) }

test.each([
  { rule: 'KEY-30 normalised', case: { behavior: normalized }, field: 'br,gzip' },
  {
    rule: 'KEY-40 an origin request policy changes nothing',
    case: { behavior: { ...normalized, ...allViewer } },
    field: 'br,gzip',
  },
  { rule: 'KEY-39 off and not listed', case: {}, field: undefined },
  { rule: 'KEY-39 off and listed', case: { behavior: allViewer }, field: 'gzip, br, zstd' },
  {
    rule: 'KEY-44 removed for HTTP/1.0',
    case: { behavior: normalized, httpVersion: '1.0' as const },
    field: undefined,
  },
  {
    rule: 'KEY-45 an empty custom header takes it out',
    case: { behavior: normalized, origin: customOrigin({ customHeaders: [['accept-encoding', '']] }) },
    field: undefined,
  },
])('$rule', ({ case: given, field }) => {
  expect(sent({ ...given, viewer: { 'accept-encoding': 'gzip, br, zstd' } }).get('accept-encoding')).toBe(field)
})

test('POL-07, ORIG-17: a custom header of the origin overwrites the viewer’s', () => {
  const origin = customOrigin({ customHeaders: [['x-own', 'origin']] })
  expect(sent({ behavior: allViewer, origin, viewer: { 'x-own': ['viewer', 'again'] } }).getAll('x-own')).toEqual([
    'origin',
  ])
})

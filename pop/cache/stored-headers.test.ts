import { expect, test } from 'vitest'
import type { CacheBehavior, OriginRequestPolicy } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import {
  cacheBehavior,
  cachePolicy,
  customOrigin,
  originRequestPolicy,
  s3Origin,
} from '../../test/support/distribution.ts'
import { storedHeaders, viewerOnlyCookies } from './stored-headers.ts'

type Fields = Readonly<Record<string, string | readonly string[]>>

const answer = (
  fields: Fields,
  originCookies: readonly string[] = [],
  origin = customOrigin() as ReturnType<typeof customOrigin> | ReturnType<typeof s3Origin>,
) => ({
  status: 200,
  headers: HeaderList.of(fields),
  origin,
  originCookies,
})

const stored = (fields: Fields, behavior: Partial<CacheBehavior> = {}, originCookies: readonly string[] = []) =>
  storedHeaders(answer(fields, originCookies), cacheBehavior(behavior))

test.each([
  'trailer',
  'upgrade',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'via',
  'age',
  'x-cache',
  'x-amz-cf-id',
  'x-amz-cf-pop',
])('RESH-02, RESH-04 to RESH-08, RESH-11: %s of the origin does not stay', name => {
  expect(stored({ [name]: 'x' }).has(name)).toBe(false)
})

test.each(['etag', 'content-type', 'cache-control', 'server', 'date', 'x-powered-by', 'link'])(
  'RESH-01, RESH-09, RESH-10: %s of the origin stays',
  name => {
    expect(stored({ [name]: 'x' }).get(name)).toBe('x')
  },
)

test.each(['x-amz-id-2', 'x-amz-request-id'])('RESH-02, S3-07: %s of a bucket goes, of another origin stays', name => {
  const fields = { [name]: 'x' }
  expect(storedHeaders(answer(fields, [], s3Origin()), cacheBehavior()).has(name)).toBe(false)
  expect(storedHeaders(answer(fields), cacheBehavior()).has(name)).toBe(true)
})

const forwarding = (headers: OriginRequestPolicy['headers']): Partial<CacheBehavior> => ({
  originRequestPolicy: originRequestPolicy({ headers }),
})

test.each([
  {
    rule: 'Accept-Encoding and Cookie stay',
    vary: 'Accept-Encoding, Cookie',
    behavior: {},
    kept: 'Accept-Encoding, Cookie',
  },
  { rule: 'a name nobody forwards goes', vary: 'Accept-Encoding, X-Foo', behavior: {}, kept: 'Accept-Encoding' },
  { rule: 'nothing left: no field', vary: 'X-Foo', behavior: {}, kept: undefined },
  {
    rule: 'a name in the key stays',
    vary: 'X-Foo',
    behavior: { cachePolicy: cachePolicy({ headers: ['x-foo'] }) },
    kept: 'X-Foo',
  },
  {
    rule: 'a forwarded name stays',
    vary: 'X-Foo, X-Bar',
    behavior: forwarding({ kind: 'whitelist', names: ['x-foo'] }),
    kept: 'X-Foo',
  },
  { rule: 'all forwarded', vary: 'X-Foo, X-Bar', behavior: forwarding({ kind: 'allViewer' }), kept: 'X-Foo, X-Bar' },
  {
    rule: 'all but one forwarded',
    vary: 'X-Foo, Host',
    behavior: forwarding({ kind: 'allExcept', names: ['host'] }),
    kept: 'X-Foo',
  },
  { rule: 'User-Agent goes', vary: 'User-Agent', behavior: {}, kept: undefined },
  {
    rule: 'User-Agent stays with a device header',
    vary: 'User-Agent',
    behavior: { cachePolicy: cachePolicy({ headers: ['cloudfront-is-mobile-viewer'] }) },
    kept: 'User-Agent',
  },
])('RESH-07, KEY-20 Vary: $rule', ({ vary, behavior, kept }) => {
  expect(stored({ vary }, behavior).get('vary')).toBe(kept)
})

test('TTL-20: the star stays with a minimum TTL of 0 and is filtered above', () => {
  expect(stored({ vary: '*' }).get('vary')).toBe('*')
  expect(stored({ vary: '*' }, { cachePolicy: cachePolicy({ minTtlSeconds: 1 }) }).has('vary')).toBe(false)
})

const forwardsCookies: Partial<CacheBehavior> = { cachePolicy: cachePolicy({ cookies: { kind: 'all' } }) }

test.each([
  { rule: 'TTL-40, RESH-03 no cookies forwarded', behavior: {}, kept: [] },
  { rule: 'TTL-41 cookies in the key', behavior: forwardsCookies, kept: ['a=1'] },
  {
    rule: 'POL-09 cookies in the origin request policy',
    behavior: { originRequestPolicy: originRequestPolicy({ cookies: { kind: 'whitelist', names: ['x'] } }) },
    kept: ['a=1'],
  },
])('$rule', ({ behavior, kept }) => {
  expect(stored({ 'set-cookie': 'a=1' }, behavior, ['a=1']).getAll('set-cookie')).toEqual(kept)
})

test('TTL-43: what an origin-response function wrote is stored all the same', () => {
  expect(stored({ 'set-cookie': ['a=1', 'flag=v5'] }, {}, ['a=1']).getAll('set-cookie')).toEqual(['flag=v5'])
})

test('TTL-18, TTL-41: no-cache="Set-Cookie" keeps the cookie out of the stored copy and leaves it to the first viewer', () => {
  const fields = { 'set-cookie': 'a=1', 'cache-control': 'no-cache="Set-Cookie"' }
  expect(stored(fields, forwardsCookies, ['a=1']).has('set-cookie')).toBe(false)
  expect(viewerOnlyCookies(answer(fields, ['a=1']), cacheBehavior(forwardsCookies))).toEqual(['a=1'])
  expect(viewerOnlyCookies(answer(fields, ['a=1']), cacheBehavior())).toEqual([])
})

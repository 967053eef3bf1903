import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { httpDate } from '../../http/http-date.ts'
import { cachePolicy } from '../../test/support/distribution.ts'
import { lifetimeOf } from './lifetime.ts'

const RECEIVED_AT = Date.UTC(2026, 5, 11)

const ttls = (minTtlSeconds: number, defaultTtlSeconds: number, maxTtlSeconds: number) =>
  cachePolicy({ minTtlSeconds, defaultTtlSeconds, maxTtlSeconds })
const fromZero = ttls(0, 300, 1_000)
const fromSixty = ttls(60, 300, 1_000)

const expiresIn = (seconds: number) => ({ expires: httpDate(RECEIVED_AT + seconds * 1000) })
const control = (value: string) => ({ 'cache-control': value })

const lifetime = (policy: ReturnType<typeof ttls>, headers: Record<string, string>) =>
  lifetimeOf(policy, HeaderList.of(headers), RECEIVED_AT)

describe('the TTL table, in its order', () => {
  test.each([
    {
      rule: 'TTL-01 max-age',
      policy: fromZero,
      headers: control('max-age=100'),
      ttl: 100,
      source: 'max-age',
      bound: undefined,
    },
    {
      rule: 'TTL-01 max-age above the maximum',
      policy: fromZero,
      headers: control('max-age=5000'),
      ttl: 1_000,
      source: 'max-age',
      bound: 'maximum-ttl',
    },
    {
      rule: 'TTL-01 max-age below the minimum',
      policy: fromSixty,
      headers: control('max-age=5'),
      ttl: 60,
      source: 'max-age',
      bound: 'minimum-ttl',
    },
    {
      rule: 'TTL-01 max-age within the bounds',
      policy: fromSixty,
      headers: control('max-age=100'),
      ttl: 100,
      source: 'max-age',
      bound: undefined,
    },
    {
      rule: 'TTL-02 s-maxage wins over max-age',
      policy: fromZero,
      headers: control('max-age=100, s-maxage=200'),
      ttl: 200,
      source: 's-maxage',
      bound: undefined,
    },
    {
      rule: 'TTL-02 s-maxage below the minimum',
      policy: fromSixty,
      headers: control('max-age=100, s-maxage=1'),
      ttl: 60,
      source: 's-maxage',
      bound: 'minimum-ttl',
    },
    {
      rule: 'TTL-02 s-maxage above the maximum',
      policy: fromSixty,
      headers: control('max-age=1, s-maxage=5000'),
      ttl: 1_000,
      source: 's-maxage',
      bound: 'maximum-ttl',
    },
    {
      rule: 'TTL-03 Expires',
      policy: fromZero,
      headers: expiresIn(100),
      ttl: 100,
      source: 'expires',
      bound: undefined,
    },
    {
      rule: 'TTL-03 Expires after the maximum',
      policy: fromZero,
      headers: expiresIn(5_000),
      ttl: 1_000,
      source: 'expires',
      bound: 'maximum-ttl',
    },
    {
      rule: 'TTL-03 Expires before the minimum',
      policy: fromSixty,
      headers: expiresIn(5),
      ttl: 60,
      source: 'expires',
      bound: 'minimum-ttl',
    },
    {
      rule: 'TTL-03 Expires in the past',
      policy: fromZero,
      headers: expiresIn(-100),
      ttl: 0,
      source: 'expires',
      bound: undefined,
    },
    { rule: 'TTL-04 nothing stated', policy: fromZero, headers: {}, ttl: 300, source: 'default-ttl', bound: undefined },
    {
      rule: 'TTL-04 nothing stated, a minimum below the default',
      policy: fromSixty,
      headers: {},
      ttl: 300,
      source: 'default-ttl',
      bound: undefined,
    },
    {
      rule: 'TTL-04 nothing stated, a minimum above the default',
      policy: ttls(600, 300, 1_000),
      headers: {},
      ttl: 600,
      source: 'default-ttl',
      bound: 'minimum-ttl',
    },
    {
      rule: 'TTL-05 no-store',
      policy: fromZero,
      headers: control('no-store'),
      ttl: 0,
      source: 'no-store',
      bound: undefined,
    },
    {
      rule: 'TTL-05 no-cache',
      policy: fromZero,
      headers: control('no-cache'),
      ttl: 0,
      source: 'no-cache',
      bound: undefined,
    },
    {
      rule: 'TTL-05 private',
      policy: fromZero,
      headers: control('private'),
      ttl: 0,
      source: 'private',
      bound: undefined,
    },
    {
      rule: 'TTL-05 no-store under a minimum',
      policy: fromSixty,
      headers: control('no-store'),
      ttl: 60,
      source: 'no-store',
      bound: 'minimum-ttl',
    },
    {
      rule: 'TTL-06 private beside max-age',
      policy: fromZero,
      headers: control('private, max-age=100'),
      ttl: 0,
      source: 'private',
      bound: undefined,
    },
    {
      rule: 'TTL-06 private beside max-age under a minimum',
      policy: fromSixty,
      headers: control('private, max-age=100'),
      ttl: 60,
      source: 'private',
      bound: 'minimum-ttl',
    },
    {
      rule: 'TTL-07 max-age wins over Expires',
      policy: fromZero,
      headers: { ...control('max-age=100'), ...expiresIn(200) },
      ttl: 100,
      source: 'max-age',
      bound: undefined,
    },
    {
      rule: 'TTL-08 s-maxage alone',
      policy: fromZero,
      headers: control('s-maxage=100'),
      ttl: 100,
      source: 's-maxage',
      bound: undefined,
    },
    {
      rule: 'TTL-09 the maximum does not bound the default',
      policy: ttls(0, 300, 200),
      headers: {},
      ttl: 300,
      source: 'default-ttl',
      bound: undefined,
    },
    {
      rule: 'TTL-10 public alone',
      policy: fromZero,
      headers: control('public'),
      ttl: 300,
      source: 'default-ttl',
      bound: undefined,
    },
    {
      rule: 'TTL-11 Last-Modified gives no lifetime',
      policy: fromZero,
      headers: { 'last-modified': httpDate(RECEIVED_AT - 1e9) },
      ttl: 300,
      source: 'default-ttl',
      bound: undefined,
    },
    {
      rule: 'TTL-12 more than 100 years',
      policy: ttls(0, 0, 1e12),
      headers: control('max-age=999999999999'),
      ttl: 3_155_760_000,
      source: 'max-age',
      bound: undefined,
    },
    {
      rule: 'TTL-14 Pragma in a response',
      policy: fromZero,
      headers: { pragma: 'no-cache' },
      ttl: 300,
      source: 'default-ttl',
      bound: undefined,
    },
    {
      rule: 'TTL-15 must-revalidate',
      policy: fromZero,
      headers: control('max-age=100, must-revalidate'),
      ttl: 100,
      source: 'max-age',
      bound: undefined,
    },
    {
      rule: 'TTL-16 max-age=0',
      policy: fromZero,
      headers: control('max-age=0'),
      ttl: 0,
      source: 'max-age',
      bound: undefined,
    },
    {
      rule: 'TTL-18 no-cache of a field',
      policy: fromZero,
      headers: control('no-cache="Set-Cookie", max-age=100'),
      ttl: 100,
      source: 'max-age',
      bound: undefined,
    },
    {
      rule: 'TTL-19 an invalid age',
      policy: fromZero,
      headers: control('max-age=abc'),
      ttl: 300,
      source: 'default-ttl',
      bound: undefined,
    },
    {
      rule: 'TTL-23 the Age of the origin',
      policy: fromZero,
      headers: { ...control('max-age=100'), age: '90' },
      ttl: 100,
      source: 'max-age',
      bound: undefined,
    },
  ])('$rule', ({ policy, headers, ttl, source, bound }) => {
    expect(lifetime(policy, headers)).toMatchObject({ ttlSeconds: ttl, source, bound })
  })

  test('TTL-06: whatever is stated, the TTL lies between the bounds', () => {
    const seconds = fc.nat(2_000)
    fc.assert(
      fc.property(seconds, seconds, seconds, fc.nat(9_999), (min, more, still, stated) => {
        const { ttlSeconds } = lifetime(ttls(min, min + more, min + more + still), control(`max-age=${stated}`))
        expect(ttlSeconds).toBe(Math.max(min, Math.min(stated, min + more + still)))
      }),
    )
  })
})

test.each([
  { rule: 'TTL-17 no-store', policy: fromZero, headers: control('no-store'), storable: false },
  { rule: 'TTL-17 private', policy: fromZero, headers: control('private'), storable: false },
  { rule: 'TTL-17 no-cache is kept to be confirmed', policy: fromZero, headers: control('no-cache'), storable: true },
  { rule: 'TTL-16 max-age=0 is kept to be confirmed', policy: fromZero, headers: control('max-age=0'), storable: true },
  {
    rule: 'POL-48 no-store under a minimum',
    policy: ttls(1, 300, 1_000),
    headers: control('no-store'),
    storable: true,
  },
])('$rule: kept $storable', ({ policy, headers, storable }) => {
  expect(lifetime(policy, headers).storable).toBe(storable)
})

test.each([
  { rule: 'COLL-05 private', policy: fromZero, headers: control('private'), shared: false },
  { rule: 'COLL-05 no-store', policy: fromZero, headers: control('no-store'), shared: false },
  { rule: 'COLL-05 no-cache', policy: fromZero, headers: control('no-cache'), shared: false },
  { rule: 'COLL-05 max-age=0', policy: fromZero, headers: control('max-age=0'), shared: false },
  { rule: 'COLL-05 s-maxage=0', policy: fromZero, headers: control('s-maxage=0'), shared: false },
  { rule: 'COLL-05 max-age=0 under a minimum', policy: fromSixty, headers: control('max-age=0'), shared: true },
  { rule: 'COLL-01 an ordinary age', policy: fromZero, headers: control('max-age=1'), shared: true },
])('$rule: shared with the waiting $shared', ({ policy, headers, shared }) => {
  expect(lifetime(policy, headers).sharedWithWaiting).toBe(shared)
})

test.each([
  {
    rule: 'STALE-01 as stated',
    policy: fromZero,
    value: 'max-age=1, stale-while-revalidate=30',
    swr: 30,
    sie: undefined,
  },
  { rule: 'STALE-03 as stated', policy: fromZero, value: 'max-age=1, stale-if-error=30', swr: 0, sie: 30 },
  {
    rule: 'TTL-05, STALE-01 what is refused is not served while it is revalidated',
    policy: fromZero,
    value: 'no-cache, stale-while-revalidate=30, stale-if-error=30',
    swr: 0,
    sie: 30,
  },
  { rule: 'STALE-04 zero is not absence', policy: fromZero, value: 'stale-if-error=0', swr: 0, sie: 0 },
  {
    rule: 'STALE-12 both bounded by the maximum',
    policy: fromZero,
    value: 'stale-while-revalidate=5000, stale-if-error=5000',
    swr: 1_000,
    sie: 1_000,
  },
  {
    rule: 'STALE-12 a maximum of 0 disables both',
    policy: ttls(0, 0, 0),
    value: 'stale-while-revalidate=5, stale-if-error=5',
    swr: 0,
    sie: 0,
  },
])('$rule', ({ policy, value, swr, sie }) => {
  const { staleWhileRevalidateSeconds, staleIfErrorSeconds } = lifetime(policy, control(value))
  expect({ swr: staleWhileRevalidateSeconds, sie: staleIfErrorSeconds }).toEqual({ swr, sie })
})

import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { httpDate } from '../../http/http-date.ts'
import { cachePolicy } from '../../test/support/distribution.ts'
import { errorLifetimeOf } from './error-lifetime.ts'

const RECEIVED_AT = Date.UTC(2026, 5, 11)

interface Case {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly configured?: number
  readonly origin?: 'custom' | 's3'
  readonly policy?: Parameters<typeof cachePolicy>[0]
}

const ttlOf = ({ status, headers = {}, configured, origin = 'custom', policy }: Case): number => {
  const { storable, ttlSeconds } = errorLifetimeOf(
    status,
    HeaderList.of(headers),
    RECEIVED_AT,
    cachePolicy(policy),
    configured,
    origin,
  )
  expect(storable).toBe(ttlSeconds > 0)
  return ttlSeconds
}

test.each([404, 414, 500, 501, 502, 503, 504])('ERR-01 and ERR-05: %i is kept for 10 s', status => {
  expect(ttlOf({ status })).toBe(10)
})

test.each([400, 403, 405, 412, 415])('ERR-02: %i is kept only with a stated age', status => {
  expect(ttlOf({ status, configured: 60 })).toBe(0)
  expect(ttlOf({ status, headers: { expires: httpDate(RECEIVED_AT + 60_000) } })).toBe(0)
  expect(ttlOf({ status, headers: { 'cache-control': 'max-age=30' } })).toBe(30)
  expect(ttlOf({ status, headers: { 'cache-control': 's-maxage=1' } })).toBe(10)
})

test.each([416, 401, 402, 408, 409, 411, 422, 429, 451, 505])(
  'ERR-03 and ERR-04: %i is never kept, whatever is configured',
  status => {
    expect(ttlOf({ status, configured: 60, headers: { 'cache-control': 'max-age=30' } })).toBe(0)
  },
)

const noStore = { 'cache-control': 'no-store' }

test.each([
  { rule: 'ERR-04 410 is kept like 404', case: { status: 410 }, ttl: 10 },
  { rule: 'ERR-05 the configured minimum', case: { status: 500, configured: 300 }, ttl: 300 },
  { rule: 'ERR-05 a minimum of 0', case: { status: 500, configured: 0 }, ttl: 0 },
  { rule: 'ERR-06 a longer age', case: { status: 500, headers: { 'cache-control': 'max-age=60' } }, ttl: 60 },
  { rule: 'ERR-06 a shorter age', case: { status: 500, headers: { 'cache-control': 'max-age=1' } }, ttl: 10 },
  {
    rule: 'ERR-06 s-maxage before max-age',
    case: { status: 500, headers: { 'cache-control': 'max-age=60, s-maxage=90' } },
    ttl: 90,
  },
  { rule: 'ERR-06 Expires', case: { status: 500, headers: { expires: httpDate(RECEIVED_AT + 40_000) } }, ttl: 40 },
  {
    rule: 'ERR-06 an age is capped at the maximum TTL',
    case: { status: 500, headers: { 'cache-control': 'max-age=600' }, policy: { maxTtlSeconds: 60 } },
    ttl: 60,
  },
  {
    rule: 'ERR-06 the minimum is not',
    case: { status: 500, configured: 300, policy: { maxTtlSeconds: 60 } },
    ttl: 300,
  },
  { rule: 'ERR-07 no-store of a 404', case: { status: 404, headers: noStore }, ttl: 0 },
  { rule: 'ERR-07 no-cache of a 410', case: { status: 410, headers: { 'cache-control': 'no-cache' } }, ttl: 0 },
  { rule: 'ERR-07 private of a 414', case: { status: 414, headers: { 'cache-control': 'private' } }, ttl: 0 },
  { rule: 'ERR-07 no-store of a 501', case: { status: 501, headers: noStore }, ttl: 0 },
  { rule: 'ERR-07 no-store of a 500 is ignored', case: { status: 500, headers: noStore }, ttl: 10 },
  {
    rule: 'ERR-07 private of a 503 is ignored',
    case: { status: 503, headers: { 'cache-control': 'private' }, configured: 5 },
    ttl: 5,
  },
  { rule: 'ERR-08 other directives', case: { status: 502, headers: { 'cache-control': 'public' } }, ttl: 10 },
  { rule: 'ERR-09 the default TTL plays no part', case: { status: 500, policy: { defaultTtlSeconds: 900 } }, ttl: 10 },
  { rule: 'ERR-09 the minimum TTL plays no part', case: { status: 500, policy: { minTtlSeconds: 900 } }, ttl: 10 },
  {
    rule: 'ERR-11 a minimum of 0 acts as 1 for a bucket',
    case: { status: 500, configured: 0, origin: 's3' as const },
    ttl: 1,
  },
  {
    rule: 'ERR-12 no-store of a 501 of a bucket, under a minimum TTL',
    case: { status: 501, headers: noStore, origin: 's3' as const, policy: { minTtlSeconds: 60 } },
    ttl: 0,
  },
])('$rule', ({ case: given, ttl }) => {
  expect(ttlOf(given)).toBe(ttl)
})

test('ERR-14: an expired error is no stale copy', () => {
  const lifetime = errorLifetimeOf(500, new HeaderList(), RECEIVED_AT, cachePolicy(), undefined, 'custom')
  expect(lifetime).toMatchObject({ staleWhileRevalidateSeconds: 0, staleIfErrorSeconds: undefined, usableSeconds: 10 })
})

import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { cacheBehavior, distribution } from '../../test/support/distribution.ts'
import { cacheKey } from '../cache-key/cache-key.ts'
import { judge, type CacheEntry } from './cache-entry.ts'
import type { Lifetime } from './lifetime.ts'

const key = cacheKey(distribution(), cacheBehavior(), {
  method: 'GET',
  uri: '/',
  queryString: undefined,
  headers: new HeaderList(),
  httpVersion: '1.1',
})

const entry = (lifetime: Partial<Lifetime>, rest: Partial<CacheEntry> = {}): CacheEntry => ({
  key,
  status: 200,
  headers: new HeaderList(),
  part: undefined,
  body: { byteLength: 10 },
  receivedAt: 0,
  lifetime: {
    ttlSeconds: 60,
    source: 'max-age',
    statedSeconds: 60,
    bound: undefined,
    storable: true,
    sharedWithWaiting: true,
    staleWhileRevalidateSeconds: 0,
    staleIfErrorSeconds: undefined,
    usableSeconds: 1_000,
    ...lifetime,
  },
  isError: false,
  madeByOriginRequest: false,
  noAttemptBefore: 0,
  marks: { asAsked: undefined, tags: [], asOf: 0 },
  ...rest,
})

const verdict = (stored: CacheEntry, second: number): string => {
  const lookup = judge(stored, second * 1000)
  if (lookup.kind === 'fresh') return 'fresh'
  return lookup.kind === 'stale' ? lookup.allowed : lookup.why
}

test.each([
  { rule: 'TTL-01 within the TTL', stored: entry({}), at: 59.999, is: 'fresh' },
  { rule: 'TTL-32 the TTL is over', stored: entry({}), at: 60, is: 'on-origin-error' },
  { rule: 'TTL-16 a TTL of 0 is never fresh', stored: entry({ ttlSeconds: 0 }), at: 0, is: 'on-origin-error' },
  {
    rule: 'STALE-01 in the window',
    stored: entry({ staleWhileRevalidateSeconds: 30 }),
    at: 89.999,
    is: 'while-revalidating',
  },
  {
    rule: 'STALE-01 after the window',
    stored: entry({ staleWhileRevalidateSeconds: 30 }),
    at: 90,
    is: 'on-origin-error',
  },
  {
    rule: 'STALE-02 beyond the maximum TTL no stale service while revalidating',
    stored: entry({ staleWhileRevalidateSeconds: 5_000 }),
    at: 1_000.001,
    is: 'to-revalidate',
  },
  {
    rule: 'STALE-02 up to the maximum TTL',
    stored: entry({ staleWhileRevalidateSeconds: 5_000 }),
    at: 1_000,
    is: 'while-revalidating',
  },
  {
    rule: 'STALE-02 beyond the maximum TTL none on errors',
    stored: entry({ staleIfErrorSeconds: 5_000 }),
    at: 1_000.001,
    is: 'to-revalidate',
  },
  { rule: 'STALE-02 nor without stale-if-error', stored: entry({}), at: 1_001, is: 'to-revalidate' },
  { rule: 'STALE-03 in the window', stored: entry({ staleIfErrorSeconds: 30 }), at: 89.999, is: 'on-origin-error' },
  { rule: 'STALE-03 after the window', stored: entry({ staleIfErrorSeconds: 30 }), at: 90.001, is: 'to-revalidate' },
  { rule: 'STALE-04 zero turns it off', stored: entry({ staleIfErrorSeconds: 0 }), at: 60, is: 'to-revalidate' },
  { rule: 'STALE-06 without stale-if-error, up to the maximum TTL', stored: entry({}), at: 999, is: 'on-origin-error' },
  {
    rule: 'STALE-06 no attempt until the error TTL is over',
    stored: entry({}, { noAttemptBefore: 80_000 }),
    at: 79.999,
    is: 'until-next-attempt',
  },
  { rule: 'STALE-06 then one', stored: entry({}, { noAttemptBefore: 80_000 }), at: 80, is: 'on-origin-error' },
  { rule: 'ERR-14 a fresh error', stored: entry({}, { isError: true, status: 500 }), at: 59, is: 'fresh' },
  {
    rule: 'ERR-14 an expired error is gone',
    stored: entry({}, { isError: true, status: 500 }),
    at: 60,
    is: 'expired-error',
  },
])('$rule', ({ stored, at, is }) => {
  expect(verdict(stored, at)).toBe(is)
})

test('TTL-24: the age counts from the response, and is never negative', () => {
  expect(judge(entry({}, { receivedAt: 5_000 }), 12_500)).toMatchObject({ ageSeconds: 7.5 })
  expect(judge(entry({}, { receivedAt: 5_000 }), 4_000)).toMatchObject({ ageSeconds: 0 })
})

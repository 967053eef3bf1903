import { describe, expect, it } from 'vitest'
import { cacheKey, type KeyInput } from '../cache-key/cache-key.ts'
import { HeaderList } from '../../http/header-list.ts'
import { cacheBehavior, cachePolicy, distribution } from '../../test/support/distribution.ts'
import type { CacheEntry } from './cache-entry.ts'
import { nearestEntry } from './nearest-entry.ts'

const behavior = cacheBehavior({
  cachePolicy: cachePolicy({ headers: ['x-flag', 'accept'], queryStrings: { kind: 'all' } }),
})

const keyOf = (uri: string, headers: Record<string, string> = {}, queryString?: string) => {
  const input: KeyInput = { method: 'GET', uri, queryString, headers: HeaderList.of(headers), httpVersion: '1.1' }
  return cacheKey(distribution(), behavior, input)
}
const entry = (...args: Parameters<typeof keyOf>): CacheEntry =>
  ({ key: keyOf(...args), receivedAt: 1_000 }) as unknown as CacheEntry

describe('the nearest stored copy', () => {
  const stored = [
    entry('/live', { 'x-flag': 'v4', accept: 'a' }, 'x'),
    entry('/live', { 'x-flag': 'v4' }),
    entry('/other', { 'x-flag': 'v5' }),
  ]

  it('differs in the fewest components, which are named', () => {
    expect(nearestEntry(stored, keyOf('/live', { 'x-flag': 'v5' }), 13_000, 9)).toMatchObject({
      differs: ['header x-flag'],
      ageSeconds: 12,
    })
  })

  it('is of the same path, or there is none', () => {
    expect(nearestEntry(stored, keyOf('/LIVE'), 13_000, 9)).toBe('none')
  })

  it('is not the very key that was asked for', () => {
    expect(nearestEntry(stored.slice(1, 2), keyOf('/live', { 'x-flag': 'v4' }), 13_000, 9)).toBe('none')
  })

  it('is looked for among so many, and no more', () => {
    const endless = function* (): Generator<CacheEntry> {
      for (;;) yield entry('/elsewhere')
    }
    expect(nearestEntry(endless(), keyOf('/live'), 0, 300)).toBe('none-among-recent')
    expect(nearestEntry(stored, keyOf('/other'), 0, 2)).toBe('none-among-recent')
    expect(nearestEntry(stored, keyOf('/other'), 0, 3)).toMatchObject({ differs: ['header x-flag'] })
  })
})

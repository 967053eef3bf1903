import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { bodylessStores } from '../../replay/bodyless-stores.ts'
import { storedEntry } from '../../test/support/stored-entry.ts'
import { sizeBytesOf, type CacheStore, type CreateStore } from './cache-store.ts'
import { bodyStores } from './lru-store.ts'

const BASE_BYTES = sizeBytesOf(storedEntry('/x', 0))

/** Room for three entries of 1,000 bytes. */
const ROOM = 3 * (BASE_BYTES + 1_000)

const put = (store: CacheStore, uri: string, byteLength = 1_000) => store.put(uri, storedEntry(uri, byteLength))

const uris = (store: CacheStore): string[] => [...store.entries()].map(({ key }) => key.uri)

const evictedBy = (stored: ReturnType<CacheStore['put']>): string[] | undefined =>
  stored.kind === 'kept' ? stored.evicted.map(({ key }) => key.uri) : undefined

describe.each<{ name: string; create: CreateStore }>([
  { name: 'the store with bodies', create: bodyStores() },
  { name: 'the store without bodies', create: bodylessStores() },
])('contract of a store: $name', ({ create }) => {
  test('what was put is got, as the very object that put answered with', () => {
    const store = create(ROOM)
    const entry = storedEntry('/a', 1_000)
    const stored = store.put('/a', entry)
    const got = store.get('/a')
    expect(stored).toMatchObject({ kind: 'kept', evicted: [] })
    expect(stored.kind === 'kept' && stored.entry).toBe(got)
    const { body, ...rest } = entry
    expect(got).toMatchObject(rest)
    expect(got?.body.byteLength).toBe(body.byteLength)
    expect(store.peek('/a')).toBe(got)
    expect(store.get('/b')).toBeUndefined()
  })

  test('an entry put a second time stays the same object', () => {
    const store = create(ROOM)
    const first = store.put('/a', storedEntry('/a', 1_000))
    if (first.kind !== 'kept') throw new Error('it fits')
    expect(store.put('/b', first.entry)).toMatchObject({ entry: first.entry })
    expect(store.get('/b')).toBe(first.entry)
  })

  test('TTL-25: the least recently used leave first; looking without using does not count', () => {
    const store = create(ROOM)
    for (const uri of ['/a', '/b', '/c']) put(store, uri)
    store.get('/a')
    store.peek('/b')
    expect(evictedBy(put(store, '/d'))).toEqual(['/b'])
    expect(uris(store)).toEqual(['/d', '/a', '/c'])
    expect(store.evictionPolicy).toBe('least-recently-used')
  })

  test('TTL-25: as many leave as must', () => {
    const store = create(ROOM)
    for (const uri of ['/a', '/b', '/c']) put(store, uri)
    expect(evictedBy(put(store, '/d', BASE_BYTES + 2_000))).toEqual(['/a', '/b'])
  })

  test('an entry put again is measured again and counts once', () => {
    const store = create(ROOM)
    put(store, '/a')
    const body: { byteLength: number | undefined } = { byteLength: undefined }
    store.put('/b', { ...storedEntry('/b', 0), body })
    expect(store.storedBytes).toBe(2 * BASE_BYTES + 1_000)
    const arrived = store.get('/b')
    if (arrived === undefined) throw new Error('it was put')
    arrived.body = { byteLength: 500 }
    store.put('/b', arrived)
    expect(store.storedBytes).toBe(2 * BASE_BYTES + 1_500)
    expect(store.entryCount).toBe(2)
  })

  test('TTL-29: what is larger than all of it is not kept, drives nobody out, and its predecessor is gone', () => {
    const store = create(ROOM)
    put(store, '/a')
    put(store, '/b')
    const stored = put(store, '/b', ROOM)
    expect(stored).toEqual({ kind: 'larger-than-the-store', sizeBytes: ROOM + BASE_BYTES })
    expect(uris(store)).toEqual(['/a'])
  })

  test('delete and clear', () => {
    const store = create(ROOM)
    for (const uri of ['/a', '/b', '/c']) put(store, uri)
    store.delete('/b')
    store.delete('/never')
    expect(uris(store)).toEqual(['/c', '/a'])
    store.clear()
    expect([store.entryCount, store.storedBytes]).toEqual([0, 0])
  })

  test('whatever is put, the budget holds and the sum is that of the entries', () => {
    const put = fc.record({ uri: fc.nat(9), byteLength: fc.nat(5_000), uses: fc.array(fc.nat(9), { maxLength: 3 }) })
    fc.assert(
      fc.property(fc.array(put, { maxLength: 60 }), puts => {
        const store = create(ROOM)
        let here = new Set<string>()
        for (const { uri, byteLength, uses } of puts) {
          const text = `/${uri}`
          const stored = store.put(text, storedEntry(text, byteLength))
          here.add(text)
          const gone = new Set(stored.kind === 'kept' ? (evictedBy(stored) ?? []) : [text])
          here = new Set([...here].filter(one => !gone.has(one)))
          for (const one of uses) store.get(`/${one}`)
          expect(store.storedBytes).toBeLessThanOrEqual(ROOM)
          expect(store.storedBytes).toBe([...store.entries()].reduce((sum, one) => sum + sizeBytesOf(one), 0))
          expect(new Set(uris(store))).toEqual(here)
        }
      }),
    )
  })
})

test('entries of one network hold in common what they have in common', () => {
  const create = bodyStores()
  const [edge, regional] = [create(ROOM), create(ROOM)]
  put(edge, '/a')
  put(regional, '/b')
  const [a, b] = [edge.get('/a'), regional.get('/b')]
  expect(a?.headers.names).toBe(b?.headers.names)
  expect(a?.headers.spellings).toBe(b?.headers.spellings)
  expect(a?.key.headers).toBe(b?.key.headers)
})

test('header lists that differ in order or spelling keep them', () => {
  const store = bodyStores()(10 * ROOM)
  const lists = [
    ['content-type', 'x-a'],
    ['x-a', 'content-type'],
    ['X-A', 'Content-Type'],
  ]
  for (const [index, names] of lists.entries()) {
    const headers = HeaderList.fromRaw(names.flatMap(name => [name, `${name} of ${index}`]))
    store.put(`/${index}`, { ...storedEntry(`/${index}`, 0), headers })
  }
  const raw = lists.map((_, index) => store.get(`/${index}`)?.headers.toRaw())
  expect(raw).toEqual(lists.map((names, index) => names.flatMap(name => [name, `${name} of ${index}`])))
})

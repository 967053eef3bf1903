import { LRUCache } from 'lru-cache'
import type { CacheEntry } from './cache-entry.ts'
import { sizeBytesOf, type CacheStore, type CreateStore, type Stored } from './cache-store.ts'
import { entryKeeper } from './kept-entry.ts'

const NONE: readonly CacheEntry[] = []

/** The stores of a network with bodies in memory. */
export const bodyStores = (): CreateStore => {
  const asKept = entryKeeper(body => body)
  return capacityBytes => createLruStore(capacityBytes, asKept)
}

/** Entries in memory, the least recently used leave first. `asKept` turns an entry into what is kept of it. */
export const createLruStore = (capacityBytes: number, asKept: (entry: CacheEntry) => CacheEntry): CacheStore => {
  let evicted: CacheEntry[] = []
  const entries = new LRUCache<string, CacheEntry>({
    maxSize: capacityBytes,
    sizeCalculation: sizeBytesOf,
    dispose: (entry, _, reason) => {
      if (reason === 'evict') evicted.push(entry)
    },
  })
  const setting: { status: LRUCache.Status<string, CacheEntry, unknown> } = { status: {} }
  return {
    evictionPolicy: 'least-recently-used',
    capacityBytes,
    get entryCount() {
      return entries.size
    },
    get storedBytes() {
      return entries.calculatedSize
    },
    get: text => entries.get(text),
    peek: text => entries.peek(text),
    put(text, entry): Stored {
      const sizeBytes = sizeBytesOf(entry)
      if (sizeBytes > capacityBytes) {
        entries.delete(text)
        return { kind: 'larger-than-the-store', sizeBytes }
      }
      const kept = asKept(entry)
      // The entry's own text is the one without pieces.
      const name = kept.part === undefined && text === kept.key.text ? kept.key.text : text
      entries.set(name, kept, setting)
      if (setting.status.set === 'update') {
        // The same entry again: its size was not taken anew.
        entries.delete(name)
        entries.set(name, kept)
      }
      if (evicted.length === 0) return { kind: 'kept', entry: kept, evicted: NONE }
      const left = evicted
      evicted = []
      return { kind: 'kept', entry: kept, evicted: left }
    },
    delete(text) {
      entries.delete(text)
    },
    clear() {
      entries.clear()
    },
    entries: () => entries.values(),
  }
}

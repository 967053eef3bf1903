import type { CacheEntry } from './cache-entry.ts'

/** What became of an entry that was put into a store. */
export type Stored =
  /** `entry` is the object that `get` answers from now on; `evicted` had to leave to make room. */
  | { readonly kind: 'kept'; readonly entry: CacheEntry; readonly evicted: readonly CacheEntry[] }
  /** Larger than all of the store: it passes uncached, and what stood under its name is gone. */
  | { readonly kind: 'larger-than-the-store'; readonly sizeBytes: number }

/**
 * Where a tier keeps its entries, within a budget of bytes (TTL-25). The server's store holds bodies (`lru-store.ts`), the replay's does
 * not (`replay/bodyless-stores.ts`); `cache-store.test.ts` is the contract of both. Which entry leaves first is the `evictionPolicy`.
 */
export interface CacheStore {
  readonly evictionPolicy: 'least-recently-used'
  readonly capacityBytes: number
  readonly entryCount: number
  /** By `sizeBytesOf`: bodies and what an entry takes beside them. */
  readonly storedBytes: number
  /** Counts as a use. */
  get(text: string): CacheEntry | undefined
  /** Does not count as a use. */
  peek(text: string): CacheEntry | undefined
  /** Puts an entry in the place of what stands under the text; measures it anew even when it is the same one. */
  put(text: string, entry: CacheEntry): Stored
  delete(text: string): void
  clear(): void
  /** Most recently used first. */
  entries(): IterableIterator<CacheEntry>
}

export type CreateStore = (capacityBytes: number) => CacheStore

/** Bytes of an entry beside its body, its key and its header values: measured by `bench/memory.io.ts`, rounded up. */
const ENTRY_BASE_BYTES = 750

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, { length }) => sum + length, 0)

/** What an entry costs a store of bodies. A replay counts alike, so that it evicts alike. */
export const sizeBytesOf = ({ body, key, headers }: CacheEntry): number =>
  (body.byteLength ?? 0) + ENTRY_BASE_BYTES + key.text.length + lengthOf(headers.values)

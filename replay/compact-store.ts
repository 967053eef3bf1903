import type { HeaderList } from '../http/header-list.ts'
import type { Body } from '../pop/body.ts'
import type { CacheKey } from '../pop/cache-key/cache-key.ts'
import type { CacheEntry, StoredPart } from '../pop/cache/cache-entry.ts'
import type { CreateStore } from '../pop/cache/cache-store.ts'
import type { Lifetime } from '../pop/cache/lifetime.ts'
import { createLruStore } from '../pop/cache/lru-store.ts'

/** An entry without bytes behind its body. Tiers share one, as the server's do. */
class CompactEntry implements CacheEntry {
  readonly key: CacheKey
  readonly status: number
  readonly headers: HeaderList
  readonly part: StoredPart | undefined
  body: Body
  readonly receivedAt: number
  readonly lifetime: Lifetime
  readonly isError: boolean
  readonly madeByOriginRequest: boolean
  noAttemptBefore: number

  constructor(entry: CacheEntry, headers: HeaderList) {
    this.key = entry.key
    this.status = entry.status
    this.headers = headers
    this.part = entry.part
    this.body = { byteLength: entry.body.byteLength }
    this.receivedAt = entry.receivedAt
    this.lifetime = entry.lifetime
    this.isError = entry.isError
    this.madeByOriginRequest = entry.madeByOriginRequest
    this.noAttemptBefore = entry.noAttemptBefore
  }
}

/** Origins say the same of many objects; beyond so many different header lists an entry keeps its own. */
const SHARED_HEADERS_MAX = 50_000

/** Equal header lists as one object. */
const headerSharing = () => {
  const known = new Map<string, HeaderList>()
  return (headers: HeaderList): HeaderList => {
    const text = headers.toRaw().join('\n')
    const shared = known.get(text)
    if (shared !== undefined) return shared
    if (known.size < SHARED_HEADERS_MAX) known.set(text, headers)
    return headers
  }
}

/**
 * The stores of a replay: an entry is a few numbers, its header list is shared with every entry that has the same one, and no body is
 * kept. Sizes count as if there were bodies, so that a budget evicts what the server would.
 */
export const compactStores = (): CreateStore => {
  const sharedHeaders = headerSharing()
  const compactOf = (entry: CacheEntry): CacheEntry =>
    entry instanceof CompactEntry ? entry : new CompactEntry(entry, sharedHeaders(entry.headers))
  return capacityBytes => createLruStore(capacityBytes, compactOf)
}

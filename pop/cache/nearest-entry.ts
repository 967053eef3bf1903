import { differingComponents, type CacheKey } from '../cache-key/cache-key.ts'
import type { CacheEntry } from './cache-entry.ts'

/** The stored object that a request missed by least. */
export interface NearestEntry {
  readonly key: CacheKey
  /** Components in which its key is another one, at least one. */
  readonly differs: readonly string[]
  readonly ageSeconds: number
}

/** `none`: nothing else is stored under the path. `none-among-recent`: nothing among the entries looked at, and there are more. */
export type Nearest = NearestEntry | 'none' | 'none-among-recent'

/**
 * Of the entries with the same path, the one whose key differs in the fewest components; of several, the first. In: entries, most
 * recently used first; the time in milliseconds since the epoch; how many entries are looked at.
 */
export const nearestEntry = (
  entries: Iterable<CacheEntry>,
  key: CacheKey,
  now: number,
  entriesMax: number,
): Nearest => {
  let nearest: NearestEntry | undefined
  let looked = 0
  for (const entry of entries) {
    if (++looked > entriesMax) return nearest ?? 'none-among-recent'
    if (entry.key.uri !== key.uri) continue
    const differs = differingComponents(key, entry.key)
    if (differs.length === 0 || (nearest !== undefined && nearest.differs.length <= differs.length)) continue
    nearest = { key: entry.key, differs, ageSeconds: Math.max(0, (now - entry.receivedAt) / 1000) }
  }
  return nearest ?? 'none'
}

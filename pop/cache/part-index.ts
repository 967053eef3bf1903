import { isSameStrongly } from '../../http/entity-tag.ts'
import type { CacheKey } from '../cache-key/cache-key.ts'
import type { CacheEntry } from './cache-entry.ts'
import { answersWanted, type WantedRange } from './wanted-range.ts'

/** One object asked for byte by byte must not fill the index. */
const PARTS_MAX = 64

/** Parts of one version may stand beside each other: the same strong entity tag, or, without tags, the same date and length. */
const isSameVersion = (a: CacheEntry, b: CacheEntry): boolean => {
  const entityTag = a.headers.get('etag')
  const other = b.headers.get('etag')
  if (entityTag !== undefined || other !== undefined)
    return entityTag !== undefined && other !== undefined && isSameStrongly(entityTag, other)
  const modified = a.headers.get('last-modified')
  return (
    modified !== undefined &&
    modified === b.headers.get('last-modified') &&
    a.part?.completeLength === b.part?.completeLength
  )
}

const isSameRange = (a: CacheEntry, b: CacheEntry): boolean =>
  a.part?.range.start === b.part?.range.start && a.part?.range.end === b.part?.range.end

/** Which parts of which objects are in a store (TTL-56). It follows the store: whoever changes the one changes the other. */
export class PartIndex {
  private readonly byKey = new Map<string, CacheEntry[]>()

  has(key: CacheKey): boolean {
    return this.byKey.has(key.text)
  }

  /** The part that covers what is wanted; the newest one. */
  covering(key: CacheKey, wanted: WantedRange): CacheEntry | undefined {
    return this.byKey.get(key.text)?.findLast(entry => answersWanted(entry, wanted))
  }

  /** Parts that have to go when `entry` is stored. An error says nothing about the object. */
  outdatedBy(entry: CacheEntry): readonly CacheEntry[] {
    const parts = this.byKey.get(entry.key.text)
    if (parts === undefined || entry.isError) return NONE
    if (entry.part === undefined) return parts
    const others = parts.filter(part => !isSameVersion(part, entry) || isSameRange(part, entry))
    return others.length === 0 && parts.length >= PARTS_MAX ? parts.slice(0, 1) : others
  }

  add(entry: CacheEntry): void {
    const { text } = entry.key
    const parts = this.byKey.get(text)
    if (parts === undefined) this.byKey.set(text, [entry])
    else parts.push(entry)
  }

  remove(entry: CacheEntry): void {
    const { text } = entry.key
    const left = this.byKey.get(text)?.filter(part => part !== entry)
    if (left === undefined) return
    if (left.length === 0) this.byKey.delete(text)
    else this.byKey.set(text, left)
  }

  clear(): void {
    this.byKey.clear()
  }
}

const NONE: readonly CacheEntry[] = []

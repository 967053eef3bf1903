import { locateRange, parseRange, type RangeSpec } from '../../http/byte-range.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { ifRangeHolds } from '../../http/if-range.ts'
import type { CacheKey } from '../cache-key/cache-key.ts'
import type { CacheEntry } from './cache-entry.ts'

/** The one range a request may be answered with, instead of the whole object. */
export interface WantedRange {
  readonly spec: RangeSpec
  readonly ifRange: string | undefined
}

/** TTL-53: several ranges, which are cut from it, and invalid ones want the whole object. A range has a meaning for GET alone. */
export const wantedRange = (request: {
  readonly method: string
  readonly headers: HeaderList
}): WantedRange | undefined => {
  if (request.method !== 'GET') return undefined
  const field = request.headers.joined('range')
  const parsed = field === undefined ? undefined : parseRange(field)
  return parsed?.kind === 'one' ? { spec: parsed.spec, ifRange: request.headers.get('if-range') } : undefined
}

/** TTL-50: whether a stored part holds all that is wanted. */
const covers = ({ part, headers }: CacheEntry, { spec, ifRange }: WantedRange): boolean => {
  if (part === undefined || !ifRangeHolds(ifRange, headers)) return false
  const range = locateRange(spec, part.completeLength)
  return range !== undefined && part.range.start <= range.start && range.end <= part.range.end
}

/** Whether an entry can answer a request: the whole object any, a part the ranges within it. */
export const answersWanted = (entry: CacheEntry, wanted: WantedRange | undefined): boolean =>
  entry.part === undefined || (wanted !== undefined && covers(entry, wanted))

/** What a fetch is for; requests that want the same may wait for it (COLL-01). */
export const flightName = (key: CacheKey, wanted: WantedRange | undefined): string => {
  if (wanted === undefined) return key.text
  const { spec } = wanted
  return spec.kind === 'suffix' ? `${key.text} -${spec.length}` : `${key.text} ${spec.start}-${spec.end ?? ''}`
}

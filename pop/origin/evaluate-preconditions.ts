import { ifNoneMatchHits, isSameStrongly } from '../../http/entity-tag.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { parseHttpDate } from '../../http/http-date.ts'

export interface Validators {
  readonly entityTag: string
  /** Milliseconds since the epoch, whole seconds: a date field holds no more. */
  readonly lastModifiedAt: number
}

/** The first precondition that decides, in the order of RFC 9110, 13.2.2, for GET and HEAD; what `Range` then does is not asked here. */
export const evaluatePreconditions = (
  headers: HeaderList,
  validators: Validators,
): 'send' | 'not-modified' | 'precondition-failed' => {
  const ifMatch = headers.joined('if-match')
  if (ifMatch !== undefined && !isMatched(ifMatch, validators.entityTag)) return 'precondition-failed'
  const ifUnmodifiedSince = parseHttpDate(headers.get('if-unmodified-since'))
  if (ifMatch === undefined && ifUnmodifiedSince !== undefined && validators.lastModifiedAt > ifUnmodifiedSince) {
    return 'precondition-failed'
  }
  const ifNoneMatch = headers.joined('if-none-match')
  if (ifNoneMatch !== undefined) return ifNoneMatchHits(ifNoneMatch, validators.entityTag) ? 'not-modified' : 'send'
  const ifModifiedSince = parseHttpDate(headers.get('if-modified-since'))
  return ifModifiedSince !== undefined && validators.lastModifiedAt <= ifModifiedSince ? 'not-modified' : 'send'
}

const isMatched = (ifMatch: string, entityTag: string): boolean =>
  ifMatch.trim() === '*' || ifMatch.split(',').some(candidate => isSameStrongly(candidate.trim(), entityTag))

/** TTL-57: a `Range` counts only while the object is the one that `If-Range` names. */
export const rangeFieldThatCounts = (headers: HeaderList, validators: Validators): string | undefined => {
  const ifRange = headers.get('if-range')
  if (ifRange === undefined) return headers.get('range')
  const isSame = ifRange.includes('"')
    ? isSameStrongly(ifRange.trim(), validators.entityTag)
    : parseHttpDate(ifRange) === validators.lastModifiedAt
  return isSame ? headers.get('range') : undefined
}

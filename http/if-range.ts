import { isSameStrongly } from './entity-tag.ts'
import type { HeaderList } from './header-list.ts'

/** TTL-57: whether an `If-Range` condition (undefined: none) holds for a response. A range under one that does not gives the whole object. */
export const ifRangeHolds = (condition: string | undefined, response: HeaderList): boolean => {
  if (condition === undefined) return true
  const entityTag = response.get('etag')
  return entityTag !== undefined && condition.includes('"')
    ? isSameStrongly(condition, entityTag)
    : condition === response.get('last-modified')
}

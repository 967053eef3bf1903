import type { HeaderList } from '../../http/header-list.ts'
import { isTag } from './invalidation-items.ts'

const NO_TAGS: readonly string[] = []

/** INV-22 */
const TAGS_MAX = 50

/**
 * The tags of a response, lower case (INV-20 to INV-22). What is no tag is passed over, and what comes after the fiftieth. In: the header's
 * name in lower case; undefined: the distribution has no tags.
 */
export const cacheTags = (headers: HeaderList, headerName: string | undefined): readonly string[] => {
  const value = headerName === undefined ? undefined : headers.joined(headerName, ',')
  if (value === undefined) return NO_TAGS
  const tags = value.split(',').map(tag => tag.trim().toLowerCase())
  return [...new Set(tags.filter(isTag))].slice(0, TAGS_MAX)
}

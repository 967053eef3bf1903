const entityTagPattern = /(?:W\/)?"[^"]*"/g

const opaque = (tag: string): string => (tag.startsWith('W/') ? tag.slice(2) : tag)

/** Weak comparison of an `If-None-Match` field against an entity tag; `*` matches any. */
export const ifNoneMatchHits = (field: string, entityTag: string | undefined): boolean => {
  if (field.trim() === '*') return true
  if (entityTag === undefined) return false
  return (field.match(entityTagPattern) ?? []).some(candidate => opaque(candidate) === opaque(entityTag))
}

/** Strong comparison, for `If-Range` and `If-Match`. */
export const isSameStrongly = (a: string, b: string): boolean => a === b && !a.startsWith('W/')

/** COMP-11: strong becomes weak, weak stays, anything else is removed. */
export const weakened = (entityTag: string): string | undefined => {
  if (entityTag.startsWith('W/')) return entityTag
  return entityTag.startsWith('"') ? `W/${entityTag}` : undefined
}

/** What one invalidation names: paths and tags, checked and sorted out. */
export interface InvalidationItems {
  /** With query string, where there is one. */
  readonly paths: readonly string[]
  /** Of paths that end in `*`, without it (INV-02). */
  readonly prefixes: readonly string[]
  /** Lower case, without `#` (INV-21). */
  readonly tags: readonly string[]
}

/** Why CloudFront would refuse an item, to follow the item itself. */
export interface ItemProblem {
  readonly item: string
  readonly why: string
  readonly rule: string
}

export type ItemsReading =
  | { readonly kind: 'items'; readonly items: InvalidationItems }
  | { readonly kind: 'problems'; readonly problems: readonly ItemProblem[] }

/** INV-01, QUO-24 */
const PATH_MAX_CHARACTERS = 4_000
/** INV-22 */
const TAG_MAX_CHARACTERS = 256
/** INV-09, QUO-23: in progress at once; the stage carries each invalidation out at once, so they hold for one. */
const PATHS_MAX = 3_000
const WILDCARDS_MAX = 15

/** INV-22: printable ASCII without space and comma. */
export const isTag = (text: string): boolean =>
  text.length > 0 && text.length <= TAG_MAX_CHARACTERS && /^[\x21-\x2b\x2d-\x7e]+$/.test(text)

const tagObjection = (tag: string): Omit<ItemProblem, 'item'> | undefined => {
  if (tag.includes('*')) return { why: 'a tag has no wildcard', rule: 'INV-21' }
  return isTag(tag)
    ? undefined
    : { why: `a tag has 1 to ${TAG_MAX_CHARACTERS} printable ASCII characters, no space and no comma`, rule: 'INV-22' }
}

const pathObjection = (path: string): Omit<ItemProblem, 'item'> | undefined => {
  if (!path.startsWith('/')) return { why: 'a path starts with /, a tag with #', rule: 'INV-01' }
  if (path.length > PATH_MAX_CHARACTERS)
    return { why: `has ${path.length} characters, at most ${PATH_MAX_CHARACTERS}`, rule: 'INV-01' }
  if (path.includes('~')) return { why: '~ is not supported', rule: 'INV-06' }
  return /^[\x21-\x7e]+$/.test(path)
    ? undefined
    : { why: 'characters that are not ASCII, and spaces, must be URL-encoded', rule: 'INV-06' }
}

const quotaProblems = (given: readonly string[]): readonly ItemProblem[] => {
  const wildcards = given.filter(item => item.startsWith('/') && item.endsWith('*')).length
  const problems: ItemProblem[] = []
  const others = given.length - wildcards
  if (others > PATHS_MAX)
    problems.push({ item: `${others} paths and tags`, why: `at most ${PATHS_MAX} at once [QUO-23]`, rule: 'INV-09' })
  if (wildcards > WILDCARDS_MAX)
    problems.push({ item: `${wildcards} wildcards`, why: `at most ${WILDCARDS_MAX} at once [QUO-23]`, rule: 'INV-09' })
  return problems
}

/** INV-01, INV-02, INV-06, INV-09, INV-21 to INV-23: paths and `#tags` of one invalidation. */
export const readInvalidationItems = (given: readonly string[]): ItemsReading => {
  if (given.length === 0)
    return { kind: 'problems', problems: [{ item: 'the invalidation', why: 'names nothing', rule: 'INV-01' }] }
  const quotas = quotaProblems(given)
  if (quotas.length > 0) return { kind: 'problems', problems: quotas }
  const problems: ItemProblem[] = []
  const paths: string[] = []
  const prefixes: string[] = []
  const tags: string[] = []
  for (const item of given) {
    const isTagItem = item.startsWith('#')
    const objection = isTagItem ? tagObjection(item.slice(1)) : pathObjection(item)
    if (objection !== undefined) problems.push({ item, ...objection })
    else if (isTagItem) tags.push(item.slice(1).toLowerCase())
    else if (item.endsWith('*')) prefixes.push(item.slice(0, -1))
    else paths.push(item)
  }
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'items', items: { paths, prefixes, tags } }
}

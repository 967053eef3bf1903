/** The directives of a response's `Cache-Control` that CloudFront obeys; lifetimes in seconds. */
export interface CacheControl {
  readonly maxAge: number | undefined
  readonly sMaxage: number | undefined
  readonly staleWhileRevalidate: number | undefined
  readonly staleIfError: number | undefined
  readonly noStore: boolean
  /** Unqualified only: `no-cache="Set-Cookie"` is not one (TTL-18). */
  readonly noCache: boolean
  /** Unqualified only. */
  readonly private: boolean
  /** Field names of a qualified `no-cache`, lower case (TTL-18, TTL-41). */
  readonly noCacheFields: readonly string[]
}

/** TTL-12: the largest lifetime honoured, 100 years. */
const LIFETIME_MAX_SECONDS = 3_155_760_000

const directivePattern = /([^\s,;=]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;]*)))?/g

const seconds = (value: string): number | undefined =>
  /^\d+$/.test(value) ? Math.min(Number(value), LIFETIME_MAX_SECONDS) : undefined

/** Origins send the same few values; the bound keeps hostile ones from growing the table. */
const REMEMBERED_MAX = 1_000
const remembered = new Map<string, CacheControl>()

/** In: the joined value of all `Cache-Control` fields. Out: what counts; invalid is absent and the first valid one wins (TTL-19). */
export const parseCacheControl = (header: string | undefined): CacheControl => {
  if (header === undefined) return NO_DIRECTIVES
  const known = remembered.get(header)
  if (known !== undefined) return known
  const parsed = parse(header)
  if (remembered.size < REMEMBERED_MAX) remembered.set(header, parsed)
  return parsed
}

const parse = (header: string): CacheControl => {
  const names = new Set<string>()
  const unqualified = new Set<string>()
  const values = new Map<string, string>()
  const ages = new Map<string, number>()
  for (const [, name = '', quoted, bare] of header.matchAll(directivePattern)) {
    const directive = name.toLowerCase()
    const value = quoted ?? bare ?? ''
    const age = seconds(value)
    names.add(directive)
    if (value === '') unqualified.add(directive)
    else if (!values.has(directive)) values.set(directive, value)
    if (age !== undefined && !ages.has(directive)) ages.set(directive, age)
  }
  return {
    maxAge: ages.get('max-age'),
    sMaxage: ages.get('s-maxage'),
    staleWhileRevalidate: ages.get('stale-while-revalidate'),
    staleIfError: ages.get('stale-if-error'),
    noStore: names.has('no-store'),
    noCache: unqualified.has('no-cache'),
    private: unqualified.has('private'),
    noCacheFields: (values.get('no-cache') ?? '')
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(name => name !== ''),
  }
}

const NO_DIRECTIVES = parse('')

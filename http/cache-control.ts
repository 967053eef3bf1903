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

const seconds = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d+$/.test(value) ? Math.min(Number(value), LIFETIME_MAX_SECONDS) : undefined

/** Origins send the same few values; the bound keeps hostile ones from growing the table. */
const REMEMBERED_MAX = 1_000
const remembered = new Map<string, CacheControl>()

/** In: the joined value of all `Cache-Control` fields. Out: what counts; invalid is absent and the first of two wins (TTL-19). */
export const parseCacheControl = (header: string | undefined): CacheControl => {
  if (header === undefined) return NO_DIRECTIVES
  const known = remembered.get(header)
  if (known !== undefined) return known
  const parsed = parse(header)
  if (remembered.size < REMEMBERED_MAX) remembered.set(header, parsed)
  return parsed
}

const parse = (header: string): CacheControl => {
  const found = new Map<string, string | undefined>()
  for (const [, name = '', quoted, bare] of header.matchAll(directivePattern)) {
    const directive = name.toLowerCase()
    if (!found.has(directive)) found.set(directive, quoted ?? bare)
  }
  const isUnqualified = (name: string): boolean => found.has(name) && (found.get(name) ?? '') === ''
  return {
    maxAge: seconds(found.get('max-age')),
    sMaxage: seconds(found.get('s-maxage')),
    staleWhileRevalidate: seconds(found.get('stale-while-revalidate')),
    staleIfError: seconds(found.get('stale-if-error')),
    noStore: found.has('no-store'),
    noCache: isUnqualified('no-cache'),
    private: isUnqualified('private'),
    noCacheFields: (found.get('no-cache') ?? '')
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(name => name !== ''),
  }
}

const NO_DIRECTIVES = parse('')

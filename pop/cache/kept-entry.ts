import { HeaderList } from '../../http/header-list.ts'
import type { Body } from '../body.ts'
import type { CacheKey } from '../cache-key/cache-key.ts'
import type { InvalidationMarks } from '../invalidation/invalidations.ts'
import type { CacheEntry, StoredPart } from './cache-entry.ts'
import type { Lifetime } from './lifetime.ts'

/** An entry as a store keeps it: what entries have in common is held once. Tiers share one. */
class KeptEntry implements CacheEntry {
  readonly key: CacheKey
  readonly status: number
  readonly headers: HeaderList
  readonly part: StoredPart | undefined
  readonly marks: InvalidationMarks
  body: Body
  readonly receivedAt: number
  readonly lifetime: Lifetime
  readonly isError: boolean
  readonly madeByOriginRequest: boolean
  noAttemptBefore: number

  constructor(entry: CacheEntry, key: CacheKey, headers: HeaderList, marks: InvalidationMarks, body: Body) {
    this.key = key
    this.status = entry.status
    this.headers = headers
    this.part = entry.part
    this.marks = marks
    this.body = body
    this.receivedAt = entry.receivedAt
    this.lifetime = entry.lifetime
    this.isError = entry.isError
    this.madeByOriginRequest = entry.madeByOriginRequest
    this.noAttemptBefore = entry.noAttemptBefore
  }
}

/** Beyond it an entry keeps its own: hostile variety must not fill the tables. */
const SHARED_MAX = 10_000

/** A text of its own: a piece cut out of a head keeps all of it in memory. Shorter ones are copies already. */
const ownText = (text: string): string =>
  text.length < 13 || /[^\0-\xff]/.test(text) ? text : Buffer.from(text, 'latin1').toString('latin1')

/** The first of equal things stands for all of them. */
const sharing = <T>() => {
  const known = new Map<string, T>()
  return (name: string, make: (name: string) => T): T => {
    const one = known.get(name)
    if (one !== undefined) return one
    const own = ownText(name)
    const made = make(own)
    if (known.size < SHARED_MAX) known.set(own, made)
    return made
  }
}

/** Different for many objects, and not worth a table; the same as a moment ago for some. */
const OWN_VALUES = new Set(['content-length', 'content-range', 'date', 'etag', 'expires', 'last-modified'])

type Columns = Pick<HeaderList, 'names' | 'spellings'>

/** Equal columns and values of header lists as one. A stored list is copied before it is changed, so its columns may be shared. */
const headerSharing = () => {
  const columns = sharing<Columns>()
  const values = sharing<string>()
  const latest = new Map<string, string>()
  const ownValue = (name: string, value: string): string => {
    const last = latest.get(name)
    if (last === value) return last
    const own = ownText(value)
    latest.set(name, own)
    return own
  }
  return (headers: HeaderList): HeaderList => {
    const { names, spellings } = columns(headers.spellings.join('\n'), () => ({
      names: headers.names.slice(),
      spellings: headers.spellings.slice(),
    }))
    const kept = headers.values.map((value, index) => {
      const name = names[index] ?? ''
      return OWN_VALUES.has(name) ? ownValue(name, value) : values(value, own => own)
    })
    return new HeaderList(names, kept, spellings)
  }
}

/** A text put together piece by piece keeps the pieces until somebody reads into it. */
const flattened = (text: string): string => {
  text.charCodeAt(0)
  return text
}

/** The same piece as a part of a text that is kept anyway; it may have been cut out of a head. */
const pieceOf = (text: string, piece: string): string => {
  const at = text.indexOf(piece)
  return at === -1 ? ownText(piece) : text.slice(at, at + piece.length)
}

const ownMarks = (marks: InvalidationMarks): InvalidationMarks =>
  marks.asAsked === undefined ? marks : { ...marks, asAsked: ownText(marks.asAsked) }

const keySharing = () => {
  const headers = sharing<CacheKey['headers']>()
  const texts = sharing<string>()
  return (key: CacheKey): CacheKey => {
    const text = flattened(key.text)
    return {
      text,
      uri: pieceOf(text, key.uri),
      method: key.method,
      queryString: pieceOf(text, key.queryString),
      headers: headers(JSON.stringify(key.headers), () =>
        key.headers.map(([name, value]) => [name, value === undefined ? undefined : ownText(value)] as const),
      ),
      cookies: pieceOf(text, key.cookies),
      acceptEncoding: key.acceptEncoding === undefined ? undefined : texts(key.acceptEncoding, own => own),
    }
  }
}

/** Turns entries into what the stores of one network keep of them. `keptBody`: what is kept of a body. */
export const entryKeeper = (keptBody: (body: Body) => Body): ((entry: CacheEntry) => CacheEntry) => {
  const sharedHeaders = headerSharing()
  const sharedKey = keySharing()
  return entry =>
    entry instanceof KeptEntry
      ? entry
      : new KeptEntry(
          entry,
          sharedKey(entry.key),
          sharedHeaders(entry.headers),
          ownMarks(entry.marks),
          keptBody(entry.body),
        )
}

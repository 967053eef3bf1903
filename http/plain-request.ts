/** A whole request head, as `IncomingMessage` has it. */
export interface PlainRequestHead {
  readonly method: 'GET' | 'HEAD'
  /** The request target; starts with `/`. */
  readonly url: string
  /** Flat `[name, value, …]` in arrival order. */
  readonly rawHeaders: string[]
}

/** Of a head that is read here. A value that is kept (in a cache key) keeps the text of its head alive: this bounds what it costs. */
const HEAD_MAX_BYTES = 4_096

const CR = 0x0d
const LF = 0x0a
const SPACE = 0x20
const TAB = 0x09
const COLON = 0x3a

const bytesOf = (isMember: (byte: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, byte) => (isMember(byte) ? 1 : 0))

/** RFC 9110, 5.6.2 */
const IN_NAME = bytesOf(byte => /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(byte)))
/** RFC 9110, 5.5 */
const IN_VALUE = bytesOf(byte => byte === TAB || (byte >= SPACE && byte !== 0x7f))
/** Visible ASCII without the `#` that ends a target. */
const IN_TARGET = bytesOf(byte => byte > SPACE && byte < 0x7f && byte !== 0x23)

/** Fields that make more of a request than its head, or that say how to read what follows. */
const NOT_PLAIN = new Set(['content-length', 'transfer-encoding', 'upgrade', 'expect', 'proxy-connection'])

interface FieldName {
  /** One string for all fields of this spelling. */
  readonly spelling: string
  readonly kind: 'ordinary' | 'host' | 'connection' | 'not-plain'
}

const fieldNames = new Map<string, FieldName>()
const FIELD_NAMES_MAX = 4_096

const kindOf = (name: string): FieldName['kind'] =>
  name === 'host' || name === 'connection' ? name : NOT_PLAIN.has(name) ? 'not-plain' : 'ordinary'

const fieldName = (spelling: string): FieldName => {
  const known = fieldNames.get(spelling)
  if (known !== undefined) return known
  const made: FieldName = { spelling, kind: kindOf(spelling.toLowerCase()) }
  if (fieldNames.size < FIELD_NAMES_MAX) fieldNames.set(spelling, made)
  return made
}

const isKeepAlive = (value: string): boolean => value === 'keep-alive' || value.toLowerCase() === 'keep-alive'

const ends = (bytes: Uint8Array, text: string): boolean => {
  const start = bytes.length - text.length
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false
  return true
}

const methodOf = (text: string): PlainRequestHead['method'] | undefined =>
  text.startsWith('GET /') ? 'GET' : text.startsWith('HEAD /') ? 'HEAD' : undefined

const PROTOCOL = ' HTTP/1.1\r\n'

/** The first byte at or behind `from` that is not in the table. */
const skip = (bytes: Uint8Array, table: Uint8Array, from: number): number => {
  let at = from
  while (table[bytes[at] ?? 0] === 1) at++
  return at
}

/**
 * Reads the head of a plain request: GET or HEAD of HTTP/1.1 with one `Host`, without a body, that stays on its connection, written as
 * strictly as RFC 9112 allows. In: what arrived at once. Undefined: anything else, also a head that is not complete or is followed by
 * something; it is for a full parser to judge.
 */
export const readPlainRequest = (bytes: Buffer): PlainRequestHead | undefined => {
  if (bytes.length > HEAD_MAX_BYTES || !ends(bytes, '\r\n\r\n')) return undefined
  const text = bytes.toString('latin1')
  const method = methodOf(text)
  if (method === undefined) return undefined
  const urlStart = method.length + 1
  const urlEnd = skip(bytes, IN_TARGET, urlStart)
  if (!text.startsWith(PROTOCOL, urlEnd)) return undefined
  const rawHeaders = readFields(bytes, text, urlEnd + PROTOCOL.length)
  // A slice would keep the whole head in memory for as long as somebody keeps the path.
  return rawHeaders === undefined ? undefined : { method, url: bytes.toString('latin1', urlStart, urlEnd), rawHeaders }
}

const readFields = (bytes: Uint8Array, text: string, start: number): string[] | undefined => {
  const rawHeaders: string[] = []
  const end = bytes.length - 2
  let hosts = 0
  let at = start
  while (at < end) {
    const colon = skip(bytes, IN_NAME, at)
    if (colon === at || bytes[colon] !== COLON) return undefined
    const { spelling, kind } = fieldName(text.slice(at, colon))
    let valueStart = colon + 1
    while (bytes[valueStart] === SPACE) valueStart++
    const lineEnd = skip(bytes, IN_VALUE, valueStart)
    if (bytes[lineEnd] !== CR || bytes[lineEnd + 1] !== LF) return undefined
    const last = bytes[lineEnd - 1]
    if (lineEnd > valueStart && (last === SPACE || last === TAB || bytes[valueStart] === TAB)) return undefined
    const value = text.slice(valueStart, lineEnd)
    if (kind !== 'ordinary') {
      if (kind === 'not-plain' || (kind === 'connection' && !isKeepAlive(value))) return undefined
      if (kind === 'host') hosts++
    }
    rawHeaders.push(spelling, value)
    at = lineEnd + 2
  }
  // The empty line must be the last one: what stands behind another is a second request.
  return at === end && hosts === 1 ? rawHeaders : undefined
}

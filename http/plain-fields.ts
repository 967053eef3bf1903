const CR = 0x0d
const LF = 0x0a
const SPACE = 0x20
const TAB = 0x09
const COLON = 0x3a

/** The bytes for which it is true, as a table for `skip`. */
export const bytesOf = (isMember: (byte: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, byte) => (isMember(byte) ? 1 : 0))

/** RFC 9110, 5.6.2 */
const IN_NAME = bytesOf(byte => /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(byte)))
/** RFC 9110, 5.5; reason phrases, too. */
export const IN_VALUE = bytesOf(byte => byte === TAB || (byte >= SPACE && byte !== 0x7f))

/** The first byte at or behind `from` that is not in the table. */
export const skip = (bytes: Uint8Array, table: Uint8Array, from: number): number => {
  let at = from
  while (table[bytes[at] ?? 0] === 1) at++
  return at
}

interface FieldName {
  /** One string for all fields of this spelling. */
  readonly spelling: string
  /** In lower case; undefined: an ordinary field, which says nothing about how to read the message. */
  readonly telling: string | undefined
}

const FIELD_NAMES_MAX = 4_096

/** The names of fields seen so far. In: the names that tell how to read the message, in lower case. */
export const fieldNames = (telling: readonly string[]): ((spelling: string) => FieldName) => {
  const known = new Map<string, FieldName>()
  const tells = new Set(telling)
  return spelling => {
    const one = known.get(spelling)
    if (one !== undefined) return one
    // A slice would keep its head in memory.
    const own = Buffer.from(spelling, 'latin1').toString('latin1')
    const lower = own.toLowerCase()
    const made: FieldName = { spelling: own, telling: tells.has(lower) ? lower : undefined }
    if (known.size < FIELD_NAMES_MAX) known.set(own, made)
    return made
  }
}

/** The fields of a head. */
export interface PlainFields {
  /** Flat `[name, value, …]` in arrival order. */
  readonly rawHeaders: string[]
  /** Of them those that tell how to read the message, flat, names in lower case. */
  readonly telling: readonly string[]
}

/**
 * Reads fields as strictly as RFC 9112 allows. In: the bytes, the same as text of one character a byte, where the fields start, where
 * the empty line behind them starts. Undefined: something a full parser has to judge.
 */
export const readPlainFields = (
  bytes: Uint8Array,
  text: string,
  start: number,
  end: number,
  nameOf: (spelling: string) => FieldName,
): PlainFields | undefined => {
  const rawHeaders: string[] = []
  const tellingFields: string[] = []
  let at = start
  while (at < end) {
    const colon = skip(bytes, IN_NAME, at)
    if (colon === at || bytes[colon] !== COLON) return undefined
    const { spelling, telling } = nameOf(text.slice(at, colon))
    let valueStart = colon + 1
    while (bytes[valueStart] === SPACE) valueStart++
    const lineEnd = skip(bytes, IN_VALUE, valueStart)
    if (bytes[lineEnd] !== CR || bytes[lineEnd + 1] !== LF) return undefined
    const last = bytes[lineEnd - 1]
    if (lineEnd > valueStart && (last === SPACE || last === TAB || bytes[valueStart] === TAB)) return undefined
    const value = text.slice(valueStart, lineEnd)
    if (telling !== undefined) tellingFields.push(telling, value)
    rawHeaders.push(spelling, value)
    at = lineEnd + 2
  }
  return at === end ? { rawHeaders, telling: tellingFields } : undefined
}

/** Whether a `Connection` field says no more than that the connection stays. */
export const isKeepAlive = (value: string): boolean => value === 'keep-alive' || value.toLowerCase() === 'keep-alive'

/** 1 for each byte that stands for itself. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte > 32 && byte < 127 && !'<>"#%{}|\\^~[]`\''.includes(String.fromCharCode(byte)) ? 1 : 0,
)

const ESCAPES = Array.from({ length: 256 }, (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)

/**
 * One value as the access log writes it (cloudfront-logs 1.3): `-` for an absent or empty one; the bytes 0 to 32, 127 and above, and
 * `< > " # % { } | \ ^ ~ [ ] ` '` as `%XX`; anything else as it is.
 *
 * In: a value as it was on the wire, one character a byte, as Node gives headers and URLs; text with characters beyond that (a function
 * wrote it) counts as UTF-8.
 */
export const encodeValue = (value: string | undefined): string => {
  if (value === undefined || value === '') return '-'
  for (let i = 0; i < value.length; i++) {
    if (IS_PLAIN[value.charCodeAt(i)] !== 1) return encodeFrom(i, value)
  }
  return value
}

const encodeFrom = (first: number, value: string): string => {
  let encoded = ''
  let plainFrom = 0
  for (let i = first; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code > 255) return encodeFrom(0, Buffer.from(value, 'utf8').toString('latin1'))
    if (IS_PLAIN[code] === 1) continue
    encoded += value.slice(plainFrom, i) + ESCAPES[code]
    plainFrom = i + 1
  }
  return encoded + value.slice(plainFrom)
}

const ENCODED_MAX = 4_096
const encodedValues = new Map<string, string>()

/** The same, remembered: for fields of few distinct values (result types, User-Agent, …), where it costs a tenth. */
export const encodeRepeatedValue = (value: string | undefined): string => {
  if (value === undefined) return '-'
  const known = encodedValues.get(value)
  if (known !== undefined) return known
  const encoded = encodeValue(value)
  if (encodedValues.size >= ENCODED_MAX) encodedValues.clear()
  encodedValues.set(value, encoded)
  return encoded
}

/**
 * The value behind one cell: one pass of percent-decoding, byte by byte, never failing (cloudfront-logs 1.3, rule 3). Undefined for `-`.
 * Out: one character a byte. A `%` that starts no escape stays.
 */
export const decodeValue = (cell: string): string | undefined => {
  if (cell === '-') return undefined
  if (!cell.includes('%')) return cell
  return cell.replace(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

/** The same for a User-Agent: files of 2013 to 2018 encoded spaces twice (cloudfront-logs 1.3, rule 5). */
export const decodeUserAgent = (cell: string): string | undefined => {
  const decoded = decodeValue(cell)
  return decoded?.includes('%20') === true ? decodeValue(decoded) : decoded
}

const NON_ASCII = /[^\0-\x7f]/

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Text for a function from a value as it stood on the wire, one character a byte: UTF-8 if it is well formed, else ISO-8859-1 (CFF-88).
 */
export const fromWire = (value: string): string => {
  if (!NON_ASCII.test(value)) return value
  try {
    return decoder.decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

/** The UTF-8 bytes of a value written by a function, one character a byte (CFF-88). */
export const toWire = (value: string): string =>
  NON_ASCII.test(value) ? Buffer.from(value, 'utf8').toString('latin1') : value

const NOT_IN_URL = /[^\x21-\x7e]+/g

/** A URI or query string written by a function, made fit for a request line: everything but visible ASCII as percent-encoded UTF-8. */
export const toRequestLine = (text: string): string =>
  text.replace(NOT_IN_URL, part =>
    Array.from(Buffer.from(part, 'utf8'), byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )

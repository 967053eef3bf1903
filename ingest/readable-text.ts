const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const HAS_UPPER_BYTES = /[\u0080-\u00ff]/

/**
 * Text for people from text with one character a byte: as UTF-8 when it is UTF-8, else byte by byte as Latin-1. Never fails; ASCII is
 * returned as it is.
 */
export const readableText = (bytes: string): string => {
  if (!HAS_UPPER_BYTES.test(bytes)) return bytes
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return bytes
  }
}

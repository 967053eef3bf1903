import { bytesOf, fieldNames, isKeepAlive, readPlainFields, skip } from './plain-fields.ts'

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

/** Visible ASCII without the `#` that ends a target. */
const IN_TARGET = bytesOf(byte => byte > 0x20 && byte < 0x7f && byte !== 0x23)

/** Fields that make more of a request than its head, or that say how to read what follows. */
const NOT_PLAIN = ['content-length', 'transfer-encoding', 'upgrade', 'expect', 'proxy-connection']

const nameOf = fieldNames(['host', 'connection', ...NOT_PLAIN])

const isPlain = (telling: readonly string[]): boolean => {
  let hosts = 0
  for (let i = 0; i < telling.length; i += 2) {
    if (telling[i] === 'host') hosts++
    else if (telling[i] !== 'connection' || !isKeepAlive(telling[i + 1] ?? '')) return false
  }
  return hosts === 1
}

const ends = (bytes: Uint8Array, text: string): boolean => {
  const start = bytes.length - text.length
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false
  return true
}

const methodOf = (text: string): PlainRequestHead['method'] | undefined =>
  text.startsWith('GET /') ? 'GET' : text.startsWith('HEAD /') ? 'HEAD' : undefined

const PROTOCOL = ' HTTP/1.1\r\n'

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
  // The empty line must be the last one: what stands behind another is a second request.
  const fields = readPlainFields(bytes, text, urlEnd + PROTOCOL.length, bytes.length - 2, nameOf)
  if (fields === undefined || !isPlain(fields.telling)) return undefined
  // A slice would keep the whole head in memory for as long as somebody keeps the path.
  return { method, url: bytes.toString('latin1', urlStart, urlEnd), rawHeaders: fields.rawHeaders }
}

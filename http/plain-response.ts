import { fieldNames, IN_VALUE, isKeepAlive, readPlainFields, skip } from './plain-fields.ts'

/** A whole response head, as `IncomingMessage` has it, and how to read what follows. */
export interface PlainResponseHead {
  readonly status: number
  /** Flat `[name, value, …]` in arrival order. */
  readonly rawHeaders: string[]
  readonly framing: BodyFraming
  /** The connection may carry another request when the body is over. */
  readonly keepsConnection: boolean
  /** Where the body begins, in bytes. */
  readonly bodyStart: number
}

/** How the end of a body is found (RFC 9112, 6.3). */
export type BodyFraming =
  | { readonly kind: 'length'; readonly byteLength: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' }

/** Of a head that is read here. A value keeps the text of its head alive: this bounds what it costs. */
const HEAD_MAX_BYTES = 4_096

const PROTOCOL = 'HTTP/1.1 '
const STATUS_END = PROTOCOL.length + 3
const SPACE = 0x20
const EMPTY_LINE = Buffer.from('\r\n\r\n')

/** Final statuses only: what comes before them is for a full parser. */
const STATUS = /^[2-5]\d\d$/
/** Up to 99,999,999,999,999 bytes. */
const LENGTH = /^\d{1,14}$/

const NO_BODY: BodyFraming = { kind: 'length', byteLength: 0 }
const CHUNKED: BodyFraming = { kind: 'chunked' }
const UNTIL_CLOSE: BodyFraming = { kind: 'until-close' }

const nameOf = fieldNames(['connection', 'content-length', 'transfer-encoding', 'upgrade', 'proxy-connection'])

interface Telling {
  readonly framing: BodyFraming
  readonly staysOpen: boolean
}

const told = (telling: readonly string[]): Telling | undefined => {
  let framing: BodyFraming = UNTIL_CLOSE
  let staysOpen = true
  for (let i = 0; i < telling.length; i += 2) {
    const value = telling[i + 1] ?? ''
    switch (telling[i]) {
      case 'content-length':
        if (framing !== UNTIL_CLOSE || !LENGTH.test(value)) return undefined
        framing = { kind: 'length', byteLength: Number(value) }
        break
      case 'transfer-encoding':
        if (framing !== UNTIL_CLOSE || value.toLowerCase() !== 'chunked') return undefined
        framing = CHUNKED
        break
      case 'connection':
        if (value.toLowerCase() === 'close') staysOpen = false
        else if (!isKeepAlive(value)) return undefined
        break
      default:
        return undefined
    }
  }
  return { framing, staysOpen }
}

/** Neither has a body, whatever its fields say (RFC 9112, 6.3). */
const isBodyless = (method: string, status: number): boolean => method === 'HEAD' || status === 204 || status === 304

/**
 * Reads the head of a plain response of HTTP/1.1, written as strictly as RFC 9112 allows. In: the method that was asked with, and the
 * first bytes that arrived. Undefined: anything else, also a head that is not complete; it is for a full parser to judge.
 */
export const readPlainResponse = (method: string, bytes: Buffer): PlainResponseHead | undefined => {
  const headEnd = bytes.indexOf(EMPTY_LINE)
  if (headEnd === -1 || headEnd > HEAD_MAX_BYTES) return undefined
  const text = bytes.toString('latin1', 0, headEnd + 2)
  const statusText = text.slice(PROTOCOL.length, STATUS_END)
  if (!text.startsWith(PROTOCOL) || !STATUS.test(statusText) || bytes[STATUS_END] !== SPACE) return undefined
  const lineEnd = skip(bytes, IN_VALUE, STATUS_END)
  if (!text.startsWith('\r\n', lineEnd)) return undefined
  const fields = readPlainFields(bytes, text, lineEnd + 2, headEnd + 2, nameOf)
  const telling = fields === undefined ? undefined : told(fields.telling)
  if (fields === undefined || telling === undefined) return undefined
  const status = Number(statusText)
  const framing = isBodyless(method, status) ? NO_BODY : telling.framing
  return {
    status,
    rawHeaders: fields.rawHeaders,
    framing,
    keepsConnection: telling.staysOpen && framing !== UNTIL_CLOSE,
    bodyStart: headEnd + 4,
  }
}

import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Writable } from 'node:stream'
import type { PlainRequestHead } from '../../http/plain-request.ts'
import { responseHead } from '../../http/message-head.ts'

/** A plain request on its connection; what the stage reads of Node's `IncomingMessage`. */
export class PlainRequest {
  readonly httpVersion = '1.1'
  readonly complete = true
  readonly method: 'GET' | 'HEAD'
  readonly url: string
  readonly rawHeaders: string[]
  readonly socket: Socket

  constructor({ method, url, rawHeaders }: PlainRequestHead, socket: Socket) {
    this.method = method
    this.url = url
    this.rawHeaders = rawHeaders
    this.socket = socket
  }
}

/** How the length of a body is told (RFC 9112, 6.3). */
type Framing = 'none' | 'length' | 'chunked'

const findFraming = (method: string, status: number, fields: readonly string[]): Framing => {
  if (method === 'HEAD' || status === 204 || status === 304) return 'none'
  for (let i = 0; i < fields.length; i += 2) {
    if (fields[i]?.length === 14 && fields[i]?.toLowerCase() === 'content-length') return 'length'
  }
  return 'chunked'
}

const CHUNKED = 'Transfer-Encoding: chunked\r\n'
const LAST_CHUNK = '0\r\n\r\n'

/**
 * The response to a plain request; what the stage uses of Node's `ServerResponse`, on the socket itself. An answer that is all here leaves
 * as one write.
 */
export class PlainResponse {
  headersSent = false
  /** The last byte was handed to the operating system. */
  writableFinished = false
  isClosed = false

  readonly #socket: Socket
  readonly #method: string
  readonly #connectionFields: string
  readonly #onOver: () => void
  #head = ''
  #framing: Framing = 'none'
  #endsConnection = false
  #closeListener: (() => void) | undefined

  /** In: the fields that say how long the connection stays, with their line ends; `onOver` hears when the response is over, however it ended. */
  constructor(socket: Socket, method: string, connectionFields: string, onOver: () => void) {
    this.#socket = socket
    this.#method = method
    this.#connectionFields = connectionFields
    this.#onOver = onOver
  }

  /** One listener is enough: errors of the socket close the response. */
  on(event: 'close' | 'error', listener: () => void): this {
    if (event === 'close') this.#closeListener = listener
    return this
  }

  get endsConnection(): boolean {
    return this.#endsConnection
  }

  /** In: the phrase, unless it is the usual one; the fields as a flat `[name, value, …]`. */
  writeHead(status: number, fields: readonly string[], phrase = STATUS_CODES[status] ?? 'unknown'): this {
    this.#framing = findFraming(this.#method, status, fields)
    this.#endsConnection = fields.at(-2) === 'Connection'
    const ownFields = this.#endsConnection ? '' : this.#connectionFields
    this.#head =
      responseHead(status, phrase, fields) + (this.#framing === 'chunked' ? CHUNKED : '') + ownFields + '\r\n'
    this.headersSent = true
    return this
  }

  /** Sends the head, if `body` has not sent it, and all bytes of the answer. */
  end(bytes?: Buffer): void {
    const socket = this.#socket
    if (bytes === undefined || bytes.length === 0 || this.#framing === 'none') {
      socket.write(this.#framing === 'chunked' ? `${this.#head}${LAST_CHUNK}` : this.#head, 'latin1', this.#written)
      return
    }
    socket.cork()
    if (this.#framing === 'chunked') {
      socket.write(`${this.#head}${bytes.length.toString(16)}\r\n`, 'latin1')
      socket.write(bytes)
      socket.write(`\r\n${LAST_CHUNK}`, 'latin1', this.#written)
    } else {
      socket.write(this.#head, 'latin1')
      socket.write(bytes, this.#written)
    }
    socket.uncork()
  }

  /** A sink for a body that is still arriving; sends the head at once, in one packet with what of the body is here. */
  body(): Writable {
    const socket = this.#socket
    const isChunked = this.#framing === 'chunked'
    socket.cork()
    socket.write(this.#head, 'latin1')
    process.nextTick(() => socket.uncork())
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (!isChunked) {
          socket.write(chunk, done)
          return
        }
        socket.cork()
        socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1')
        socket.write(chunk)
        socket.write('\r\n', 'latin1', done)
        socket.uncork()
      },
      final: done => {
        socket.write(isChunked ? LAST_CHUNK : '', 'latin1', done)
      },
    })
    sink.on('error', () => this.destroy())
    sink.on('finish', () => this.#written())
    this.#closeSink = () => sink.destroy()
    return sink
  }

  #closeSink: () => void = () => {}

  destroy(): void {
    this.#socket.destroy()
    this.close()
  }

  /** The connection is gone or the response is sent. */
  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.#closeSink()
    this.#closeListener?.()
    this.#onOver()
  }

  readonly #written = (error?: Error | null): void => {
    if (error === undefined || error === null) this.writableFinished = true
    this.close()
  }
}

import { channel } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { readPlainRequest } from '../../http/plain-request.ts'
import { PlainRequest, PlainResponse } from './plain-exchange.io.ts'

/** As `http.server.request.start` of Node.js, for the requests that its server does not see: `{ request, socket }`. */
export const PLAIN_REQUEST_START = 'understudy.plain-request.start'
const requestStart = channel(PLAIN_REQUEST_START)

export interface PlainConnectionOptions {
  readonly handle: (request: PlainRequest, response: PlainResponse) => void
  /** Takes the connection over for good; what arrived stands at the head of the socket. */
  readonly handOver: (socket: Socket) => void
  /** Milliseconds to the first byte of a connection. */
  readonly headMs: number
  /** Milliseconds between requests. */
  readonly keepAliveMs: number
  /** Milliseconds a request may be under way without a byte in either direction. */
  readonly idleMs: number
}

/** How long a viewer may go on talking when our side has ended. */
const END_GRACE_MS = 1_000

/**
 * The viewer's side of a connection as long as it carries nothing but plain requests, one at a time: they are read and answered on the
 * socket, which takes half the time of a full HTTP server. At the first request of another kind the connection is handed over.
 */
export class PlainConnection {
  readonly #socket: Socket
  readonly #options: PlainConnectionOptions
  readonly #connectionFields: string
  #response: PlainResponse | undefined
  /** What arrived while a request was under way. */
  #early: Buffer | undefined
  /** What the timer of the socket is set to. */
  #waitsFor: 'first request' | 'next byte' | 'slow answer' = 'first request'
  #isEnding = false
  #cut: NodeJS.Timeout | undefined

  constructor(socket: Socket, options: PlainConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.#connectionFields = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(options.keepAliveMs / 1000)}\r\n`
    socket.setTimeout(options.headMs)
    socket.on('data', this.#onData)
    socket.on('end', this.#onEnd)
    socket.on('timeout', this.#onTimeout)
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
  }

  /** Ends the connection unless a request is under way. */
  endIfIdle(): void {
    if (this.#response === undefined) this.#end()
  }

  #end(): void {
    this.#isEnding = true
    this.#socket.end()
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#isEnding) {
      this.#cut ??= setTimeout(() => this.#socket.destroy(), END_GRACE_MS)
      return
    }
    if (this.#response !== undefined) {
      this.#early = chunk
      this.#socket.pause()
      return
    }
    const head = readPlainRequest(chunk)
    if (head === undefined) this.#handOver(chunk)
    else this.#answer(new PlainRequest(head, this.#socket))
  }

  #answer(request: PlainRequest): void {
    if (this.#waitsFor === 'first request') this.#waitForNextByte()
    const response = new PlainResponse(this.#socket, request.method, this.#connectionFields, this.#onOver)
    this.#response = response
    if (requestStart.hasSubscribers) requestStart.publish({ request, socket: this.#socket })
    this.#options.handle(request, response)
  }

  #waitForNextByte(): void {
    this.#waitsFor = 'next byte'
    this.#socket.setTimeout(this.#options.keepAliveMs)
  }

  readonly #onOver = (): void => {
    const response = this.#response
    this.#response = undefined
    if (this.#waitsFor === 'slow answer') this.#waitForNextByte()
    if (response?.endsConnection === true) this.#end()
    const early = this.#early
    if (early === undefined || this.#socket.destroyed) return
    this.#early = undefined
    this.#socket.resume()
    this.#onData(early)
  }

  #handOver(chunk: Buffer): void {
    const socket = this.#socket
    socket.off('data', this.#onData)
    socket.off('end', this.#onEnd)
    socket.off('timeout', this.#onTimeout)
    socket.off('error', this.#onError)
    socket.off('close', this.#onClose)
    socket.setTimeout(0)
    socket.unshift(chunk)
    this.#options.handOver(socket)
  }

  readonly #onEnd = (): void => this.#end()

  /** A request under way has longer than the pause between two. */
  readonly #onTimeout = (): void => {
    const { idleMs, keepAliveMs } = this.#options
    if (this.#response === undefined || this.#waitsFor === 'slow answer' || idleMs <= keepAliveMs) {
      this.#socket.destroy()
      return
    }
    this.#waitsFor = 'slow answer'
    this.#socket.setTimeout(idleMs - keepAliveMs)
  }

  readonly #onError = (): void => {
    this.#socket.destroy()
  }

  readonly #onClose = (): void => {
    clearTimeout(this.#cut)
    this.#response?.close()
  }
}

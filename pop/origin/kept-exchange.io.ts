import { request as httpRequest, type IncomingMessage } from 'node:http'
import { HeaderList } from '../../http/header-list.ts'
import { requestHead } from '../../http/message-head.ts'
import { PlainChunks } from '../../http/plain-chunks.ts'
import { readPlainResponse, type PlainResponseHead } from '../../http/plain-response.ts'
import { NO_BODY, type Body } from '../body.ts'
import { BufferedBody, StreamedBody } from '../bytes.io.ts'
import { classifyFailure } from './classify-failure.ts'
import { HttpExchange, RESPONSE_HEADERS_MAX_BYTES, type ExchangeEnd } from './http-exchange.io.ts'
import type { ConnectionUser, KeptConnection } from './kept-connection.io.ts'
import type { ConnectionTimes, OriginAttempt, OriginFailure } from './origin-attempt.ts'
import { ReplayAgent, ReplayedConnection } from './replayed-connection.io.ts'
import { requestTarget, wireHeaders } from './wire-request.ts'

const AT_HAND: ConnectionTimes = { dnsMs: 0, connectMs: 0 }

/** Before chunks whose own head has been read, for a parser that is to read the rest. */
const CHUNKS_FOLLOW = Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')

/**
 * A plain request and its answer on a kept connection, written and read on the socket. An answer that is not plain is judged by
 * `HttpExchange`, from its first byte.
 */
export class KeptExchange implements ConnectionUser {
  readonly #attempt: OriginAttempt
  readonly #connection: KeptConnection
  readonly #startedAt = performance.now()
  #readTimer: NodeJS.Timeout | undefined
  #completionTimer: NodeJS.Timeout | undefined
  #settle: (end: ExchangeEnd) => void = () => {}
  #head: PlainResponseHead | undefined
  #body: StreamedBody | undefined
  /** Of a body whose length is stated. */
  #bytesLeft = 0
  #chunks: PlainChunks | undefined
  /** What is paused while our readers are slow. */
  #source: { pause(): unknown; resume(): unknown }

  constructor(attempt: OriginAttempt, connection: KeptConnection) {
    this.#attempt = attempt
    this.#connection = connection
    this.#source = connection.socket
  }

  /** Settles as `HttpExchange.run` does. */
  run(): Promise<ExchangeEnd> {
    return new Promise(resolve => {
      this.#settle = resolve
      const { request, completionTimeoutMs } = this.#attempt
      const head = requestHead(
        request.method,
        requestTarget(request),
        wireHeaders(request),
        request.headers.has('connection'),
      )
      this.#connection.use(this)
      this.#connection.socket.write(head, 'latin1')
      this.#waitForBytes()
      if (completionTimeoutMs === undefined) return
      this.#completionTimer = setTimeout(() => {
        this.#abort('completion-timeout', `response not complete within ${completionTimeoutMs} ms`) // ORIG-05
      }, completionTimeoutMs)
    })
  }

  onBytes(bytes: Buffer): void {
    if (this.#body !== undefined) return this.#onBody(this.#body, bytes, 0)
    const head = readPlainResponse(this.#attempt.request.method, bytes)
    if (head === undefined) this.#handOver(bytes)
    else this.#onHead(head, bytes)
  }

  onEnd(): void {
    const body = this.#body
    if (body !== undefined && this.#head?.framing.kind === 'until-close') this.#over(body, false)
    else this.#connection.socket.destroy()
  }

  onGone(error: NodeJS.ErrnoException | undefined): void {
    if (this.#body !== undefined) return this.#cutOff(this.#body, error?.message ?? 'aborted')
    const failure = classifyFailure('waiting', error?.code ?? '', false)
    this.#fail(failure, error?.message ?? 'socket hang up', failure === 'reset')
  }

  #onHead(head: PlainResponseHead, bytes: Buffer): void {
    this.#head = head
    const body = this.#bodyOf(head, bytes)
    const outcome = {
      kind: 'response',
      response: { status: head.status, headers: HeaderList.fromRaw(head.rawHeaders), body },
      durationMs: this.#durationMs,
      connection: AT_HAND,
    } as const
    this.#settle({ outcome, isStaleConnection: false })
  }

  #bodyOf({ framing, bodyStart, keepsConnection }: PlainResponseHead, bytes: Buffer): Body {
    if (framing.kind !== 'length') return this.#stream(undefined, bytes, bodyStart)
    const bodyEnd = bodyStart + framing.byteLength
    if (bytes.length < bodyEnd) return this.#stream(framing.byteLength, bytes, bodyStart)
    this.#leave(keepsConnection && bytes.length === bodyEnd)
    return framing.byteLength === 0 ? NO_BODY : BufferedBody.ofPart(bytes, bodyStart, bodyEnd)
  }

  #stream(byteLength: number | undefined, bytes: Buffer, from: number): StreamedBody {
    const body = new StreamedBody(byteLength)
    this.#body = body
    this.#bytesLeft = byteLength ?? 0
    body.onDrain = () => {
      this.#source.resume()
      this.#waitForBytes()
    }
    body.onAbandoned = () => this.#leave(false)
    this.#onBody(body, bytes, from)
    return body
  }

  #onBody(body: StreamedBody, bytes: Buffer, from: number): void {
    this.#readTimer?.refresh()
    switch (this.#head?.framing.kind) {
      case 'length':
        return this.#onPart(body, bytes, from)
      case 'chunked':
        return this.#onChunks(body, bytes, from)
      default:
        return this.#push(body, bytes.subarray(from))
    }
  }

  #onPart(body: StreamedBody, bytes: Buffer, from: number): void {
    const end = from + this.#bytesLeft
    this.#push(body, bytes.subarray(from, end))
    this.#bytesLeft = Math.max(0, end - bytes.length)
    // What an origin sends behind the length it stated is no part of the answer, and none of the next one.
    if (this.#bytesLeft === 0) this.#over(body, bytes.length === end)
  }

  #onChunks(body: StreamedBody, bytes: Buffer, from: number): void {
    this.#chunks ??= new PlainChunks()
    const read = this.#chunks.read(bytes, from, data => this.#push(body, data))
    if (read.kind === 'over') this.#over(body, read.at === bytes.length)
    else if (read.kind === 'odd') this.#judgeRest(body, read.rest)
    else if (read.kind === 'broken') this.#cutOff(body, 'a chunk is longer than it said')
  }

  #push(body: StreamedBody, data: Buffer): void {
    if (data.length === 0 || body.push(data)) return
    // While our readers are slow the origin is not late.
    clearTimeout(this.#readTimer)
    this.#readTimer = undefined
    this.#source.pause()
  }

  /** Chunks with extensions, trailers, or worse. */
  #judgeRest(body: StreamedBody, rest: Buffer): void {
    const replayed = new ReplayedConnection(this.#connection, Buffer.concat([CHUNKS_FOLLOW, rest]))
    const request = httpRequest({ agent: new ReplayAgent(replayed), maxHeaderSize: RESPONSE_HEADERS_MAX_BYTES })
    request.on('error', error => this.#cutOff(body, error.message))
    request.once('response', (response: IncomingMessage) => {
      this.#source = response
      response.on('data', (data: Buffer) => {
        this.#readTimer?.refresh()
        this.#push(body, data)
      })
      response.once('end', () => this.#over(body, false))
      response.on('error', error => this.#cutOff(body, error.message))
    })
    request.end()
  }

  /** ORIG-03, for the first byte and between packets. */
  #waitForBytes(): void {
    const { readTimeoutMs } = this.#attempt
    clearTimeout(this.#readTimer)
    this.#readTimer = setTimeout(() => this.#abort('read-timeout', `no byte within ${readTimeoutMs} ms`), readTimeoutMs)
  }

  #handOver(bytes: Buffer): void {
    this.#clearTimers()
    const replayed = new ReplayedConnection(this.#connection, bytes)
    const { completionTimeoutMs } = this.#attempt
    const attempt: OriginAttempt = {
      ...this.#attempt,
      completionTimeoutMs: completionTimeoutMs === undefined ? undefined : completionTimeoutMs - this.#durationMs,
    }
    // The protocol of the replay; whatever lies below it stays where it is.
    const target = { protocol: 'http', hostname: 'replayed', port: 80 } as const
    const keeper = { taken: () => {}, free: () => replayed.release() }
    void new HttpExchange(attempt, target, new ReplayAgent(replayed), { sentAt: this.#startedAt, keeper })
      .run()
      .then(this.#settle)
  }

  #over(body: StreamedBody, isConnectionClean: boolean): void {
    body.end()
    this.#leave(isConnectionClean && this.#head?.keepsConnection === true)
  }

  #cutOff(body: StreamedBody, why: string): void {
    body.fail(`cut off by the origin: ${why}`)
    this.#leave(false)
  }

  #abort(failure: OriginFailure, detail: string): void {
    this.#leave(false)
    this.#fail(failure, detail, false)
  }

  /** After the head only the body can fail; before it the attempt does. */
  #fail(failure: OriginFailure, detail: string, isStaleConnection: boolean): void {
    this.#clearTimers()
    this.#body?.fail(`${failure}: ${detail}`)
    const outcome = { kind: 'failure', failure, detail, durationMs: this.#durationMs } as const
    this.#settle({ outcome, isStaleConnection })
  }

  #leave(keepsConnection: boolean): void {
    this.#clearTimers()
    if (keepsConnection) this.#connection.release()
    else this.#connection.destroy()
  }

  #clearTimers(): void {
    clearTimeout(this.#readTimer)
    clearTimeout(this.#completionTimer)
    this.#readTimer = undefined
  }

  get #durationMs(): number {
    return performance.now() - this.#startedAt
  }
}

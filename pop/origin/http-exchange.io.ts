import { request as httpRequest, type Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { checkServerIdentity, type ConnectionOptions } from 'node:tls'
import { HeaderList } from '../../http/header-list.ts'
import { NO_BODY, type Body } from '../body.ts'
import { OriginTunnel } from '../http/tunnel.io.ts'
import { sendBody } from '../bytes.io.ts'
import { StreamedBody } from '../streamed-body.io.ts'
import { classifyFailure, type ExchangePhase } from './classify-failure.ts'
import type { OriginTarget } from './origin-address.ts'
import type { ConnectionTimes, OriginAttempt, OriginAttemptOutcome, OriginFailure } from './origin-attempt.ts'
import { requestTarget, wireHeaders } from './wire-request.ts'

export interface ExchangeEnd {
  readonly outcome: OriginAttemptOutcome
  /** A kept-alive connection turned out to be closed before the origin could see the request. */
  readonly isStaleConnection: boolean
}

export interface ConnectionKeeper {
  /** An answer has begun on it; the agent knows of it no more. */
  readonly taken: (socket: Socket) => void
  /** The answer is over and left it fit for another request. */
  readonly free: (socket: Socket, response: IncomingMessage) => void
}

export interface ExchangeOptions {
  /** Gets the connection in place of the agent. */
  readonly keeper?: ConnectionKeeper
  /** The request has gone out already, at that time of `performance.now`, on the connection that the agent gives. */
  readonly sentAt?: number
}

/** RESH-13 */
export const RESPONSE_HEADERS_MAX_BYTES = 32_768

/** An address is no name to ask for. */
const sniOf = (servername: string): string => (isIP(servername) === 0 ? servername : '')

/** ORIG-15. Versions before 1.2 need what OpenSSL has switched off; it stays off for everybody else. */
const tlsOptions = ({ hostname, tls }: OriginTarget): ConnectionOptions => {
  if (tls === undefined) return { servername: sniOf(hostname) }
  const { servername, names, minVersion, maxVersion } = tls
  return {
    servername: sniOf(servername),
    minVersion,
    maxVersion,
    ...(minVersion === 'TLSv1' || minVersion === 'TLSv1.1' ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
    checkServerIdentity: (_name, certificate) => {
      const problems = names.map(name => checkServerIdentity(name, certificate))
      return problems.includes(undefined) ? undefined : problems[0]
    },
  }
}

/** One request and its answer on one connection. */
export class HttpExchange {
  readonly #attempt: OriginAttempt
  readonly #target: OriginTarget
  readonly #agent: Agent
  readonly #options: ExchangeOptions
  readonly #startedAt: number
  readonly #timers: { connect?: NodeJS.Timeout; read?: NodeJS.Timeout; completion?: NodeJS.Timeout } = {}
  #phase: ExchangePhase = 'connecting'
  #socket: Socket | undefined
  /** Bytes that the connection had received before this exchange. */
  #bytesBefore = 0
  #connection: ConnectionTimes = { dnsMs: 0, connectMs: 0 }
  #continues = 0
  #body: StreamedBody | undefined
  #response: IncomingMessage | undefined
  #settle: (end: ExchangeEnd) => void = () => {}

  constructor(attempt: OriginAttempt, target: OriginTarget, agent: Agent, options: ExchangeOptions = {}) {
    this.#attempt = attempt
    this.#target = target
    this.#agent = agent
    this.#options = options
    this.#startedAt = options.sentAt ?? performance.now()
  }

  /** Settles when the headers are here, or with the failure; the body goes on arriving behind the outcome. */
  run(): Promise<ExchangeEnd> {
    return new Promise(resolve => {
      this.#settle = resolve
      const request = this.#open()
      this.#limitExchange(request)
      request.on('continue', () => this.#onContinue(request))
      request.once('socket', socket => this.#onSocket(request, socket))
      request.once('response', response => this.#onResponse(request, response))
      request.on('error', (error: NodeJS.ErrnoException) => this.#onError(request, error))
      request.once('upgrade', (response, socket: Socket, head) => this.#onUpgrade(request, response, socket, head))
    })
  }

  #open(): ClientRequest {
    const { protocol, hostname, port, family } = this.#target
    const send = protocol === 'https' ? httpsRequest : httpRequest
    const request = send({
      agent: this.#agent,
      hostname,
      port,
      method: this.#attempt.request.method,
      path: requestTarget(this.#attempt.request),
      headers: wireHeaders(this.#attempt.request),
      maxHeaderSize: RESPONSE_HEADERS_MAX_BYTES,
      ...(family === undefined ? {} : { family }),
      ...(protocol === 'https' ? tlsOptions(this.#target) : {}),
    })
    request.maxHeadersCount = 0
    if (this.#attempt.request.body === undefined) request.end()
    return request
  }

  /** ORIG-02, name resolution included. */
  #limitConnecting(request: ClientRequest): void {
    const { connectionTimeoutMs } = this.#attempt
    this.#timers.connect = setTimeout(() => {
      this.#abort(request, 'connect-timeout', `no connection within ${connectionTimeoutMs} ms`)
    }, connectionTimeoutMs)
  }

  /** ORIG-05 */
  #limitExchange(request: ClientRequest): void {
    const { completionTimeoutMs } = this.#attempt
    if (completionTimeoutMs === undefined) return
    this.#timers.completion = setTimeout(() => {
      this.#abort(request, 'completion-timeout', `response not complete within ${completionTimeoutMs} ms`)
    }, completionTimeoutMs)
  }

  #onSocket(request: ClientRequest, socket: Socket): void {
    this.#socket = socket
    this.#bytesBefore = this.#options.sentAt === undefined ? socket.bytesRead : 0
    if (this.#isReused(request)) return this.#onConnected(request)
    this.#limitConnecting(request)
    socket.once('lookup', () => {
      this.#connection = { dnsMs: this.#durationMs, connectMs: 0 }
    })
    if (this.#target.protocol === 'http') {
      socket.once('connect', () => this.#onConnected(request))
      return
    }
    socket.once('connect', () => {
      this.#phase = 'tls-handshake'
    })
    socket.once('secureConnect', () => this.#onConnected(request))
  }

  #isReused(request: ClientRequest): boolean {
    return request.reusedSocket || this.#options.sentAt !== undefined
  }

  /** The body is touched only now: an attempt that fails to connect leaves it whole for the next (RETRY-03). */
  #onConnected(request: ClientRequest): void {
    clearTimeout(this.#timers.connect)
    const { dnsMs } = this.#connection
    if (!this.#isReused(request)) this.#connection = { dnsMs, connectMs: this.#durationMs - dnsMs }
    this.#phase = 'waiting'
    this.#waitForBytes(request)
    const { body } = this.#attempt.request
    if (body !== undefined) void this.#sendRequestBody(request, body)
  }

  async #sendRequestBody(request: ClientRequest, body: Body): Promise<void> {
    request.on('drain', () => this.#timers.read?.refresh())
    request.once('finish', () => this.#timers.read?.refresh())
    if ((await sendBody(body, request)) === 'source-failed') {
      this.#abort(request, 'request-aborted', 'the viewer did not send the whole body')
    }
  }

  /** ORIG-03, for the first byte and between packets. While the viewer's body is what we wait for, the origin is not late. */
  #waitForBytes(request: ClientRequest): void {
    const { readTimeoutMs } = this.#attempt
    clearTimeout(this.#timers.read)
    const bytesRead = this.#socket?.bytesRead
    this.#timers.read = setTimeout(() => {
      const isHeadArriving = this.#response === undefined && this.#socket?.bytesRead !== bytesRead
      if (isHeadArriving || (!request.writableEnded && !request.writableNeedDrain)) this.#waitForBytes(request)
      else this.#abort(request, 'read-timeout', `no byte within ${readTimeoutMs} ms`)
    }, readTimeoutMs)
  }

  /** MET-09: one may come before the answer. */
  #onContinue(request: ClientRequest): void {
    if (++this.#continues > 1) this.#abort(request, 'invalid-response', 'answered 100 Continue twice')
  }

  #onResponse(request: ClientRequest, response: IncomingMessage): void {
    // The parser of Node.js takes every version.
    if (response.httpVersionMajor !== 1) return this.#abort(request, 'invalid-response', 'answered in another HTTP')
    this.#response = response
    this.#takeFromAgent(request, response)
    const headers = HeaderList.fromRaw(response.rawHeaders)
    const status = response.statusCode ?? 0
    const body = this.#hasBody(status, headers) ? this.#receiveBody(request, response, headers) : NO_BODY
    if (body === NO_BODY) this.#discardBody(response)
    const outcome = {
      kind: 'response',
      response: { status, headers, body },
      durationMs: this.#durationMs,
      connection: this.#connection,
    } as const
    this.#settle({ outcome, isStaleConnection: false })
  }

  #takeFromAgent(request: ClientRequest, response: IncomingMessage): void {
    const socket = this.#socket
    const { keeper } = this.#options
    if (keeper === undefined || socket === undefined) return
    socket.emit('agentRemove')
    keeper.taken(socket)
    request.once('close', () => {
      if (response.complete && request.shouldKeepAlive && !socket.destroyed) keeper.free(socket, response)
      else socket.destroy()
    })
  }

  #onUpgrade(request: ClientRequest, response: IncomingMessage, socket: Socket, head: Buffer): void {
    const body = new OriginTunnel(socket, head)
    if (this.#attempt.request.upgrade === undefined) {
      body.close()
      return this.#abort(request, 'invalid-response', 'answered 101 Switching Protocols') // REQH-02
    }
    this.#clearTimers()
    const headers = HeaderList.fromRaw(response.rawHeaders)
    const outcome = {
      kind: 'response',
      response: { status: 101, headers, body },
      durationMs: this.#durationMs,
    } as const
    this.#settle({ outcome, isStaleConnection: false })
  }

  #hasBody(status: number, headers: HeaderList): boolean {
    if (this.#attempt.request.method === 'HEAD' || status === 204 || status === 304) return false
    return headers.get('content-length') !== '0'
  }

  #discardBody(response: IncomingMessage): void {
    this.#clearTimers()
    response.on('error', () => {})
    response.resume()
  }

  #receiveBody(request: ClientRequest, response: IncomingMessage, headers: HeaderList): StreamedBody {
    const length = headers.get('content-length')
    const body = new StreamedBody(length === undefined || headers.has('transfer-encoding') ? undefined : Number(length))
    this.#body = body
    response.on('data', (chunk: Buffer) => {
      this.#timers.read?.refresh()
      if (!body.push(chunk)) this.#pause(response)
    })
    response.once('end', () => this.#finish(() => body.end()))
    response.on('error', error => this.#finish(() => body.fail(`cut off by the origin: ${error.message}`)))
    body.onDrain = () => {
      response.resume()
      this.#waitForBytes(request)
    }
    body.onAbandoned = () => this.#finish(() => request.destroy())
    return body
  }

  /** While our readers are slow the origin is not late. */
  #pause(response: IncomingMessage): void {
    clearTimeout(this.#timers.read)
    delete this.#timers.read
    response.pause()
  }

  #onError(request: ClientRequest, error: NodeJS.ErrnoException): void {
    // What an origin sends behind the length it stated is no part of the answer, which is on its way.
    if (this.#response?.complete === true) return
    const hasAnswerBytes = (this.#socket?.bytesRead ?? 0) > this.#bytesBefore
    const failure = classifyFailure(this.#isReused(request) ? 'waiting' : this.#phase, error.code ?? '', hasAnswerBytes)
    const isStaleConnection = request.reusedSocket && failure === 'reset'
    this.#fail(failure, error.message === '' ? (error.code ?? 'unknown') : error.message, isStaleConnection)
  }

  #abort(request: ClientRequest, failure: OriginFailure, detail: string): void {
    this.#fail(failure, detail, false)
    request.destroy()
  }

  /** After the headers only the body can fail; before them the attempt does. */
  #fail(failure: OriginFailure, detail: string, isStaleConnection: boolean): void {
    this.#finish(() => this.#body?.fail(`${failure}: ${detail}`))
    const outcome = { kind: 'failure', failure, detail, durationMs: this.#durationMs } as const
    this.#settle({ outcome, isStaleConnection })
  }

  #finish(last: () => void): void {
    this.#clearTimers()
    last()
  }

  #clearTimers(): void {
    clearTimeout(this.#timers.connect)
    clearTimeout(this.#timers.read)
    clearTimeout(this.#timers.completion)
    delete this.#timers.read
  }

  get #durationMs(): number {
    return performance.now() - this.#startedAt
  }
}

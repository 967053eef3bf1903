import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http'
import { createSecureServer, type Http2SecureServer, type Http2ServerResponse } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { readClientHellos } from './client-hellos.io.ts'
import { afterEarlierAnswers, insteadOfFurtherAnswers, noteRequest } from './earlier-answers.io.ts'
import type { Incoming } from './receive.io.ts'
import type { Outgoing, UpgradedConnection } from './send.io.ts'
import { PlainConnection } from './plain-connection.io.ts'
import { asksForWebSocket, ignoreUpgrade } from './upgrade.io.ts'

/** Answers one request. `upgraded`: the connection it came on, when it asks for a WebSocket. */
export type RequestHandler = (incoming: Incoming, outgoing: Outgoing, upgraded?: UpgradedConnection) => void

export interface ListenOptions {
  /** Default 127.0.0.1. */
  readonly host?: string
  readonly limits?: Partial<ViewerLimits>
  /** Whether HTTP/2 may be spoken under a server name (NET-01); undefined: the client named none. Default: under every one. */
  readonly offersHttp2?: (serverName: string | undefined) => boolean
  /** Whether HTTPS connections are looked at for fingerprints (REQH-11); default false. */
  readonly readsClientHellos?: boolean
}

export interface Listener {
  readonly url: string
  readonly port: number
  /** Stops accepting, ends idle connections, and waits for the rest. */
  close(): Promise<void>
}

/** How long viewers may take, in milliseconds. */
export interface ViewerLimits {
  /** From the first byte of a connection or request to the end of its head. */
  readonly headMs: number
  /** To the end of its body. */
  readonly requestMs: number
  /** Between requests. A live event keeps connections for long; CloudFront's own figure is not documented. */
  readonly keepAliveMs: number
  /** Without a byte in either direction. Longer than an origin may take with all attempts (ORIG-01, ORIG-03). */
  readonly idleMs: number
  /** ORIG-08: without a byte from the origin of a WebSocket. */
  readonly webSocketIdleMs: number
}

export const VIEWER_LIMITS: ViewerLimits = {
  headMs: 10_000,
  requestMs: 300_000,
  keepAliveMs: 60_000,
  idleMs: 600_000,
  webSocketIdleMs: 600_000,
}

/** Above QUO-02, so that an over-long request reaches our own check and gets CloudFront's answer. */
const HEADER_MAX_BYTES = 65_536
/** Node.js would drop further fields without a word, or reset the stream; the bytes are the limit. */
const HTTP1_HEADERS_MAX = 0
/** The same bytes as shortest fields; HTTP/2 counts 32 bytes more for each. */
const HTTP2_HEADERS_MAX = 16_384
const HTTP2_HEADER_MAX_BYTES = 524_288
/** Streams of one HTTP/2 connection at once. */
const STREAMS_MAX = 128

const listening = (
  server: Server | Http2SecureServer,
  host: string,
  port: number,
  scheme: string,
  plain: ReadonlySet<PlainConnection> = new Set(),
): Promise<Listener> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    if (sockets.has(socket)) return // given back by `ignoreUpgrade`
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const { port: bound } = server.address() as AddressInfo
      const name = host.includes(':') ? `[${host}]` : host
      resolve({ url: `${scheme}://${name}:${bound}`, port: bound, close: () => closing(server, sockets, plain) })
    })
  })
}

/** How long requests under way may take to finish when the server closes. */
const CLOSE_GRACE_MS = 1_000

const closing = (
  server: Server | Http2SecureServer,
  sockets: ReadonlySet<Socket>,
  plain: ReadonlySet<PlainConnection>,
): Promise<void> =>
  new Promise(resolve => {
    const hard = setTimeout(() => sockets.forEach(socket => socket.destroy()), CLOSE_GRACE_MS)
    server.close(() => {
      clearTimeout(hard)
      resolve()
    })
    plain.forEach(connection => connection.endIfIdle())
    if ('closeIdleConnections' in server) server.closeIdleConnections()
    else sockets.forEach(socket => socket.end())
  })

/** Malformed requests never become a walk; the viewer gets a bare 400, or 494, and the connection ends (GEN-02, GEN-11). */
const refuseBroken = (error: { readonly code?: string }, socket: Socket): void => {
  if (!socket.writable) return
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '494 Request Header Too Large' : '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\nServer: CloudFront\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
}

const refuseUnreadable = (error: { readonly code?: string }, socket: Socket): void =>
  insteadOfFurtherAnswers(socket, () => refuseBroken(error, socket))

/** The parser of Node.js takes `HTTP/2.0` in a request line, too, and a line without a version. */
const refusingOtherVersions =
  (handle: RequestHandler): RequestHandler =>
  (incoming, outgoing) => {
    if (!(incoming instanceof IncomingMessage) || !(outgoing instanceof ServerResponse)) handle(incoming, outgoing)
    else if (incoming.httpVersion !== '1.1' && incoming.httpVersion !== '1.0')
      afterEarlierAnswers(incoming.socket, () => refuseBroken({}, incoming.socket))
    else if (noteRequest(incoming, outgoing)) handle(incoming, outgoing)
    else incoming.resume()
  }

/** A response on a connection that Node.js has set apart: it is ours to end. */
const responseOn = (socket: Socket, incoming: IncomingMessage): ServerResponse => {
  const outgoing = new ServerResponse(incoming)
  outgoing.shouldKeepAlive = false
  outgoing.assignSocket(socket)
  // Node.js has taken its own listeners off.
  socket.on('error', () => socket.destroy())
  socket.on('drain', () => outgoing.emit('drain'))
  // Who does not read does not see the other side close.
  outgoing.on('finish', () => socket.end().resume())
  return outgoing
}

/** WebSockets go the way of every request, on a response that is ours to end; other upgrades are ignored (NET-03). */
const acceptUpgrades = (server: Server | Http2SecureServer, handle: RequestHandler): void => {
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    afterEarlierAnswers(socket, () => {
      if (!asksForWebSocket(incoming)) ignoreUpgrade(server, incoming, socket, head)
      else handle(incoming, responseOn(socket, incoming), { socket, head })
    })
  })
}

/** MET-05: CONNECT is a method like any other that no behaviour allows. Over HTTP/2 it comes with a response. */
const acceptConnects = (server: Server | Http2SecureServer, handle: RequestHandler): void => {
  server.on('connect', (incoming: Incoming, on: Socket | Http2ServerResponse) => {
    if ('stream' in on) handle(incoming, on)
    else if (incoming instanceof IncomingMessage)
      afterEarlierAnswers(on, () => handle(incoming, responseOn(on, incoming)))
  })
}

const limitsOf = ({ limits }: ListenOptions) => {
  const { headMs, requestMs, keepAliveMs, idleMs } = { ...VIEWER_LIMITS, ...limits }
  return {
    maxHeaderSize: HEADER_MAX_BYTES,
    headersTimeout: headMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    // Node.js looks for late requests so often.
    connectionsCheckingInterval: Math.min(headMs, requestMs) / 2,
    timeout: idleMs,
  }
}

/** Puts plain connections before a server: it gets those that carry anything else. Gives the ones that stay. */
const answerPlainly = (server: Server, handle: RequestHandler, limits: ViewerLimits): ReadonlySet<PlainConnection> => {
  const connections = new Set<PlainConnection>()
  const takeOver = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const connection = new PlainConnection(socket, {
      ...limits,
      handle,
      handOver: () => {
        connections.delete(connection)
        for (const listener of takeOver) listener.call(server, socket)
      },
    })
    connections.add(connection)
    socket.on('close', () => connections.delete(connection))
  })
  return connections
}

/** Listens for plain HTTP/1.1. */
export const openHttp = (handle: RequestHandler, options: ListenOptions, port: number): Promise<Listener> => {
  const limits = limitsOf(options)
  const server = createServer(limits, refusingOtherVersions(handle))
  server.timeout = limits.timeout
  server.maxHeadersCount = HTTP1_HEADERS_MAX
  server.on('clientError', refuseUnreadable)
  acceptUpgrades(server, handle)
  acceptConnects(server, handle)
  const plain = answerPlainly(server, handle, { ...VIEWER_LIMITS, ...options.limits })
  return listening(server, options.host ?? '127.0.0.1', port, 'http', plain)
}

/** NET-01: HTTP/2 where the distribution has it, else HTTP/1.1; undefined ends the handshake. */
const chosenProtocol = (
  { servername, protocols }: { readonly servername: unknown; readonly protocols: readonly string[] },
  offersHttp2: (serverName: string | undefined) => boolean,
): string | undefined => {
  // Without a server name it is false, whatever its type says.
  const serverName = typeof servername === 'string' && servername !== '' ? servername : undefined
  if (protocols.includes('h2') && offersHttp2(serverName)) return 'h2'
  return protocols.includes('http/1.1') ? 'http/1.1' : undefined
}

/** HTTP/1.1 and, where it is offered, HTTP/2, over TLS 1.2 or later (NET-01). */
export const openHttps = (
  handle: RequestHandler,
  options: ListenOptions,
  port: number,
  certificate: { readonly key: string; readonly cert: string },
): Promise<Listener> => {
  const limits = limitsOf(options)
  const { offersHttp2 = () => true } = options
  const server = createSecureServer(
    {
      ...certificate,
      ...limits,
      allowHTTP1: true,
      minVersion: 'TLSv1.2',
      maxHeaderListPairs: HTTP2_HEADERS_MAX,
      settings: { maxConcurrentStreams: STREAMS_MAX, maxHeaderListSize: HTTP2_HEADER_MAX_BYTES },
      ALPNCallback: offered => chosenProtocol(offered, offersHttp2),
    },
    refusingOtherVersions(handle),
  )
  // What the constructor does not take over for HTTP/1.1.
  Object.assign(server, limits, { maxHeadersCount: HTTP1_HEADERS_MAX })
  server.on('clientError', refuseUnreadable)
  acceptUpgrades(server, handle)
  acceptConnects(server, handle)
  if (options.readsClientHellos === true) readClientHellos(server)
  return listening(server, options.host ?? '127.0.0.1', port, 'https')
}

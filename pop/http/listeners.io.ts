import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createSecureServer, type Http2SecureServer } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import type { Incoming } from './receive.io.ts'
import type { Outgoing, UpgradedConnection } from './send.io.ts'
import { asksForWebSocket, ignoreUpgrade } from './upgrade.io.ts'

/** Answers one request. `upgraded`: the connection it came on, when it asks for a WebSocket. */
export type RequestHandler = (incoming: Incoming, outgoing: Outgoing, upgraded?: UpgradedConnection) => void

export interface ListenOptions {
  /** Default 127.0.0.1. */
  readonly host?: string
  readonly limits?: Partial<ViewerLimits>
  /** Whether an HTTPS listener offers HTTP/2. Default true. */
  readonly http2?: boolean
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
/** Streams of one HTTP/2 connection at once. */
const STREAMS_MAX = 128

const listening = (
  server: Server | Http2SecureServer,
  host: string,
  port: number,
  scheme: string,
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
      resolve({ url: `${scheme}://${name}:${bound}`, port: bound, close: () => closing(server, sockets) })
    })
  })
}

/** How long requests under way may take to finish when the server closes. */
const CLOSE_GRACE_MS = 1_000

const closing = (server: Server | Http2SecureServer, sockets: ReadonlySet<Socket>): Promise<void> =>
  new Promise(resolve => {
    const hard = setTimeout(() => sockets.forEach(socket => socket.destroy()), CLOSE_GRACE_MS)
    server.close(() => {
      clearTimeout(hard)
      resolve()
    })
    if ('closeIdleConnections' in server) server.closeIdleConnections()
    else sockets.forEach(socket => socket.end())
  })

/** Malformed requests never become a walk; the viewer gets a bare 400 and the connection ends (GEN-02). */
const refuseBroken = (_error: Error, socket: NodeJS.WritableStream & { destroyed?: boolean }): void => {
  if (socket.destroyed === true || !socket.writable) return
  socket.end('HTTP/1.1 400 Bad Request\r\nServer: CloudFront\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
}

/** WebSockets go the way of every request, on a response that is ours to end; other upgrades are ignored (NET-03). */
const acceptUpgrades = (server: Server | Http2SecureServer, handle: RequestHandler): void => {
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    if (!asksForWebSocket(incoming)) return ignoreUpgrade(server, incoming, socket, head)
    const outgoing = new ServerResponse(incoming)
    outgoing.shouldKeepAlive = false
    outgoing.assignSocket(socket)
    // Node.js has taken its own listeners off.
    socket.on('error', () => socket.destroy())
    socket.on('drain', () => outgoing.emit('drain'))
    outgoing.on('finish', () => socket.end())
    handle(incoming, outgoing, { socket, head })
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

/** Listens for plain HTTP/1.1. */
export const openHttp = (handle: RequestHandler, options: ListenOptions, port: number): Promise<Listener> => {
  const limits = limitsOf(options)
  const server = createServer(limits, handle)
  server.timeout = limits.timeout
  server.on('clientError', refuseBroken)
  acceptUpgrades(server, handle)
  return listening(server, options.host ?? '127.0.0.1', port, 'http')
}

/** NET-01: HTTP/2 and HTTP/1.1 over TLS 1.2 or later, or HTTP/1.1 alone. */
export const openHttps = (
  handle: RequestHandler,
  options: ListenOptions,
  port: number,
  certificate: { readonly key: string; readonly cert: string },
): Promise<Listener> => {
  const limits = limitsOf(options)
  const common = { ...certificate, ...limits, minVersion: 'TLSv1.2' } as const
  const settings = { maxConcurrentStreams: STREAMS_MAX, maxHeaderListSize: HEADER_MAX_BYTES }
  const server =
    options.http2 === false
      ? createHttpsServer(common, handle)
      : createSecureServer({ ...common, allowHTTP1: true, settings }, handle)
  // What the constructor does not take over for HTTP/1.1.
  Object.assign(server, limits)
  server.on('clientError', refuseBroken)
  acceptUpgrades(server, handle)
  return listening(server, options.host ?? '127.0.0.1', port, 'https')
}

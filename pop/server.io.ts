import { createServer, type Server } from 'node:http'
import { createSecureServer, type Http2SecureServer } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Incoming } from './http/receive.io.ts'
import { receive } from './http/receive.io.ts'
import { send, type Outgoing } from './http/send.io.ts'
import { drive, type AnswerQuestion } from './drive.io.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import { serveRequest } from './serve-request.ts'
import type { ServedResponse } from './viewer-response/deliver.ts'
import type { ViewerRequest } from './viewer/viewer-request.ts'

/** One request that is over: what was asked, what was served, how it went on the wire. Times in milliseconds since the epoch. */
export interface FinishedExchange {
  readonly pop: PointOfPresence
  readonly viewer: ViewerRequest
  readonly served: ServedResponse
  readonly firstByteAt: number
  readonly finishedAt: number
  /** Whether the last byte went out, and if not, on whose side it broke (GEN-19). */
  readonly end: 'complete' | 'viewer-left' | 'origin-broke-off'
  /** Bytes sent since the last time somebody asked for this connection: ask once for each request, or for none. */
  readonly bytesSent: () => number
  /** Undefined for a plain connection. */
  readonly tls: () => { readonly version: string; readonly cipher: string } | undefined
}

export interface ServerOptions {
  /** Chooses the distribution by the viewer's Host (SEC-08). */
  readonly popFor: (host: string | undefined) => PointOfPresence
  readonly answer: AnswerQuestion
  /** Called once for each request, after the response. Must not throw. */
  readonly onFinished: (exchange: FinishedExchange) => void
  readonly onBug: (error: unknown) => void
  /** Milliseconds since the epoch, as the worlds of the points have it; the system's clock by default. */
  readonly now?: () => number
  /** What a plain listener counts as; `https` when TLS is thought to end before it. */
  readonly plainProtocol: 'http' | 'https'
  /** Default 127.0.0.1. */
  readonly host?: string
}

export interface Listener {
  readonly url: string
  readonly port: number
  /** Stops accepting, ends idle connections, and waits for the rest. */
  close(): Promise<void>
}

/** Above QUO-02, so that an over-long request reaches our own check and gets CloudFront's answer. */
const HEADER_MAX_BYTES = 65_536
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 300_000
/** A live event keeps connections for long; CloudFront's own figure is not documented. */
const KEEP_ALIVE_TIMEOUT_MS = 60_000

/** True when the last byte was handed to the operating system. HTTP/2's response knows it only through its stream. */
const isFinished = (outgoing: Outgoing): boolean =>
  'stream' in outgoing ? outgoing.writableEnded && !outgoing.stream.aborted : outgoing.writableFinished

const tlsOf = ({ socket }: Incoming): ReturnType<FinishedExchange['tls']> => {
  if (!(socket instanceof TLSSocket)) return undefined
  // Node's type leaves out that a connection which is gone has none.
  const cipher: { readonly name: string } | null = socket.getCipher()
  return cipher === null ? undefined : { version: socket.getProtocol() ?? '-', cipher: cipher.name }
}

type Handler = (incoming: Incoming, outgoing: Outgoing) => void

/** Bytes a socket had written when its last response was over; requests on a connection follow one another. */
const bytesAccountedFor = new WeakMap<Incoming['socket'], number>()

const bytesSince = (socket: Incoming['socket']): number => {
  const before = bytesAccountedFor.get(socket) ?? 0
  const now = socket.bytesWritten ?? 0
  bytesAccountedFor.set(socket, now)
  return Math.max(0, now - before)
}

const handler = (
  { popFor, answer, onFinished, onBug, now = Date.now }: ServerOptions,
  protocol: 'http' | 'https',
): Handler => {
  return (incoming, outgoing) => {
    const viewer = receive(incoming, protocol, now())
    const { socket } = incoming
    const pop = popFor(viewer.headers.get('host'))
    let served: ServedResponse | undefined
    let firstByteAt = 0
    let isOver = false
    let isCut = false
    const finish = (response: ServedResponse): void =>
      onFinished({
        pop,
        viewer,
        served: response,
        firstByteAt,
        finishedAt: pop.world.now(),
        end: isFinished(outgoing) ? 'complete' : isCut ? 'origin-broke-off' : 'viewer-left',
        bytesSent: () => bytesSince(socket),
        tls: () => tlsOf(incoming),
      })
    outgoing.on('close', () => {
      isOver = true
      // What is left of the viewer's body stands before its next request on this connection.
      if (viewer.body !== undefined) pop.world.discard(viewer.body)
      if (served !== undefined) finish(served)
    })
    const done = (response: ServedResponse): void => {
      firstByteAt = pop.world.now()
      served = response
      if (!isOver) {
        send(outgoing, viewer.method, response, () => {
          isCut = true
        })
      } else {
        pop.world.discard(response.body)
        finish(response)
      }
    }
    const failed = (error: unknown): void => {
      onBug(error)
      if (!outgoing.headersSent) outgoing.writeHead(500)
      outgoing.end()
    }
    drive(serveRequest(pop, viewer), answer, done, failed)
  }
}

const listening = (
  server: Server | Http2SecureServer,
  host: string,
  port: number,
  scheme: string,
): Promise<Listener> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const { port: bound } = server.address() as AddressInfo
      resolve({ url: `${scheme}://${host}:${bound}`, port: bound, close: () => closing(server, sockets) })
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

/** Listens for plain HTTP/1.1. */
export const listenHttp = (options: ServerOptions, port: number): Promise<Listener> => {
  const server = createServer(
    { maxHeaderSize: HEADER_MAX_BYTES, keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS },
    handler(options, options.plainProtocol),
  )
  server.headersTimeout = HEADERS_TIMEOUT_MS
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.on('clientError', refuseBroken)
  return listening(server, options.host ?? '127.0.0.1', port, 'http')
}

/** Listens for HTTPS with HTTP/2 and HTTP/1.1 (NET-01). */
export const listenHttps = (
  options: ServerOptions,
  port: number,
  certificate: { readonly key: string; readonly cert: string },
): Promise<Listener> => {
  const server = createSecureServer(
    { ...certificate, allowHTTP1: true, minVersion: 'TLSv1.2' },
    handler(options, 'https'),
  )
  server.on('clientError', refuseBroken)
  return listening(server, options.host ?? '127.0.0.1', port, 'https')
}

import { TLSSocket } from 'node:tls'
import type { Incoming } from './http/receive.io.ts'
import { receive } from './http/receive.io.ts'
import {
  openHttp,
  openHttps,
  VIEWER_LIMITS,
  type Listener,
  type ListenOptions,
  type RequestHandler,
} from './http/listeners.io.ts'
import { send, sendUpgrade, type Outgoing } from './http/send.io.ts'
import { OriginTunnel } from './http/tunnel.io.ts'
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
  readonly tls: { readonly version: string; readonly cipher: string } | undefined
}

export type { Listener, ViewerLimits } from './http/listeners.io.ts'

export interface ServerOptions extends ListenOptions {
  /** Chooses the distribution by the viewer's Host (SEC-08). */
  readonly popFor: (host: string | undefined) => PointOfPresence
  readonly answer: AnswerQuestion
  /** Called once for each request, after the response. What it throws goes to `onBug`. */
  readonly onFinished: (exchange: FinishedExchange) => void
  readonly onBug: (error: unknown) => void
  /** Milliseconds since the epoch, as the worlds of the points have it; the system's clock by default. */
  readonly now?: () => number
  /** What a plain listener counts as; `https` when TLS is thought to end before it. */
  readonly plainProtocol: 'http' | 'https'
}

/** True when the last byte was handed to the operating system. HTTP/2's response knows it only through its stream. */
const isFinished = (outgoing: Outgoing): boolean =>
  'stream' in outgoing ? outgoing.writableEnded && !outgoing.stream.aborted : outgoing.writableFinished

const tlsByConnection = new WeakMap<Incoming['socket'], FinishedExchange['tls']>()

/** Asked when a request arrives: a connection that is closed has forgotten it. */
const tlsOf = (socket: Incoming['socket']): FinishedExchange['tls'] => {
  if (!(socket instanceof TLSSocket)) return undefined
  const known = tlsByConnection.get(socket)
  if (known !== undefined) return known
  // Types of Node.js do not tell that a connection closed meanwhile has neither.
  const cipher: { readonly name: string } | null = socket.getCipher()
  const tls = { version: socket.getProtocol() ?? '-', cipher: cipher?.name ?? '-' }
  tlsByConnection.set(socket, tls)
  return tls
}

/** Bytes a socket had written when its last response was over; requests on a connection follow one another. */
const bytesAccountedFor = new WeakMap<Incoming['socket'], number>()

const bytesSince = (socket: Incoming['socket']): number => {
  const before = bytesAccountedFor.get(socket) ?? 0
  const now = socket.bytesWritten ?? 0
  bytesAccountedFor.set(socket, now)
  return Math.max(0, now - before)
}

/** A failure of who is told harms no request. */
const told = (onBug: ServerOptions['onBug'], tell: () => void): void => {
  try {
    tell()
  } catch (error) {
    onBug(error)
  }
}

/** A pipelined response that waits for the one before it is not told by Node.js when the connection ends: nobody would finish it. */
const closeWithConnection = (outgoing: Outgoing, socket: Incoming['socket']): void => {
  if ('stream' in outgoing || outgoing.socket !== null) return
  const close = (): void => void outgoing.destroy().emit('close')
  socket.once('close', close)
  outgoing.once('close', () => socket.off('close', close))
}

const handler = (
  { popFor, answer, onFinished, onBug, now = Date.now, limits }: ServerOptions,
  protocol: 'http' | 'https',
): RequestHandler => {
  const { webSocketIdleMs } = { ...VIEWER_LIMITS, ...limits }
  return (incoming, outgoing, upgraded) => {
    const viewer = receive(incoming, protocol, now(), upgraded === undefined ? undefined : 'websocket')
    const { socket } = incoming
    const tls = tlsOf(socket)
    const pop = popFor(viewer.headers.get('host'))
    let served: ServedResponse | undefined
    let firstByteAt = 0
    let isOver = false
    let isCut = false
    let isJoined = false
    const finish = (response: ServedResponse): void =>
      told(onBug, () =>
        onFinished({
          pop,
          viewer,
          served: response,
          firstByteAt,
          finishedAt: pop.world.now(),
          end: isJoined || isFinished(outgoing) ? 'complete' : isCut ? 'origin-broke-off' : 'viewer-left',
          bytesSent: () => bytesSince(socket),
          tls,
        }),
      )
    const over = (): void => {
      if (isOver) return
      isOver = true
      // What is left of the viewer's body stands before its next request on this connection.
      if (viewer.body !== undefined) pop.world.discard(viewer.body)
      if (served !== undefined) finish(served)
    }
    outgoing.on('close', over)
    closeWithConnection(outgoing, socket)
    const done = (response: ServedResponse): void => {
      firstByteAt = pop.world.now()
      served = response
      if (isOver) {
        pop.world.discard(response.body)
        finish(response)
      } else if (response.body instanceof OriginTunnel && upgraded !== undefined && !('stream' in outgoing)) {
        isJoined = true
        sendUpgrade(outgoing, response, response.body, upgraded, webSocketIdleMs)
      } else {
        send(outgoing, viewer.method, response, () => {
          isCut = true
        })
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

/** Listens for plain HTTP/1.1. */
export const listenHttp = (options: ServerOptions, port: number): Promise<Listener> =>
  openHttp(handler(options, options.plainProtocol), options, port)

/** Listens for HTTPS with HTTP/1.1 and, by default, HTTP/2 (NET-01). */
export const listenHttps = (
  options: ServerOptions,
  port: number,
  certificate: { readonly key: string; readonly cert: string },
): Promise<Listener> => openHttps(handler(options, 'https'), options, port, certificate)

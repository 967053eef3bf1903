import { ServerResponse } from 'node:http'
import { bytesWritten, connectionOf, type Connection } from './http/connection.io.ts'
import type { Incoming, ReceiveOptions } from './http/receive.io.ts'
import { receive } from './http/receive.io.ts'
import {
  openHttp,
  openHttps,
  VIEWER_LIMITS,
  type Listener,
  type ListenOptions,
  type RequestHandler,
} from './http/listeners.io.ts'
import { send, sendBug, sendUpgrade, type Outgoing } from './http/send.io.ts'
import { OriginTunnel } from './http/tunnel.io.ts'
import { forgetUndelivered } from './cache/undelivered.ts'
import { drive, type AnswerQuestion } from './drive.io.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import { serveRequest } from './serve-request.ts'
import type { ServedResponse } from './viewer-response/deliver.ts'
import { withSessionCookie, type Arrival } from './viewer/arrival.ts'
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
}

export type { Listener, ViewerLimits } from './http/listeners.io.ts'

export interface ServerOptions extends ListenOptions {
  /** Chooses the distribution (SEC-08, CD-01). */
  readonly arrive: (viewer: ViewerRequest) => Arrival
  readonly answer: AnswerQuestion
  /** Called once for each request, after the response. What it throws goes to `onBug`. */
  readonly onFinished: (exchange: FinishedExchange) => void
  readonly onBug: (error: unknown) => void
  /** Milliseconds since the epoch, as the worlds of the points have it; the system's clock by default. */
  readonly now?: () => number
  /** What a plain listener counts as; `https` when TLS is thought to end before it. */
  readonly plainProtocol: 'http' | 'https'
  /** Where a viewer is, by address; unknown by default. */
  readonly geographyOf?: ReceiveOptions['geographyOf']
  /** Default true. */
  readonly takesRehearsedViewers?: boolean
}

/** True when the last byte was handed to the operating system. HTTP/2's response knows it only through its stream. */
const isFinished = (outgoing: Outgoing): boolean =>
  'stream' in outgoing ? outgoing.writableEnded && !outgoing.stream.aborted : outgoing.writableFinished

/** Bytes a connection had written when its last response was over; requests on a connection follow one another. */
const bytesAccountedFor = new WeakMap<Connection, number>()

const bytesSince = (connection: Connection): number => {
  const before = bytesAccountedFor.get(connection) ?? 0
  const now = bytesWritten(connection)
  bytesAccountedFor.set(connection, now)
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
  if (!(outgoing instanceof ServerResponse) || outgoing.socket !== null) return
  const close = (): void => void outgoing.destroy().emit('close')
  socket.once('close', close)
  outgoing.once('close', () => socket.off('close', close))
}

const handler = (options: ServerOptions, protocol: 'http' | 'https'): RequestHandler => {
  const { arrive, answer, onFinished, onBug, now = Date.now, limits } = options
  const { geographyOf = () => undefined, takesRehearsedViewers = true } = options
  const receiving: ReceiveOptions = { protocol, geographyOf, takesRehearsedViewers }
  const { webSocketIdleMs } = { ...VIEWER_LIMITS, ...limits }
  return (incoming, outgoing, upgraded) => {
    const arrival = arrive(receive(incoming, receiving, now(), upgraded === undefined ? undefined : 'websocket'))
    const { pop, viewer } = arrival
    const { socket } = incoming
    const connection = connectionOf(incoming)
    let served: ServedResponse | undefined
    let firstByteAt = 0
    let isOver = false
    let isCut = false
    let isJoined = false
    const finish = (response: ServedResponse): void => {
      const isComplete = isJoined || isFinished(outgoing)
      const end = isComplete ? 'complete' : isCut ? 'origin-broke-off' : 'viewer-left'
      if (end === 'viewer-left') forgetUndelivered(pop, response)
      const finishedAt = pop.world.now()
      told(onBug, () =>
        onFinished({
          pop,
          viewer,
          served: response,
          firstByteAt,
          finishedAt,
          end,
          bytesSent: () => bytesSince(connection),
        }),
      )
    }
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
      served = withSessionCookie(response, arrival)
      if (isOver) {
        pop.world.discard(response.body)
        finish(response)
      } else if (
        response.body instanceof OriginTunnel &&
        upgraded !== undefined &&
        outgoing instanceof ServerResponse
      ) {
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
      sendBug(outgoing)
    }
    drive(serveRequest(pop, viewer, arrival), answer, done, failed)
  }
}

/** Listens for plain HTTP/1.1. */
export const listenHttp = (options: ServerOptions, port: number): Promise<Listener> =>
  openHttp(handler(options, options.plainProtocol), options, port)

/** Listens for HTTPS with HTTP/1.1 and, where the distribution of the server name has it, HTTP/2 (NET-01). */
export const listenHttps = (
  options: ServerOptions,
  port: number,
  certificate: { readonly key: string; readonly cert: string },
): Promise<Listener> => openHttps(handler(options, 'https'), options, port, certificate)

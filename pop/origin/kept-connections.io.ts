import type { Socket } from 'node:net'
import { KeptConnection } from './kept-connection.io.ts'
import type { OriginTarget } from './origin-address.ts'

/** Idle ones to one address, as `http.Agent` has it. */
const IDLE_MAX = 256

/** What connections have to have in common to stand for one another (ORIG-04, ORIG-15, ORIG-19). */
export const connectionKind = (
  { protocol, hostname, port, family, tls }: OriginTarget,
  keepAliveMs: number,
): string => {
  const place = `${protocol}://${hostname}:${port} ${family ?? ''} ${keepAliveMs}`
  if (tls === undefined) return place
  return `${place} ${tls.servername} ${tls.minVersion} ${tls.maxVersion} ${tls.names.join()}`
}

/** Connections to origins that have carried a request and can carry another. */
export class KeptConnections {
  readonly #idle = new Map<string, KeptConnection[]>()
  readonly #sockets = new Set<Socket>()
  #isClosed = false

  /** The one that was used last: the longer one waits, the likelier the origin has closed it. */
  take(kind: string): KeptConnection | undefined {
    const idle = this.#idle.get(kind)
    if (idle === undefined) return undefined
    for (let one = idle.pop(); one !== undefined; one = idle.pop()) if (one.isUsable) return one
    return undefined
  }

  /** A connection that is to be closed with all others, from now on. */
  watch(socket: Socket): void {
    if (this.#isClosed) {
      socket.destroy()
      return
    }
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }

  /** Takes in a connection that is watched and whose request is over. In: milliseconds that it may wait for the next one. */
  adopt(kind: string, socket: Socket, idleMs: number): void {
    const connection = new KeptConnection(socket, idleMs, () => this.#putBack(kind, connection))
    socket.once('close', () => this.#forget(kind, connection))
    this.#putBack(kind, connection)
  }

  /** Closes every connection, busy or waiting. */
  close(): void {
    this.#isClosed = true
    for (const socket of this.#sockets) socket.destroy()
  }

  #putBack(kind: string, connection: KeptConnection): void {
    const idle = this.#idle.get(kind)
    if (idle === undefined) this.#idle.set(kind, [connection])
    else if (idle.length < IDLE_MAX) idle.push(connection)
    else connection.destroy()
  }

  #forget(kind: string, connection: KeptConnection): void {
    const idle = this.#idle.get(kind)
    const at = idle?.indexOf(connection) ?? -1
    if (at !== -1) idle?.splice(at, 1)
    if (idle?.length === 0) this.#idle.delete(kind)
  }
}

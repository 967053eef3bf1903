import { Agent } from 'node:http'
import { Duplex } from 'node:stream'
import type { ConnectionUser, KeptConnection } from './kept-connection.io.ts'

/**
 * A kept connection on which a request has gone out already, as a full HTTP client sees it: what it writes goes nowhere, what it reads
 * begins with the bytes that have arrived. So an answer is judged by that client without asking twice.
 */
export class ReplayedConnection extends Duplex implements ConnectionUser {
  /** As `net.Socket` has it. */
  bytesRead: number
  readonly #connection: KeptConnection

  constructor(connection: KeptConnection, arrived: Buffer) {
    super()
    this.#connection = connection
    this.bytesRead = arrived.length
    connection.passTo(this)
    this.push(arrived)
  }

  onBytes(bytes: Buffer): void {
    this.bytesRead += bytes.length
    if (!this.push(bytes)) this.#connection.socket.pause()
  }

  onEnd(): void {
    this.push(null)
  }

  onGone(error: NodeJS.ErrnoException | undefined): void {
    this.destroy(error)
  }

  /** The answer is over and the connection stays; bytes that belong to no answer end it. */
  release(): void {
    if (this.readableLength > 0 || this.readableEnded) this.destroy()
    else this.#connection.release()
  }

  override _read(): void {
    this.#connection.socket.resume()
  }

  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#connection.destroy()
    done(error)
  }
}

/** Gives its one connection to its one request. */
export class ReplayAgent extends Agent {
  readonly #connection: ReplayedConnection

  constructor(connection: ReplayedConnection) {
    super({ keepAlive: true })
    this.#connection = connection
  }

  override createConnection(): ReplayedConnection {
    return this.#connection
  }

  /** There is no second request. */
  override keepSocketAlive(): boolean {
    return false
  }
}

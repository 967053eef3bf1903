import type { Socket } from 'node:net'

/** Who has a connection at the moment and hears what arrives on it. */
export interface ConnectionUser {
  onBytes(bytes: Buffer): void
  /** The origin will send no more. */
  onEnd(): void
  /** The connection is gone; `error` says why, if there is a reason. */
  onGone(error: NodeJS.ErrnoException | undefined): void
}

/** A connection to an origin between its first request and its end, used by one exchange after another. */
export class KeptConnection {
  readonly socket: Socket
  readonly #onIdle: () => void
  #user: ConnectionUser | undefined
  #error: NodeJS.ErrnoException | undefined

  /** In: a connection that nobody uses; `idleMs` may pass without a byte between two requests. `onIdle`: it may be used again. */
  constructor(socket: Socket, idleMs: number, onIdle: () => void) {
    this.socket = socket
    this.#onIdle = onIdle
    socket.setTimeout(idleMs)
    socket.on('data', this.#onData)
    socket.on('end', this.#onEnd)
    socket.on('timeout', this.#onTimeout)
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
    // Who had it before may have paused it.
    socket.resume()
    socket.unref()
  }

  get isUsable(): boolean {
    return !this.socket.destroyed && !this.socket.readableEnded && this.socket.writable
  }

  /** In: who hears of it until `release`. */
  use(user: ConnectionUser): void {
    this.#user = user
    this.socket.ref()
  }

  /** The connection goes from one user to the next. */
  passTo(user: ConnectionUser): void {
    this.#user = user
  }

  /** The exchange is over, to the byte. */
  release(): void {
    this.#user = undefined
    if (!this.isUsable) {
      this.socket.destroy()
      return
    }
    this.socket.resume()
    this.socket.unref()
    this.#onIdle()
  }

  /** The exchange is over, and the connection cannot carry another one. Its user hears no more. */
  destroy(): void {
    this.#user = undefined
    this.socket.destroy()
  }

  /** Nobody has asked: what comes between two requests is no answer to the next. */
  readonly #onData = (bytes: Buffer): void => {
    if (this.#user === undefined) this.socket.destroy()
    else this.#user.onBytes(bytes)
  }

  readonly #onEnd = (): void => {
    if (this.#user === undefined) this.socket.destroy()
    else this.#user.onEnd()
  }

  /** ORIG-04 is about idle connections. */
  readonly #onTimeout = (): void => {
    if (this.#user === undefined) this.socket.destroy()
  }

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    this.#error = error
  }

  readonly #onClose = (): void => {
    const user = this.#user
    this.#user = undefined
    user?.onGone(this.#error)
  }
}

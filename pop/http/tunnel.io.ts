import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Body } from '../body.ts'

/** How long a viewer may take to close when it has had the last byte. */
const CLOSE_GRACE_MS = 1_000

/** The origin's side of an upgraded connection (NET-03): the body of the 101, without an end of its own. */
export class OriginTunnel implements Body {
  readonly byteLength = undefined
  readonly #origin: Socket
  readonly #head: Buffer

  /** In: the connection to the origin and what it had sent behind its 101. */
  constructor(origin: Socket, head: Buffer) {
    this.#origin = origin
    this.#head = head
    origin.on('error', () => origin.destroy())
  }

  /** Nobody will use it. */
  close(): void {
    this.#origin.destroy()
  }

  /**
   * Joins both sides, each no faster than the other reads, until one of them closes or the origin sends nothing for `idleMs` (ORIG-08).
   * `viewerHead` is what the viewer had sent behind its request.
   */
  join(viewer: Duplex, viewerHead: Buffer, idleMs: number): void {
    const origin = this.#origin
    if (origin.destroyed) return void viewer.destroy()
    const idle = setTimeout(() => origin.destroy(), idleMs)
    if (viewerHead.length > 0) origin.write(viewerHead)
    if (this.#head.length > 0) viewer.write(this.#head)
    origin.on('data', () => idle.refresh())
    origin.pipe(viewer)
    viewer.pipe(origin)
    viewer.once('close', () => origin.destroy())
    origin.once('close', () => {
      clearTimeout(idle)
      // What is still on its way to the viewer goes out; a viewer that does not take it is cut off.
      if (!viewer.writableEnded) viewer.end()
      let cut = setTimeout(() => viewer.destroy(), viewer.writableFinished ? CLOSE_GRACE_MS : idleMs)
      viewer.once('finish', () => {
        clearTimeout(cut)
        cut = setTimeout(() => viewer.destroy(), CLOSE_GRACE_MS)
      })
      viewer.once('close', () => clearTimeout(cut))
    })
  }
}

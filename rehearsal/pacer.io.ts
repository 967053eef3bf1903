import type { VirtualClock } from './clock.ts'

/** Lets virtual time pass while requests wait for nothing but it. */
export class Pacer {
  readonly #clock: VirtualClock
  #requests = 0
  /** Work outside of virtual time: a Lambda, compression, an origin that is a promise. */
  #busy = 0
  #isPlanned = false

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  async request<T>(answered: Promise<T>): Promise<T> {
    this.#requests++
    this.#plan()
    try {
      return await answered
    } finally {
      this.#requests--
    }
  }

  async work<T>(done: Promise<T>): Promise<T> {
    this.#busy++
    try {
      return await done
    } finally {
      this.#busy--
      this.#plan()
    }
  }

  /** In a turn of its own: whatever was answered has gone on by then. */
  #plan(): void {
    if (this.#isPlanned) return
    this.#isPlanned = true
    setImmediate(() => {
      this.#isPlanned = false
      if (this.#busy > 0 || this.#requests === 0) return
      if (this.#clock.advanceToNext()) this.#plan()
    })
  }
}

/** A clock that runs with the system's and can be set forward: a drill of a quarter of an hour takes seconds. */
export class DrillClock {
  readonly #systemNow: () => number
  #offsetMs: number

  /** In: the moment at which the drill begins, milliseconds since the epoch, and the system's clock. */
  constructor(beginsAtMs: number, systemNow: () => number) {
    this.#systemNow = systemNow
    this.#offsetMs = beginsAtMs - systemNow()
  }

  readonly now = (): number => this.#systemNow() + this.#offsetMs

  /** Never goes back. */
  setForwardTo(ms: number): void {
    this.#offsetMs = Math.max(this.#offsetMs, ms - this.#systemNow())
  }
}

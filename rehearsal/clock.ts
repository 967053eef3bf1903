import { EventQueue } from '../replay/time/event-queue.ts'

/** The time of a point of presence. All times are milliseconds. */
export interface Clock {
  /** Since the epoch. */
  now(): number
  /** Calls back once, so much later. */
  after(delayMs: number, happen: () => void): void
}

/** Real time. */
export const systemClock: Clock = {
  now: Date.now,
  after: (delayMs, happen) => void setTimeout(happen, delayMs),
}

/**
 * Time that stands still until a test moves it, or until every request waits for it: a request to an origin that keeps silent for thirty
 * seconds is answered at once, and the clock is thirty seconds on.
 */
export class VirtualClock implements Clock {
  readonly #queue: EventQueue

  /** In: an instant, by default one well after 1970. */
  constructor(startsAt: Date | number | string = Date.UTC(2026, 0, 1)) {
    const time = new Date(startsAt).getTime()
    if (Number.isNaN(time)) throw new RangeError(`no instant: ${String(startsAt)}`)
    this.#queue = new EventQueue(time)
  }

  now(): number {
    return this.#queue.now
  }

  after(delayMs: number, happen: () => void): void {
    this.#queue.after(delayMs, happen)
  }

  /** Lets so many milliseconds pass, and whatever was to happen in them. */
  advance(durationMs: number): void {
    this.#queue.run(this.#queue.now + durationMs)
  }

  /** Moves to the next thing that is to happen; false when there is none. */
  advanceToNext(): boolean {
    return this.#queue.runNext()
  }
}

interface Planned {
  readonly time: number
  /** Order of planning; events of one instant happen in it. */
  readonly sequence: number
  readonly happen: () => void
}

const isBefore = (a: Planned, b: Planned): boolean => a.time < b.time || (a.time === b.time && a.sequence < b.sequence)

/**
 * Virtual time: what is planned happens in order of time, at once and in this thread. A binary heap, so that a day of traffic costs
 * n log n. Times are milliseconds since the epoch.
 */
export class EventQueue {
  private readonly heap: Planned[] = []
  private planned = 0
  private clock: number

  constructor(startsAt = 0) {
    this.clock = startsAt
  }

  get now(): number {
    return this.clock
  }

  get length(): number {
    return this.heap.length
  }

  /** Time of what happens next; undefined: nothing is planned. */
  get nextAt(): number | undefined {
    return this.heap[0]?.time
  }

  /** Plans `happen`; a time that has passed means now, after what is already planned for now. */
  at(time: number, happen: () => void): void {
    this.heap.push({ time: Math.max(time, this.clock), sequence: this.planned++, happen })
    this.rise(this.heap.length - 1)
  }

  after(delayMs: number, happen: () => void): void {
    this.at(this.clock + delayMs, happen)
  }

  /** Lets everything happen that is planned up to and including `time`, then stands at `time`; without a time, until nothing is planned. */
  run(until = Infinity): void {
    for (let next = this.heap[0]; next !== undefined && next.time <= until; next = this.heap[0]) this.runNext()
    if (until !== Infinity) this.clock = Math.max(this.clock, until)
  }

  /** Lets the next thing happen that is planned, at its time; false when nothing is. */
  runNext(): boolean {
    const next = this.heap[0]
    if (next === undefined) return false
    this.removeFirst()
    this.clock = next.time
    next.happen()
    return true
  }

  private removeFirst(): void {
    const last = this.heap.pop()
    if (last === undefined || this.heap.length === 0) return
    this.heap[0] = last
    this.sink(0)
  }

  private rise(index: number): void {
    for (let child = index; child > 0;) {
      const parent = (child - 1) >> 1
      if (!this.swapIfBefore(child, parent)) return
      child = parent
    }
  }

  private sink(index: number): void {
    for (let parent = index; ;) {
      const left = parent * 2 + 1
      const child = this.isEarlier(left + 1, left) ? left + 1 : left
      if (!this.swapIfBefore(child, parent)) return
      parent = child
    }
  }

  private isEarlier(a: number, b: number): boolean {
    const first = this.heap[a]
    const second = this.heap[b]
    return first !== undefined && second !== undefined && isBefore(first, second)
  }

  private swapIfBefore(child: number, parent: number): boolean {
    const lower = this.heap[child]
    const upper = this.heap[parent]
    if (lower === undefined || upper === undefined || !isBefore(lower, upper)) return false
    this.heap[child] = upper
    this.heap[parent] = lower
    return true
  }
}

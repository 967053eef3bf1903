interface Waiting<T> {
  readonly time: number
  /** Order of arrival; what waits for one instant leaves in it. */
  readonly sequence: number
  readonly value: T
}

const isBefore = <T>(a: Waiting<T>, b: Waiting<T>): boolean =>
  a.time < b.time || (a.time === b.time && a.sequence < b.sequence)

/** Values that wait for their time, milliseconds since the epoch: a binary heap. */
export class EarliestFirst<T> {
  private readonly heap: Waiting<T>[] = []
  private arrived = 0

  get size(): number {
    return this.heap.length
  }

  add(time: number, value: T): void {
    const added: Waiting<T> = { time, sequence: this.arrived++, value }
    let index = this.heap.length
    for (;;) {
      const parent = (index - 1) >> 1
      const above = this.heap[parent]
      if (index === 0 || above === undefined || isBefore(above, added)) break
      this.heap[index] = above
      index = parent
    }
    this.heap[index] = added
  }

  /** Takes out the earliest value if its time is before `end`. */
  takeBefore(end: number): T | undefined {
    const first = this.heap[0]
    if (first === undefined || first.time >= end) return undefined
    const last = this.heap.pop()
    if (last !== undefined && this.heap.length > 0) this.sink(last)
    return first.value
  }

  private sink(sinking: Waiting<T>): void {
    let index = 0
    for (;;) {
      const child = this.earlierChild(index)
      const below = this.heap[child]
      if (below === undefined || isBefore(sinking, below)) break
      this.heap[index] = below
      index = child
    }
    this.heap[index] = sinking
  }

  private earlierChild(index: number): number {
    const [left, right] = [this.heap[2 * index + 1], this.heap[2 * index + 2]]
    return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * index + 2 : 2 * index + 1
  }
}

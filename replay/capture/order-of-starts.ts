import type { Capture } from './capture.ts'

/** Requests of a capture in the order in which they began. */
export interface StartOrder {
  /** Numbers of requests in the capture. */
  readonly order: Uint32Array
  /** By number of the request; milliseconds since the epoch. */
  readonly startedAtMs: Float64Array
}

/**
 * When each request began: its end minus the time taken (cloudfront-logs 1.5). A log of whole seconds does not tell the order inside a
 * second; there the ends are spread evenly over it, in the order of the rows.
 */
export const orderOfStarts = (capture: Capture): StartOrder => {
  const { count } = capture
  const startedAtMs = new Float64Array(count)
  const offsets = capture.hasMilliseconds ? undefined : offsetsInSecond(capture)
  for (let i = 0; i < count; i++) startedAtMs[i] = capture.endedAtMs.at(i) + (offsets?.[i] ?? 0) - capture.takenMs.at(i)
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  order.sort((a, b) => (startedAtMs[a] ?? 0) - (startedAtMs[b] ?? 0) || a - b)
  return { order, startedAtMs }
}

const offsetsInSecond = (capture: Capture): Float64Array => {
  const { count, endedAtMs } = capture
  const inSecond = new Map<number, number>()
  for (let i = 0; i < count; i++) inSecond.set(endedAtMs.at(i), (inSecond.get(endedAtMs.at(i)) ?? 0) + 1)
  const before = new Map<number, number>()
  const offsets = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const second = endedAtMs.at(i)
    const rank = before.get(second) ?? 0
    before.set(second, rank + 1)
    offsets[i] = ((rank + 0.5) * 1_000) / (inSecond.get(second) ?? 1)
  }
  return offsets
}

import type { EveningRow } from './evening.ts'
import { EarliestFirst } from './earliest-first.ts'
import type { Random } from './random.ts'

/** cloudfront-logs 1.2.3: rows are not in time order. Few are late here, and not by much. */
const LATE_SHARE = 0.02
const LATE_MAX_MS = 5_000

/**
 * Rows in the order in which a log holds them: by the end of the response, some late. Only rows whose responses are still under way are
 * held.
 *
 * @param rows by the start of the request
 */
export const inDeliveryOrder = function* (
  rows: Iterable<EveningRow>,
  random: Random,
): Generator<EveningRow, void, undefined> {
  const held = new EarliestFirst<EveningRow>()
  for (const row of rows) {
    const { endedAt, timeTakenMs } = row.record
    // Nothing that starts later can end before this instant.
    yield* takenBefore(held, endedAt - timeTakenMs)
    held.add(endedAt + (random.chance(LATE_SHARE) ? random.fraction() * LATE_MAX_MS : 0), row)
  }
  yield* takenBefore(held, Infinity)
}

const takenBefore = function* (held: EarliestFirst<EveningRow>, end: number): Generator<EveningRow, void, undefined> {
  for (let row = held.takeBefore(end); row !== undefined; row = held.takeBefore(end)) yield row
}

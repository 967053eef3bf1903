import { v1Header, v1Row } from '../access-log/write-v1.ts'
import type { CaptureCounter } from './capture-summary.ts'
import { inDeliveryOrder } from './delivery-order.ts'
import { eveningRows, type EveningOptions } from './evening.ts'
import { seededRandom } from './random.ts'
import type { Scenario } from './scenario.ts'

/** Rows are handed on in blocks of so many characters. */
const BLOCK_CHARACTERS = 65_536

/**
 * The text of a standard log (v1): header lines, then rows as CloudFront would deliver them. Made block by block as it is asked for.
 *
 * @param counter told of every row
 */
export const captureText = function* (
  scenario: Scenario,
  options: EveningOptions,
  counter: CaptureCounter,
): Generator<string, void, undefined> {
  let block = v1Header()
  // Lateness has its own numbers: the same evening, delivered another way, would be the same evening.
  const lateness = seededRandom((options.seed ^ 0x5bd1e995) >>> 0)
  for (const row of inDeliveryOrder(eveningRows(scenario, options), lateness)) {
    counter.count(row)
    block += `${v1Row(row.record)}\n`
    if (block.length < BLOCK_CHARACTERS) continue
    yield block
    block = ''
  }
  yield block
}

import { expect, test } from 'vitest'
import { captureOf } from '../../test/support/capture.ts'
import { orderOfStarts } from './order-of-starts.ts'

const SECOND = Date.UTC(2026, 5, 11, 18)

test('cloudfront-logs 1.5: a request began when its response ended, less the time taken', () => {
  const { order, startedAtMs } = orderOfStarts(
    captureOf([
      { endedAt: SECOND + 500, timeTakenMs: 10 },
      { endedAt: SECOND + 900, timeTakenMs: 800 },
    ]),
  )
  expect([...startedAtMs]).toEqual([SECOND + 490, SECOND + 100])
  expect([...order]).toEqual([1, 0])
})

test('whole seconds: the ends of one second spread evenly over it, in the order of the rows', () => {
  const { order, startedAtMs } = orderOfStarts(
    captureOf(
      [
        { endedAt: SECOND + 900, timeTakenMs: 0 },
        { endedAt: SECOND + 100, timeTakenMs: 0 },
        { endedAt: SECOND + 1_000, timeTakenMs: 0 },
      ],
      'v1',
    ),
  )
  expect([...startedAtMs]).toEqual([SECOND + 250, SECOND + 750, SECOND + 1_500])
  expect([...order]).toEqual([0, 1, 2])
})

test('rows out of order are put in order (cloudfront-logs 1.2 rule 3)', () => {
  const { order } = orderOfStarts(
    captureOf([{ endedAt: SECOND + 20_000 }, { endedAt: SECOND }, { endedAt: SECOND + 10_000 }]),
  )
  expect([...order]).toEqual([1, 2, 0])
})

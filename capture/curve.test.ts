import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spreadUnder, valueAt, type Curve } from './curve.ts'

const CURVE: Curve = [
  { minute: -10, value: 1 },
  { minute: 0, value: 1 },
  { minute: 2, value: 5 },
  { minute: 2, value: 3 },
  { minute: 12, value: 3 },
]

test.each([
  { rule: 'level before the first point', minute: -100, value: 1 },
  { rule: 'a point', minute: 0, value: 1 },
  { rule: 'between two points', minute: 1, value: 3 },
  { rule: 'a step: the later point', minute: 2, value: 3 },
  { rule: 'level after the last point', minute: 100, value: 3 },
])('$rule', ({ minute, value }) => {
  expect(valueAt(CURVE, minute)).toBe(value)
})

test('things are spread under the curve', () => {
  const due = spreadUnder(CURVE, 48_000)
  expect(due(0)).toBe(0)
  // 10 minutes at 1, 2 at 3 on average, 10 at 3: 46 units of area.
  expect(due(600)).toBe(Math.round((48_000 * 10) / 46))
  expect(due(720)).toBe(Math.round((48_000 * 16) / 46))
  expect(due(22 * 60)).toBe(48_000)
  expect(due(1e9)).toBe(48_000)
})

test('what is due never falls and ends with all of it', () => {
  const values = fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 2, maxLength: 12 })
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 10_000 }), (heights, total) => {
      const [first, ...others] = heights.map((value, minute) => ({ minute, value }))
      if (first === undefined) return
      const due = spreadUnder([first, ...others], total)
      for (let second = 0; second < others.length * 60; second++)
        expect(due(second + 1)).toBeGreaterThanOrEqual(due(second))
      expect(due(others.length * 60)).toBe(total)
    }),
    { numRuns: 30 },
  )
})

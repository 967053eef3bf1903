import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bar, columnPeaks, sparkline } from './sparkline.ts'

test('zero is a space, anything above it a block, the highest the full one', () => {
  expect(sparkline([0, 1, 500, 1_000], 10)).toBe(' ▁▅█')
})

test('no peak is averaged away, and the line fits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(), { minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 120 }),
      (values, columns) => {
        const peaks = columnPeaks(values, columns)
        expect(peaks.length).toBe(Math.min(columns, values.length))
        expect(Math.max(...peaks)).toBe(Math.max(...values))
      },
    ),
  )
})

test.each([
  { rule: 'the longest fills its columns', value: 8, full: 8, text: '████' },
  { rule: 'half', value: 4, full: 8, text: '██  ' },
  { rule: 'an eighth of a column', value: 1, full: 32, text: '▏   ' },
  { rule: 'nothing', value: 0, full: 8, text: '    ' },
  { rule: 'nothing of nothing', value: 0, full: 0, text: '    ' },
])('bar: $rule', ({ value, full, text }) => {
  expect(bar(value, full, 4)).toBe(text)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveRange } from './byte-range.ts'

const part = (start: number, end: number) => ({ kind: 'part', range: { start, end } })

test.each([
  { rule: 'no field', field: undefined, outcome: { kind: 'whole', why: 'no-range' } },
  { rule: 'TTL-50 first and last byte', field: 'bytes=0-9', outcome: part(0, 9) },
  { rule: 'TTL-50 from a byte to the end', field: 'bytes=90-', outcome: part(90, 99) },
  { rule: 'TTL-50 the last bytes', field: 'bytes=-10', outcome: part(90, 99) },
  { rule: 'more last bytes than there are', field: 'bytes=-500', outcome: part(0, 99) },
  { rule: 'an end past the end', field: 'bytes=50-500', outcome: part(50, 99) },
  { rule: 'a start past the end', field: 'bytes=100-', outcome: { kind: 'unsatisfiable' } },
  { rule: 'no last bytes at all', field: 'bytes=-0', outcome: { kind: 'unsatisfiable' } },
  {
    rule: 'TTL-53 overlapping ranges give the whole',
    field: 'bytes=0-9,5-20',
    outcome: { kind: 'whole', why: 'several-ranges' },
  },
  {
    rule: 'TTL-53 ranges not ascending give the whole',
    field: 'bytes=50-60,0-9',
    outcome: { kind: 'whole', why: 'several-ranges' },
  },
  { rule: 'TTL-53 an end before the start is invalid', field: 'bytes=9-0', outcome: { kind: 'whole', why: 'invalid' } },
  { rule: 'TTL-53 neither start nor end is invalid', field: 'bytes=-', outcome: { kind: 'whole', why: 'invalid' } },
  { rule: 'TTL-53 another unit is invalid', field: 'items=0-9', outcome: { kind: 'whole', why: 'invalid' } },
])('$rule', ({ field, outcome }) => {
  expect(resolveRange(field, 100)).toEqual(outcome)
})

test('a part always lies within the object', () => {
  const bound = fc.option(fc.nat(300), { nil: '' as const })
  fc.assert(
    fc.property(bound, bound, fc.nat(200), (first, last, length) => {
      const outcome = resolveRange(`bytes=${first}-${last}`, length)
      if (outcome.kind !== 'part') return
      const { start, end } = outcome.range
      expect(start >= 0 && start <= end && end < length).toBe(true)
    }),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveRange } from './byte-range.ts'

const part = (start: number, end: number) => ({ kind: 'part', range: { start, end } })

const parts = (...ranges: readonly [number, number][]) => ({
  kind: 'parts',
  ranges: ranges.map(([start, end]) => ({ start, end })),
})
const notAscending = { kind: 'whole', why: 'not-ascending' }

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
    outcome: notAscending,
  },
  {
    rule: 'TTL-53 ranges not ascending give the whole',
    field: 'bytes=50-60,0-9',
    outcome: notAscending,
  },
  { rule: 'TTL-53 ascending ranges', field: 'bytes=0-9,20-29', outcome: parts([0, 9], [20, 29]) },
  { rule: 'TTL-53 ranges that touch', field: 'bytes=0-9, 10-19 ,-1', outcome: parts([0, 9], [10, 19], [99, 99]) },
  { rule: 'TTL-53 a last one past the end is cut', field: 'bytes=0-9,90-500', outcome: parts([0, 9], [90, 99]) },
  { rule: 'TTL-53 one past the end is left out', field: 'bytes=0-9,20-29,100-', outcome: parts([0, 9], [20, 29]) },
  { rule: 'TTL-53 the only one within the object', field: 'bytes=0-9,100-109', outcome: part(0, 9) },
  { rule: 'TTL-53 one past the end still counts for the order', field: 'bytes=100-,0-9', outcome: notAscending },
  { rule: 'TTL-53 last bytes that overlap', field: 'bytes=0-95,-10', outcome: notAscending },
  { rule: 'TTL-53 the same range twice', field: 'bytes=0-9,0-9', outcome: notAscending },
  { rule: 'TTL-53 all past the end', field: 'bytes=100-109,200-', outcome: { kind: 'unsatisfiable' } },
  { rule: 'TTL-53 one of them is invalid', field: 'bytes=0-9,30-20', outcome: { kind: 'whole', why: 'invalid' } },
  { rule: 'TTL-53 one of them is empty', field: 'bytes=0-9,', outcome: { kind: 'whole', why: 'invalid' } },
  { rule: 'TTL-53 one of them is negative', field: 'bytes=0-9,--5', outcome: { kind: 'whole', why: 'invalid' } },
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

const bytes = (count: number, gap: number): string =>
  `bytes=${Array.from({ length: count }, (_, index) => `${index * gap}-${index * gap}`).join(',')}`

test.each([
  { rule: 'as many ranges as are answered', field: bytes(200, 2), kind: 'parts' },
  { rule: 'one more', field: bytes(201, 2), kind: 'whole' },
  { rule: 'as many as a head can hold', field: bytes(5_000, 1), kind: 'whole' },
])('TTL-53: $rule', ({ field, kind }) => {
  expect(resolveRange(field, 10_000).kind).toBe(kind)
})

test('TTL-53: parts always ascend within the object', () => {
  const spec = fc.tuple(fc.nat(60), fc.nat(60)).map(([first, last]) => `${first}-${last}`)
  fc.assert(
    fc.property(fc.array(spec, { minLength: 2, maxLength: 5 }), fc.nat(50), (specs, length) => {
      const outcome = resolveRange(`bytes=${specs.join(',')}`, length)
      if (outcome.kind !== 'parts') return
      let lastByte = -1
      for (const { start, end } of outcome.ranges) {
        expect(start > lastByte && start <= end && end < length).toBe(true)
        lastByte = end
      }
    }),
  )
})

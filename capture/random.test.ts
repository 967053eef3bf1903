import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Random, seededRandom } from './random.ts'

const times = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

test('xoshiro128** gives the numbers of its reference implementation', () => {
  const random = new Random([1, 2, 3, 4])
  expect(times(10, () => random.word())).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ])
})

test('the same seed gives the same numbers, a neighbouring seed gives others', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_fffe }), seed => {
      const [first, again, neighbour] = [seededRandom(seed), seededRandom(seed), seededRandom(seed + 1)]
      const words = times(8, () => first.word())
      expect(times(8, () => again.word())).toEqual(words)
      expect(times(8, () => neighbour.word()).some((word, index) => word === words[index])).toBe(false)
    }),
  )
})

test('every number is in its range', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 1, max: 1_000_000 }), (seed, limit) => {
      const random = seededRandom(seed)
      const whole = random.below(limit)
      expect(Number.isInteger(whole) && whole >= 0 && whole < limit).toBe(true)
      const between = random.between(3, 7)
      expect(between >= 3 && between < 7).toBe(true)
      expect(random.exponential(5)).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('shares and means come out, and ten equal parts get equally much', () => {
  const random = seededRandom(7)
  expect(mean(times(100_000, () => Number(random.chance(0.3))))).toBeCloseTo(0.3, 2)
  expect(mean(times(100_000, () => random.exponential(40)))).toBeCloseTo(40, -0.7)
  const parts = times(10, () => 0)
  times(100_000, () => random.below(10)).forEach(part => (parts[part] = (parts[part] ?? 0) + 1))
  // Chi-squared of 9 degrees of freedom: above 27.9 once in a thousand seeds.
  expect(parts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from './random.ts'
import { weightedChoice, zipfChoice, zipfWeights } from './weighted-choice.ts'

const seeds = fc.integer({ min: 0, max: 0xffff_ffff })

/** How often each of 0 … count-1 was drawn. */
const drawn = (count: number, draw: () => number, draws: number): readonly number[] => {
  const counts = Array.from({ length: count }, () => 0)
  for (let i = 0; i < draws; i++) {
    const value = draw()
    counts[value] = (counts[value] ?? 0) + 1
  }
  return counts
}

test('every value is drawn as often as its weight says, one without weight never', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(weights, seeds, (given, seed) => {
      const sum = given.reduce((total, weight) => total + weight, 0)
      fc.pre(sum > 0)
      const random = seededRandom(seed)
      const choice = weightedChoice([...given.keys()], given)
      const counts = drawn(given.length, () => choice(random), 4_000)
      given.forEach((weight, index) => {
        // Five standard deviations of a share of 4,000 draws.
        expect(Math.abs((counts[index] ?? 0) / 4_000 - weight / sum)).toBeLessThan(0.04)
        if (weight === 0) expect(counts[index]).toBe(0)
      })
    }),
    { numRuns: 50 },
  )
})

test('Zipf: rank r gets r^-exponent of the first', () => {
  const ranks = fc.integer({ min: 1, max: 200 })
  fc.assert(
    fc.property(ranks, fc.double({ min: 0, max: 2, noNaN: true }), (count, exponent) => {
      const weights = zipfWeights(count, exponent)
      expect(weights).toHaveLength(count)
      weights.forEach((weight, index) => expect(weight / (weights[0] ?? 0)).toBeCloseTo(1 / (index + 1) ** exponent, 8))
    }),
  )
})

test('Zipf with exponent 1 over 50 pages: 22 % ask for the first (performance, section 6)', () => {
  const random = seededRandom(1)
  const choice = zipfChoice([...Array(50).keys()], 1)
  const counts = drawn(50, () => choice(random), 200_000)
  expect((counts[0] ?? 0) / 200_000).toBeCloseTo(0.2223, 2)
  expect((counts[0] ?? 0) / (counts[9] ?? 1)).toBeCloseTo(10, -0.3)
})

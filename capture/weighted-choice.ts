import type { Random } from './random.ts'

/** Draws one of several values, each as often as its weight says. */
export type Draw<T> = (random: Random) => T

/**
 * A table of cumulative weights, searched in halves.
 *
 * @param weights one for each value, not negative and not all 0
 */
export const weightedChoice = <T>(values: readonly T[], weights: readonly number[]): Draw<T> => {
  let sum = 0
  const cumulative = Float64Array.from(weights, weight => (sum += weight))
  return random => {
    const value = values[firstAbove(cumulative, random.fraction() * sum)]
    if (value === undefined) throw new Error(`${weights.length} weights for ${values.length} values`)
    return value
  }
}

/** Index of the first number greater than `limit`; the last index when there is none. */
const firstAbove = (ascending: Float64Array, limit: number): number => {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? 0) > limit) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Zipf's law: the value at rank r is asked for r^-exponent times as often as the first. Whole numbers, so that a last digit of the
 * engine's choice does not show.
 */
export const zipfWeights = (count: number, exponent: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => Math.round((index + 1) ** -exponent * 2 ** 32))

/** Values in the order of their ranks, the most popular one first. */
export const zipfChoice = <T>(ranked: readonly T[], exponent: number): Draw<T> =>
  weightedChoice(ranked, zipfWeights(ranked.length, exponent))

/** Things that carry their weight. */
export const choiceByWeight = <T extends { readonly weight: number }>(values: readonly T[]): Draw<T> =>
  weightedChoice(
    values,
    values.map(({ weight }) => weight),
  )

/** One of several, each as often as the others. */
export const drawn = <T>(values: readonly [T, ...T[]], random: Random): T =>
  values[random.below(values.length)] ?? values[0]

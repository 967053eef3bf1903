/** 128 bits that are not all zero, as four unsigned words. */
export type RandomState = readonly [number, number, number, number]

const rotatedLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

/**
 * Seeded random numbers, xoshiro128** of Blackman and Vigna: integer arithmetic of 32 bits, so the same on every machine. Not for secrets.
 */
export class Random {
  private s0: number
  private s1: number
  private s2: number
  private s3: number

  constructor([s0, s1, s2, s3]: RandomState) {
    this.s0 = s0
    this.s1 = s1
    this.s2 = s2
    this.s3 = s3
  }

  /** A whole number from 0 to 2^32 - 1. */
  word(): number {
    const result = Math.imul(rotatedLeft(Math.imul(this.s1, 5), 7), 9) >>> 0
    const shifted = this.s1 << 9
    this.s2 ^= this.s0
    this.s3 ^= this.s1
    this.s1 ^= this.s2
    this.s0 ^= this.s3
    this.s2 ^= shifted
    this.s3 = rotatedLeft(this.s3, 11)
    return result
  }

  /** From 0 to below 1. */
  fraction(): number {
    return this.word() / 4_294_967_296
  }

  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit)
  }

  between(min: number, max: number): number {
    return min + this.fraction() * (max - min)
  }

  /** True in this share of the calls. */
  chance(share: number): boolean {
    return this.fraction() < share
  }

  /**
   * Waiting time until something that happens every `mean` on average. Kept to thousandths: the last digit of a logarithm is the
   * engine's choice, and a log must not depend on it.
   */
  exponential(mean: number): number {
    return Math.round(-Math.log(1 - this.fraction()) * mean * 1_000) / 1_000
  }
}

/** One step of splitmix32, which turns neighbouring seeds into words that have nothing in common. */
const mixed = (seed: number): number => {
  let word = seed | 0
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
  return (word ^ (word >>> 15)) >>> 0
}

const GOLDEN_RATIO = 0x9e3779b9

/** @param seed whole number from 0 to 2^32 - 1 */
export const seededRandom = (seed: number): Random =>
  new Random([
    mixed(seed + GOLDEN_RATIO),
    mixed(seed + 2 * GOLDEN_RATIO),
    mixed(seed + 3 * GOLDEN_RATIO),
    mixed(seed + 4 * GOLDEN_RATIO),
  ])

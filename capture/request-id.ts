import type { Random } from './random.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('')

/** By 12 bits. */
const PAIRS = ALPHABET.flatMap(first => ALPHABET.map(second => first + second))

const PAIRS_PER_ID = 27

/** 54 characters and `==`, the shape of `x-amz-cf-id`. */
export const requestId = (random: Random): string => {
  let id = ''
  for (let i = 0; i < PAIRS_PER_ID; i++) id += PAIRS[random.word() >>> 20]
  return `${id}==`
}

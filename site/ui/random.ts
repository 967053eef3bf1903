/** A repeatable source of numbers in [0, 1): the same seed draws the same poster on the server and in the browser (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A whole number from `low` to `high`. */
export const between = (random: () => number, low: number, high: number): number =>
  Math.round(low + random() * (high - low))

import { canonicalPathPattern } from '../path-pattern.ts'

/** Beyond this many states the answer is "no": nobody's patterns get there, and a hostile file must not cost time. */
const STATES_MAX = 1_500

/** Stands for every character that neither pattern names. */
const ANY_OTHER = '\u0000'

type Steps = (position: number, character: string) => readonly number[]

/** A pattern as an automaton: a position is how much of it is matched. `*` may match nothing, so it is stepped over at once. */
const stepsOf = (pattern: string): Steps => {
  const passStars = (position: number): readonly number[] =>
    pattern[position] === '*' ? [position, ...passStars(position + 1)] : [position]
  return (position, character) => {
    const wanted = pattern[position]
    if (wanted === undefined) return []
    if (wanted === '*') return passStars(position)
    return wanted === '?' || wanted === character ? passStars(position + 1) : []
  }
}

const startOf = (pattern: string): readonly number[] => {
  const stars = /^\**/.exec(pattern)?.[0].length ?? 0
  return Array.from({ length: stars + 1 }, (_, position) => position)
}

const withSlash = (pattern: string): string =>
  (pattern === '*' ? '/*' : canonicalPathPattern(pattern)).replace(/\*+/g, '*')

const alphabetOf = (a: string, b: string): readonly string[] => [
  ...new Set(`${a}${b}`.split('').filter(character => character !== '*' && character !== '?')),
  ANY_OTHER,
]

/** What can be matched from before a star can be matched from the star too, so the positions before the last star reached tell nothing. */
const withoutBeaten = (positions: readonly number[], pattern: string): readonly number[] => {
  const star = Math.max(-1, ...positions.filter(position => pattern[position] === '*'))
  return [...new Set(positions)].filter(position => position >= star).toSorted((x, y) => x - y)
}

/** True when every path that matches `inner` matches `outer` as well (BEH-03, BEH-07). */
export const coversPattern = (outer: string, inner: string): boolean => {
  const [a, b] = [withSlash(outer), withSlash(inner)]
  const [stepsA, stepsB, alphabet] = [stepsOf(a), stepsOf(b), alphabetOf(a, b)]
  const open: (readonly [reached: readonly number[], position: number])[] = startOf(b).map(position => [
    startOf(a),
    position,
  ])
  const seen = new Set<string>()
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const [reached, position] = state
    const name = `${position}:${reached.join()}`
    if (seen.has(name)) continue
    seen.add(name)
    if (seen.size > STATES_MAX) return false
    if (position === b.length && !reached.includes(a.length)) return false
    for (const character of alphabet) {
      const next = withoutBeaten(
        reached.flatMap(at => stepsA(at, character)),
        a,
      )
      for (const at of stepsB(position, character)) open.push([next, at])
    }
  }
  return true
}

/** True when some path matches both. */
export const patternsOverlap = (one: string, other: string): boolean => {
  const [a, b] = [withSlash(one), withSlash(other)]
  const [stepsA, stepsB, alphabet] = [stepsOf(a), stepsOf(b), alphabetOf(a, b)]
  const open = startOf(a).flatMap(x => startOf(b).map(y => [x, y] as const))
  const seen = new Set<number>()
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const [x, y] = state
    if (x === a.length && y === b.length) return true
    const name = x * (b.length + 1) + y
    if (seen.has(name)) continue
    seen.add(name)
    for (const character of alphabet)
      for (const nextX of stepsA(x, character)) for (const nextY of stepsB(y, character)) open.push([nextX, nextY])
  }
  return false
}

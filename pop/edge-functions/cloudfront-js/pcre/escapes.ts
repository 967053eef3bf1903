import { codePoint, ESCAPED_CHARACTERS, ESCAPED_SETS } from './character-sets.ts'
import { PatternProblem } from './pattern-problem.ts'

/** Nothing before, nothing behind, whatever the flags. */
export const START = '(?<![^])'
export const END = '(?![^])'

export interface ReadEscape {
  readonly text: string
  readonly lengthRead: number
  /** It means the same to both as it was written. */
  readonly isPlain: boolean
  /** It can be repeated. */
  readonly hasWidth: boolean
}

const plain = (text: string): ReadEscape => ({ text, lengthRead: text.length, isPlain: true, hasWidth: true })
const instead = (text: string, lengthRead = 2): ReadEscape => ({ text, lengthRead, isPlain: false, hasWidth: true })
const mark = (text: string, isPlain: boolean): ReadEscape => ({ text, lengthRead: 2, isPlain, hasWidth: false })

const MARKS: Readonly<Record<string, string>> = { A: START, z: END, Z: `(?=\\n?${END})` }
const STAND_INS: Readonly<Record<string, string>> = {
  ...ESCAPED_CHARACTERS,
  N: '[^\\n]',
  R: `(?:\\r\\n|[${ESCAPED_SETS['v'] ?? ''}])`,
}
const KNOWN = /^\\(?:u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[0-7]{1,3}|[^])/

const codeEscape = (rest: string): ReadEscape | undefined => {
  const [text = '', octal, hex] = /^\\(?:o\{([0-7]+)\}|N\{U\+([\da-fA-F]+)\})/.exec(rest) ?? []
  const digits = octal ?? hex
  return digits === undefined
    ? undefined
    : instead(codePoint(Number.parseInt(digits, octal === undefined ? 16 : 8)), text.length)
}

const problemOf = (letter: string, rest: string): PatternProblem | undefined => {
  if (letter === '') return new PatternProblem('\\ at end of pattern', '')
  if (/[GXCpP]/.test(letter)) return new PatternProblem(`\\${letter}`, undefined)
  if (/[Ll]/.test(letter))
    return new PatternProblem('PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u', rest.slice(2))
  if (/[kg]/.test(letter))
    return new PatternProblem(`\\${letter} is not followed by a braced, angle-bracketed, or quoted name`, rest.slice(2))
  if (letter === 'c' && rest.length === 2) return new PatternProblem('\\c at end of pattern', '')
  return /[A-Za-z]/.test(letter) && !/[dDwWtnrfxucU]/.test(letter)
    ? new PatternProblem('unrecognized character follows \\', rest.slice(1))
    : undefined
}

/** In: the pattern from a backslash on that is no reference and no `\K`, `\Q`, `\E`. Throws a `PatternProblem`. */
export const readEscape = (rest: string): ReadEscape => {
  const code = codeEscape(rest)
  if (code !== undefined) return code
  const letter = rest[1] ?? ''
  if (letter === 's' || letter === 'S') return plain(`\\${letter}`)
  if (letter === 'b' || letter === 'B') return mark(`\\${letter}`, true)
  const set = ESCAPED_SETS[letter]
  if (set !== undefined) return instead(`[${set}]`)
  const standIn = STAND_INS[letter]
  if (standIn !== undefined) return instead(standIn)
  const anchor = MARKS[letter]
  if (anchor !== undefined) return mark(anchor, false)
  const problem = problemOf(letter, rest)
  if (problem !== undefined) throw problem
  return plain(KNOWN.exec(rest)?.[0] ?? rest)
}

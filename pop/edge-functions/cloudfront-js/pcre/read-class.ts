import { bothCases, codePoint, ESCAPED_CHARACTERS, ESCAPED_SETS, literal, POSIX_SETS } from './character-sets.ts'
import { PatternProblem } from './pattern-problem.ts'

export interface ReadClass {
  /** With its brackets, as JavaScript reads it. */
  readonly text: string
  readonly end: number
  /** It means the same to both as it was written. */
  readonly isPlain: boolean
}

interface Member {
  readonly text: string
  readonly end: number
  /** Undefined: a set, which cannot bound a range. */
  readonly character: string | undefined
  readonly isPlain: boolean
}

const UNKNOWN_IN_CLASS = /[BRX]/
const plainMember = (text: string, at: number, character: string | undefined): Member => ({
  text,
  end: at + text.length,
  character,
  isPlain: true,
})

const CHARACTER_ESCAPE = /^\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|c[A-Za-z]|[0-7]{1,3}|[bfnrt]|[^A-Za-z0-9])/s

const escapedMember = (pattern: string, at: number): Member => {
  const letter = pattern[at + 1] ?? ''
  if (letter === '') throw new PatternProblem('\\ at end of pattern', '')
  const set = ESCAPED_SETS[letter]
  if (set !== undefined && letter !== 's' && letter !== 'S')
    return { text: set, end: at + 2, character: undefined, isPlain: false }
  if (/[dDwWsS]/.test(letter)) return plainMember(`\\${letter}`, at, undefined)
  const character = ESCAPED_CHARACTERS[letter]
  if (character !== undefined) return { text: character, end: at + 2, character, isPlain: false }
  if (UNKNOWN_IN_CLASS.test(letter))
    throw new PatternProblem('escape sequence is invalid in character class', pattern.slice(at + 1))
  const known = CHARACTER_ESCAPE.exec(pattern.slice(at))?.[0]
  if (known !== undefined) return plainMember(known, at, known)
  if (/[89xucU]/.test(letter)) return { text: literal(letter), end: at + 2, character: letter, isPlain: false }
  if (/[pPN]/.test(letter)) throw new PatternProblem(`\\${letter} in a class`, undefined)
  throw new PatternProblem('unrecognized character follows \\', pattern.slice(at + 1))
}

const memberAt = (pattern: string, at: number): Member => {
  const posix = /^\[:(\^?)([a-z]+):\]/.exec(pattern.slice(at))
  if (posix !== null) {
    const sets = POSIX_SETS[posix[2] ?? '']
    if (sets === undefined) throw new PatternProblem('unknown POSIX class name', pattern.slice(at + 2))
    return { text: sets[posix[1] === '^' ? 1 : 0], end: at + posix[0].length, character: undefined, isPlain: false }
  }
  if (/^\[[.=].*[.=]\]/.test(pattern.slice(at)))
    throw new PatternProblem('POSIX collating elements are not supported', pattern.slice(at))
  const character = pattern[at] ?? ''
  return character === '\\' ? escapedMember(pattern, at) : plainMember(character, at, character)
}

const codeOf = (character: string): number => {
  const hex = /^\\[xu]([\da-fA-F]+)$/.exec(character)?.[1]
  if (hex !== undefined) return Number.parseInt(hex, 16)
  const named = { '\\n': 10, '\\r': 13, '\\t': 9, '\\f': 12, '\\b': 8, '\\x07': 7, '\\x1b': 27 }[character]
  return named ?? character.charCodeAt(character.length - 1)
}

/** Both cases of each letter in a range. */
const rangeOfBothCases = (from: string, to: string): string => {
  const [first, last] = [codeOf(from), codeOf(to)]
  let text = `${codePoint(first)}-${codePoint(last)}`
  for (let code = Math.max(first, 65); code <= Math.min(last, 122); code++) {
    const letter = String.fromCharCode(code)
    if (/[A-Za-z]/.test(letter)) text += bothCases(letter)
  }
  return text
}

/** A class from its `[`: PCRE takes `]` in the first place for a member, knows `[:alpha:]`, and bounds no range by a set. */
export const readClass = (pattern: string, start: number, ignoresCase: boolean): ReadClass => {
  const opening = pattern.startsWith('[^', start) ? '[^' : '['
  if (/^\[([:.=])[^\]\\]*\1\]/.test(pattern.slice(start)))
    throw new PatternProblem('POSIX named classes are supported only within a class', pattern.slice(start))
  let at = start + opening.length
  let text = opening
  let isPlain = true
  for (let isFirst = true; isFirst || pattern[at] !== ']'; isFirst = false) {
    if (at >= pattern.length) throw new PatternProblem('missing terminating ] for character class', '')
    const from = memberAt(pattern, at)
    isPlain &&= from.isPlain && !(isFirst && pattern[at] === ']')
    at = from.end
    const isRange = pattern[at] === '-' && pattern[at + 1] !== ']' && at + 1 < pattern.length
    const to = isRange ? memberAt(pattern, at + 1) : undefined
    if (to === undefined) {
      text += ignoresCase && from.character?.length === 1 ? bothCases(from.character) : escaped(from)
      continue
    }
    if (from.character === undefined) throw new PatternProblem('invalid range in character class', pattern.slice(at))
    if (to.character === undefined) throw new PatternProblem('invalid range in character class', pattern.slice(to.end))
    if (codeOf(from.character) > codeOf(to.character))
      throw new PatternProblem('range out of order in character class', pattern.slice(to.end - to.text.length))
    isPlain &&= to.isPlain
    text += ignoresCase ? rangeOfBothCases(from.character, to.character) : `${escaped(from)}-${escaped(to)}`
    at = to.end
  }
  return { text: `${text}]`, end: at + 1, isPlain }
}

const escaped = ({ text, character }: Member): string => (character?.length === 1 ? literal(character) : text)

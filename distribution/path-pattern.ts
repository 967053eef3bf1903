import { PATH_PATTERN_CHARACTERS } from './quotas.ts'

const ALLOWED_CHARACTERS = /^[A-Za-z0-9_\-.*?$/~"'@:+&]+$/
const ALLOWED_IN_WORDS = 'A-Z a-z 0-9 _ - . * ? $ / ~ " \' @ : + &'

/** Why CloudFront would refuse the pattern, or undefined (BEH-06). */
export const pathPatternComplaint = (pattern: string): string | undefined => {
  if (pattern === '') return 'is empty'
  if (pattern.length > PATH_PATTERN_CHARACTERS) return `is longer than ${PATH_PATTERN_CHARACTERS} characters [QUO-24]`
  return ALLOWED_CHARACTERS.test(pattern) ? undefined : `holds a character other than ${ALLOWED_IN_WORDS}`
}

/** With its leading slash, which may be left out (BEH-02). */
export const canonicalPathPattern = (pattern: string): string => (pattern.startsWith('/') ? pattern : `/${pattern}`)

const QUESTION_MARK = 0x3f

/** True when `piece`, which may hold `?`, stands in `path` at `at` (BEH-03). */
const standsAt = (piece: string, path: string, at: number): boolean => {
  for (let i = 0; i < piece.length; i++) {
    const wanted = piece.charCodeAt(i)
    if (wanted !== QUESTION_MARK && wanted !== path.charCodeAt(at + i)) return false
  }
  return true
}

/** Where `piece` first stands in `path` between `from` and `end`, or -1. */
const findPiece = (piece: string, path: string, from: number, end: number): number => {
  for (let at = from; at + piece.length <= end; at++) if (standsAt(piece, path, at)) return at
  return -1
}

/**
 * Compiles a path pattern to a test of a path that starts with `/`. The whole path must match, case counts, `*` stands for any characters
 * including `/`, `?` for exactly one (BEH-01 to BEH-07).
 */
export const compilePathPattern = (pattern: string): ((path: string) => boolean) =>
  pattern === '*' ? () => true : compileWildcards(canonicalPathPattern(pattern))

/**
 * Compiles a text with `*` and `?` to a test of a whole text. The pieces between stars are looked for from left to right and never again, so
 * the time is bounded by pattern length times text length whatever the pattern.
 */
export const compileWildcards = (pattern: string): ((text: string) => boolean) => {
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined) return path => path.length === head.length && standsAt(head, path, 0)
  const middle = rest.filter(piece => piece !== '')
  const shortest = head.length + tail.length
  return path => {
    const end = path.length - tail.length
    if (path.length < shortest || !standsAt(head, path, 0) || !standsAt(tail, path, end)) return false
    let from = head.length
    for (const piece of middle) {
      const at = findPiece(piece, path, from, end)
      if (at === -1) return false
      from = at + piece.length
    }
    return true
  }
}

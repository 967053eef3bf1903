import { PATH_PATTERN_CHARACTERS } from './quotas.ts'
import { compileWildcards } from './wildcards.ts'

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

/**
 * Compiles a path pattern to a test of a path that starts with `/`. The whole path must match, case counts, `*` stands for any characters
 * including `/`, `?` for exactly one (BEH-01 to BEH-07).
 */
export const compilePathPattern = (pattern: string): ((path: string) => boolean) =>
  pattern === '*' ? () => true : compileWildcards(canonicalPathPattern(pattern))

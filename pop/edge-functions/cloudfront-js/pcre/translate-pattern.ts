import { PatternProblem } from './pattern-problem.ts'
import { numbered } from './pieces.ts'
import { PatternReader } from './read-pattern.ts'

/** What a pattern of the runtimes, which is PCRE's (CFF-39), is to JavaScript. */
export type TranslatedPattern =
  /** The same, as it stands. */
  | { readonly kind: 'as-is' }
  /** Another pattern that matches the same; `helpers` are the numbers of groups which the given one has not. */
  | {
      readonly kind: 'translated'
      readonly source: string
      readonly flags: string
      readonly helpers: readonly number[]
    }
  /** It does not compile; in the words of the engine, or, for what is not emulated, in ours. */
  | { readonly kind: 'refused'; readonly problem: string }

const refused = (pattern: string, { message, rest }: PatternProblem): TranslatedPattern => ({
  kind: 'refused',
  problem:
    rest === undefined
      ? `the pattern "${pattern}" has ${message}, which is not emulated`
      : `pcre_compile2("${pattern}") failed: ${message} at "${rest}"`,
})

const problemHere = (source: string, flags: string): string | undefined => {
  try {
    RegExp(source, flags)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** PCRE2 takes no more. */
const PATTERN_CHARACTERS_MAX = 65_536

/** In: a pattern as written and its flags, which are known ones. */
export const translatePattern = (pattern: string, flags: string): TranslatedPattern => {
  if (pattern.length > PATTERN_CHARACTERS_MAX)
    return { kind: 'refused', problem: 'pcre_compile2() failed: regular expression is too large' }
  try {
    const { pieces, isPlain, ignoresCase, setsOptions } = new PatternReader(pattern, flags).read()
    if (isPlain) {
      const problem = problemHere(pattern, flags)
      return problem === undefined ? { kind: 'as-is' } : { kind: 'refused', problem }
    }
    const { source, helpers } = numbered(pieces)
    const kept = setsOptions ? flags.replace(/[im]/g, '') : flags
    const engineFlags = ignoresCase && !kept.includes('i') ? `${kept}i` : kept
    const problem = problemHere(source, engineFlags)
    return problem === undefined
      ? { kind: 'translated', source, flags: engineFlags, helpers }
      : { kind: 'refused', problem: `the pattern "${pattern}" is not emulated: ${problem}` }
  } catch (error) {
    if (error instanceof PatternProblem) return refused(pattern, error)
    throw error
  }
}

import type { AnyNode } from 'acorn'
import { translatePattern } from '../pcre/translate-pattern.ts'

/** Why the pattern of a literal does not compile; undefined for one that does, and for any other node. */
export const patternProblem = (node: AnyNode): string | undefined => {
  if (node.type !== 'Literal' || !node.regex) return undefined
  const translated = translatePattern(node.regex.pattern, node.regex.flags)
  return translated.kind === 'refused' ? translated.problem : undefined
}

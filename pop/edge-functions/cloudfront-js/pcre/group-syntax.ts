import { PatternProblem } from './pattern-problem.ts'

const NAME = String.raw`([A-Za-z_]\w*)`
/** `(?<n>`, `(?P<n>`, `(?'n'` */
export const NAMED_GROUP = new RegExp(String.raw`^\(\?(?:P?<${NAME}>|'${NAME}')`)
/** `(?P=n)`, `\k<n>`, `\k'n'`, `\k{n}`, `\g{n}` */
export const NAMED_REFERENCE = new RegExp(String.raw`^(?:\(\?P=${NAME}\)|\\[kg]\{${NAME}\}|\\k'${NAME}'|\\k<${NAME}>)`)
/** `(?i)`, `(?i-m:` */
export const OPTIONS = /^\(\?([imsx]*)(?:-([imsx]+))?([:)])/

/** What is wrong with a group that nothing here reads. */
export const groupProblem = (rest: string): PatternProblem => {
  if (rest === '(?') return new PatternProblem('missing closing parenthesis', '')
  const name = /^\(\?P?[<'](\w*)/.exec(rest)
  if (name !== null) {
    const [text, given = ''] = name
    if (given === '') return new PatternProblem('subpattern name expected', rest.slice(text.length))
    if (/^\d/.test(given))
      return new PatternProblem('subpattern name must start with a non-digit', rest.slice(text.length - given.length))
    return new PatternProblem('syntax error in subpattern name (missing terminator?)', rest.slice(text.length))
  }
  if (/^\(\?[^\w<'>&|(+*^-]/.test(rest))
    return new PatternProblem('unrecognized character after (? or (?-', rest.slice(2))
  return new PatternProblem(/^\(.[^\s)a-z]?\w*/.exec(rest)?.[0] ?? rest, undefined)
}

import type { AnyNode } from 'acorn'
import * as refusals from './engine-refusals.ts'
import { patternProblem } from './pattern-of.ts'
import { both, since2, type SyntaxRule } from './syntax-rule.ts'

const literalFlags = (node: AnyNode): string =>
  node.type === 'Literal' && 'regex' in node ? (node.regex?.flags ?? '') : ''

/** Flags of `new RegExp("…", "flags")`, which is what esbuild makes of flags it knows to be missing. It compiles and throws. */
const constructorFlags = (node: AnyNode): string => {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return ''
  const flags = node.arguments[1]
  const isRegExp = node.callee.type === 'Identifier' && node.callee.name === 'RegExp'
  return isRegExp && flags?.type === 'Literal' && typeof flags.value === 'string' ? flags.value : ''
}

const patternOf = (node: AnyNode): string =>
  node.type === 'Literal' && 'regex' in node ? (node.regex?.pattern ?? '') : ''

/** Regular expressions (1.3 of the reference). */
export const regexpRules: readonly SyntaxRule[] = [
  {
    rule: 'CFF-40',
    feature: 'the sticky flag of regular expressions',
    verdict: since2(),
    remedy: 'start the expression with ^ on a slice of the text',
    refusal: refusals.regularExpressionFlags,
    matches: node => literalFlags(node).includes('y'),
  },
  {
    rule: 'CFF-41',
    feature: 'the flag s, u, v or d of regular expressions',
    verdict: both('error'),
    remedy: 'leave the flag out; write [\\s\\S] for "any character"',
    refusal: refusals.regularExpressionFlags,
    matches: node => /[suvd]/.test(literalFlags(node)),
  },
  {
    rule: 'CFF-41',
    feature: 'the flag s, u, v or d of regular expressions',
    verdict: both('error'),
    remedy: 'leave the flag out; write [\\s\\S] for "any character"',
    matches: node => /[suvd]/.test(constructorFlags(node)),
  },
  {
    rule: 'CFF-41',
    feature: 'lookbehind in regular expressions',
    verdict: both('warning'),
    remedy: 'capture what stands before and test it',
    matches: node => /\(\?<[=!]/.test(patternOf(node)),
  },
  {
    rule: 'CFF-39',
    feature: 'a pattern that PCRE does not compile, or that is not emulated here',
    verdict: both('error'),
    remedy: 'write the pattern so that both Perl and JavaScript read it',
    refusal: refusals.unreadablePattern,
    matches: node => patternProblem(node) !== undefined,
  },
]

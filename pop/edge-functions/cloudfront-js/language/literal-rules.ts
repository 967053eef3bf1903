import type { AnyNode } from 'acorn'
import * as refusals from './engine-refusals.ts'
import { both, since2, type SyntaxRule } from './syntax-rule.ts'
import { functionAround } from './walk.ts'

const isNumber = (node: AnyNode, pattern: RegExp): boolean =>
  node.type === 'Literal' && typeof node.value === 'number' && pattern.test(node.raw ?? '')

/** Not the name of a property. */
const isVariable = (node: AnyNode, parent: AnyNode | undefined): boolean => {
  if (parent?.type === 'MemberExpression') return parent.object === node || parent.computed
  return parent?.type !== 'Property' || parent.value === node || parent.computed
}

/** Names, numbers and texts. */
export const literalRules: readonly SyntaxRule[] = [
  {
    rule: 'CFF-14',
    feature: 'a tagged template',
    verdict: both('warning'),
    remedy: 'call the function with an ordinary string',
    matches: ({ type }) => type === 'TaggedTemplateExpression',
  },
  {
    rule: 'CFF-26',
    feature: 'a numeric separator',
    verdict: since2(),
    remedy: 'write the number without _',
    refusal: refusals.afterDigits,
    matches: node => isNumber(node, /_/),
  },
  {
    rule: 'CFF-36',
    feature: 'BigInt',
    verdict: both('error'),
    remedy: 'use a number below 2 ** 53, or a string',
    esbuildName: /^big integer/i,
    refusal: refusals.afterDigits,
    matches: node => node.type === 'Literal' && typeof node.value === 'bigint',
  },
  {
    rule: 'CFF-38',
    feature: 'a binary or octal literal',
    verdict: both('warning'),
    remedy: 'write it in decimal or hexadecimal',
    matches: node => isNumber(node, /^0[ob]/i),
  },
  {
    rule: 'CFF-02',
    feature: 'super',
    verdict: both('error'),
    remedy: 'call the function by name',
    refusal: refusals.firstNotSupported,
    matches: ({ type }) => type === 'Super',
  },
  {
    rule: 'CFF-02',
    feature: 'a name with an escape or letters beyond ASCII',
    verdict: both('error'),
    remedy: 'write the name with A to Z, digits, _ and $; quote it where it names a property',
    refusal: refusals.foreignName,
    matches: node =>
      node.type === 'Identifier' && (/[^\w$]/.test(node.name) || node.end - node.start !== node.name.length),
  },
  {
    rule: 'CFF-57',
    feature: 'arguments outside of a function',
    verdict: both('error'),
    remedy: 'use it inside of a function',
    refusal: refusals.globalArguments,
    matches: (node, ancestors) =>
      node.type === 'Identifier' &&
      node.name === 'arguments' &&
      isVariable(node, ancestors[0]) &&
      !functionAround(ancestors),
  },
]

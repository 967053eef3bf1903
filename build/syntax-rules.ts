import type { AnyNode } from 'acorn'
import type { Runtime } from './finding.ts'
import { functionAround, isFunction, type Ancestors } from './walk.ts'

/** `ok` is listed by AWS, `warning` unlisted but accepted by the engine (ENG-22), `error` does not compile or gives wrong values. */
export type Verdict = 'ok' | 'warning' | 'error'

/** One row of the syntax matrix (edge-runtimes reference, 1.2 and 1.3). */
export interface SyntaxRule {
  readonly rule: string
  /** Names the feature; completes "… does not exist in cloudfront-js-2.0". */
  readonly feature: string
  readonly verdict: Readonly<Record<Runtime, Verdict>>
  readonly remedy: string
  /** The words of esbuild's "Transforming … is not supported yet" for the same feature. */
  readonly esbuildName?: RegExp
  readonly matches: (node: AnyNode, ancestors: Ancestors) => boolean
}

const both = (verdict: Verdict) => ({ 'cloudfront-js-1.0': verdict, 'cloudfront-js-2.0': verdict }) as const
const since2 = (before: Verdict = 'error') => ({ 'cloudfront-js-1.0': before, 'cloudfront-js-2.0': 'ok' }) as const

const isNumber = (node: AnyNode, pattern: RegExp): boolean =>
  node.type === 'Literal' && typeof node.value === 'number' && pattern.test(node.raw ?? '')

/** Flags of a regular expression, literal or `new RegExp("…", "flags")`, which is what esbuild makes of flags it knows to be missing. */
const regexFlags = (node: AnyNode): string => {
  if (node.type === 'Literal') return 'regex' in node ? (node.regex?.flags ?? '') : ''
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return ''
  const flags = node.arguments[1]
  const isRegExp = node.callee.type === 'Identifier' && node.callee.name === 'RegExp'
  return isRegExp && flags?.type === 'Literal' && typeof flags.value === 'string' ? flags.value : ''
}

const parameterOf = (ancestors: Ancestors): AnyNode | undefined =>
  ancestors.find((node, index) => isFunction(node) && node.body !== ancestors[index - 1])

/** An `await` that stands inside the arguments of a call or `new` of its own function. */
const isAwaitInArguments = (node: AnyNode, ancestors: Ancestors): boolean => {
  if (node.type !== 'AwaitExpression') return false
  for (let depth = 0, child: AnyNode = node; depth < ancestors.length; depth++) {
    const parent = ancestors[depth]
    if (parent === undefined || isFunction(parent)) return false
    if (parent.type === 'CallExpression' || parent.type === 'NewExpression') {
      if (parent.callee !== child) return true
    }
    child = parent
  }
  return false
}

/** True in the parameter list of a function, where `=` and patterns have their own rules. */
const inParameters = (ancestors: Ancestors): boolean => {
  const pattern = ['AssignmentPattern', 'ObjectPattern', 'ArrayPattern', 'Property', 'RestElement']
  const holder = ancestors.find(({ type }) => !pattern.includes(type))
  return isFunction(holder) && parameterOf(ancestors) === holder
}

const isPattern = ({ type }: AnyNode): boolean => type === 'ObjectPattern' || type === 'ArrayPattern'
const inArrowParameters = (ancestors: Ancestors): boolean =>
  inParameters(ancestors) && functionAround(ancestors)?.type === 'ArrowFunctionExpression'

/** Unsupported syntax, in the order of the matrix. */
export const syntaxRules: readonly SyntaxRule[] = [
  {
    rule: 'CFF-03',
    feature: 'export',
    verdict: both('error'),
    remedy: 'leave out the export; CloudFront calls the top-level function named handler',
    matches: ({ type }) => type.startsWith('Export'),
  },
  {
    rule: 'CFF-11',
    feature: 'let and const',
    verdict: since2(),
    remedy: 'write var, or set the runtime to cloudfront-js-2.0',
    matches: node => node.type === 'VariableDeclaration' && node.kind !== 'var',
  },
  {
    rule: 'CFF-14',
    feature: 'a tagged template',
    verdict: both('warning'),
    remedy: 'call the function with an ordinary string',
    matches: ({ type }) => type === 'TaggedTemplateExpression',
  },
  {
    rule: 'CFF-16',
    feature: 'a default parameter',
    verdict: both('error'),
    remedy: 'test the parameter in the body: if (name === undefined) name = …',
    esbuildName: /^default arguments/,
    matches: (node, ancestors) => node.type === 'AssignmentPattern' && inParameters(ancestors),
  },
  {
    rule: 'CFF-17',
    feature: 'spread',
    verdict: both('error'),
    remedy: 'use concat for arrays, Object.assign for objects, apply for calls',
    esbuildName: /spread|^rest (elements|properties)/,
    matches: ({ type }) => type === 'SpreadElement',
  },
  {
    rule: 'CFF-19',
    feature: 'a destructured parameter',
    verdict: both('error'),
    remedy: 'take one parameter and read its properties in the body',
    matches: (node, ancestors) => isPattern(node) && inArrowParameters(ancestors),
  },
  {
    rule: 'CFF-18',
    feature: 'destructuring',
    verdict: both('error'),
    remedy: 'read the properties or elements one by one: const a = source.a',
    esbuildName: /^destructuring/,
    matches: (node, ancestors) => isPattern(node) && !inArrowParameters(ancestors),
  },
  {
    rule: 'CFF-20',
    feature: 'class',
    verdict: both('error'),
    remedy: 'write functions that take and return plain objects',
    esbuildName: /^class/,
    matches: ({ type }) => type === 'ClassDeclaration' || type === 'ClassExpression',
  },
  {
    rule: 'CFF-21',
    feature: 'for-of',
    verdict: both('error'),
    remedy: 'use a counting loop or forEach',
    esbuildName: /^for-(of|await)/,
    matches: ({ type }) => type === 'ForOfStatement',
  },
  {
    rule: 'CFF-21',
    feature: 'a generator',
    verdict: both('error'),
    remedy: 'collect the values in an array',
    esbuildName: /generator/,
    matches: node => isFunction(node) && node.generator,
  },
  {
    rule: 'CFF-22',
    feature: 'optional chaining (?.)',
    verdict: both('error'),
    remedy: 'write a && a.b',
    matches: ({ type }) => type === 'ChainExpression',
  },
  {
    rule: 'CFF-23',
    feature: 'the operator ??',
    verdict: both('warning'),
    remedy: 'write a === undefined || a === null ? b : a',
    matches: node => node.type === 'LogicalExpression' && node.operator === '??',
  },
  {
    rule: 'CFF-24',
    feature: 'logical assignment (??=, ||=, &&=)',
    verdict: both('error'),
    remedy: 'write the assignment with an if',
    matches: node => node.type === 'AssignmentExpression' && ['??=', '||=', '&&='].includes(node.operator),
  },
  {
    rule: 'CFF-25',
    feature: 'catch without a parameter',
    verdict: both('error'),
    remedy: 'write catch (error)',
    matches: node => node.type === 'CatchClause' && node.param == null,
  },
  {
    rule: 'CFF-26',
    feature: 'a numeric separator',
    verdict: since2('warning'),
    remedy: 'write the number without _',
    matches: node => isNumber(node, /_/),
  },
  {
    rule: 'CFF-28',
    feature: 'a shorthand property, method or computed key',
    verdict: both('warning'),
    remedy: 'write name: value, or assign to object[key] afterwards',
    matches: (node, [parent]) =>
      node.type === 'Property' &&
      parent?.type === 'ObjectExpression' &&
      (node.shorthand || node.method || node.computed),
  },
  {
    rule: 'CFF-29',
    feature: 'async and await',
    verdict: since2(),
    remedy: 'set the runtime to cloudfront-js-2.0',
    esbuildName: /^async/,
    matches: node => isFunction(node) && node.async,
  },
  {
    rule: 'CFF-30',
    feature: 'await inside the arguments of a call',
    verdict: both('error'),
    remedy: 'await into a variable first, then pass the variable',
    matches: isAwaitInArguments,
  },
  {
    rule: 'CFF-33',
    feature: 'await outside of a function',
    verdict: both('error'),
    remedy: 'move it into async function handler',
    esbuildName: /^top-level await/,
    matches: (node, ancestors) =>
      (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) && !functionAround(ancestors),
  },
  {
    rule: 'CFF-34',
    feature: "import of 'cloudfront'",
    verdict: since2(),
    remedy: 'set the runtime to cloudfront-js-2.0',
    matches: node => node.type === 'ImportDeclaration' && node.source.value === 'cloudfront',
  },
  {
    rule: 'CFF-34',
    feature: 'an import that is not a default import',
    verdict: both('error'),
    remedy: "write import cf from 'cloudfront' and use cf.…",
    matches: ({ type }) => type === 'ImportSpecifier' || type === 'ImportNamespaceSpecifier',
  },
  {
    rule: 'CFF-34',
    feature: 'an import below other statements',
    verdict: both('error'),
    remedy: 'make it the first statement; object spread also puts a helper before it, so write Object.assign',
    matches: (node, [parent]) =>
      node.type === 'ImportDeclaration' &&
      parent?.type === 'Program' &&
      parent.body.slice(0, parent.body.indexOf(node)).some(({ type }) => type !== 'ImportDeclaration'),
  },
  {
    rule: 'CFF-35',
    feature: 'import of a module other than cloudfront',
    verdict: both('error'),
    remedy: "use require for 'crypto', 'querystring' and 'buffer'; bundle everything else into the file",
    matches: node =>
      node.type === 'ImportDeclaration' && !['cloudfront', 'crypto', 'querystring'].includes(String(node.source.value)),
  },
  {
    rule: 'CFF-35',
    feature: "import of 'crypto' or 'querystring'",
    verdict: both('warning'),
    remedy: "write var crypto = require('crypto')",
    matches: node => node.type === 'ImportDeclaration' && ['crypto', 'querystring'].includes(String(node.source.value)),
  },
  {
    rule: 'CFF-36',
    feature: 'import()',
    verdict: both('error'),
    remedy: 'bundle the module into the file',
    matches: ({ type }) => type === 'ImportExpression',
  },
  {
    rule: 'CFF-36',
    feature: 'new.target or import.meta',
    verdict: both('error'),
    remedy: 'pass the value as an argument',
    matches: ({ type }) => type === 'MetaProperty',
  },
  {
    rule: 'CFF-36',
    feature: 'BigInt',
    verdict: both('error'),
    remedy: 'use a number below 2 ** 53, or a string',
    esbuildName: /^big integer/i,
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
    rule: 'CFF-38',
    feature: 'debugger',
    verdict: both('warning'),
    remedy: 'remove it; locally a breakpoint in the source does the same',
    matches: ({ type }) => type === 'DebuggerStatement',
  },
  {
    rule: 'CFF-40',
    feature: 'the sticky flag of regular expressions',
    verdict: since2(),
    remedy: 'start the expression with ^ on a slice of the text',
    matches: node => regexFlags(node).includes('y'),
  },
  {
    rule: 'CFF-41',
    feature: 'the flag s, u, v or d of regular expressions',
    verdict: both('error'),
    remedy: 'leave the flag out; write [^] for "any character"',
    matches: node => /[suvd]/.test(regexFlags(node)),
  },
  {
    rule: 'CFF-41',
    feature: 'lookbehind in regular expressions',
    verdict: both('warning'),
    remedy: 'capture what stands before and test it',
    matches: node => node.type === 'Literal' && 'regex' in node && /\(\?<[=!]/.test(node.regex?.pattern ?? ''),
  },
]

import type { AnyNode } from 'acorn'
import * as refusals from './engine-refusals.ts'
import { literalRules } from './literal-rules.ts'
import { moduleRules } from './module-rules.ts'
import { regexpRules } from './regexp-rules.ts'
import { both, since2, type SyntaxRule } from './syntax-rule.ts'
import { functionAround, isFunction, type Ancestors } from './walk.ts'

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

const isShorthandAsync = (node: AnyNode): boolean =>
  node.type === 'Property' &&
  (node.method || node.shorthand) &&
  !node.computed &&
  node.key.type === 'Identifier' &&
  node.key.name === 'async' &&
  node.key.start === node.start

/** `async => …` */
const isBareAsyncParameter = (node: AnyNode): boolean => {
  const [first] = node.type === 'ArrowFunctionExpression' && !node.async ? node.params : []
  return first?.type === 'Identifier' && first.name === 'async' && first.start === node.start
}

const codeRules: readonly SyntaxRule[] = [
  {
    rule: 'CFF-11',
    feature: 'let and const',
    verdict: since2(),
    remedy: 'write var, or set the runtime to cloudfront-js-2.0',
    refusal: refusals.firstNotSupported,
    matches: node => node.type === 'VariableDeclaration' && node.kind !== 'var',
  },
  {
    rule: 'CFF-16',
    feature: 'a default parameter',
    verdict: both('error'),
    remedy: 'test the parameter in the body: if (name === undefined) name = …',
    esbuildName: /^default arguments/,
    refusal: refusals.defaultParameter,
    matches: (node, ancestors) => node.type === 'AssignmentPattern' && inParameters(ancestors),
  },
  {
    rule: 'CFF-17',
    feature: 'spread',
    verdict: both('error'),
    remedy: 'use concat for arrays, Object.assign for objects, apply for calls',
    esbuildName: /spread|^rest (elements|properties)/,
    refusal: refusals.spread,
    matches: ({ type }) => type === 'SpreadElement',
  },
  {
    rule: 'CFF-19',
    feature: 'a destructured parameter',
    verdict: both('error'),
    remedy: 'take one parameter and read its properties in the body',
    refusal: refusals.destructuredArrow,
    matches: (node, ancestors) => isPattern(node) && inArrowParameters(ancestors),
  },
  {
    rule: 'CFF-18',
    feature: 'destructuring',
    verdict: both('error'),
    remedy: 'read the properties or elements one by one: const a = source.a',
    esbuildName: /^destructuring/,
    refusal: refusals.destructuring,
    matches: (node, ancestors) => isPattern(node) && !inArrowParameters(ancestors),
  },
  {
    rule: 'CFF-20',
    feature: 'class',
    verdict: both('error'),
    remedy: 'write functions that take and return plain objects',
    esbuildName: /^class/,
    refusal: refusals.firstNotSupported,
    matches: ({ type }) => type === 'ClassDeclaration' || type === 'ClassExpression',
  },
  {
    rule: 'CFF-21',
    feature: 'for-of',
    verdict: both('error'),
    remedy: 'use a counting loop or forEach',
    esbuildName: /^for-(of|await)/,
    refusal: refusals.forOf,
    matches: ({ type }) => type === 'ForOfStatement',
  },
  {
    rule: 'CFF-21',
    feature: 'a generator',
    verdict: both('error'),
    remedy: 'collect the values in an array',
    esbuildName: /generator/,
    refusal: refusals.generator,
    matches: node => isFunction(node) && node.generator,
  },
  {
    rule: 'CFF-22',
    feature: 'optional chaining (?.)',
    verdict: both('error'),
    remedy: 'write a && a.b',
    refusal: refusals.optionalChain,
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
    refusal: refusals.logicalAssignment,
    matches: node => node.type === 'AssignmentExpression' && ['??=', '||=', '&&='].includes(node.operator),
  },
  {
    rule: 'CFF-25',
    feature: 'catch without a parameter',
    verdict: both('error'),
    remedy: 'write catch (error)',
    refusal: refusals.optionalCatch,
    matches: node => node.type === 'CatchClause' && node.param == null,
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
    refusal: refusals.asynchronous,
    matches: node => isFunction(node) && node.async,
  },
  {
    rule: 'CFF-30',
    feature: 'await inside the arguments of a call',
    verdict: both('error'),
    remedy: 'await into a variable first, then pass the variable',
    refusal: refusals.awaitInArguments,
    matches: isAwaitInArguments,
  },
  {
    rule: 'CFF-33',
    feature: 'await outside of a function',
    verdict: both('error'),
    remedy: 'move it into async function handler',
    esbuildName: /^top-level await/,
    refusal: refusals.topLevelAwait,
    matches: (node, ancestors) =>
      (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) && !functionAround(ancestors),
  },
  {
    rule: 'CFF-38',
    feature: 'debugger',
    verdict: { 'cloudfront-js-1.0': 'error', 'cloudfront-js-2.0': 'warning' },
    remedy: 'remove it; locally a breakpoint in the source does the same',
    refusal: refusals.debuggerStatement,
    matches: ({ type }) => type === 'DebuggerStatement',
  },
  {
    rule: 'CFF-38',
    feature: 'debugger without a semicolon',
    verdict: both('error'),
    remedy: 'write debugger; or remove it',
    refusal: refusals.afterStatement,
    matches: ({ type, end, start }) => type === 'DebuggerStatement' && end - start === 'debugger'.length,
  },
  {
    rule: 'CFF-02',
    feature: 'a shorthand property or a method named async, or a parameter of that name without parentheses',
    verdict: both('error'),
    remedy: 'choose another name',
    refusal: refusals.namedAsync,
    matches: node => isShorthandAsync(node) || isBareAsyncParameter(node),
  },
  {
    rule: 'CFF-02',
    feature: 'let or const undefined at the top',
    verdict: both('error'),
    remedy: 'choose another name',
    refusal: refusals.declaresUndefined,
    matches: (node, [parent, grandparent, top]) =>
      node.type === 'Identifier' &&
      node.name === 'undefined' &&
      parent?.type === 'VariableDeclarator' &&
      parent.id === node &&
      grandparent?.type === 'VariableDeclaration' &&
      grandparent.kind !== 'var' &&
      top?.type === 'Program',
  },
]

/** Syntax that a runtime rejects or AWS does not promise: CFF-02 … CFF-41, in the order of the matrix. */
export const syntaxRules: readonly SyntaxRule[] = [...codeRules, ...literalRules, ...moduleRules, ...regexpRules]

import type { AnyNode } from 'acorn'
import { notSupported, notSupportedFrom, positionOf, unexpected, unexpectedFrom } from './code-text.ts'
import type { CodeText, Refusal } from './code-text.ts'
import type { Runtime } from './finding.ts'
import { patternProblem } from './pattern-of.ts'
import { functionAround, type Ancestors } from './walk.ts'

/** How the engine refuses a node, in its own words (ENG-01, ENG-26; texts of runtime 1.0 inferred from its engine, ENG-04). */
export type RefusalOf = (node: AnyNode, ancestors: Ancestors, code: CodeText, runtime: Runtime) => Refusal

const says =
  (text: string): RefusalOf =>
  ({ start }) => ({ text, position: start })

export const illegalExport: RefusalOf = says('SyntaxError: Illegal export statement')
export const illegalImport: RefusalOf = says('SyntaxError: Illegal import statement')
export const nonDefaultImport: RefusalOf = says('SyntaxError: Non-default import is not supported')
export const awaitInArguments: RefusalOf = says('SyntaxError: await in arguments not supported')
export const globalArguments: RefusalOf = says('SyntaxError: "arguments" object in global scope')

/** `class`, `let`, `import(`: the first token of the node. */
export const firstNotSupported: RefusalOf = ({ start }, _ancestors, code) => notSupportedFrom(code, start)

export const unknownModule: RefusalOf = node => {
  const name = node.type === 'ImportDeclaration' ? String(node.source.value) : ''
  return { text: `SyntaxError: Cannot find module "${name}"`, position: node.start }
}

const arrowAround = (ancestors: Ancestors, code: CodeText): Refusal | undefined => {
  const owner = functionAround(ancestors)
  if (owner?.type !== 'ArrowFunctionExpression') return undefined
  return unexpected('=>', positionOf(code, '=>', owner.params.at(-1)?.end ?? owner.start))
}

/** CFF-16. In parentheses the engine takes it for an expression and stumbles over the arrow. */
export const defaultParameter: RefusalOf = (node, ancestors, code) =>
  arrowAround(ancestors, code) ??
  unexpected('=', positionOf(code, '=', node.type === 'AssignmentPattern' ? node.left.end : node.start))

/** CFF-17 */
export const spread: RefusalOf = ({ start }, [parent]) =>
  parent?.type === 'ObjectExpression' ? notSupported('...', start) : unexpected('...', start)

/** CFF-19 */
export const destructuredArrow: RefusalOf = (node, ancestors, code) =>
  arrowAround(ancestors, code) ?? firstNotSupported(node, ancestors, code, 'cloudfront-js-2.0')

/** CFF-18. A declaration is refused at the first token inside its brackets, an assignment as an expression. */
export const destructuring: RefusalOf = (node, [parent, grandparent], code) => {
  if (parent?.type === 'AssignmentExpression') {
    return { text: 'ReferenceError: Invalid left-hand side in assignment', position: node.start }
  }
  const isLoop =
    parent?.type === 'VariableDeclarator' && parent.init === null && grandparent?.type === 'VariableDeclaration'
  return notSupportedFrom(code, parent?.type === 'VariableDeclarator' && !isLoop ? node.start + 1 : node.start)
}

/** CFF-21 */
export const forOf: RefusalOf = (node, _ancestors, code) => {
  if (node.type !== 'ForOfStatement') return unexpectedFrom(code, node.start)
  const token = node.await ? 'await' : 'of'
  return notSupported(token, positionOf(code, token, node.await ? node.start : node.left.end))
}

/** CFF-21 */
export const generator: RefusalOf = (node, [parent], code) => {
  const star = positionOf(code, '*', parent?.type === 'Property' ? parent.start : node.start)
  const isPlainExpression = node.type === 'FunctionExpression' && !node.async && parent?.type !== 'Property'
  return isPlainExpression ? notSupported('*', star) : unexpected('*', star)
}

/** CFF-22. The engine reads the link and then finds a token that cannot follow. */
export const optionalChain: RefusalOf = (node, _ancestors, code) => {
  const link = positionOf(code, '?.', node.start) + 2
  const isName = /^\s*[\w$]/.test(code.source.slice(link))
  return unexpectedFrom(code, isName ? nameEnd(code, link) : link)
}

const nameEnd = ({ tokens }: CodeText, from: number): number => tokens.find(({ start }) => start >= from)?.end ?? from

/** CFF-24 */
export const logicalAssignment: RefusalOf = (node, _ancestors, code) => {
  if (node.type !== 'AssignmentExpression') return unexpectedFrom(code, node.start)
  return unexpected('=', positionOf(code, node.operator, node.left.end))
}

/** CFF-25 */
export const optionalCatch: RefusalOf = (node, _ancestors, code) =>
  notSupportedFrom(code, node.type === 'CatchClause' ? node.body.start : node.start)

/** CFF-26, CFF-36: what follows the digits that the engine can read. */
export const afterDigits: RefusalOf = ({ start, end }, _ancestors, { source }) => {
  const rest = /[_n].*/.exec(source.slice(start, end))?.[0] ?? ''
  return unexpected(rest, start)
}

/** CFF-29 */
export const asynchronous: RefusalOf = (node, [parent], code) => {
  if (node.type === 'ArrowFunctionExpression') return unexpected('=>', positionOf(code, '=>', node.start))
  if (parent?.type === 'Property') return unexpectedFrom(code, parent.key.start)
  return notSupported('async', node.start)
}

/** CFF-33 */
export const topLevelAwait: RefusalOf = (node, ancestors, code, runtime) => {
  if (node.type !== 'AwaitExpression') return forOf(node, ancestors, code, runtime)
  if (runtime === 'cloudfront-js-1.0') return notSupported('await', node.start)
  return { text: 'SyntaxError: await is only valid in async functions', position: node.start }
}

/** CFF-36 */
export const metaProperty: RefusalOf = (node, _ancestors, code) => unexpected('.', positionOf(code, '.', node.start))

/** CFF-38, in runtime 1.0 */
export const debuggerStatement: RefusalOf = (node, _ancestors, code) =>
  notSupportedFrom(code, node.start + 'debugger'.length)

/** CFF-38: its semicolon cannot be left out. */
export const afterStatement: RefusalOf = ({ end }, _ancestors, code) => unexpectedFrom(code, end)

/** CFF-02: the engine takes the name for the start of an async function. */
export const namedAsync: RefusalOf = (node, _ancestors, code) =>
  node.type === 'ArrowFunctionExpression'
    ? unexpected('=>', positionOf(code, '=>', node.start))
    : unexpected('async', node.start)

export const declaresUndefined: RefusalOf = says('SyntaxError: "undefined" has already been declared')

/** CFF-41 */
export const regularExpressionFlags: RefusalOf = node => {
  const flags = node.type === 'Literal' && 'regex' in node ? (node.regex?.flags ?? '') : ''
  return { text: `SyntaxError: Invalid RegExp flags "${flags}"`, position: node.start }
}

/** Its names are of ASCII, without escapes. */
export const foreignName: RefusalOf = ({ start, end }, _ancestors, { source }) => {
  const offset = source.slice(start, end).search(/[^\w$]/)
  const character = source.slice(start + Math.max(offset, 0), end).match(/^./u)?.[0] ?? ''
  return unexpected(character, start + Math.max(offset, 0))
}

/** CFF-39 */
export const unreadablePattern: RefusalOf = node => ({
  text: `SyntaxError: ${patternProblem(node) ?? ''}`,
  position: node.start,
})

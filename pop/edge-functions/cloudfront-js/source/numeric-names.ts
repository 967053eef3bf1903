import type { AnyNode, Program } from 'acorn'
import { patternNames } from '../language/scopes.ts'
import { isFunction, walk } from '../language/walk.ts'

const NUMERIC_OPERATORS = new Set(['-', '*', '/', '%', '**', '<<', '>>', '>>>', '&', '|', '^'])

/** True for an expression that is a number whatever happens, given the names that always hold one (or undefined). */
export const isNumeric = (node: AnyNode, names: ReadonlySet<string>): boolean => {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number'
    case 'Identifier':
      return names.has(node.name)
    case 'UpdateExpression':
      return true
    case 'UnaryExpression':
      return node.operator === '-' || node.operator === '+' || node.operator === '~'
    case 'BinaryExpression':
      return node.operator === '+'
        ? isNumeric(node.left, names) && isNumeric(node.right, names)
        : NUMERIC_OPERATORS.has(node.operator)
    default:
      return false
  }
}

/** What a name is given somewhere; `anything` for parameters and the like. */
type Given = AnyNode | 'anything'

const givenTo = (program: Program): ReadonlyMap<string, readonly Given[]> => {
  const all = new Map<string, Given[]>()
  const give = (name: string, given: Given | undefined): void => {
    const known = all.get(name) ?? []
    all.set(name, known)
    if (given !== undefined) known.push(given)
  }
  walk(program, node => {
    if (node.type === 'VariableDeclarator') {
      const isPlain = node.id.type === 'Identifier'
      for (const { name } of patternNames(node.id)) give(name, isPlain ? (node.init ?? undefined) : 'anything')
    }
    if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier') {
      const isNumber = node.operator === '=' || node.operator === '+='
      if (isNumber || !NUMERIC_OPERATORS.has(node.operator.slice(0, -1)))
        give(node.left.name, isNumber ? node.right : 'anything')
    }
    if (node.type === 'ForInStatement') {
      const target = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left
      if (target?.type === 'Identifier') give(target.name, 'anything')
    }
    if (node.type === 'ImportDeclaration') for (const { local } of node.specifiers) give(local.name, 'anything')
    if (node.type === 'CatchClause' && node.param)
      for (const { name } of patternNames(node.param)) give(name, 'anything')
    if (!isFunction(node)) return
    for (const { name } of node.params.flatMap(patternNames)) give(name, 'anything')
    if (node.id) give(node.id.name, 'anything')
  })
  return all
}

/** The names that hold numbers only (or undefined) wherever in the file they are declared. */
export const numericNames = (program: Program): ReadonlySet<string> => {
  const given = givenTo(program)
  const numeric = new Set(given.keys())
  for (let before = -1; before !== numeric.size;) {
    before = numeric.size
    for (const name of numeric) {
      const isNumber = given.get(name)?.every(value => value !== 'anything' && isNumeric(value, numeric)) === true
      if (!isNumber) numeric.delete(name)
    }
  }
  return numeric
}

import type { AnyNode, BinaryExpression, CallExpression, MemberExpression, NewExpression } from 'acorn'
import type { Ancestors } from '../language/walk.ts'
import type { HarnessNames } from './harness-names.ts'
import { isNumeric } from './numeric-names.ts'
import { inCall, inPlaceOf, type Wrapping } from './wrap.ts'

/** Constructors of the engine that lay out memory for a length they are told. */
const MADE_BY_LENGTH = new Set(
  (
    'Array ArrayBuffer Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array ' +
    'Float32Array Float64Array'
  ).split(' '),
)
const STATIC_MEMBERS = new Set(['from', 'isArray', 'isView', 'of', 'prototype', 'BYTES_PER_ELEMENT'])
/** So much a literal may say: its bytes count as the call's own. */
const SMALL_LENGTH_MAX = 1024

export interface GuardFacts {
  readonly names: HarnessNames
  readonly numeric: ReadonlySet<string>
  /** True for a name that stands for the built-in here, and for no variable of the function. */
  readonly isBuiltin: (node: AnyNode) => boolean
}

const isPlus = (node: AnyNode | undefined): node is BinaryExpression =>
  node?.type === 'BinaryExpression' && node.operator === '+'

const isConstant = (node: AnyNode): boolean =>
  node.type === 'Literal' || (isPlus(node) && isConstant(node.left) && isConstant(node.right))

/** `a + '=' + b`, `text += a`, `<${a}>`: each may double a text, and none of them is a call. */
const isGrowth = (node: AnyNode, parent: AnyNode | undefined, numeric: ReadonlySet<string>): boolean => {
  if (node.type === 'TemplateLiteral')
    return node.expressions.length > 0 && parent?.type !== 'TaggedTemplateExpression' && !isPlus(parent)
  if (node.type === 'AssignmentExpression')
    return node.operator === '+=' && !(isNumeric(node.left, numeric) && isNumeric(node.right, numeric))
  return isPlus(node) && !isPlus(parent) && !isConstant(node) && !isNumeric(node, numeric)
}

const isSmall = (node: AnyNode | undefined): boolean =>
  node?.type === 'Literal' && typeof node.value === 'number' && node.value <= SMALL_LENGTH_MAX

const madeByLength = (node: CallExpression | NewExpression, { isBuiltin, names }: GuardFacts): Wrapping[] => {
  const { callee, arguments: given } = node
  if (callee.type !== 'Identifier' || !MADE_BY_LENGTH.has(callee.name) || !isBuiltin(callee)) return []
  if (given.length === 0 || (given.length === 1 && isSmall(given[0]))) return []
  if (given.length > 1 && callee.name === 'Array') return []
  return inPlaceOf(callee, `${names.made}.${callee.name}`)
}

const isWritten = (node: AnyNode, parent: AnyNode | undefined): boolean =>
  (parent?.type === 'AssignmentExpression' && parent.left === node) ||
  (parent?.type === 'ForInStatement' && parent.left === node)

/** A text or number that is written down names what it names; a number is no name of ours. */
const mayName = (node: AnyNode, word: string, numeric: ReadonlySet<string>): boolean =>
  node.type === 'Literal' ? node.value === word : !isNumeric(node, numeric)

/** `a.length = n` and `a[name] = n`, where the engine would lay out memory for n elements. */
const lengthWrite = (
  node: MemberExpression,
  parent: AnyNode | undefined,
  { names, numeric }: GuardFacts,
): Wrapping[] => {
  if (!isWritten(node, parent) || node.object.type === 'Super') return []
  const isLength = node.computed
    ? node.property.type === 'Literal' && node.property.value === 'length'
    : node.property.type === 'Identifier' && node.property.name === 'length'
  if (isLength) {
    const isHarmless = parent?.type === 'AssignmentExpression' && parent.operator === '=' && isSmall(parent.right)
    return isHarmless ? [] : inCall(names.wide, node.object)
  }
  if (!node.computed || !mayName(node.property, 'length', numeric)) return []
  if (node.object.type === 'Identifier') return inCall(names.checkedKey, node.property, node.object.name)
  return [...inCall(names.wide, node.object), ...inCall(names.checkedKey, node.property)]
}

const computedKey = (node: MemberExpression, parent: AnyNode | undefined, facts: GuardFacts): Wrapping[] => {
  const written = lengthWrite(node, parent, facts)
  if (written.length > 0 || !node.computed || node.property.type === 'Literal') return written
  return mayName(node.property, 'constructor', facts.numeric) ? inCall(facts.names.checkedKey, node.property) : []
}

/** Calls of the harness around what could ask the engine for memory without a call of a built-in, and around what may name one unseen. */
export const guardedCode = (node: AnyNode, [parent]: Ancestors, facts: GuardFacts): Wrapping[] => {
  switch (node.type) {
    case 'BinaryExpression':
    case 'TemplateLiteral':
    case 'AssignmentExpression':
      return isGrowth(node, parent, facts.numeric) ? inCall(facts.names.grown, node) : []
    case 'MemberExpression':
      return computedKey(node, parent, facts)
    case 'ForInStatement':
      return inCall(facts.names.listed, node.right)
    case 'CallExpression':
    case 'NewExpression':
      return madeByLength(node, facts)
    default:
      return []
  }
}

const isComparison = (node: AnyNode | undefined): boolean =>
  node?.type === 'BinaryExpression' && (/^[!=]==?$/.test(node.operator) || node.operator === 'instanceof')

/**
 * True for code that gets hold of a constructor other than by calling it under its own name: only a realm that hands out guarded ones
 * can run it.
 */
export const reachesConstructors = (node: AnyNode, [parent]: Ancestors, { isBuiltin }: GuardFacts): boolean => {
  if (node.type === 'MemberExpression') {
    const isNamed = node.computed
      ? node.property.type === 'Literal' && node.property.value === 'constructor'
      : node.property.type === 'Identifier' && node.property.name === 'constructor'
    return isNamed && !isComparison(parent) && !isWritten(node, parent)
  }
  if (node.type !== 'Identifier' || !MADE_BY_LENGTH.has(node.name) || !isBuiltin(node)) return false
  if (isComparison(parent)) return false
  if ((parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.callee === node) return false
  return !(
    parent?.type === 'MemberExpression' &&
    parent.object === node &&
    !parent.computed &&
    parent.property.type === 'Identifier' &&
    STATIC_MEMBERS.has(parent.property.name)
  )
}

import type { AnyNode } from 'acorn'
import { isFunction, type Ancestors } from '../language/walk.ts'

/** Bytes that the runtime's engine takes at the least (measured on njs 0.7.9, docs/decisions/012). */
const VALUE_BYTES = 16
const OBJECT_BYTES = 64
/** A call may be of anything: what it keeps by itself, such as an element that an alias of `push` adds. */
const UNKNOWN_CALL_BYTES = 8

const ADDS_ELEMENTS = new Set(['push', 'unshift'])
const FEW_ARGUMENTS = 4

const calledBytes = (node: AnyNode & { readonly type: 'CallExpression' }): number => {
  const { callee, arguments: given } = node
  if (callee.type === 'MemberExpression') {
    if (callee.property.type !== 'Identifier' || callee.computed || ADDS_ELEMENTS.has(callee.property.name))
      return VALUE_BYTES * Math.max(1, given.length)
    return given.length > FEW_ARGUMENTS ? VALUE_BYTES * given.length : 0
  }
  return UNKNOWN_CALL_BYTES + (given.length > FEW_ARGUMENTS ? VALUE_BYTES * given.length : 0)
}

/** What evaluating the node alone takes, whatever the values are; 0 for what leaves nothing behind. */
export const fixedBytes = (node: AnyNode): number => {
  switch (node.type) {
    case 'ObjectExpression':
      return OBJECT_BYTES + VALUE_BYTES * node.properties.length
    case 'ArrayExpression':
      return OBJECT_BYTES + VALUE_BYTES * node.elements.length
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return OBJECT_BYTES
    case 'NewExpression':
      return OBJECT_BYTES + VALUE_BYTES * node.arguments.length
    case 'Literal':
      return node.regex ? OBJECT_BYTES : 0
    case 'AssignmentExpression':
      return node.left.type === 'MemberExpression' ? VALUE_BYTES : 0
    case 'UpdateExpression':
      return node.argument.type === 'MemberExpression' ? VALUE_BYTES : 0
    case 'CallExpression':
      return calledBytes(node)
    default:
      return 0
  }
}

const isLoop = ({ type }: AnyNode): boolean =>
  type === 'ForStatement' || type === 'ForInStatement' || type === 'WhileStatement' || type === 'DoWhileStatement'

/**
 * The piece of code at whose beginning the bytes of the node are charged, which runs at least as often as the node: the body of a function
 * or a loop, a branch in braces, or the file.
 */
export const pieceAround = (ancestors: Ancestors): AnyNode | undefined => {
  for (let depth = 0; depth < ancestors.length; depth++) {
    const node = ancestors[depth]
    if (node === undefined) continue
    if (isFunction(node) || isLoop(node) || node.type === 'Program') return node
    if (node.type === 'BlockStatement' && ancestors[depth + 1]?.type === 'IfStatement') return node
  }
  return undefined
}

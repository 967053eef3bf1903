import type { AnyNode, MemberExpression, ObjectExpression, Program } from 'acorn'
import { walk } from './language/walk.ts'
import { inCall, type Wrapping } from './source/wrap.ts'

const isIndexName = (name: string): boolean => name.length <= 10 && String(Number(name) >>> 0) === name

/** The name of a member as written; undefined for a computed one and for anything but a plain member. */
const memberName = (member: ObjectExpression['properties'][number]): string | undefined => {
  if (member.type !== 'Property' || member.computed) return undefined
  if (member.key.type === 'Identifier') return member.key.name
  return member.key.type === 'Literal' ? String(member.key.value) : undefined
}

const isCallOf = (node: AnyNode, object: string, method: string): boolean =>
  node.type === 'CallExpression' &&
  node.callee.type === 'MemberExpression' &&
  node.callee.object.type === 'Identifier' &&
  node.callee.object.name === object &&
  node.callee.property.type === 'Identifier' &&
  node.callee.property.name === method

const writesIndex = (target: MemberExpression): boolean =>
  target.computed && !(target.property.type === 'Literal' && !isIndexName(String(target.property.value)))

/** Where the program writes members whose names may be numbers: `list[i] = …`, `Object.assign(…)`. */
export interface IndexWrites {
  readonly any: boolean
  /** Variables that such a member is written to. */
  readonly names: ReadonlySet<string>
}

const WRITERS = ['assign', 'defineProperty', 'defineProperties']

export const indexWrites = (program: Program): IndexWrites => {
  let any = false
  const names = new Set<string>()
  const noteTarget = (target: AnyNode | undefined): void => {
    any = true
    if (target?.type === 'Identifier') names.add(target.name)
  }
  walk(program, node => {
    if (node.type === 'AssignmentExpression') {
      if (node.left.type === 'MemberExpression' && writesIndex(node.left)) noteTarget(node.left.object)
    } else if (node.type === 'UpdateExpression') {
      const { argument } = node
      if (argument.type === 'MemberExpression' && writesIndex(argument)) noteTarget(argument.object)
    } else if (node.type === 'CallExpression' && WRITERS.some(method => isCallOf(node, 'Object', method))) {
      noteTarget(node.arguments[0])
    }
  })
  return { any, names }
}

/** What it is called where it is made, or whether it is filled there. */
const isWrittenTo = (node: AnyNode, parent: AnyNode | undefined, { names }: IndexWrites): boolean => {
  switch (parent?.type) {
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' && names.has(parent.id.name)
    case 'AssignmentExpression':
      return parent.left.type === 'Identifier' && names.has(parent.left.name)
    case 'CallExpression':
      return parent.arguments[0] === node && WRITERS.some(method => isCallOf(parent, 'Object', method))
    default:
      return false
  }
}

/**
 * The engine keeps members in the order of their writing, V8 puts numbers first. Literals with such names, and where the program writes by
 * index those that start empty or that it writes to, are handed to the harness, which keeps the order (`guest/ordered-object.ts`).
 */
export const orderInsertions = (
  node: AnyNode,
  parent: AnyNode | undefined,
  ordered: string,
  writes: IndexWrites,
): Wrapping[] => {
  if (node.type === 'ObjectExpression') {
    const names = node.properties.map(memberName)
    const known = names.filter(name => name !== undefined)
    if (known.some(isIndexName)) return inCall(ordered, node, JSON.stringify(known))
    const mayGetIndex = names.length === 0 || known.length < names.length || isWrittenTo(node, parent, writes)
    return writes.any && mayGetIndex ? inCall(ordered, node) : []
  }
  const startsEmpty =
    isCallOf(node, 'Object', 'create') && node.type === 'CallExpression' && node.arguments.length === 1
  return writes.any && startsEmpty ? inCall(ordered, node) : []
}

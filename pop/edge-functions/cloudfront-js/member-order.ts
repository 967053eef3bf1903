import type { AnyNode, ObjectExpression, Program } from 'acorn'
import { simple } from 'acorn-walk'
import type { Insertion } from './source-place.ts'

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

const writesIndex = (target: AnyNode): boolean =>
  target.type === 'MemberExpression' &&
  target.computed &&
  !(target.property.type === 'Literal' && !isIndexName(String(target.property.value)))

/** Whether some object may get a member whose name is a number while the program runs: `list[i] = …`, `Object.assign(…)`. */
export const writesByIndex = (program: Program): boolean => {
  let found = false
  simple(program, {
    AssignmentExpression: ({ left }) => {
      found ||= writesIndex(left)
    },
    CallExpression: node => {
      found ||= ['assign', 'defineProperty', 'defineProperties'].some(method => isCallOf(node, 'Object', method))
    },
  })
  return found
}

const wrapped = ({ start, end }: AnyNode, ordered: string, rest: string): Insertion[] => [
  { at: start, replaces: 0, text: `${ordered}(`, opens: true },
  { at: end, replaces: 0, text: `${rest})` },
]

/**
 * The engine keeps members in the order of their writing, V8 puts numbers first. Literals with such names, and where the program writes by
 * index those that start empty, are handed to the harness, which keeps the order (`guest/ordered-object.ts`).
 */
export const orderInsertions = (node: AnyNode, ordered: string, hasIndexes: boolean): Insertion[] => {
  if (node.type === 'ObjectExpression') {
    const names = node.properties.map(memberName)
    const known = names.filter(name => name !== undefined)
    if (known.some(isIndexName)) return wrapped(node, ordered, `,${JSON.stringify(known)}`)
    return hasIndexes && (names.length === 0 || known.length < names.length) ? wrapped(node, ordered, '') : []
  }
  const startsEmpty =
    isCallOf(node, 'Object', 'create') && node.type === 'CallExpression' && node.arguments.length === 1
  return hasIndexes && startsEmpty ? wrapped(node, ordered, '') : []
}

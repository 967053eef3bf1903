import { parse, type AnyNode, type Program } from 'acorn'
import { fullAncestor } from 'acorn-walk'
import { bindingsOf, constantText, propertyName, type Bindings } from './code-bindings.ts'

/** What a static look at an edge function shows. Lines are 1-based; the first of each name counts. Names of headers are lower case. */
export interface CodeFacts {
  readonly requestHeadersRead: ReadonlyMap<string, number>
  readonly requestHeadersWritten: ReadonlyMap<string, number>
  readonly responseHeadersWritten: ReadonlyMap<string, number>
  /** Undefined: never. */
  readonly queryStringRead: number | undefined
  readonly queryStringWritten: number | undefined
  /** Paths that the request is given, where the code writes them out. */
  readonly urisWritten: ReadonlyMap<string, number>
  /** Statuses that the code writes out, in answers of its own or in place of the origin's. */
  readonly statusesWritten: ReadonlyMap<number, number>
  /** The code names Cache-Control somewhere. */
  readonly namesCacheControl: boolean
}

/** What an expression stands for, as far as its names tell. */
type Role = 'request' | 'response' | 'request-headers' | 'response-headers' | 'request-query'

const MEMBERS: Readonly<Record<string, Readonly<Record<string, Role>>>> = {
  request: { headers: 'request-headers', querystring: 'request-query' },
  response: { headers: 'response-headers' },
}

/** Larger code is a bundle with libraries, in which names tell little. */
const CODE_CHARACTERS_MAX = 1_000_000

const parsed = (source: string): Program | undefined => {
  if (source.length > CODE_CHARACTERS_MAX) return undefined
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return parse(source, {
        ecmaVersion: 'latest',
        sourceType,
        locations: true,
        allowReturnOutsideFunction: true,
        allowAwaitOutsideFunction: true,
      })
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
  }
  return undefined
}

const lineOf = (node: AnyNode): number => node.loc?.start.line ?? 1

const note = <K>(lines: Map<K, number>, key: K, node: AnyNode): void => {
  lines.set(key, Math.min(lineOf(node), lines.get(key) ?? Infinity))
}

/** What an expression stands for: `event.request.headers`, or a variable that holds it. */
const roleOf = (node: AnyNode | null | undefined, bindings: Bindings, depth = 0): Role | undefined => {
  if (node === null || node === undefined || depth > 20) return undefined
  switch (node.type) {
    case 'Identifier': {
      const binding = bindings.find(node)
      for (const value of binding?.values ?? []) {
        const role =
          value.property === undefined
            ? roleOf(value.of, bindings, depth + 1)
            : memberRole(roleOf(value.of, bindings, depth + 1), value.property)
        if (role !== undefined) return role
      }
      const isHandedOver = binding !== undefined && binding.values.length === 0
      return isHandedOver && (node.name === 'request' || node.name === 'response') ? node.name : undefined
    }
    case 'MemberExpression':
      return memberRole(roleOf(node.object, bindings, depth + 1), propertyName(node, bindings))
    case 'LogicalExpression':
      return roleOf(node.left, bindings, depth + 1) ?? roleOf(node.right, bindings, depth + 1)
    case 'ConditionalExpression':
      return roleOf(node.consequent, bindings, depth + 1) ?? roleOf(node.alternate, bindings, depth + 1)
    case 'AssignmentExpression':
      return roleOf(node.right, bindings, depth + 1)
    case 'ChainExpression':
      return roleOf(node.expression, bindings, depth + 1)
    default:
      return undefined
  }
}

/** `request` and `response` are what the event holds under these names, however deep. */
const memberRole = (object: Role | undefined, property: string | undefined): Role | undefined => {
  if (property === 'request' || property === 'response') return property
  return property === undefined || object === undefined ? undefined : MEMBERS[object]?.[property]
}

/** True where the expression, or something beneath it, is assigned to. */
const isWritten = (node: AnyNode, ancestors: readonly AnyNode[]): boolean => {
  let target = node
  for (const parent of ancestors) {
    if (parent.type === 'AssignmentExpression') return parent.left === target
    if (parent.type !== 'MemberExpression' || parent.object !== target) return false
    target = parent
  }
  return false
}

const statusIn = (node: AnyNode | null | undefined): number | undefined => {
  const status = node?.type === 'Literal' ? Number(node.value) : Number.NaN
  return Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined
}

const isStatusName = (name: string | undefined): boolean => name === 'status' || name === 'statusCode'

/**
 * Looks at the code of an edge function of either kind without running it. Follows variables, destructuring and constant names; what is worked
 * out while the code runs stays unseen. Undefined for code that is no JavaScript, or too much of it.
 */
export const codeFacts = (source: string): CodeFacts | undefined => {
  const program = parsed(source)
  if (program === undefined) return undefined
  const bindings = bindingsOf(program)
  const requestHeadersRead = new Map<string, number>()
  const requestHeadersWritten = new Map<string, number>()
  const responseHeadersWritten = new Map<string, number>()
  const urisWritten = new Map<string, number>()
  const statusesWritten = new Map<number, number>()
  const query = { read: new Map<'', number>(), written: new Map<'', number>() }

  const seeMember = (node: AnyNode, parents: readonly AnyNode[]): void => {
    if (node.type !== 'MemberExpression') return
    const name = propertyName(node, bindings)
    const role = roleOf(node.object, bindings)
    if (name === undefined || role === undefined) return
    const written = isWritten(node, parents)
    const isDeleted = parents[0]?.type === 'UnaryExpression' && parents[0].operator === 'delete'
    if (role === 'request-headers' && !isDeleted)
      note(written ? requestHeadersWritten : requestHeadersRead, name.toLowerCase(), node)
    if (role === 'response-headers' && written) note(responseHeadersWritten, name.toLowerCase(), node)
    if (role === 'request' && name === 'querystring') note(written ? query.written : query.read, '', node)
    const [parent] = parents
    if (parent?.type !== 'AssignmentExpression' || parent.left !== node) return
    const text = constantText(parent.right, bindings)
    if (role === 'request' && name === 'uri' && text !== undefined) note(urisWritten, text, node)
    const status = statusIn(parent.right)
    if (role === 'response' && isStatusName(name) && status !== undefined) note(statusesWritten, status, node)
  }

  fullAncestor(program, (visited, _state, chain) => {
    const node = visited as AnyNode
    const parents = (chain as AnyNode[]).slice(0, -1).toReversed()
    seeMember(node, parents)
    if (
      node.type === 'BinaryExpression' &&
      node.operator === 'in' &&
      roleOf(node.right, bindings) === 'request-headers'
    ) {
      const name = constantText(node.left, bindings)
      if (name !== undefined) note(requestHeadersRead, name.toLowerCase(), node)
    }
    if (node.type !== 'ObjectExpression') return
    for (const property of node.properties) {
      if (property.type !== 'Property' || property.key.type !== 'Identifier') continue
      const status = isStatusName(property.key.name) ? statusIn(property.value) : undefined
      if (status !== undefined) note(statusesWritten, status, property)
    }
  })
  return {
    requestHeadersRead,
    requestHeadersWritten,
    responseHeadersWritten,
    queryStringRead: query.read.get(''),
    queryStringWritten: query.written.get(''),
    urisWritten,
    statusesWritten,
    namesCacheControl: /cache-control/i.test(source),
  }
}

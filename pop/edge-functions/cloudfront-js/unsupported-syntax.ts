import type { AnyNode, Function as FunctionNode } from 'acorn'

type Complaint = string | undefined

const notSupported = (token: string): string => `Token "${token}" not supported in this version`
const unexpected = (token: string): string => `Unexpected token "${token}"`

/** CFF-16, CFF-18, CFF-19, CFF-21 */
const functionComplaint = (node: FunctionNode): Complaint => {
  if (node.generator) return unexpected('*')
  for (const parameter of node.params) {
    if (parameter.type === 'AssignmentPattern') return unexpected('=')
    if (parameter.type === 'ArrayPattern' || parameter.type === 'ObjectPattern') return destructuring(parameter, node)
  }
  return undefined
}

const destructuring = (pattern: AnyNode, owner: { readonly type: string }): Complaint =>
  owner.type === 'ArrowFunctionExpression'
    ? unexpected('=>')
    : notSupported(pattern.type === 'ArrayPattern' ? '[' : '{')

const literalComplaint = (node: Extract<AnyNode, { type: 'Literal' }>): Complaint => {
  if (node.bigint !== undefined && node.bigint !== null) return unexpected('n')
  const flag = node.regex?.flags.match(/[^gimy]/)?.[0]
  return flag === undefined ? undefined : `Invalid RegExp flags "${flag}"`
}

const LOGICAL_ASSIGNMENT = new Set(['??=', '||=', '&&='])
const MODULES = new Set(['cloudfront', 'crypto', 'querystring'])

const importComplaint = (node: Extract<AnyNode, { type: 'ImportDeclaration' }>): Complaint => {
  const [specifier] = node.specifiers
  if (node.specifiers.length !== 1 || specifier?.type !== 'ImportDefaultSpecifier') {
    return 'Non-default import is not supported'
  }
  return MODULES.has(String(node.source.value)) ? undefined : `Cannot find module "${String(node.source.value)}"`
}

/**
 * Why runtime 2.0 does not compile a node that modern JavaScript allows, in the words of its engine (CFF-16 ff., ENG-01);
 * undefined when it does.
 */
export const unsupportedSyntax = (node: AnyNode, ancestors: readonly AnyNode[]): Complaint => {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return functionComplaint(node)
    case 'ClassDeclaration':
    case 'ClassExpression':
      return notSupported('class')
    case 'ForOfStatement':
      return notSupported(node.await ? 'await' : 'of')
    case 'VariableDeclarator':
      return node.id.type === 'Identifier' ? undefined : destructuring(node.id, node)
    case 'AssignmentExpression':
      if (LOGICAL_ASSIGNMENT.has(node.operator)) return unexpected('=')
      return node.left.type === 'ArrayPattern' || node.left.type === 'ObjectPattern' ? unexpected('=') : undefined
    case 'SpreadElement':
      return ancestors.at(-2)?.type === 'ObjectExpression' ? notSupported('...') : unexpected('...')
    case 'ChainExpression':
      return unexpected('?.')
    case 'CatchClause':
      return node.param === null || node.param === undefined ? notSupported('{') : undefined
    case 'Literal':
      return literalComplaint(node)
    case 'MetaProperty':
      return unexpected('.')
    case 'ImportExpression':
      return notSupported('import')
    case 'ImportDeclaration':
      return importComplaint(node)
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
    case 'ExportAllDeclaration':
      return 'Illegal export statement'
    case 'AwaitExpression':
      return awaitComplaint(ancestors)
    default:
      return undefined
  }
}

/** CFF-30: an `await` anywhere inside the arguments of a call; CFF-33: outside of async functions. */
const awaitComplaint = (ancestors: readonly AnyNode[]): Complaint => {
  for (let i = ancestors.length - 2; i >= 0; i--) {
    const outer = ancestors[i]
    const inner = ancestors[i + 1]
    if (outer === undefined || inner === undefined) break
    if (outer.type === 'CallExpression' || outer.type === 'NewExpression') {
      if (outer.callee !== inner) return 'await in arguments not supported'
    }
    if ('params' in outer) return undefined
  }
  return 'await is only valid in async functions'
}

import type { AnyNode, ArrowFunctionExpression, FunctionDeclaration, FunctionExpression } from 'acorn'

/** The parents of a node, nearest first. Only for the visit: the walk goes on with the same list. */
export type Ancestors = readonly AnyNode[]

export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

type Visit = (node: AnyNode, ancestors: Ancestors) => void

const walkBelow = (node: AnyNode, visit: Visit, ancestors: AnyNode[]): void => {
  visit(node, ancestors)
  ancestors.unshift(node)
  for (const part of Object.values(node)) {
    if (isNode(part)) walkBelow(part, visit, ancestors)
    else if (Array.isArray(part)) for (const child of part) if (isNode(child)) walkBelow(child, visit, ancestors)
  }
  ancestors.shift()
}

/** Visits every node in source order, parents before children. */
export const walk = (node: AnyNode, visit: Visit): void => walkBelow(node, visit, [])

export const isFunction = (node: AnyNode | undefined): node is FunctionNode =>
  node?.type === 'FunctionDeclaration' ||
  node?.type === 'FunctionExpression' ||
  node?.type === 'ArrowFunctionExpression'

/** The function around a node, or nothing at top level. */
export const functionAround = (ancestors: Ancestors): FunctionNode | undefined => ancestors.find(isFunction)

export const contains = (outer: AnyNode, inner: AnyNode): boolean =>
  outer.start <= inner.start && inner.end <= outer.end

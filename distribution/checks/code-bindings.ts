import type { AnyNode, Identifier, MemberExpression, Program } from 'acorn'
import { fullAncestor } from 'acorn-walk'

/** What a variable was given: an expression, or one property of it. */
export interface GivenValue {
  /** Undefined: handed to a function, so nobody knows what. */
  readonly of: AnyNode | undefined
  readonly property: string | undefined
}

/** A variable; `values` is empty for a plain parameter. */
export interface Binding {
  readonly values: GivenValue[]
}

export interface Bindings {
  /** The variable that a name stands for at its place; undefined for a global. */
  find(name: Identifier): Binding | undefined
}

const isFunction = (node: AnyNode): boolean =>
  node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'

/**
 * The variables of a program by function. Blocks make no scope of their own here: two variables of one name in one function count as one that was
 * given both values, which is enough to tell what they stand for.
 */
export const bindingsOf = (program: Program): Bindings => {
  const scopes = new Map<AnyNode, Map<string, Binding>>()
  const scopesAround = new Map<AnyNode, readonly AnyNode[]>()

  const declare = (scope: AnyNode, name: string, value: GivenValue | undefined): void => {
    const names = scopes.get(scope) ?? new Map<string, Binding>()
    scopes.set(scope, names)
    const binding = names.get(name) ?? { values: [] }
    names.set(name, binding)
    if (value !== undefined) binding.values.push(value)
  }

  const declarePattern = (scope: AnyNode, pattern: AnyNode, of: AnyNode | undefined): void => {
    if (pattern.type === 'Identifier')
      declare(scope, pattern.name, of === undefined ? undefined : { of, property: undefined })
    if (pattern.type === 'AssignmentPattern') declarePattern(scope, pattern.left, of)
    if (pattern.type !== 'ObjectPattern') return
    for (const part of pattern.properties) {
      if (part.type !== 'Property' || part.key.type !== 'Identifier') continue
      const target = part.value.type === 'AssignmentPattern' ? part.value.left : part.value
      if (target.type === 'Identifier') declare(scope, target.name, { of, property: part.key.name })
    }
  }

  const assigned: (readonly [name: Identifier, value: AnyNode])[] = []
  fullAncestor(program, (visited, _state, chain) => {
    const node = visited as AnyNode
    const around = (chain as AnyNode[])
      .slice(0, -1)
      .filter(candidate => isFunction(candidate))
      .toReversed()
    const scope = around[0] ?? program
    if (node.type === 'Identifier') scopesAround.set(node, [...around, program])
    if (node.type === 'VariableDeclarator') declarePattern(scope, node.id, node.init ?? undefined)
    if (node.type === 'FunctionDeclaration' && node.id !== null) declare(scope, node.id.name, undefined)
    if (
      node.type === 'FunctionDeclaration' ||
      node.type === 'FunctionExpression' ||
      node.type === 'ArrowFunctionExpression'
    )
      for (const parameter of node.params) declarePattern(node, parameter, undefined)
    if (node.type === 'AssignmentExpression' && node.operator === '=' && node.left.type === 'Identifier') {
      scopesAround.set(node.left, [...around, program])
      assigned.push([node.left, node.right])
    }
  })

  const find = (name: Identifier): Binding | undefined => {
    for (const scope of scopesAround.get(name) ?? [program]) {
      const binding = scopes.get(scope)?.get(name.name)
      if (binding !== undefined) return binding
    }
    return undefined
  }
  for (const [name, value] of assigned) find(name)?.values.push({ of: value, property: undefined })
  return { find }
}

/** The text that an expression is whatever happens: a literal, or a variable that was given nothing but one. */
export const constantText = (node: AnyNode, bindings: Bindings): string | undefined => {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  if (node.type === 'TemplateLiteral')
    return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? undefined) : undefined
  const values = node.type === 'Identifier' ? (bindings.find(node)?.values ?? []) : []
  const [value] = values
  const isConstant = values.length === 1 && value?.property === undefined && value?.of?.type === 'Literal'
  return isConstant && value.of !== undefined ? constantText(value.of, bindings) : undefined
}

/** The name of a property, where it is written out. */
export const propertyName = ({ computed, property }: MemberExpression, bindings: Bindings): string | undefined => {
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  return property.type === 'PrivateIdentifier' ? undefined : constantText(property, bindings)
}

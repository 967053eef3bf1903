import type { AnyNode, Identifier, Program } from 'acorn'
import { functionAround, isFunction, walk, type FunctionNode } from './walk.ts'

/** A place that declares names. `owner` is the function (or the program) whose variables these are. */
export interface Scope {
  readonly node: AnyNode
  readonly owner: FunctionNode | Program
  readonly names: Set<string>
}

/** One use of a name. */
export interface Reference {
  readonly node: Identifier
  /** Where the name is declared; nothing for a global. */
  readonly scope: Scope | undefined
  readonly parent: AnyNode | undefined
  /** Assigned, incremented or a loop target; an initialiser in the declaration does not count. */
  readonly written: boolean
}

const opensScope = (node: AnyNode): boolean =>
  isFunction(node) ||
  [
    'Program',
    'BlockStatement',
    'ForStatement',
    'ForInStatement',
    'ForOfStatement',
    'SwitchStatement',
    'CatchClause',
  ].includes(node.type)

/** Names that a pattern binds or assigns; default values and computed keys are uses, not names. */
export const patternNames = (pattern: AnyNode): Identifier[] => {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern]
    case 'ObjectPattern':
      return pattern.properties.flatMap(part => patternNames(part.type === 'Property' ? part.value : part.argument))
    case 'ArrayPattern':
      return pattern.elements.flatMap(element => (element === null ? [] : patternNames(element)))
    case 'AssignmentPattern':
      return patternNames(pattern.left)
    case 'RestElement':
      return patternNames(pattern.argument)
    default:
      return []
  }
}

/** Names a node declares, and whether `var` or a parameter lifts them to the function. */
const declaredBy = (node: AnyNode): { names: Identifier[]; where: 'function' | 'inside' | 'around' } => {
  switch (node.type) {
    case 'VariableDeclaration': {
      const names = node.declarations.flatMap(({ id }) => patternNames(id))
      return { names, where: node.kind === 'var' ? 'function' : 'around' }
    }
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return { names: node.id === null ? [] : [node.id], where: 'around' }
    case 'ImportDeclaration':
      return { names: node.specifiers.map(({ local }) => local), where: 'around' }
    case 'CatchClause':
      return { names: node.param ? patternNames(node.param) : [], where: 'inside' }
    default:
      return { names: [], where: 'around' }
  }
}

const parametersOf = (node: FunctionNode): Identifier[] => [
  ...node.params.flatMap(patternNames),
  ...(node.type === 'FunctionExpression' && node.id ? [node.id] : []),
]

interface Names {
  readonly scopes: Map<AnyNode, Scope>
  /** Identifiers that declare, so they are no uses. */
  readonly declarations: Set<AnyNode>
}

const collectNames = (program: Program): Names => {
  const scopes = new Map<AnyNode, Scope>()
  const declarations = new Set<AnyNode>()
  const declare = (names: readonly Identifier[], place: AnyNode | undefined): void => {
    for (const name of names) {
      declarations.add(name)
      scopes.get(place ?? program)?.names.add(name.name)
    }
  }
  walk(program, (node, ancestors) => {
    if (opensScope(node)) {
      const owner = isFunction(node) ? node : (functionAround(ancestors) ?? program)
      scopes.set(node, {
        node,
        owner,
        names: new Set(isFunction(node) && node.type !== 'ArrowFunctionExpression' ? ['arguments'] : []),
      })
    }
    if (isFunction(node)) declare(parametersOf(node), node)
    const { names, where } = declaredBy(node)
    const places =
      where === 'inside' ? [node] : where === 'function' ? ancestors.filter(isFunction) : ancestors.filter(opensScope)
    declare(names, places[0])
  })
  return { scopes, declarations }
}

/** False for identifiers that are mere labels: property names, import and export names, statement labels. */
const isUse = (node: Identifier, parent: AnyNode | undefined): boolean => {
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === node || parent.computed
    case 'Property':
      return parent.value === node || parent.computed
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return parent.value === node || parent.computed
    case 'ExportSpecifier':
      return parent.local === node
    case 'ImportSpecifier':
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
      return false
    default:
      return true
  }
}

const writtenNames = (node: AnyNode): Identifier[] => {
  if (node.type === 'AssignmentExpression') return patternNames(node.left)
  if (node.type === 'UpdateExpression') return patternNames(node.argument)
  if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') return patternNames(node.left)
  return []
}

/** Every use of a name in the program, with its declaration found by the rules of JavaScript's scopes. */
export const referencesOf = (program: Program): Reference[] => {
  const { scopes, declarations } = collectNames(program)
  const written = new Set<AnyNode>()
  const references: Reference[] = []
  walk(program, (node, ancestors) => {
    for (const name of writtenNames(node)) written.add(name)
    const [parent] = ancestors
    if (node.type !== 'Identifier' || declarations.has(node) || !isUse(node, parent)) return
    const home = ancestors.find(place => scopes.get(place)?.names.has(node.name))
    references.push({ node, parent, scope: home && scopes.get(home), written: written.has(node) })
  })
  return references
}

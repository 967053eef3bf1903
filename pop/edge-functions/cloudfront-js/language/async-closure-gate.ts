import type { AnyNode, Program } from 'acorn'
import type { Finding } from './finding.ts'
import { at } from './parse-function.ts'
import { referencesOf, type Reference } from './scopes.ts'
import { contains, functionAround, isFunction, walk, type FunctionNode } from './walk.ts'

const LOOPS = ['ForStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement', 'ForOfStatement']

/** The awaits, closures and loops that belong to one async function itself. */
interface AsyncBody {
  readonly owner: FunctionNode
  readonly awaits: AnyNode[]
  readonly closures: FunctionNode[]
  readonly loops: AnyNode[]
}

const asyncBodies = (program: Program): AsyncBody[] => {
  const bodies = new Map<AnyNode, AsyncBody>()
  walk(program, (node, ancestors) => {
    const around = functionAround(ancestors)
    const body = around && bodies.get(around)
    if (node.type === 'AwaitExpression') body?.awaits.push(node)
    if (LOOPS.includes(node.type)) body?.loops.push(node)
    if (!isFunction(node)) return
    body?.closures.push(node)
    if (node.async) bodies.set(node, { owner: node, awaits: [], closures: [], loops: [] })
  })
  return [...bodies.values()]
}

/** An await later in the text, or in the same loop, whose next turn comes later. */
const isBeforeAwait = (closure: FunctionNode, { awaits, loops }: AsyncBody): boolean =>
  awaits.some(wait => wait.start > closure.end || loops.some(loop => contains(loop, closure) && contains(loop, wait)))

const sameVariable = (a: Reference, b: Reference): boolean => a.scope === b.scope && a.node.name === b.node.name

const splitVariables = (closure: FunctionNode, owner: FunctionNode, references: readonly Reference[]): Reference[] => {
  const captured = references.filter(({ node, scope }) => contains(closure, node) && scope?.owner === owner)
  const written = captured.filter(use => references.some(other => other.written && sameVariable(use, other)))
  return written.filter((use, index) => written.findIndex(first => sameVariable(first, use)) === index)
}

const finding = ({ node }: Reference): Finding =>
  at(node, {
    rule: 'CFF-31',
    severity: 'warning',
    message: `${node.name} is shared with a closure made before an await; after the await the two may hold different values`,
    remedy: 'make the closure after the last await, use a plain loop, or keep the value in a property of an object',
  })

/**
 * Variables that the engine may split in two: captured by a closure that is made before an `await`, and written
 * anywhere after their declaration (CFF-31, ENG-24: no error, wrong values).
 */
export const asyncClosureFindings = (program: Program): Finding[] => {
  const references = referencesOf(program)
  return asyncBodies(program).flatMap(body =>
    body.closures
      .filter(closure => isBeforeAwait(closure, body))
      .flatMap(closure => splitVariables(closure, body.owner, references))
      .map(finding),
  )
}

import type { AnyNode, BreakStatement, ContinueStatement, Program, ReturnStatement, TryStatement } from 'acorn'
import type { Refusal } from './code-text.ts'
import { at } from './parse-function.ts'
import type { Finding } from './finding.ts'
import { childrenOf, isFunction, type FunctionNode } from './walk.ts'

/**
 * The engine keeps one way out of a `try` block for `break` and `return` together and one for `continue`, and refuses a second that it
 * takes to lead elsewhere. Its comparison is coarse: it sees no labelled block, and takes `return` to lead to the next `try` around. The
 * refusal comes after all of its parser (ENG-26).
 */
type Way = 'break/return' | 'continue'
type Kind = 'loop' | 'switch' | 'block' | 'guarded'

/** What a jump leads to, or a guarded block on its way: that of a `try`, or of a `catch` before `finally`. */
interface Scope {
  readonly kind: Kind
  readonly label: string
  readonly around: Scope | undefined
  /** Labels of the latest jumps that leave a guarded block. */
  readonly left: Partial<Record<Way, string>>
}

interface Problem {
  readonly node: AnyNode
  readonly text: string
  /** The engine names no line. */
  readonly isWithoutLine?: true
}

type Jump = BreakStatement | ContinueStatement

const RETURN = '@return'
const TARGETS: Readonly<Record<Way, readonly Kind[]>> = { 'break/return': ['loop', 'switch'], continue: ['loop'] }
const WAYS = ['continue', 'break/return'] as const

const KINDS: Readonly<Record<string, Kind>> = {
  ForStatement: 'loop',
  ForInStatement: 'loop',
  ForOfStatement: 'loop',
  WhileStatement: 'loop',
  DoWhileStatement: 'loop',
  SwitchStatement: 'switch',
  BlockStatement: 'block',
  IfStatement: 'block',
}

/** What holds statements, or an expression. */
const STATEMENT = /Statement$|^(?:Program|SwitchCase|CatchClause)$/

/** The outermost functions in an expression. It may be nested deeper than calls can: a sum of thousands. */
const functionsIn = (expression: AnyNode): FunctionNode[] => {
  const found: FunctionNode[] = []
  const left = [expression]
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (isFunction(node)) found.push(node)
    else left.push(...childrenOf(node).toReversed())
  }
  return found
}

const enclosing = (from: Scope | undefined, kinds: readonly Kind[], label: string): Scope | undefined => {
  if (label === RETURN) return enclosing(from, ['guarded'], '')
  for (let scope = from; scope !== undefined; scope = scope.around) {
    if (kinds.includes(scope.kind) && (label === '' || scope.label === label)) return scope
  }
  return undefined
}

/** Where a jump goes first: its target, or the innermost guarded block before that. */
const firstStop = (from: Scope | undefined, way: Way, label: string): Scope | undefined => {
  const kinds = TARGETS[way]
  const target = enclosing(from, way === 'continue' || label === '' ? kinds : [...kinds, 'block'], label)
  if (target === undefined) return undefined
  for (let scope = from; scope !== undefined && scope !== target; scope = scope.around) {
    if (scope.kind === 'guarded') return scope
  }
  return target
}

const nameOf = ({ label }: Jump): string => label?.name ?? ''

class JumpReader {
  problem: Problem | undefined

  /** The engine writes the first label of several into the statement, whatever it is: also over that of a jump. */
  read(node: AnyNode, around: Scope | undefined, label = ''): void {
    const kind = KINDS[node.type]
    if (kind !== undefined) this.children(node, { kind, label, around, left: {} })
    else if (node.type === 'LabeledStatement') this.read(node.body, around, label || node.label.name)
    else if (node.type === 'TryStatement') this.tryStatement(node, around)
    else if (node.type === 'BreakStatement') this.jump(node, 'break/return', label || nameOf(node), around)
    else if (node.type === 'ContinueStatement') this.jump(node, 'continue', label || nameOf(node), around)
    else if (node.type === 'ReturnStatement') this.returned(node, around)
    else if (STATEMENT.test(node.type)) this.children(node, around)
    else for (const inner of functionsIn(node)) this.children(inner, undefined)
  }

  private children(node: AnyNode, around: Scope | undefined): void {
    for (const child of childrenOf(node)) this.read(child, around)
  }

  private tryStatement(node: TryStatement, around: Scope | undefined): void {
    const { block, handler, finalizer } = node
    const tried = this.guarded(block, around)
    const isCaughtInside = handler != null && finalizer != null
    const caught = isCaughtInside ? this.guarded(handler, around) : {}
    if (handler != null && !isCaughtInside) this.read(handler, around)
    if (finalizer != null) this.read(finalizer, around)
    for (const way of WAYS) this.leave(node, way, [tried[way], caught[way]], around)
  }

  private guarded(node: AnyNode, around: Scope | undefined): Scope['left'] {
    const scope: Scope = { kind: 'guarded', label: '', around, left: {} }
    this.children(node, scope)
    return scope.left
  }

  /** The jumps of a `try` statement go on from it as one, which nothing compares with those of the block around. */
  private leave(
    node: TryStatement,
    way: Way,
    [tried, caught]: readonly (string | undefined)[],
    around: Scope | undefined,
  ): void {
    const kinds: readonly Kind[] = way === 'continue' ? TARGETS[way] : [...TARGETS[way], 'guarded']
    if (tried !== undefined && caught !== undefined) this.compare(node, `try ${way}`, [tried, caught], kinds, around)
    const label = tried ?? caught
    if (label === undefined) return
    const stop = firstStop(around, way, label)
    if (stop !== undefined) stop.left[way] = label
  }

  private jump(node: Jump, way: Way, label: string, around: Scope | undefined): void {
    const stop = firstStop(around, way, label)
    if (stop !== undefined) return this.enter(node, way, label, stop)
    const text = `SyntaxError: Illegal ${node.type === 'BreakStatement' ? 'break' : 'continue'} statement`
    this.problem ??= { node, text }
  }

  private returned(node: ReturnStatement, around: Scope | undefined): void {
    this.children(node, around)
    const stop = enclosing(around, ['guarded'], '')
    if (stop !== undefined) this.enter(node, 'break/return', RETURN, stop)
  }

  private enter(node: Jump | ReturnStatement, way: Way, label: string, { kind, around, left }: Scope): void {
    const held = left[way]
    if (kind === 'guarded' && held !== undefined) this.compare(node, way, [held, label], TARGETS[way], around)
    left[way] = label
  }

  private compare(
    node: AnyNode,
    what: string,
    [first, second]: readonly [string, string],
    kinds: readonly Kind[],
    from: Scope | undefined,
  ): void {
    if (enclosing(from, kinds, first) === enclosing(from, kinds, second)) return
    const labels = `("${first}" vs "${second}")`
    const text = `InternalError: ${what} instructions with different labels ${labels} from try-catch block are not supported`
    this.problem ??= { node, text, isWithoutLine: true }
  }
}

const jumpProblem = (program: Program): Problem | undefined => {
  const reader = new JumpReader()
  reader.read(program, undefined)
  return reader.problem
}

/** What the engine says to a program that its parser takes, undefined for nothing. */
export const tryJumpRefusal = (program: Program): Refusal | undefined => {
  const problem = jumpProblem(program)
  return problem && { text: problem.text, position: problem.node.start, isWithoutLine: problem.isWithoutLine }
}

export const tryJumpFindings = (program: Program): Finding[] => {
  const problem = jumpProblem(program)
  if (problem === undefined) return []
  const message = `the engine does not compile this jump: ${problem.text}`
  const remedy = 'leave the try block in one way: set a variable inside and break or return after it'
  return [at(problem.node, { rule: 'ENG-26', severity: 'error', message, remedy })]
}

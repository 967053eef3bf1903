import type { AnyNode, ForStatement } from 'acorn'
import { fullAncestor } from 'acorn-walk'
import { lineAt, type Refusal } from './language/code-text.ts'
import type { Runtime } from './language/finding.ts'
import { parseFunction } from './language/parse-function.ts'
import { engineRefusal } from './language/syntax-gate.ts'
import { indexWrites, orderInsertions } from './member-order.ts'
import { translatePattern } from './pcre/translate-pattern.ts'
import { mayRunLong } from './slow-code.ts'
import { placeInScript, placeInSource, type Insertion, type SourcePlace } from './source-place.ts'

/**
 * Loop turns and function calls after which an invocation is stopped: 1 to 20 milliseconds of work here and more than the millisecond
 * CloudFront gives (CFF-151), a thousand times what a usual function takes.
 */
export const STEPS_MAX = 100_000

/** Turns of loops that only count, which cost a nanosecond: a function that lets time pass gets some milliseconds (probe date-frozen). */
export const IDLE_TURNS_MAX = 4_000_000

export type PreparedSource =
  | {
      readonly kind: 'ready'
      /** A script whose value is the factory that `guest/call.ts` describes. Every statement stays on its line. */
      readonly script: string
      /** Promises can arise, so the queue of the realm has to be emptied after a call. */
      readonly mayAwait: boolean
      /** The code changes built-ins: each invocation gets a realm of its own, unfrozen. */
      readonly changesBuiltins: boolean
      /** The code writes to `global` or `globalThis`: each invocation gets a fresh one. */
      readonly mentionsGlobal: boolean
      /** A place of the script, as a stack names it, in the source. */
      readonly placeOf: (inScript: SourcePlace) => SourcePlace
      /** A place of the source in the script. */
      readonly placeInScript: (inSource: SourcePlace) => SourcePlace
      /** The code asks errors for their `stack`, which the runtime does not have (CFF-58). */
      readonly readsStacks: boolean
      /** A single built-in may run for long: the clock has to watch, as steps cannot. */
      readonly mayRunLong: boolean
    }
  | { readonly kind: 'syntax-error'; readonly message: string; readonly line: number }

interface Names {
  readonly steps: string
  readonly idleTurns: string
  readonly stop: string
  readonly cloudfront: string
  readonly wording: string
  readonly ordered: string
  readonly pattern: string
}

const HARNESS_NAMES = [
  'understudySteps',
  'understudyIdleTurns',
  'understudyStop',
  'understudyCloudfront',
  'understudyWording',
  'understudyOrdered',
  'understudyPattern',
]

/** Names of the harness inside the function's scope, unlike anything the source contains. */
const freeNames = (source: string): Names => {
  let suffix = ''
  while (HARNESS_NAMES.some(name => source.includes(`${name}${suffix}`))) suffix += '_'
  return {
    steps: `understudySteps${suffix}`,
    idleTurns: `understudyIdleTurns${suffix}`,
    stop: `understudyStop${suffix}`,
    cloudfront: `understudyCloudfront${suffix}`,
    wording: `understudyWording${suffix}`,
    ordered: `understudyOrdered${suffix}`,
    pattern: `understudyPattern${suffix}`,
  }
}

const countDown = (counter: string, { stop }: Names): string => `if(--${counter}<0)${stop}();`

const countStep = (names: Names): string => countDown(names.steps, names)

const isPlain = (node: AnyNode): boolean => node.type === 'Identifier' || node.type === 'Literal'

/** `for (…; i < 10; i++) {}`: a turn runs nothing that could cost more than the count. */
const isIdle = ({ test, update, body }: ForStatement): boolean =>
  (body.type === 'EmptyStatement' || (body.type === 'BlockStatement' && body.body.length === 0)) &&
  (!test || (test.type === 'BinaryExpression' && isPlain(test.left) && isPlain(test.right))) &&
  (!update || (update.type === 'UpdateExpression' && isPlain(update.argument)))

const countTurn = (node: AnyNode, names: Names): string =>
  countDown(node.type === 'ForStatement' && isIdle(node) ? names.idleTurns : names.steps, names)

const inside = (block: AnyNode, text: string): Insertion[] => [{ at: block.start + 1, replaces: 0, text }]

const around = (node: AnyNode, before: string, after: string): Insertion[] => [
  { at: node.start, replaces: 0, text: before, opens: true },
  { at: node.end, replaces: 0, text: after },
]

/** One counted step for each call of a function and each turn of a loop: whatever runs for ever passes one of them. */
const stepInsertions = (node: AnyNode, names: Names): Insertion[] => {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return inside(node.body, countStep(names))
    case 'ArrowFunctionExpression':
      return node.body.type === 'BlockStatement'
        ? inside(node.body, countStep(names))
        : around(node.body, `(--${names.steps}<0&&${names.stop}(),`, ')')
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
    case 'ForInStatement':
      return node.body.type === 'BlockStatement'
        ? inside(node.body, countTurn(node, names))
        : around(node.body, `{${countTurn(node, names)}`, '}')
    default:
      return []
  }
}

/** Errors of the engine below get the words of the runtime's engine before the function can read them (ENG-26). */
const catchInsertion = (node: AnyNode, { wording }: Names): Insertion[] =>
  node.type === 'CatchClause' && node.param?.type === 'Identifier'
    ? inside(node.body, `${wording}(${node.param.name});`)
    : []

/** CFF-39: a pattern that JavaScript has to be told otherwise. */
const patternInsertion = (node: AnyNode, { pattern }: Names): Insertion[] => {
  if (node.type !== 'Literal' || !node.regex) return []
  const { pattern: source, flags } = node.regex
  if (translatePattern(source, flags).kind !== 'translated') return []
  const text = `${pattern}(${JSON.stringify(source)},${JSON.stringify(flags)})`
  return [{ at: node.start, replaces: node.end - node.start, text }]
}

/** CFF-34, CFF-35: `import x from 'm'` becomes a declaration of the same height. */
const importInsertion = (node: AnyNode, source: string, names: Names): Insertion[] => {
  if (node.type !== 'ImportDeclaration') return []
  const [specifier] = node.specifiers
  if (specifier === undefined) return []
  const value = node.source.value === 'cloudfront' ? names.cloudfront : `require(${JSON.stringify(node.source.value)})`
  const lineBreaks = source.slice(node.start, node.end).replace(/[^\n]/g, '')
  return [
    { at: node.start, replaces: node.end - node.start, text: `const ${specifier.local.name}=${value};${lineBreaks}` },
  ]
}

const applyInsertions = (source: string, insertions: readonly Insertion[]): string => {
  let text = ''
  let position = 0
  for (const { at, replaces, text: inserted } of insertions) {
    text += source.slice(position, at) + inserted
    position = at + replaces
  }
  return text + source.slice(position)
}

/** Inner nodes come before outer ones and sorting is stable: what closes at one place closes from the inside out, and opens from the outside in. */
const inTextOrder = (insertions: readonly Insertion[]): Insertion[] => {
  const opening = ({ opens }: Insertion): number => (opens === true ? 1 : 0)
  const [others, openers] = [insertions.filter(one => !opening(one)), insertions.filter(opening)]
  return [...others, ...openers.toReversed()].toSorted((a, b) => a.at - b.at || opening(a) - opening(b))
}

const isNamed = (node: AnyNode | undefined, names: ReadonlySet<string>): boolean =>
  node?.type === 'Identifier' && names.has(node.name)

const GLOBAL_NAMES = new Set(['global', 'globalThis'])

/** Outside of every function it is the global object. */
const isTopLevelThis = (node: AnyNode, ancestors: readonly AnyNode[]): boolean =>
  node.type === 'ThisExpression' &&
  !ancestors.some(({ type }) => type === 'FunctionDeclaration' || type === 'FunctionExpression')

const mayMakePromises = (node: AnyNode): boolean =>
  ('async' in node && node.async === true) ||
  (node.type === 'Identifier' && (node.name === 'Promise' || node.name === 'kvs'))

const propertyName = (node: AnyNode): string | undefined =>
  node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier'
    ? node.property.name
    : undefined

/**
 * True for a built-in or its prototype as the target of a write (`Array.prototype.flat = …`) or handed on whole
 * (`Object.defineProperty(String.prototype, …)`); a plain read such as `Array.prototype.slice.call` is none.
 */
const changesBuiltin = (node: AnyNode, ancestors: readonly AnyNode[], builtins: ReadonlySet<string>): boolean => {
  if (node.type !== 'MemberExpression' || !isNamed(node.object, builtins)) return false
  const parent = ancestors.at(-2)
  if (isWrite(parent, node)) return true
  if (propertyName(node) !== 'prototype') return false
  return parent?.type !== 'MemberExpression' || isWrite(ancestors.at(-3), parent)
}

const isWrite = (parent: AnyNode | undefined, target: AnyNode): boolean =>
  (parent?.type === 'AssignmentExpression' && parent.left === target) ||
  (parent?.type === 'UnaryExpression' && parent.operator === 'delete')

const syntaxError = ({ text, position }: Refusal, source: string): PreparedSource => {
  const line = lineAt(source, position)
  return { kind: 'syntax-error', message: `${text} in ${line}`, line }
}

/**
 * Makes a function's file ready for the realm: checks the syntax of its runtime, counts steps, replaces imports, words
 * caught errors. No line moves, so that messages and breakpoints stay true.
 *
 * @param builtins names of the globals of the realm
 */
export const prepareSource = (source: string, runtime: Runtime, builtins: readonly string[]): PreparedSource => {
  const parsed = parseFunction(source, runtime)
  if (parsed.kind === 'refused') return syntaxError(parsed.refusal, source)
  const { program, code } = parsed
  const refusal = engineRefusal(program, code, runtime)
  if (refusal !== undefined) return syntaxError(refusal, source)
  const names = freeNames(source)
  const builtinNames = new Set(builtins)
  const insertions: Insertion[] = source.startsWith('#!') ? [{ at: 0, replaces: 2, text: '//' }] : []
  const writes = indexWrites(program)
  let mayAwait = false
  let changesBuiltins = false
  let mentionsGlobal = false
  let readsStacks = false
  let runsLong = false
  fullAncestor(program, (node, _state, ancestors) => {
    mayAwait ||= mayMakePromises(node)
    mentionsGlobal ||= isNamed(node, GLOBAL_NAMES) || isTopLevelThis(node, ancestors)
    readsStacks ||= propertyName(node) === 'stack'
    runsLong ||= mayRunLong(node)
    changesBuiltins ||= changesBuiltin(node, ancestors, builtinNames)
    insertions.push(
      ...importInsertion(node, source, names),
      ...stepInsertions(node, names),
      ...catchInsertion(node, names),
      ...patternInsertion(node, names),
      ...orderInsertions(node, ancestors.at(-2), names.ordered, writes),
    )
  })
  const inOrder = inTextOrder(insertions)
  const before = beforeBody(names, builtins)
  const script = before + applyInsertions(source, inOrder) + afterBody(names)
  const placeOf = (inScript: SourcePlace): SourcePlace => placeInSource(source, inOrder, before.length, inScript)
  return {
    kind: 'ready',
    script,
    mayAwait,
    changesBuiltins,
    mentionsGlobal,
    readsStacks,
    mayRunLong: runsLong,
    placeOf,
    placeInScript: inSource => placeInScript(source, inOrder, before.length, inSource),
  }
}

/**
 * The function's file as the body of a function, called anew for each invocation: its top-level state is fresh (CFF-08). Beside it a
 * function that tells how many steps the latest invocation took.
 */
const beforeBody = (names: Names, builtins: readonly string[]): string =>
  `(function(${[...builtins, names.cloudfront, names.stop, names.wording, names.ordered, names.pattern].join()}){"use strict";` +
  `let ${names.steps}=${STEPS_MAX},${names.idleTurns}=${IDLE_TURNS_MAX};` +
  `return [function(){${names.steps}=${STEPS_MAX};${names.idleTurns}=${IDLE_TURNS_MAX};`

const taken = (max: number, counter: string): string => `${max}-(${counter}<0?0:${counter})`

const afterBody = ({ steps, idleTurns }: Names): string =>
  '\n;return typeof handler==="function"?handler:undefined},' +
  `function(){return ${taken(STEPS_MAX, steps)}+${taken(IDLE_TURNS_MAX, idleTurns)}}]})`

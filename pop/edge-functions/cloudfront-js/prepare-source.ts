import type { AnyNode, Program } from 'acorn'
import { lineAt, type Refusal } from './language/code-text.ts'
import type { Runtime } from './language/finding.ts'
import { parseFunction } from './language/parse-function.ts'
import { referencesOf } from './language/scopes.ts'
import { engineRefusal } from './language/syntax-gate.ts'
import { walk, type Ancestors } from './language/walk.ts'
import { indexWrites, orderInsertions } from './member-order.ts'
import { translatePattern } from './pcre/translate-pattern.ts'
import { hasManyGroups, mayRunLong } from './slow-code.ts'
import { countedPiece, IDLE_TURNS_MAX, STEPS_MAX } from './source/counted-steps.ts'
import { boundedDepth, DEPTH_MAX } from './source/bounded-depth.ts'
import { fixedBytes, pieceAround } from './source/fixed-bytes.ts'
import { guardedCode, reachesConstructors, type GuardFacts } from './source/guarded-code.ts'
import { harnessNames, type HarnessNames } from './source/harness-names.ts'
import { numericNames } from './source/numeric-names.ts'
import { inOrder, inPlaceOf, inside, type Wrapping } from './source/wrap.ts'
import { placeInScript, placeInSource, type Insertion, type SourcePlace } from './source-place.ts'

/** The memory of a function (CFF-150), as the sum of what it asks for: docs/decisions/012 has the count. */
export const BYTES_MAX = 2 * 1024 * 1024

/** Steps between two readings of the clock: so many calls of whatever the code calls last a few milliseconds, written out in one turn. */
const CALLS_UNTIL_CLOCK = 15_000
const STEPS_UNTIL_CLOCK_MAX = 250

const stepsUntilClock = (calls: number): number =>
  Math.min(STEPS_UNTIL_CLOCK_MAX, Math.ceil(CALLS_UNTIL_CLOCK / Math.max(1, calls)))

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
      /** Built-in constructors are reached other than by their names: the realm has to hand out guarded ones. */
      readonly reachesConstructors: boolean
      /** A match of one of its expressions may hold much. */
      readonly hasManyGroups: boolean
    }
  | { readonly kind: 'syntax-error'; readonly message: string; readonly line: number }

/** Errors of the engine below get the words of the runtime's engine before the function can read them (ENG-26). */
const catchInsertion = (node: AnyNode, { wording }: HarnessNames): Wrapping[] =>
  node.type === 'CatchClause' && node.param?.type === 'Identifier'
    ? inside(node.body, `${wording}(${node.param.name});`)
    : []

/** CFF-39: a pattern that JavaScript has to be told otherwise. */
const patternInsertion = (node: AnyNode, { pattern }: HarnessNames): Wrapping[] => {
  if (node.type !== 'Literal' || !node.regex) return []
  const { pattern: source, flags } = node.regex
  if (translatePattern(source, flags).kind !== 'translated') return []
  return inPlaceOf(node, ` ${pattern}(${JSON.stringify(source)},${JSON.stringify(flags)})`)
}

/** CFF-34, CFF-35: `import x from 'm'` becomes a declaration of the same height. */
const importInsertion = (node: AnyNode, source: string, names: HarnessNames): Wrapping[] => {
  if (node.type !== 'ImportDeclaration') return []
  const [specifier] = node.specifiers
  if (specifier === undefined) return []
  const value = node.source.value === 'cloudfront' ? names.cloudfront : `require(${JSON.stringify(node.source.value)})`
  const lineBreaks = source.slice(node.start, node.end).replace(/[^\n]/g, '')
  return inPlaceOf(node, `const ${specifier.local.name}=${value};${lineBreaks}`)
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

const isNamed = (node: AnyNode | undefined, names: ReadonlySet<string>): boolean =>
  node?.type === 'Identifier' && names.has(node.name)

const GLOBAL_NAMES = new Set(['global', 'globalThis'])

/** Outside of every function it is the global object. */
const isTopLevelThis = (node: AnyNode, ancestors: Ancestors): boolean =>
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
const changesBuiltin = (node: AnyNode, ancestors: Ancestors, builtins: ReadonlySet<string>): boolean => {
  if (node.type !== 'MemberExpression' || !isNamed(node.object, builtins)) return false
  const [parent, grandparent] = ancestors
  if (isWrite(parent, node)) return true
  if (propertyName(node) !== 'prototype') return false
  return parent?.type !== 'MemberExpression' || isWrite(grandparent, parent)
}

const isWrite = (parent: AnyNode | undefined, target: AnyNode): boolean =>
  (parent?.type === 'AssignmentExpression' && parent.left === target) ||
  (parent?.type === 'UnaryExpression' && parent.operator === 'delete')

const syntaxError = ({ text, position, isWithoutLine }: Refusal, source: string): PreparedSource => {
  const line = lineAt(source, position)
  return { kind: 'syntax-error', message: isWithoutLine === true ? text : `${text} in ${line}`, line }
}

/** Names of the program that stand for nothing it declares itself. */
const globalsIn = (program: Program): ReadonlySet<AnyNode> =>
  new Set(referencesOf(program).flatMap(({ node, scope }) => (scope === undefined ? [node] : [])))

/** The bytes that each piece of the program makes at the most, by piece. */
const bytesByPiece = (program: Program): ReadonlyMap<AnyNode, number> => {
  const bytes = new Map<AnyNode, number>()
  walk(program, (node, ancestors) => {
    const cost = fixedBytes(node)
    const piece = cost === 0 ? undefined : pieceAround(ancestors)
    if (piece !== undefined) bytes.set(piece, (bytes.get(piece) ?? 0) + cost)
  })
  return bytes
}

/**
 * Makes a function's file ready for the realm: checks the syntax of its runtime, counts steps and memory, replaces imports, words caught
 * errors. No line moves, so that messages and breakpoints stay true.
 *
 * @param builtins names of the globals of the realm
 * @param counts false: neither steps nor memory are counted, to measure what that costs
 */
export const prepareSource = (
  source: string,
  runtime: Runtime,
  builtins: readonly string[],
  counts = true,
): PreparedSource => {
  const parsed = parseFunction(source, runtime)
  if (parsed.kind === 'refused') return syntaxError(parsed.refusal, source)
  const { program, code } = parsed
  const refusal = engineRefusal(program, code, runtime)
  if (refusal !== undefined) return syntaxError(refusal, source)
  const names = harnessNames(source)
  const globals = globalsIn(program)
  const facts: GuardFacts = { names, numeric: numericNames(program), isBuiltin: node => globals.has(node) }
  const bytes = bytesByPiece(program)
  const builtinNames = new Set(builtins)
  const wrappings: Wrapping[] = source.startsWith('#!')
    ? [{ at: 0, replaces: 2, text: '//', end: 2, closes: false }]
    : []
  const writes = indexWrites(program)
  let mayAwait = false
  let changesBuiltins = false
  let mentionsGlobal = false
  let readsStacks = false
  let runsLong = false
  let isGuarded = false
  let hasGroups = false
  let calls = 0
  walk(program, (node, ancestors) => {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') calls++
    mayAwait ||= mayMakePromises(node)
    mentionsGlobal ||= isNamed(node, GLOBAL_NAMES) || isTopLevelThis(node, ancestors)
    readsStacks ||= propertyName(node) === 'stack'
    runsLong ||= mayRunLong(node)
    hasGroups ||= hasManyGroups(node)
    isGuarded ||= reachesConstructors(node, ancestors, facts)
    changesBuiltins ||= changesBuiltin(node, ancestors, builtinNames)
    wrappings.push(
      ...importInsertion(node, source, names),
      ...(counts ? boundedDepth(node, source, names) : []),
      ...(counts ? countedPiece(node, bytes.get(node) ?? 0, names) : []),
      ...catchInsertion(node, names),
      ...patternInsertion(node, names),
      ...orderInsertions(node, ancestors[0], names.ordered, writes),
      ...(counts ? guardedCode(node, ancestors, facts) : []),
    )
  })
  const insertions = inOrder(wrappings)
  const before = beforeBody(names, builtins, bytes.get(program) ?? 0, stepsUntilClock(calls))
  const script = before + applyInsertions(source, insertions) + afterBody(names)
  return {
    kind: 'ready',
    script,
    mayAwait,
    changesBuiltins,
    mentionsGlobal,
    readsStacks,
    mayRunLong: runsLong || isGuarded,
    reachesConstructors: isGuarded,
    hasManyGroups: hasGroups || runsLong,
    placeOf: inScript => placeInSource(source, insertions, before.length, inScript),
    placeInScript: inSource => placeInScript(source, insertions, before.length, inSource),
  }
}

/** In the order in which `guest/call.ts` hands them over. */
const handedOver = (names: HarnessNames): readonly string[] => [
  names.cloudfront,
  names.wording,
  names.pause,
  names.outOfSteps,
  names.outOfMemory,
  names.outOfStack,
  names.made,
  names.wide,
  names.checkedKey,
  names.listed,
  names.ordered,
  names.pattern,
]

/** What a text of that many characters costs nothing up to: the runtime's engine keeps such a text inside the value. */
const SHORT_CHARACTERS = 14
/** After so much at once the clock is read sooner. */
const MUCH_BYTES = 4_096
const FEW_STEPS = 10

/** The counters, and what the code does when one runs out. */
const counters = (names: HarnessNames, firstSteps: number): string => {
  const { steps, granted, idleTurns, bytes, spend, grown, more, pause, outOfMemory } = names
  return (
    `let ${steps}=0,${granted}=0,${idleTurns}=0,${bytes}=0,${names.depth}=0;` +
    `const ${more}=()=>{const n=${pause}(${granted},${STEPS_MAX},${firstSteps});${granted}+=n;${steps}=n-1},` +
    `${spend}=n=>{if(n>${MUCH_BYTES}&&${steps}>${FEW_STEPS}){${granted}-=${steps}-${FEW_STEPS};${steps}=${FEW_STEPS}}` +
    `if((${bytes}-=n>${BYTES_MAX}?${BYTES_MAX + 1}:n|0)<0)${outOfMemory}()},` +
    `${names.down}=n=>{const d=${names.depth};if((${names.depth}=d+n)>${DEPTH_MAX}){${names.depth}=d;${names.outOfStack}()}return d},` +
    `${names.up}=(d,v)=>{${names.depth}=d;return v},` +
    `${grown}=v=>{if(typeof v==="string"&&v.length>${SHORT_CHARACTERS})${spend}(v.length);return v};`
  )
}

/**
 * The function's file as the body of a function, called anew for each invocation: its top-level state is fresh (CFF-08). Beside it what the
 * harness asks: the steps of the latest invocation, to charge bytes, and the bytes charged.
 */
const beforeBody = (names: HarnessNames, builtins: readonly string[], bytes: number, firstSteps: number): string =>
  `(function(${[...builtins, ...handedOver(names)].join()}){"use strict";${counters(names, firstSteps)}` +
  `return [function(){${names.steps}=${names.granted}=${firstSteps};${names.idleTurns}=${IDLE_TURNS_MAX};` +
  `${names.bytes}=${BYTES_MAX - bytes};${names.depth}=0;`

const left = (counter: string): string => `(${counter}<0?0:${counter})`

const afterBody = ({ steps, granted, idleTurns, bytes, spend }: HarnessNames): string =>
  '\n;return typeof handler==="function"?handler:undefined},' +
  `function(){return ${granted}-${left(steps)}+${IDLE_TURNS_MAX}-${left(idleTurns)}},` +
  `${spend},function(){return ${BYTES_MAX}-${left(bytes)}}]})`

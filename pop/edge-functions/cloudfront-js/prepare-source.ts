import { parse, type AnyNode, type Program } from 'acorn'
import { fullAncestor } from 'acorn-walk'
import { placeInSource, type Insertion, type SourcePlace } from './source-place.ts'
import { unsupportedSyntax } from './unsupported-syntax.ts'

/** Loop turns and function calls after which an invocation is stopped: tens of milliseconds of work, ten thousand times a usual function. */
export const STEPS_MAX = 10_000_000

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
    }
  | { readonly kind: 'syntax-error'; readonly message: string; readonly line: number }

interface Names {
  readonly steps: string
  readonly stop: string
  readonly cloudfront: string
}

/** Names of the harness inside the function's scope, unlike anything the source contains. */
const freeNames = (source: string): Names => {
  let suffix = ''
  while (source.includes(`understudySteps${suffix}`) || source.includes(`understudyStop${suffix}`)) suffix += '_'
  return {
    steps: `understudySteps${suffix}`,
    stop: `understudyStop${suffix}`,
    cloudfront: `understudyCloudfront${suffix}`,
  }
}

const countStep = ({ steps, stop }: Names): string => `if(--${steps}<0)${stop}();`

const inside = (block: AnyNode, text: string): Insertion[] => [{ at: block.start + 1, replaces: 0, text }]

const around = (node: AnyNode, before: string, after: string): Insertion[] => [
  { at: node.start, replaces: 0, text: before },
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
        ? inside(node.body, countStep(names))
        : around(node.body, `{${countStep(names)}`, '}')
    default:
      return []
  }
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

const isNamed = (node: AnyNode | undefined, names: ReadonlySet<string>): boolean =>
  node?.type === 'Identifier' && names.has(node.name)

const GLOBAL_NAMES = new Set(['global', 'globalThis'])

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

const syntaxError = (message: string, line: number): PreparedSource => ({
  kind: 'syntax-error',
  message: `SyntaxError: ${message} in ${line}`,
  line,
})

/** A script that may import, as the engine has it; strict mode is checked when the realm compiles. */
const PARSE_OPTIONS = {
  ecmaVersion: 2023,
  sourceType: 'script',
  allowImportExportEverywhere: true,
  allowAwaitOutsideFunction: true,
  locations: true,
  preserveParens: true,
} as const

const parsed = (source: string): Program | { readonly message: string; readonly line: number } => {
  try {
    return parse(source, PARSE_OPTIONS)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const line = 'loc' in error ? (error.loc as { line: number }).line : 1
    return { message: error.message.replace(/ \(\d+:\d+\)$/, ''), line }
  }
}

/**
 * Makes a function's file ready for the realm: checks the syntax of runtime 2.0, counts steps, replaces imports. No line moves, so that
 * messages and breakpoints stay true.
 *
 * @param builtins names of the globals of the realm
 */
export const prepareSource = (source: string, builtins: readonly string[]): PreparedSource => {
  const program = parsed(source)
  if ('message' in program) return syntaxError(program.message, program.line)
  const names = freeNames(source)
  const builtinNames = new Set(builtins)
  const insertions: Insertion[] = []
  let complaint: { message: string; line: number } | undefined
  let mayAwait = false
  let changesBuiltins = false
  let mentionsGlobal = false
  fullAncestor(program, (node, _state, ancestors) => {
    const message = unsupportedSyntax(node, ancestors)
    const line = node.loc?.start.line ?? 1
    if (message !== undefined && (complaint === undefined || line < complaint.line)) complaint = { message, line }
    mayAwait ||= mayMakePromises(node)
    mentionsGlobal ||= isNamed(node, GLOBAL_NAMES)
    changesBuiltins ||= changesBuiltin(node, ancestors, builtinNames)
    insertions.push(...importInsertion(node, source, names), ...stepInsertions(node, names))
  })
  if (complaint !== undefined) return syntaxError(complaint.message, complaint.line)
  // Inner nodes come before outer ones and sorting is stable, so braces that close at one place close from the inside out.
  const inOrder = insertions.toSorted((a, b) => a.at - b.at)
  const before = beforeBody(names, builtins)
  const script = before + applyInsertions(source, inOrder) + afterBody(names)
  const placeOf = (inScript: SourcePlace): SourcePlace => placeInSource(source, inOrder, before.length, inScript)
  return { kind: 'ready', script, mayAwait, changesBuiltins, mentionsGlobal, placeOf }
}

/**
 * The function's file as the body of a function, called anew for each invocation: its top-level state is fresh (CFF-08). Beside it a
 * function that tells how many steps are left.
 */
const beforeBody = (names: Names, builtins: readonly string[]): string =>
  `(function(${[...builtins, names.cloudfront, names.stop].join()}){"use strict";let ${names.steps}=0;` +
  `return [function(){${names.steps}=${STEPS_MAX};`

const afterBody = ({ steps }: Names): string =>
  `\n;return typeof handler==="function"?handler:undefined},function(){return ${steps}}]})`

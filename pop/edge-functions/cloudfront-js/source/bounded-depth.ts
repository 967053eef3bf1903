import type { AnyNode, Pattern } from 'acorn'
import { isFunction, walk, type FunctionNode } from '../language/walk.ts'
import type { HarnessNames } from './harness-names.ts'
import { around, type Wrapping } from './wrap.ts'

/**
 * How deep calls may stand in one another. The runtime's engine stops a small function at 407, and one with more arguments and variables
 * at some 100 (measured, ENG-13). Far from the end of V8's own stack, where compiling a regular expression would end the process.
 */
export const DEPTH_MAX = 400

/** A frame has at most so many variables as its text has room for. */
const CHARACTERS_A_LEVEL = 256

const levelsOf = ({ start, end }: FunctionNode): number => 1 + Math.floor((end - start) / CHARACTERS_A_LEVEL)

const namesIn = (pattern: Pattern): string[] => (pattern.type === 'Identifier' ? [pattern.name] : [])

/** Whether declarations of its body could not stand in a block: a name declared twice there. */
const needsOwnBody = (fn: FunctionNode): boolean => {
  if (fn.body.type !== 'BlockStatement') return false
  const functions = fn.body.body.flatMap(one => (one.type === 'FunctionDeclaration' ? [one.id.name] : []))
  if (functions.length === 0) return false
  const declared = new Set(functions)
  let isTwice = declared.size < functions.length
  walk(fn.body, (node, ancestors) => {
    if (node.type !== 'VariableDeclaration' || node.kind !== 'var' || ancestors.some(isFunction)) return
    if (node.declarations.some(({ id }) => namesIn(id).some(name => declared.has(name)))) isTwice = true
  })
  return isTwice
}

const parametersText = (fn: FunctionNode, source: string): string =>
  fn.params.map(({ start, end }) => source.slice(start, end)).join()

/** The body as a function of its own, called with all that the outer one was. */
const ownBody = (fn: FunctionNode, source: string): readonly [before: string, after: string] => {
  const parameters = parametersText(fn, source)
  const async = fn.async ? 'async ' : ''
  return fn.type === 'ArrowFunctionExpression'
    ? [`return(${async}(${parameters})=>{`, `})(${parameters})`]
    : [`return(${async}function(${parameters}){`, '}).apply(this,arguments)']
}

const nothing: readonly [string, string] = ['', '']

/** Each call is a level, and a large function several; whatever way it ends, they are given back. */
export const boundedDepth = (node: AnyNode, source: string, names: HarnessNames): Wrapping[] => {
  if (!isFunction(node)) return []
  const { body } = node
  // Nothing is called in an empty body.
  if (body.type === 'BlockStatement' && body.body.length === 0) return []
  if (body.type !== 'BlockStatement') {
    const [open, close] = body.type === 'SequenceExpression' ? ['(', ')'] : ['', '']
    // What is thrown through it is given back by the function around it.
    return around(body, ` ${names.up}(${names.down}(${levelsOf(node)}),${open}`, `${close})`)
  }
  const [before, after] = needsOwnBody(node) ? ownBody(node, source) : nothing
  const enter = `const ${names.level}=${names.down}(${levelsOf(node)});try{${before}`
  return [
    { at: body.start + 1, replaces: 0, text: enter, end: body.end, closes: false },
    {
      at: body.end - 1,
      replaces: 0,
      text: `${after}}finally{${names.depth}=${names.level}}`,
      end: body.start,
      closes: true,
    },
  ]
}

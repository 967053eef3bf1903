import type { AnyNode } from 'acorn'
import type { Insertion } from '../source-place.ts'

/** An insertion, and to which piece of the source it belongs: of two at one place the one of the wider piece stands outside. */
export interface Wrapping extends Insertion {
  readonly end: number
  readonly closes: boolean
}

export const around = (node: AnyNode, before: string, after: string): Wrapping[] => [
  { at: node.start, replaces: 0, text: before, end: node.end, closes: false },
  { at: node.end, replaces: 0, text: after, end: node.start, closes: true },
]

/** A word of the language may stand right before it (`return"a"+b`), and `a, b` is one value. */
export const inCall = (callee: string, node: AnyNode, rest = ''): Wrapping[] => {
  const [open, close] = node.type === 'SequenceExpression' ? ['((', ')'] : ['(', '']
  return around(node, ` ${callee}${open}`, `${close}${rest === '' ? '' : `,${rest}`})`)
}

/** At the beginning of a block, behind its brace. */
export const inside = (block: AnyNode, text: string): Wrapping[] =>
  text === '' ? [] : [{ at: block.start + 1, replaces: 0, text, end: block.end, closes: false }]

export const inPlaceOf = (node: AnyNode, text: string): Wrapping[] => [
  { at: node.start, replaces: node.end - node.start, text, end: node.end, closes: false },
]

/**
 * What closes comes before what opens at the same place; the wider opens first and closes last. Of two that are equally wide the one
 * given first is outside.
 */
export const inOrder = (wrappings: readonly Wrapping[]): Insertion[] =>
  wrappings
    .map((wrapping, index) => ({ wrapping, index }))
    .toSorted(
      ({ wrapping: a, index: i }, { wrapping: b, index: j }) =>
        a.at - b.at || Number(b.closes) - Number(a.closes) || b.end - a.end || (a.closes ? j - i : i - j),
    )
    .map(({ wrapping }) => wrapping)

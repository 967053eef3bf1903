import type { Token } from 'acorn'
import { notSupported, unexpected, type CodeText, type Refusal } from './code-text.ts'

/**
 * The engine stops at the first thing it does not take, this parser at the first that is no JavaScript: of a program with both, the
 * tokens in front of the parser's place may have been the end of it before.
 */
interface Early {
  readonly at: string
  /** What stands before it, as far as it matters. */
  readonly after?: RegExp
  readonly notAfter?: RegExp
  readonly before?: RegExp
  readonly refusal: (token: string, position: number) => Refusal
}

const says =
  (text: string) =>
  (_token: string, position: number): Refusal => ({ text: `SyntaxError: ${text}`, position })

const MEMBER = /\.\s*$/
const EARLY: readonly Early[] = [
  { at: 'class', notAfter: MEMBER, before: /^(?!\s*[:,(}])/, refusal: notSupported },
  { at: 'super', notAfter: MEMBER, before: /^(?!\s*[:,}])/, refusal: notSupported },
  { at: 'export', notAfter: MEMBER, before: /^(?!\s*[:,(}])/, refusal: says('Illegal export statement') },
  { at: 'import', after: /[=(,+!&|?]\s*$|\b(?:throw|return|typeof)\s*$/, refusal: notSupported },
  { at: '*', after: /\bfunction\s*$/, refusal: unexpected },
  { at: 'of', after: /\bfor\s*\(\s*(?:var|let|const)\s+[\w$]+\s*$/, refusal: notSupported },
  { at: '{', after: /\bcatch\s*$/, refusal: notSupported },
  { at: '{', after: /\bfunction\s*[\w$]*\s*\(\s*$/, refusal: notSupported },
]

const matches = (
  { at, after, notAfter, before }: Early,
  text: string,
  source: string,
  { start, end }: Token,
): boolean => {
  if (text !== at) return false
  const front = source.slice(Math.max(0, start - 200), start)
  return (
    (after === undefined || after.test(front)) &&
    (notAfter === undefined || !notAfter.test(front)) &&
    (before === undefined || before.test(source.slice(end, end + 20)))
  )
}

/** A declaration that takes apart: refused at the first token inside its brackets (CFF-18). */
const destructuring = (tokens: readonly Token[], index: number, source: string): Refusal | undefined => {
  const token = tokens[index]
  const next = tokens[index + 1]
  if (token === undefined || next === undefined || !/^[{[]$/.test(source.slice(token.start, token.end)))
    return undefined
  if (!/\b(?:var|let|const)\s*$/.test(source.slice(Math.max(0, token.start - 20), token.start))) return undefined
  return notSupported(source.slice(next.start, next.end), next.start)
}

/** In: where the parser gave up. Out: what the engine had refused in front of it, undefined for nothing. */
export const earlyRefusal = ({ source, tokens }: CodeText, position: number): Refusal | undefined => {
  for (const [index, token] of tokens.entries()) {
    if (token.start >= position) break
    const text = source.slice(token.start, token.end)
    if (text.startsWith('#')) return unexpected('#', token.start)
    if (/^[\w$]*\\/.test(text)) return unexpected('\\', token.start)
    const early = EARLY.find(one => matches(one, text, source, token))
    if (early !== undefined) return early.refusal(text, token.start)
    const taken = destructuring(tokens, index, source)
    if (taken !== undefined) return taken
  }
  const character = /#\s*$/.exec(source.slice(0, position))
  return character === null ? undefined : unexpected('#', character.index)
}

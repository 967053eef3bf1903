import { Parser, type AnyNode, type Program, type Token } from 'acorn'
import { unexpected, type CodeText, type Refusal } from './code-text.ts'
import { earlyRefusal } from './early-refusal.ts'
import type { Finding, Runtime } from './finding.ts'
import { parseProblem } from './parse-problem.ts'

export type Parsed =
  | { readonly kind: 'parsed'; readonly program: Program; readonly code: CodeText }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** A finding of a gate before it knows its file and severity scale: what, and at which node. */
export const at = (node: AnyNode, finding: Omit<Finding, 'file' | 'line' | 'column'>): Finding => ({
  ...finding,
  file: '',
  line: node.loc?.start.line ?? 1,
  column: (node.loc?.start.column ?? 0) + 1,
})

/** A script that may import (CFF-34), always strict (CFF-05). Patterns are PCRE's and read by `regexp-rules.ts`. */
const StrictParser = Parser.extend(
  Base =>
    class extends Base {
      protected strict = true
      protected validateRegExpPattern(): void {}
    },
)

const PARSE_OPTIONS = {
  ecmaVersion: 'latest',
  sourceType: 'script',
  allowImportExportEverywhere: true,
  allowAwaitOutsideFunction: true,
  locations: true,
} as const

const positionOf = (error: SyntaxError): number => ('pos' in error ? Number(error.pos) : 0)

const withoutPlace = ({ message }: SyntaxError): string => message.replace(/ \(\d+:\d+\)$/, '')

/** `<!--` and `-->` start comments in scripts, not in the engine. */
const htmlComment = (source: string, start: number): Refusal | undefined => {
  if (source.startsWith('<!--', start)) return unexpected('<', start)
  return source.startsWith('-->', start) ? unexpected('>', start) : undefined
}

/** Reads a function as today's JavaScript, so that what the runtime lacks can be called by name. */
export const parseFunction = (source: string, runtime: Runtime): Parsed => {
  const tokens: Token[] = []
  const code = { source, tokens }
  let refusal: Refusal | undefined
  const onComment = (_isBlock: boolean, _text: string, start: number): void => {
    refusal ??= htmlComment(source, start)
  }
  try {
    const program = StrictParser.parse(source, { ...PARSE_OPTIONS, onToken: tokens, onComment })
    return refusal === undefined ? { kind: 'parsed', program, code } : { kind: 'refused', refusal }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const position = positionOf(error)
    const found = earlyRefusal(code, position) ?? parseProblem(withoutPlace(error), position, code, runtime)
    return { kind: 'refused', refusal: found }
  }
}

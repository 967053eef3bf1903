import { parse, type AnyNode, type Program } from 'acorn'
import type { Finding } from './finding.ts'

export type Parsed =
  | { readonly kind: 'parsed'; readonly program: Program }
  | { readonly kind: 'unreadable'; readonly finding: Finding }

/** A finding of a gate before it knows its file and severity scale: what, and at which node. */
export const at = (node: AnyNode, finding: Omit<Finding, 'file' | 'line' | 'column'>): Finding => ({
  ...finding,
  file: '',
  line: node.loc?.start.line ?? 1,
  column: (node.loc?.start.column ?? 0) + 1,
})

const positionOf = (error: unknown): { line: number; column: number } => {
  const loc = error instanceof Error && 'loc' in error ? error.loc : undefined
  if (typeof loc !== 'object' || loc === null || !('line' in loc) || !('column' in loc)) return { line: 1, column: 1 }
  return { line: Number(loc.line), column: Number(loc.column) + 1 }
}

const withoutPosition = (message: string): string => message.replace(/ \(\d+:\d+\)$/, '')

/**
 * Reads a function as a strict-mode module of today's JavaScript, so that what the runtime lacks can be called by name
 * instead of "unexpected token" (CFF-05: the runtime is always strict).
 */
export const parseFunction = (text: string): Parsed => {
  try {
    return { kind: 'parsed', program: parse(text, { ecmaVersion: 'latest', sourceType: 'module', locations: true }) }
  } catch (error) {
    const message = withoutPosition(error instanceof Error ? error.message : String(error))
    const remedy = 'mend the syntax; CloudFront would deploy this code and answer 503 to every request'
    return {
      kind: 'unreadable',
      finding: { rule: 'CFF-140', severity: 'error', file: '', ...positionOf(error), message, remedy },
    }
  }
}

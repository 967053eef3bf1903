import type { AnyNode, CallExpression } from 'acorn'
import { runsInLinearTime } from './regexp-engine.io.ts'

/** Whether a pattern can match one text in so many ways that trying all takes long. */
const mayBacktrackLong = (pattern: string): boolean => {
  const bare = pattern.replace(/\\[^]|\[(?:\\[^]|[^\]\\])*\]/g, ' ')
  return /[*+{]/.test(bare)
}

const nameOfProperty = (node: AnyNode): string | undefined =>
  node.type === 'MemberExpression' && node.property.type === 'Identifier' ? node.property.name : undefined

const isRegExpLiteral = (node: AnyNode | undefined): boolean => node?.type === 'Literal' && Boolean(node.regex)

/** `text.match(pattern)` makes an expression of a text. */
const matchesText = ({ callee, arguments: given }: CallExpression): boolean => {
  const method = nameOfProperty(callee)
  return (method === 'match' || method === 'search') && !isRegExpLiteral(given[0])
}

/**
 * True for code after which a single built-in may run for long, where no step is counted: an expression that backtracks and that the
 * engine cannot run in linear time, or one made of text.
 */
export const mayRunLong = (node: AnyNode): boolean => {
  switch (node.type) {
    case 'Literal':
      return (
        Boolean(node.regex) &&
        mayBacktrackLong(node.regex?.pattern ?? '') &&
        !runsInLinearTime(node.regex?.pattern ?? '', node.regex?.flags ?? '')
      )
    case 'Identifier':
      return node.name === 'RegExp'
    case 'CallExpression':
      return matchesText(node)
    default:
      return false
  }
}

const GROUPS_MAX = 8

/** True for an expression whose match holds so many groups that they have to be charged. What is made of text is watched anyway. */
export const hasManyGroups = (node: AnyNode): boolean =>
  node.type === 'Literal' && (node.regex?.pattern.split('(').length ?? 0) > GROUPS_MAX

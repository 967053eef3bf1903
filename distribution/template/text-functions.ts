import type { Place } from '../problem.ts'
import type { Intrinsic } from './intrinsics.ts'
import { attributeOf, refer, splitAtDot } from './references.ts'
import type { TemplateNode } from './template-node.ts'
import { child, listNode, textNode, unresolved } from './template-node.ts'
import type { TemplateScope } from './template-scope.ts'

/** CloudFormation's own limit for a whole template is 1 MB; a longer text is a mistake, or a bomb. */
const TEXT_LENGTH_MAX = 1_000_000

const boundedText = (parts: readonly string[], separator: string, at: Place, scope: TemplateScope): TemplateNode => {
  const length = parts.reduce((sum, part) => sum + part.length + separator.length, 0)
  if (length <= TEXT_LENGTH_MAX) return textNode(parts.join(separator), at)
  scope.log.error(`the text grows beyond ${TEXT_LENGTH_MAX} characters`, at, { remedy: 'write the value out' })
  return unresolved(at)
}

/** The two items of a function's argument; reported when there are not two. */
const pair = (
  argument: TemplateNode,
  what: string,
  at: Place,
  scope: TemplateScope,
): readonly [TemplateNode, TemplateNode] | undefined => {
  const [first, second] = argument.kind === 'list' ? argument.items : []
  if (first !== undefined && second !== undefined) return [first, second]
  scope.log.error(`${what} wants a list of two`, at, { remedy: 'give two items' })
  return undefined
}

const join: Intrinsic = (argument, at, scope) => {
  const [separatorNode, itemsNode] = pair(argument, 'Fn::Join', at, scope) ?? []
  if (separatorNode === undefined || itemsNode === undefined) return unresolved(at)
  const separator = scope.text(separatorNode, 'the separator of Fn::Join')
  const items = scope.texts(itemsNode, 'the list of Fn::Join')
  if (separator === undefined || items === undefined) return unresolved(at)
  return boundedText(items, separator, at, scope)
}

const split: Intrinsic = (argument, at, scope) => {
  const [separatorNode, textArgument] = pair(argument, 'Fn::Split', at, scope) ?? []
  if (separatorNode === undefined || textArgument === undefined) return unresolved(at)
  const separator = scope.text(separatorNode, 'the separator of Fn::Split')
  const text = scope.text(textArgument, 'the text of Fn::Split')
  if (separator === undefined || text === undefined) return unresolved(at)
  return listNode(
    text.split(separator).map(part => textNode(part, at)),
    at,
  )
}

const PLACEHOLDER = /\$\{(!?)([^}]*)\}/g

const sub: Intrinsic = (argument, at, scope) => {
  const [template, values] = argument.kind === 'list' ? argument.items : [argument]
  const text = template === undefined ? undefined : scope.text(template, 'Fn::Sub')
  if (text === undefined) return unresolved(at)
  const parts: string[] = []
  let end = 0
  let complete = true
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [whole, literal, name = ''] = match
    parts.push(text.slice(end, match.index))
    end = match.index + whole.length
    const value = literal === '!' ? `\${${name}}` : substitute(name.trim(), values, at, scope)
    complete &&= value !== undefined
    parts.push(value ?? '')
  }
  return complete ? boundedText([...parts, text.slice(end)], '', at, scope) : unresolved(at)
}

const substitute = (
  name: string,
  values: TemplateNode | undefined,
  at: Place,
  scope: TemplateScope,
): string | undefined => {
  const own = child(values, name)
  if (own !== undefined) return scope.text(own, `the value of ${name} in Fn::Sub`)
  const [logicalId = '', attribute] = splitAtDot(name)
  const node = attribute === undefined ? refer(name, at, scope) : attributeOf(logicalId, attribute, at, scope)
  return node === undefined ? '' : scope.text(node, `\${${name}}`)
}

const base64: Intrinsic = (argument, at, scope) => {
  const text = scope.text(argument, 'Fn::Base64')
  return text === undefined ? unresolved(at) : textNode(Buffer.from(text, 'utf8').toString('base64'), at)
}

const toJsonString: Intrinsic = (argument, at, scope) => {
  const value = jsonValue(argument, scope)
  return value === BROKEN ? unresolved(at) : boundedText([JSON.stringify(value)], '', at, scope)
}

const BROKEN = Symbol('unresolved')

/** A node with everything below it resolved, as plain data; object keys stay in order. */
const jsonValue = (node: TemplateNode, scope: TemplateScope): unknown => {
  const value = scope.resolve(node)
  if (value === undefined || value.kind === 'unresolved') return BROKEN
  if (value.kind === 'scalar') return value.value
  if (value.kind === 'list') {
    const items = value.items.map(item => jsonValue(item, scope))
    return items.includes(BROKEN) ? BROKEN : items
  }
  const entries = [...value.entries].map(([name, entry]) => [name, jsonValue(entry, scope)] as const)
  return entries.some(([, entry]) => entry === BROKEN) ? BROKEN : Object.fromEntries(entries)
}

export const textFunctions: readonly (readonly [string, Intrinsic])[] = [
  ['Fn::Join', join],
  ['Fn::Split', split],
  ['Fn::Sub', sub],
  ['Fn::Base64', base64],
  ['Fn::ToJsonString', toJsonString],
]

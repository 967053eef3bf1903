import type { Place } from '../problem.ts'

/** A template as a tree in which every node knows where it is written. */
export type TemplateNode = ScalarNode | ListNode | MapNode | UnresolvedNode

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** As written: `012345678901` and `1.10` keep their digits when a text is wanted. */
  readonly text: string
  readonly place: Place
}

export interface ListNode {
  readonly kind: 'list'
  readonly items: readonly TemplateNode[]
  readonly place: Place
}

export interface MapNode {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, TemplateNode>
  readonly place: Place
}

/** A value that could not be worked out; the problem is in the log already, so nobody reports it again. */
export interface UnresolvedNode {
  readonly kind: 'unresolved'
  readonly place: Place
}

export const textNode = (text: string, place: Place): ScalarNode => ({ kind: 'scalar', value: text, text, place })

export const booleanNode = (value: boolean, place: Place): ScalarNode => ({
  kind: 'scalar',
  value,
  text: String(value),
  place,
})

export const numberNode = (value: number, place: Place): ScalarNode => ({
  kind: 'scalar',
  value,
  text: String(value),
  place,
})

export const listNode = (items: readonly TemplateNode[], place: Place): ListNode => ({ kind: 'list', items, place })

export const mapNode = (entries: Iterable<readonly [string, TemplateNode]>, place: Place): MapNode => ({
  kind: 'map',
  entries: new Map(entries),
  place,
})

export const unresolved = (place: Place): UnresolvedNode => ({ kind: 'unresolved', place })

/** The child of that name, or undefined when `node` is no map or has no such child. */
export const child = (node: TemplateNode | undefined, name: string): TemplateNode | undefined =>
  node?.kind === 'map' ? node.entries.get(name) : undefined

/** The children of a map by name; empty for everything else. */
export const children = (node: TemplateNode | undefined): Iterable<readonly [string, TemplateNode]> =>
  node?.kind === 'map' ? node.entries : []

/** What a node is, for messages: `a list`. */
export const kindInWords = (node: TemplateNode): string => {
  if (node.kind === 'list') return 'a list'
  if (node.kind === 'map') return 'an object'
  if (node.kind === 'unresolved') return 'unknown'
  if (node.value === null) return 'null'
  return typeof node.value === 'string' ? `the text ${JSON.stringify(shortened(node.value))}` : `${node.text}`
}

const SHOWN_CHARACTERS = 60

/** Long texts are cut for messages. */
export const shortened = (text: string): string =>
  text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`

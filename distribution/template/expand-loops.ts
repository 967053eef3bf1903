import type { ParameterValue } from './parameters.ts'
import { settled } from './parameters.ts'
import type { ProblemLog } from './problem-log.ts'
import type { TemplateNode } from './template-node.ts'
import { child, textNode, unresolved } from './template-node.ts'

const LOOP = 'Fn::ForEach::'
/** What the loops of a template may write together. CloudFormation ends at 500 resources. */
const COPIES_MAX = 2_000

type Parameters = ReadonlyMap<string, ParameterValue>

/**
 * The template with each `Fn::ForEach` written out (`AWS::LanguageExtensions`): in Conditions, Resources, Outputs and below. A collection is a
 * list of texts or a parameter that is one.
 */
export const expandLoops = (root: TemplateNode, parameters: Parameters, log: ProblemLog): TemplateNode =>
  new LoopExpansion(parameters, log).expand(root)

class LoopExpansion {
  private readonly parameters: Parameters
  private readonly log: ProblemLog
  private copies = 0

  constructor(parameters: Parameters, log: ProblemLog) {
    this.parameters = parameters
    this.log = log
  }

  expand(node: TemplateNode): TemplateNode {
    if (node.kind === 'list') {
      const items = node.items.map(item => this.expand(item))
      return items.every((item, index) => item === node.items[index]) ? node : { ...node, items }
    }
    if (node.kind !== 'map') return node
    const entries = new Map<string, TemplateNode>()
    let changed = false
    for (const [name, value] of node.entries) {
      if (name.startsWith(LOOP)) {
        changed = true
        for (const [written, copy] of this.loop(name, value)) this.add(entries, written, copy)
        continue
      }
      const expanded = this.expand(value)
      changed ||= expanded !== value
      this.add(entries, name, expanded)
    }
    return changed ? { ...node, entries } : node
  }

  private add(entries: Map<string, TemplateNode>, name: string, value: TemplateNode): void {
    if (entries.has(name)) this.log.error(`the key ${name} stands twice`, value.place, { remedy: 'give other names' })
    entries.set(name, value)
  }

  private loop(name: string, argument: TemplateNode): readonly (readonly [string, TemplateNode])[] {
    const [identifier, collection, body] = argument.kind === 'list' ? argument.items : []
    const values = this.collection(collection)
    if (identifier?.kind !== 'scalar' || values === undefined || body?.kind !== 'map') {
      this.log.error(`${name} wants an identifier, a list of texts and what to write for each`, argument.place, {
        remedy: 'give these three; the list may be a Ref to a parameter with a value',
      })
      return []
    }
    return values.flatMap(value => {
      const written = this.expand(substituted(body, identifier.text, value))
      if (++this.copies <= COPIES_MAX) return written.kind === 'map' ? [...written.entries] : []
      this.log.error(`loops write more than ${COPIES_MAX} copies`, argument.place, { remedy: 'loop over fewer values' })
      return []
    })
  }

  private collection(node: TemplateNode | undefined): readonly string[] | undefined {
    const name = child(node, 'Ref')
    const parameter = name?.kind === 'scalar' ? settled(this.parameters.get(name.text)) : undefined
    if (parameter?.kind === 'list') return parameter.texts
    if (node?.kind !== 'list') return undefined
    const texts = node.items.map(item => (item.kind === 'scalar' ? item.text : undefined))
    return texts.every(text => text !== undefined) ? texts : undefined
  }
}

/** `${Name}` and `&{Name}` (letters and digits only) in keys and texts, and `Ref: Name`, become the value. */
const substituted = (node: TemplateNode, identifier: string, value: string): TemplateNode => {
  const inText = (text: string): string =>
    text
      .replaceAll(`\${${identifier}}`, () => value)
      .replaceAll(`&{${identifier}}`, () => value.replace(/[^A-Za-z0-9]/g, ''))
  if (node.kind === 'unresolved') return unresolved(node.place)
  if (node.kind === 'scalar') {
    const text = typeof node.value === 'string' ? inText(node.text) : node.text
    return text === node.text ? node : textNode(text, node.place)
  }
  if (node.kind === 'list') return { ...node, items: node.items.map(item => substituted(item, identifier, value)) }
  const name = child(node, 'Ref')
  if (node.entries.size === 1 && name?.kind === 'scalar' && name.text === identifier) return textNode(value, node.place)
  const entries = [...node.entries].map(([key, entry]) => [inText(key), substituted(entry, identifier, value)] as const)
  return { ...node, entries: new Map(entries) }
}

import type { CST, Document, ErrorCode, Node, Scalar, LineCounter } from 'yaml'
import type { Place } from '../problem.ts'
import { NESTING_DEPTH_MAX } from './nesting.ts'
import type { ProblemLog } from './problem-log.ts'
import { SWITCH_WORDS } from './switch-words.ts'
import { hasShortTag, withShortTag } from './short-tags.ts'
import type { TemplateNode } from './template-node.ts'
import { children, listNode, unresolved } from './template-node.ts'
import { yaml } from './yaml-library.ts'

const ALIASED_NODES_MAX = 10_000
const SYNTAX_PROBLEMS_MAX = 1
const UNKNOWN_TAG: ErrorCode = 'TAG_RESOLVE_FAILED'

/**
 * Reads a YAML template into nodes with places. Short tags become their long form (`!GetAtt a.b` → `Fn::GetAtt: [a, b]`), aliases are expanded.
 * Broken syntax gives one problem with its line, and undefined.
 */
export const parseYaml = (file: string, text: string, log: ProblemLog): TemplateNode | undefined => {
  const lines = new (yaml().LineCounter)()
  const tokens = [...new (yaml().Parser)(lines.addNewLine).parse(text)]
  if (depthExceeds(tokens, NESTING_DEPTH_MAX))
    return reject(log, `the template is nested deeper than ${NESTING_DEPTH_MAX} levels`, { file })
  const documents = [
    ...new (yaml().Composer)({ logLevel: 'silent', uniqueKeys: false }).compose(tokens, true, text.length),
  ]
  const [document, another] = documents
  if (document === undefined) return reject(log, 'the template is empty', { file })
  const broken = documents.flatMap(({ errors }) => errors).slice(0, SYNTAX_PROBLEMS_MAX)
  for (const { pos, message } of broken)
    log.error(firstLine(message), placeAt(file, lines, pos[0]), { remedy: 'mend the syntax' })
  if (broken.length > 0) return undefined
  if (another !== undefined)
    return reject(log, 'the file holds more than one YAML document', placeAt(file, lines, another.range[0]))
  return new Conversion(document, file, lines, log).root()
}

const reject = (log: ProblemLog, message: string, place: Place): undefined => {
  log.error(message, place, { remedy: 'give a CloudFormation template in JSON or YAML' })
  return undefined
}

const firstLine = (message: string): string =>
  (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '')

const placeAt = (file: string, lines: LineCounter, offset: number): Place => {
  const { line, col } = lines.linePos(offset)
  return line === 0 ? { file } : { file, line, column: col }
}

/** Walks the concrete syntax without recursion, for composing deep nesting would end the process. */
const depthExceeds = (tokens: readonly CST.Token[], limit: number): boolean => {
  const open: { readonly token: CST.Token | null | undefined; readonly depth: number }[] = tokens.map(token => ({
    token,
    depth: 0,
  }))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next
    if (depth > limit) return true
    if (token?.type === 'document') open.push({ token: token.value, depth })
    if (token === null || token === undefined || !('items' in token)) continue
    for (const item of token.items)
      open.push({ token: item.key, depth: depth + 1 }, { token: item.value, depth: depth + 1 })
  }
  return false
}

/** From the YAML document to template nodes. */
class Conversion {
  private readonly document: Document.Parsed
  private readonly file: string
  private readonly lines: LineCounter
  private readonly log: ProblemLog
  private aliasDepth = 0
  private aliasedNodes = 0

  constructor(document: Document.Parsed, file: string, lines: LineCounter, log: ProblemLog) {
    this.document = document
    this.file = file
    this.lines = lines
    this.log = log
    this.reportWarnings()
  }

  root(): TemplateNode | undefined {
    const { contents } = this.document
    const place: Place = { file: this.file }
    return contents === null ? reject(this.log, 'the template is empty', place) : this.convert(contents, [], place)
  }

  private reportWarnings(): void {
    for (const { code, pos, message } of this.document.warnings) {
      if (code !== UNKNOWN_TAG) this.log.warning(firstLine(message), placeAt(this.file, this.lines, pos[0]))
    }
  }

  private convert(node: Node | null, path: readonly string[], outer: Place): TemplateNode {
    const place = this.aliasDepth > 0 || node === null ? outer : this.place(node, path)
    return this.convertAt(node, path, node === null ? outer : place)
  }

  private convertAt(node: Node | null, path: readonly string[], place: Place): TemplateNode {
    if (this.aliasDepth > 0 && ++this.aliasedNodes > ALIASED_NODES_MAX) {
      this.log.error(
        `aliases expand to more than ${ALIASED_NODES_MAX} nodes`,
        { file: this.file },
        { remedy: 'write the values out' },
      )
      return unresolved(place)
    }
    if (yaml().isAlias(node)) return this.alias(node.source, path, place)
    if (node === null || !('tag' in node) || !hasShortTag(node.tag)) return this.bare(node, path, place)
    return withShortTag(node.tag ?? '', tagPath => this.bare(node, [...path, ...tagPath], place), path, place, this.log)
  }

  private bare(node: Node | null, path: readonly string[], place: Place): TemplateNode {
    if (yaml().isMap<Scalar, Node | null>(node)) return this.map(node.items, path, place)
    if (yaml().isSeq<Node | null>(node)) {
      return listNode(
        node.items.map((item, index) => this.convert(item, [...path, String(index)], place)),
        place,
      )
    }
    return yaml().isScalar(node) ? scalar(node, place) : { kind: 'scalar', value: null, text: '', place }
  }

  private map(
    pairs: readonly { key: Node; value: Node | null }[],
    path: readonly string[],
    place: Place,
  ): TemplateNode {
    const entries = new Map<string, TemplateNode>()
    const merged: TemplateNode[] = []
    for (const { key, value } of pairs) {
      const keyPlace = this.aliasDepth > 0 ? place : this.place(key, path)
      if (!yaml().isScalar(key)) {
        this.log.error('a key must be a text', keyPlace, {
          remedy:
            'write the key as plain text; where {{ … }} is a placeholder of another tool, have it filled in first',
        })
        continue
      }
      const name = key.source ?? String(key.value)
      if (entries.has(name))
        this.log.error(`the key ${name} stands twice`, keyPlace, { remedy: 'remove one of the two' })
      if (name === '<<') {
        merged.push(this.merged(value, path, keyPlace))
        continue
      }
      const childPath = [...path, name]
      entries.set(name, this.convertAt(value, childPath, { ...keyPlace, path: childPath.join('.') }))
    }
    for (const [name, value] of merged.flatMap(mergedEntries)) if (!entries.has(name)) entries.set(name, value)
    return { kind: 'map', entries, place }
  }

  /** The AWS CLI and SAM write merges out when they package; CloudFormation itself does not. */
  private merged(value: Node | null, path: readonly string[], place: Place): TemplateNode {
    this.log.warning('CloudFormation does not know YAML merges (<<); they are written out here', place, {
      remedy: 'deploy what aws cloudformation package or sam build writes, or write the keys out',
    })
    return this.convertAt(value, path, place)
  }

  private alias(name: string, path: readonly string[], place: Place): TemplateNode {
    const target = this.aliasDepth < NESTING_DEPTH_MAX ? this.anchored(name) : undefined
    if (target === undefined) {
      this.log.error(`the alias *${name} leads nowhere`, place, { remedy: 'write the value out' })
      return unresolved(place)
    }
    this.aliasDepth++
    const node = this.convertAt(target, path, place)
    this.aliasDepth--
    return node
  }

  private anchors: Map<string, Node> | undefined

  private anchored(name: string): Node | undefined {
    this.anchors ??= anchorsOf(this.document.contents)
    return this.anchors.get(name)
  }

  private place(node: Node, path: readonly string[]): Place {
    const position = placeAt(this.file, this.lines, node.range?.[0] ?? 0)
    return path.length === 0 ? position : { ...position, path: path.join('.') }
  }
}

/** Of what is merged the first counts. */
const mergedEntries = (node: TemplateNode): readonly (readonly [string, TemplateNode])[] =>
  node.kind === 'list' ? node.items.flatMap(mergedEntries) : [...children(node)]

const scalar = (node: Scalar, place: Place): TemplateNode => {
  const word = node.type === 'PLAIN' && typeof node.value === 'string' ? SWITCH_WORDS.get(node.value) : undefined
  const value = word ?? node.value
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) {
    return { kind: 'scalar', value, text: String(value ?? ''), place }
  }
  const text = node.source ?? ''
  return { kind: 'scalar', value: typeof value === 'number' ? value : text, text, place }
}

/** The last node of each anchor name; YAML lets names be given again, templates do not do it. */
const anchorsOf = (root: Node | null): Map<string, Node> => {
  const anchors = new Map<string, Node>()
  const visit = (node: unknown): void => {
    if ((yaml().isMap(node) || yaml().isSeq(node) || yaml().isScalar(node)) && node.anchor !== undefined)
      anchors.set(node.anchor, node)
    if (yaml().isMap(node)) for (const { value } of node.items) visit(value)
    if (yaml().isSeq(node)) for (const item of node.items) visit(item)
  }
  visit(root)
  return anchors
}

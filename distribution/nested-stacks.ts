import { basename, dirname, join, normalize } from 'node:path'
import { cdkAsset } from './cdk-assets.ts'
import type { FilesAtHand } from './files-at-hand.ts'
import type { ProblemLog } from './template/problem-log.ts'
import type { TemplateNode } from './template/template-node.ts'
import { child, children } from './template/template-node.ts'
import type { Stack } from './template/template-scope.ts'
import { NESTED_STACK_TYPES } from './template/template-scope.ts'

/** Stacks within stacks within stacks; nobody has more. */
const NESTING_MAX = 10

interface Nesting {
  readonly files: FilesAtHand
  readonly parse: (
    source: { readonly file: string; readonly text: string },
    log: ProblemLog,
  ) => TemplateNode | undefined
  readonly log: ProblemLog
}

/** The stack with those nested in it whose templates are on this machine, each with its own. */
export const withNestedStacks = (stack: Stack, nesting: Nesting, above: readonly string[] = []): Stack => {
  const chain = [...above, normalize(stack.file)]
  const nested = new Map<string, Stack>()
  for (const [logicalId, resource] of children(child(stack.root, 'Resources'))) {
    const template = nestedTemplate(resource, stack.file, nesting)
    if (template === undefined || chain.includes(normalize(template.file)) || chain.length > NESTING_MAX) continue
    const inner = { name: `${stack.name}-${logicalId}`, idPrefix: `${stack.idPrefix}${logicalId}/` }
    nested.set(logicalId, withNestedStacks({ ...template, ...inner, identities: new Map() }, nesting, chain))
  }
  return nested.size === 0 ? stack : { ...stack, nested }
}

/** Every template that a stack takes in. */
export const nestedFiles = ({ nested = new Map() }: Stack): readonly string[] =>
  [...nested.values()].flatMap(stack => [normalize(stack.file), ...nestedFiles(stack)])

const nestedTemplate = (
  resource: TemplateNode,
  parent: string,
  { files, parse, log }: Nesting,
): Pick<Stack, 'file' | 'root'> | undefined => {
  const type = child(resource, 'Type')
  if (type?.kind !== 'scalar' || !NESTED_STACK_TYPES.has(type.text)) return undefined
  const file = pathsOf(resource, dirname(parent), files).find(path => files.exists(path))
  const text = file === undefined ? undefined : files.text(file)
  const root = file === undefined || text === undefined ? undefined : parse({ file, text }, log)
  return file === undefined || root === undefined ? undefined : { file, root }
}

/** Where the template may be: what the CDK names, a path, or the last part of a URL beside the parent. */
const pathsOf = (resource: TemplateNode, folder: string, files: FilesAtHand): readonly string[] => {
  const properties = child(resource, 'Properties')
  const asset = textOf(child(child(resource, 'Metadata'), 'aws:asset:path'))
  if (asset !== undefined) return [join(folder, asset)]
  const written = child(properties, 'TemplateURL') ?? child(properties, 'Location')
  const url = textOf(written) ?? textOf(child(written, 'Fn::Sub')) ?? lastPart(child(written, 'Fn::Join')) ?? ''
  if (url !== '' && !/^(\w+:|\$)/.test(url)) return [join(folder, url)]
  const name = basename(url)
  const uploaded = cdkAsset(folder, name.replace(/\.\w+$/, ''), files)
  return [...(uploaded === undefined ? [] : [uploaded]), ...(name === '' ? [] : [join(folder, name)])]
}

/** Of a URL that is put together. */
const lastPart = (joined: TemplateNode | undefined): string | undefined => {
  const parts = joined?.kind === 'list' ? joined.items[1] : undefined
  const last = parts?.kind === 'list' ? textOf(parts.items.at(-1)) : undefined
  return last === undefined ? undefined : `$${last}`
}

const textOf = (node: TemplateNode | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' && node.value !== '' ? node.value : undefined

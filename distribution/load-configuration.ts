import { basename } from 'node:path'
import { parseTemplate } from './template/parse-template.ts'
import { ProblemLog } from './template/problem-log.ts'
import type { LoadedTemplate, StackOptions } from './template/load-template.ts'
import { loadStacks } from './template/load-template.ts'
import { STACK_NAME } from './template/pseudo-parameters.ts'
import type { TemplateNode } from './template/template-node.ts'
import type { Stack } from './template/template-scope.ts'

export interface ConfigurationFile {
  /** For places in messages; code is looked for beside it. */
  readonly file: string
  readonly text: string
}

export interface ConfigurationOptions extends StackOptions {}

/**
 * Reads configurations into the checked model: what kind each file is shows in its content. Every mistake is a problem with its place; nothing
 * is thrown.
 */
export const loadConfiguration = (
  files: readonly ConfigurationFile[],
  options: ConfigurationOptions,
): LoadedTemplate => {
  const log = new ProblemLog()
  const stacks: Stack[] = []
  for (const source of files) {
    const root = parseTemplate(source, log)
    if (root !== undefined) stacks.push(stackOf(source.file, root, stacks.length, files.length))
  }
  if (stacks.length < files.length) return { distributions: [], problems: log.problems, passedOver: {} }
  return loadStacks(stacks, options, log)
}

const stackOf = (file: string, root: TemplateNode, index: number, count: number): Stack => {
  const name = count === 1 ? STACK_NAME : basename(file).replace(/(\.template)?\.\w+$/, '')
  return { file, root, name, idPrefix: index === 0 ? '' : `${name}/`, identities: new Map() }
}

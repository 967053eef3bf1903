import { WHAT_LOADS } from '../what-to-load.ts'
import { parseJson } from './parse-json.ts'
import { parseYaml } from './parse-yaml.ts'
import type { ProblemLog } from './problem-log.ts'
import type { TemplateNode } from './template-node.ts'
import { kindInWords } from './template-node.ts'

/**
 * Reads a template in JSON, or in YAML with CloudFormation's short tags, into nodes that know their places. Broken syntax gives one problem with
 * its line, and undefined; nothing is thrown.
 */
export const parseTemplate = (source: { file: string; text: string }, log: ProblemLog): TemplateNode | undefined => {
  const { file } = source
  const text = source.text.startsWith('\uFEFF') ? source.text.slice(1) : source.text
  const remedy = 'give a CloudFormation template in JSON or YAML'
  if (text.trim() === '') {
    log.error('the template is empty', { file }, { remedy })
    return undefined
  }
  const root = looksLikeJson(file, text) ? parseJson(file, text, log) : parseYaml(file, text, log)
  if (root === undefined || root.kind === 'map') return root
  if (root.kind !== 'unresolved')
    log.error(`the file holds ${kindInWords(root)}, which is no configuration`, root.place, {
      remedy: WHAT_LOADS,
    })
  return undefined
}

/** A YAML file may start with a brace too, but nobody writes templates so. */
const looksLikeJson = (file: string, text: string): boolean =>
  file.endsWith('.json') || (!/\.ya?ml$/.test(file) && text.trimStart().startsWith('{'))

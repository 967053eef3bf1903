import { basename } from 'node:path'
import { apiDocuments } from './api/api-documents.ts'
import type { ApiDocument } from './api/api-documents.ts'
import { translateApi } from './api/translate-api.ts'
import { configurationKind } from './configuration-kind.ts'
import type { ConfigurationKind } from './configuration-kind.ts'
import type { FilesAtHand } from './files-at-hand.ts'
import { ReaderNotes } from './reader-notes.ts'
import { loadStacks } from './template/load-template.ts'
import type { LoadedTemplate, StackOptions } from './template/load-template.ts'
import { parseTemplate } from './template/parse-template.ts'
import { ProblemLog } from './template/problem-log.ts'
import { STACK_NAME } from './template/pseudo-parameters.ts'
import { child } from './template/template-node.ts'
import type { TemplateNode } from './template/template-node.ts'
import type { Stack, StackBody } from './template/template-scope.ts'
import { translateTerraform } from './terraform/translate-terraform.ts'

export interface ConfigurationFile {
  /** For places in messages; code is looked for beside it. */
  readonly file: string
  readonly text: string
}

export interface ConfigurationOptions extends Omit<StackOptions, 'fileExists'> {
  readonly files: FilesAtHand
}

interface ParsedFile {
  readonly file: string
  readonly root: TemplateNode
}

const DISTRIBUTION = 'AWS::CloudFront::Distribution'

/**
 * Reads configurations into the checked model: CloudFormation templates, answers of the CloudFront API and `terraform show -json`. What kind a
 * file is shows in its content. Every mistake is a problem with its place; nothing is thrown.
 */
export const loadConfiguration = (
  sources: readonly ConfigurationFile[],
  { files, ...options }: ConfigurationOptions,
): LoadedTemplate => {
  const log = new ProblemLog()
  const parsed = sources.flatMap(({ file, text }): ParsedFile[] => {
    const root = parseTemplate({ file, text }, log)
    return root === undefined ? [] : [{ file, root }]
  })
  const stacks = parsed.length === sources.length ? stacksOf(parsed, files, log) : undefined
  if (stacks === undefined)
    return { distributions: [], problems: log.problems, passedOver: {}, notes: new ReaderNotes() }
  return loadStacks(stacks, { ...options, fileExists: path => files.exists(path) }, log)
}

/** Undefined when a file cannot be taken for a configuration, which is reported. */
const stacksOf = (parsed: readonly ParsedFile[], files: FilesAtHand, log: ProblemLog): readonly Stack[] | undefined => {
  const answers: ApiDocument[] = []
  const bodies: ((StackBody & { readonly file: string }) | { readonly file: string; readonly answer: ApiDocument })[] =
    []
  for (const { file, root } of parsed) {
    const kind = configurationKind(root)
    if (kind.kind === 'other') {
      log.error(`this is ${kind.what}`, { file }, { remedy: kind.remedy })
      return undefined
    }
    if (parsed.length > 1 && isEmptyStack(kind, root)) log.ignored('the stack has no Resources', { file })
    else if (kind.kind === 'cloudformation') bodies.push({ file, root, identities: new Map() })
    else if (kind.kind === 'terraform') bodies.push({ file, ...translateTerraform(root, log) })
    else {
      const documents = apiDocuments(root, stemOf(file))
      answers.push(...documents)
      for (const answer of documents) if (answer.type === DISTRIBUTION) bodies.push({ file, answer })
    }
  }
  if (bodies.length === 0) {
    const remedy = 'add the distribution: aws cloudfront get-distribution-config --id ID > distribution.json'
    log.error('there is no distribution in it', { file: parsed[0]?.file ?? '' }, { remedy })
    return undefined
  }
  return bodies.map((body, index): Stack => {
    const { file } = body
    const name = bodies.length === 1 ? STACK_NAME : stemOf(file)
    const stack = 'answer' in body ? translateApi(file, body.answer, answers, files, log) : body
    return { file, name, idPrefix: index === 0 ? '' : `${name}/`, root: stack.root, identities: stack.identities }
  })
}

/** The CDK writes one for a stack that only checks or hands values on. */
const isEmptyStack = ({ kind }: ConfigurationKind, root: TemplateNode): boolean =>
  kind === 'cloudformation' &&
  child(root, 'Resources') === undefined &&
  ['Parameters', 'Rules', 'Outputs'].some(section => child(root, section) !== undefined)

/** `network.template.json` → `network` */
const stemOf = (file: string): string => basename(file).replace(/(\.template)?\.\w+$/, '')

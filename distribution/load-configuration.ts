import { basename, normalize } from 'node:path'
import { apiDocuments } from './api/api-documents.ts'
import type { ApiDocument } from './api/api-documents.ts'
import { translateAnswers, translateApi } from './api/translate-api.ts'
import { configurationKind } from './configuration-kind.ts'
import type { ConfigurationKind } from './configuration-kind.ts'
import type { FilesAtHand } from './files-at-hand.ts'
import { foreignFile } from './foreign-files.ts'
import { nestedFiles, withNestedStacks } from './nested-stacks.ts'
import { stops, type Problem } from './problem.ts'
import { ReaderNotes } from './reader-notes.ts'
import { loadStacks } from './template/load-template.ts'
import type { LoadedTemplate, StackOptions } from './template/load-template.ts'
import { parseTemplate } from './template/parse-template.ts'
import { ProblemLog } from './template/problem-log.ts'
import { STACK_NAME } from './template/pseudo-parameters.ts'
import { child, children } from './template/template-node.ts'
import type { TemplateNode } from './template/template-node.ts'
import type { Stack, StackBody } from './template/template-scope.ts'
import { translateTerraform } from './terraform/translate-terraform.ts'

export interface ConfigurationFile {
  /** For places in messages; code is looked for beside it. */
  readonly file: string
  readonly text: string
  /** One of the stacks of a folder: nobody has asked for this one by its name. */
  readonly mayBeLeftOut?: boolean
}

export interface ConfigurationOptions extends Omit<StackOptions, 'fileExists' | 'declaredElsewhere'> {
  readonly files: FilesAtHand
}

/** A stack that does not load, and why; the others of its folder do. */
export interface LeftOutStack {
  readonly file: string
  readonly problems: readonly Problem[]
}

export interface LoadedConfiguration extends LoadedTemplate {
  readonly leftOut: readonly LeftOutStack[]
}

/** What was read, and which file each nested template was read for. */
interface LoadedStacks extends LoadedTemplate {
  readonly owners: ReadonlyMap<string, string>
}

interface ParsedFile {
  readonly file: string
  readonly root: TemplateNode
}

const DISTRIBUTION = 'AWS::CloudFront::Distribution'

/**
 * Reads configurations into the checked model: CloudFormation templates, answers of the CloudFront API and `terraform show -json`. What kind a
 * file is shows in its content. Every mistake is a problem with its place; nothing is thrown.
 *
 * A stack of a folder that does not load is left out, and what needs it fails by itself, when a distribution remains; else the problems are
 * those of all.
 */
export const loadConfiguration = (
  sources: readonly ConfigurationFile[],
  options: ConfigurationOptions,
): LoadedConfiguration => {
  const loaded = loadWithout(sources, NOTHING, options)
  let rest = loaded
  const leftOut: LeftOutStack[] = []
  while (stops(rest.problems)) {
    const failing = failingStacks(sources, rest)
    if (failing.length === 0) return { ...loaded, leftOut: [] }
    leftOut.push(...failing)
    rest = loadWithout(sources, new Set(leftOut.map(({ file }) => file)), options)
  }
  return rest.distributions.length === 0 ? { ...loaded, leftOut: [] } : { ...rest, leftOut }
}

const NOTHING: ReadonlySet<string> = new Set()

/** The stacks that problems stand in, where each of them may be left out. */
const failingStacks = (
  sources: readonly ConfigurationFile[],
  { problems, owners }: LoadedStacks,
): readonly LeftOutStack[] => {
  const ownerOf = ({ place }: Problem): string => owners.get(place.file) ?? place.file
  const files = new Set(problems.filter(problem => stops([problem])).map(ownerOf))
  const mayGo = new Set(sources.filter(({ mayBeLeftOut }) => mayBeLeftOut === true).map(({ file }) => file))
  if (![...files].every(file => mayGo.has(file))) return []
  return [...files].map(file => ({ file, problems: problems.filter(problem => ownerOf(problem) === file) }))
}

/** Stacks keep the names and ids that they have beside those that are left out. */
const loadWithout = (
  sources: readonly ConfigurationFile[],
  leftOut: ReadonlySet<string>,
  { files, ...options }: ConfigurationOptions,
): LoadedStacks => {
  const log = new ProblemLog()
  const unheard = new ProblemLog()
  const parsed = sources.flatMap(({ file, text }): ParsedFile[] => {
    const root = parsedFile({ file, text }, leftOut.has(file) ? unheard : log)
    return root === undefined ? [] : [{ file, root }]
  })
  const isParsed = ({ file }: ConfigurationFile): boolean => parsed.some(one => one.file === file)
  const isComplete = sources.every(source => leftOut.has(source.file) || isParsed(source))
  const stacks = isComplete ? stacksOf(parsed, leftOut, files, log) : undefined
  if (stacks === undefined)
    return { distributions: [], problems: log.problems, passedOver: {}, notes: new ReaderNotes(), owners: new Map() }
  const declaredElsewhere = parsed
    .filter(({ file }) => leftOut.has(file))
    .flatMap(({ root }) => [...children(child(root, 'Parameters'))].map(([name]) => name))
  const owners = new Map(stacks.flatMap(stack => nestedFiles(stack).map(file => [file, stack.file] as const)))
  const loaded = loadStacks(stacks, { ...options, declaredElsewhere, fileExists: path => files.exists(path) }, log)
  return { ...loaded, owners }
}

/** The tree of a file, without what an answer of the API wraps around a template. */
const parsedFile = (source: ConfigurationFile, log: ProblemLog): TemplateNode | undefined => {
  const foreign = foreignFile(source.file, source.text)
  if (foreign !== undefined) {
    log.error(`this is ${foreign.what}`, { file: source.file }, { remedy: foreign.remedy })
    return undefined
  }
  const root = parseTemplate(source, log)
  const body = child(root, 'TemplateBody')
  return body?.kind === 'map' ? body : root
}

/** Undefined when a file cannot be taken for a configuration, which is reported. */
const stacksOf = (
  parsed: readonly ParsedFile[],
  leftOut: ReadonlySet<string>,
  files: FilesAtHand,
  log: ProblemLog,
): readonly Stack[] | undefined => {
  const answers: { readonly file: string; readonly root: TemplateNode; readonly documents: readonly ApiDocument[] }[] =
    []
  const bodies: ((StackBody & { readonly file: string }) | { readonly file: string; readonly answer: ApiDocument })[] =
    []
  for (const { file, root } of parsed) {
    const kind = configurationKind(root)
    if (kind.kind === 'other' && leftOut.has(file)) continue
    if (kind.kind === 'other') {
      log.error(`this is ${kind.what}`, kind.place ?? { file }, { remedy: kind.remedy })
      return undefined
    }
    if (parsed.length > 1 && isEmptyStack(kind, root)) log.ignored('the stack has no Resources', { file })
    else if (kind.kind === 'cloudformation') bodies.push({ file, root, identities: new Map() })
    else if (kind.kind === 'terraform') bodies.push({ file, ...translateTerraform(root, log) })
    else {
      const documents = apiDocuments(root, stemOf(file))
      answers.push({ file, root, documents })
      for (const answer of documents) if (answer.type === DISTRIBUTION) bodies.push({ file, answer })
    }
  }
  // Beside a template they are a stack of their own; beside a distribution of the API they are part of it.
  if (bodies.length > 0 && bodies.every(body => !('answer' in body)))
    for (const { file, root, documents } of answers)
      bodies.push({ file, ...translateAnswers(root, documents, files, log) })
  if (bodies.length === 0) {
    const remedy = 'add the distribution: aws cloudfront get-distribution-config --id ID > distribution.json'
    log.error('there is no distribution in it', { file: parsed[0]?.file ?? '' }, { remedy })
    return undefined
  }
  const given = answers.flatMap(({ documents }) => documents)
  const stacks = bodies.flatMap((body, index): Stack[] => {
    const { file } = body
    if (leftOut.has(file)) return []
    const name = bodies.length === 1 ? STACK_NAME : stemOf(file)
    const stack = 'answer' in body ? translateApi(file, body.answer, given, files, log) : body
    const idPrefix = index === 0 ? '' : `${name}/`
    const outer: Stack = { file, name, idPrefix, root: stack.root, identities: stack.identities }
    return [withNestedStacks(outer, { files, parse: parsedFile, log })]
  })
  const nested = new Set(stacks.flatMap(nestedFiles))
  return stacks.filter(({ file }) => !nested.has(normalize(file)))
}

/** The CDK writes one for a stack that only checks or hands values on. */
const isEmptyStack = ({ kind }: ConfigurationKind, root: TemplateNode): boolean =>
  kind === 'cloudformation' &&
  child(root, 'Resources') === undefined &&
  ['Parameters', 'Rules', 'Outputs'].some(section => child(root, section) !== undefined)

/** `network.template.json` → `network` */
const stemOf = (file: string): string => basename(file).replace(/(\.template)?\.\w+$/, '')

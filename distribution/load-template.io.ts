import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { FilesAtHand } from './files-at-hand.ts'
import { loadConfiguration } from './load-configuration.ts'
import type { ConfigurationFile, LoadedConfiguration } from './load-configuration.ts'
import type { Problem } from './problem.ts'
import { ReaderNotes } from './reader-notes.ts'

/** CloudFormation takes templates of 1 MB; ten times that is another kind of file. */
const TEMPLATE_BYTES_MAX = 10_000_000
/** A large Terraform state has more. */
const JSON_BYTES_MAX = 20_000_000
/** Policies and code of functions. */
const COMPANION_BYTES_MAX = 1_000_000

export interface LoadTemplateOptions {
  readonly parameters: Readonly<Record<string, string>>
  /** Values of `Fn::ImportValue` by export name. */
  readonly imports?: Readonly<Record<string, string>>
}

export interface LoadedFiles extends LoadedConfiguration {
  /** Every file or folder that was read or looked for: what a change of can change the model. */
  readonly files: readonly string[]
}

/** What serving needs of the files: plain data, which passes between threads as a copy. Notes go by identity and would not survive it. */
export type ServableFiles = Omit<LoadedFiles, 'notes'>

export const servableFiles = ({ distributions, problems, passedOver, leftOut, files }: LoadedFiles): ServableFiles => ({
  distributions,
  problems,
  passedOver,
  leftOut,
  files,
})

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)

interface Unreadable {
  readonly file: string
  readonly message: string
  readonly remedy: string
}

const unreadable = (file: string, error: unknown): Unreadable => {
  const code = errorCode(error)
  if (code === 'ENOENT')
    return {
      file,
      message: 'the template file does not exist',
      remedy: 'package the service first, or name another file',
    }
  return { file, message: `the template file cannot be read (${code})`, remedy: 'check its permissions' }
}

const NO_TEMPLATE_IN_FOLDER = 'name the file in it; of the CDK, the folder that holds manifest.json'

/** The templates of a CDK app's output, by its manifest; those of its stages lie in folders of their own. */
const templatesOfManifest = (folder: string): readonly string[] => {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    const artifacts = memberOf(manifest, 'artifacts')
    return Object.values(typeof artifacts === 'object' && artifacts !== null ? artifacts : {}).flatMap(artifact => {
      const properties = memberOf(artifact, 'properties')
      const [file, stage] = [memberOf(properties, 'templateFile'), memberOf(properties, 'directoryName')]
      if (typeof file === 'string') return [join(folder, file)]
      // A folder below this one, so that no manifest can lead back to itself.
      return typeof stage === 'string' && basename(stage) === stage && !stage.startsWith('.')
        ? templatesOfManifest(join(folder, stage))
        : []
    })
  } catch {
    return []
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined

/** Windows PowerShell writes what `>` redirects in UTF-16. */
const decoded = (bytes: Buffer): string => bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8')

const textOf = async (file: string): Promise<ConfigurationFile | Unreadable> => {
  try {
    const { size } = await stat(file)
    const most = file.endsWith('.json') ? JSON_BYTES_MAX : TEMPLATE_BYTES_MAX
    if (size > most) {
      const message = `the template has ${size} bytes, at most ${most}`
      return { file, message, remedy: 'name a CloudFormation template' }
    }
    return { file, text: decoded(await readFile(file)) }
  } catch (error) {
    return unreadable(file, error)
  }
}

interface Expanded {
  readonly files: readonly string[]
  readonly isFolder: boolean
}

/** A file stands for itself, the folder of a CDK app for its templates. */
const expanded = async (path: string): Promise<Expanded | Unreadable> => {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() !== true) return { files: [path], isFolder: false }
  const templates = templatesOfManifest(path)
  return templates.length > 0
    ? { files: templates, isFolder: true }
    : { file: path, message: 'the template is a folder', remedy: NO_TEMPLATE_IN_FOLDER }
}

/** The disk, with a note of everything it was asked for. */
const notingDisk = (asked: Set<string>): FilesAtHand => ({
  exists(path) {
    asked.add(path)
    return existsSync(path)
  },
  text(path) {
    asked.add(path)
    try {
      return statSync(path).size > COMPANION_BYTES_MAX ? undefined : readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
  },
  jsonNames(folder) {
    try {
      return readdirSync(folder === '' ? '.' : folder)
        .filter(name => name.endsWith('.json'))
        .toSorted()
    } catch {
      return []
    }
  },
})

/** The disk for those who need not know what was asked. */
export const disk: FilesAtHand = notingDisk(new Set())

/**
 * Reads configurations into the checked model: CloudFormation templates, the folder of a CDK app, answers of the CloudFront API, the answer of
 * `terraform show -json`. A file that is missing, unreadable or too big is one problem. Never rejects.
 */
export const loadTemplateFiles = async (
  paths: readonly string[],
  options: LoadTemplateOptions,
): Promise<LoadedFiles> => {
  const asked = new Set(paths)
  const sources: ConfigurationFile[] = []
  const failures: Unreadable[] = []
  for (const path of paths) {
    const found = await expanded(path)
    if ('message' in found) {
      failures.push(found)
      continue
    }
    for (const file of found.files) {
      asked.add(file)
      const source = await textOf(file)
      if ('message' in source) failures.push(source)
      else sources.push({ ...source, mayBeLeftOut: found.isFolder })
    }
  }
  const loaded: LoadedConfiguration =
    failures.length === 0
      ? loadConfiguration(sources, { ...options, files: notingDisk(asked) })
      : { distributions: [], problems: failures.map(problemOf), passedOver: {}, notes: new ReaderNotes(), leftOut: [] }
  return { ...loaded, files: [...asked] }
}

const problemOf = ({ file, message, remedy }: Unreadable): Problem => ({
  severity: 'error',
  message,
  place: { file },
  remedy,
})

/** The same for one file. */
export const loadTemplateFile = (file: string, options: LoadTemplateOptions): Promise<LoadedFiles> =>
  loadTemplateFiles([file], options)

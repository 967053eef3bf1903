import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { LoadedTemplate } from './template/load-template.ts'
import { loadConfiguration } from './load-configuration.ts'

/** CloudFormation takes templates of 1 MB; ten times that is another kind of file. */
const TEMPLATE_BYTES_MAX = 10_000_000

export interface LoadTemplateOptions {
  readonly parameters: Readonly<Record<string, string>>
  /** Values of `Fn::ImportValue` by export name. */
  readonly imports?: Readonly<Record<string, string>>
}

const failed = (file: string, message: string, remedy: string): LoadedTemplate => ({
  distributions: [],
  problems: [{ severity: 'error', message, place: { file }, remedy }],
  passedOver: {},
})

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)

const unreadable = (file: string, error: unknown): LoadedTemplate => {
  const code = errorCode(error)
  if (code === 'ENOENT')
    return failed(file, 'the template file does not exist', 'package the service first, or name another file')
  if (code === 'EISDIR') return failed(file, 'the template is a folder', 'name the file in it')
  return failed(file, `the template file cannot be read (${code})`, 'check its permissions')
}

/** Reads a template file into the checked model; a file that is missing, unreadable or too big is one problem. Never rejects. */
export const loadTemplateFile = async (file: string, options: LoadTemplateOptions): Promise<LoadedTemplate> => {
  try {
    const { size } = await stat(file)
    if (size > TEMPLATE_BYTES_MAX) {
      return failed(
        file,
        `the template has ${size} bytes, at most ${TEMPLATE_BYTES_MAX}`,
        'name a CloudFormation template',
      )
    }
  } catch (error) {
    return unreadable(file, error)
  }
  const text = await readFile(file, 'utf8').catch((error: unknown) => unreadable(file, error))
  if (typeof text !== 'string') return text
  return loadConfiguration([{ file, text }], { ...options, fileExists: existsSync })
}

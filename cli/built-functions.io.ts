import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CloudFrontFunction } from '../distribution/model.ts'
import type { BuiltFile } from '../pop/edge-functions/cloudfront-js/script-source-map.ts'

/** Where the build leaves CloudFront Functions with their source maps, relative to the project. */
export const BUILT_FUNCTIONS_FOLDER = 'dist/edge/functions'

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.js'))
  } catch {
    return []
  }
}

/**
 * Finds the built file of a function of the template by its text: a template knows only the code. A file without a map beside it is of
 * no use here and is not found.
 *
 * @param folder absolute path; one that is not there has no files
 */
export const builtFunctions = (folder: string): ((fn: CloudFrontFunction) => BuiltFile | undefined) => {
  const byText = new Map<string, BuiltFile>()
  for (const name of namesIn(folder)) {
    const file = join(folder, name)
    const text = textOf(file)
    const sourceMap = textOf(`${file}.map`)
    if (text !== undefined && sourceMap !== undefined) byText.set(text.trimEnd(), { file, sourceMap })
  }
  return ({ code }) => byText.get(code.trimEnd())
}

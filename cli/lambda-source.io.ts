import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import type { LambdaFunction } from '../distribution/model.ts'

/** LAE-82 */
const ZIPPED_BYTES_MAX = 50 * 1_024 * 1_024
/** Room for a bundle and a page of 1 MB in it. */
const SOURCE_BYTES_MAX = 4_000_000

const EXTENSIONS = ['.js', '.mjs', '.cjs']

/** `path/to/file.export` → `path/to/file` */
const stemOf = (handler: string): string => handler.replace(/\.[^./]+$/, '')

const small = (file: string, bytesMax: number): Buffer | undefined =>
  statSync(file).size > bytesMax ? undefined : readFileSync(file)

const firstOf = (names: readonly string[], read: (name: string) => string | undefined): string | undefined => {
  for (const name of names) {
    const source = read(name)
    if (source !== undefined) return source
  }
  return undefined
}

const fromZip = (file: string, names: readonly string[]): string | undefined => {
  const zip = small(file, ZIPPED_BYTES_MAX)
  if (zip === undefined) return undefined
  const entries = unzipSync(zip, {
    filter: ({ name, originalSize }) => names.includes(name) && originalSize <= SOURCE_BYTES_MAX,
  })
  return firstOf(names, name => (entries[name] === undefined ? undefined : strFromU8(entries[name])))
}

const fromFolder = (folder: string, names: readonly string[]): string | undefined =>
  firstOf(names, name => {
    try {
      return small(join(folder, name), SOURCE_BYTES_MAX)?.toString('utf8')
    } catch {
      return undefined
    }
  })

/** The file of a Lambda's handler as text; undefined when it is not at hand or too large to be looked at. */
export const lambdaSource = ({ code, handler }: LambdaFunction): string | undefined => {
  const names = EXTENSIONS.map(extension => stemOf(handler) + extension)
  try {
    switch (code.kind) {
      case 'inline':
        return code.source
      case 'folder':
        return fromFolder(code.folder, names)
      case 'zip':
        return fromZip(code.file, names)
    }
  } catch {
    return undefined
  }
}

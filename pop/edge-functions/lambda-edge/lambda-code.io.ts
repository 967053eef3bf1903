import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { LambdaCode, LambdaFunction } from '../../../distribution/model.ts'

/** The code of a Lambda on disk, ready to be loaded. */
export interface LoadedCode {
  /** Absolute. */
  readonly file: string
  /** `handler`, or a path such as `api.handler`. */
  readonly exportName: string
  /** Removes what was extracted; the user's own folder stays. */
  remove(): Promise<void>
}

const EXTENSIONS = ['.js', '.mjs', '.cjs', '']

const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

/** Where an entry of a zip goes; undefined when its name leads out of the folder. */
const placeInside = (root: string, name: string): string | undefined => {
  if (name.includes('\\') || name.includes('\0')) return undefined
  const path = resolve(root, name)
  return path.startsWith(root + sep) ? path : undefined
}

const extract = async (zip: string, root: string): Promise<void> => {
  const { unzipSync } = await import('fflate')
  const entries = Object.entries(unzipSync(await readFile(zip)))
  for (const [name, bytes] of entries) {
    const path = placeInside(root, name)
    if (path === undefined) throw new Error(`${zip} holds ${JSON.stringify(name)}, which lies outside of its folder`)
    if (name.endsWith('/')) continue
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes)
  }
}

const fill = async (root: string, code: LambdaCode): Promise<void> => {
  if (code.kind === 'zip') await extract(code.file, root)
  if (code.kind === 'inline') await writeFile(join(root, 'index.js'), code.source)
}

const handlerFile = async (root: string, handler: string): Promise<Omit<LoadedCode, 'remove'>> => {
  const parts = /^([^.]+)\.(.+)$/.exec(basename(handler))
  if (parts === null) throw new Error(`the handler ${JSON.stringify(handler)} is not of the form path/file.export`)
  const [, fileName = '', exportName = ''] = parts
  for (const extension of EXTENSIONS) {
    const file = resolve(root, dirname(handler), fileName + extension)
    if (await isFile(file)) return { file, exportName }
  }
  throw new Error(`the code has no file for the handler ${handler} (tried .js, .mjs and .cjs)`)
}

/**
 * Puts the code of a Lambda where a worker can load it: a zip and inline source into a temporary folder, a folder stays where it is.
 * Fails with an `Error` in words for the user when the code or the handler's file is missing.
 */
export const loadCode = async ({ code, handler }: LambdaFunction): Promise<LoadedCode> => {
  if (code.kind === 'folder') return { ...(await handlerFile(resolve(code.folder), handler)), remove: async () => {} }
  const root = await mkdtemp(join(tmpdir(), 'understudy-lambda-'))
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true })
  try {
    await fill(root, code)
    return { ...(await handlerFile(root, handler)), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

import { cp, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { LambdaCode, LambdaFunction } from '../../../distribution/model.ts'
import { linkAwsSdk } from './aws-sdk.io.ts'
import { GUEST_PROGRAM } from './guest/program.ts'

/** The code of a Lambda on disk, ready to be run. */
export interface LoadedCode {
  /** Absolute path of the program that a container runs. */
  readonly program: string
  /** The folder that is `/var/task` on Lambda. */
  readonly taskRoot: string
  /** Of the handler; absolute. */
  readonly file: string
  /** `handler`, or a path such as `api.handler`. */
  readonly exportName: string
  /** Removes what was put down; the user's own folder stays. */
  remove(): Promise<void>
}

const EXTENSIONS = ['.js', '.mjs', '.cjs', '']

/** LAE-82 */
const ZIPPED_BYTES_MAX = 50 * 1_024 * 1_024
/** Lambda's quota for unzipped code. */
const UNZIPPED_BYTES_MAX = 250 * 1_024 * 1_024

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

/** Refuses a zip by its table of contents, before anything is unpacked. */
const withinQuota = (zip: string): ((entry: { readonly originalSize: number }) => boolean) => {
  let bytes = 0
  return ({ originalSize }) => {
    bytes += originalSize
    if (bytes > UNZIPPED_BYTES_MAX) throw new Error(`${zip} holds more than the 250 MB of code that Lambda takes`)
    return true
  }
}

const extract = async (zip: string, root: string): Promise<void> => {
  const { unzipSync } = await import('fflate')
  if ((await stat(zip)).size > ZIPPED_BYTES_MAX)
    throw new Error(`${zip} is larger than the 50 MB that Lambda@Edge takes`)
  const entries = Object.entries(unzipSync(await readFile(zip), { filter: withinQuota(zip) }))
  for (const [name, bytes] of entries) {
    const path = placeInside(root, name)
    if (path === undefined) throw new Error(`${zip} holds ${JSON.stringify(name)}, which lies outside of its folder`)
    if (name.endsWith('/')) continue
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes)
  }
}

/** A folder is copied: on Lambda nothing above it counts, neither its package.json nor its node_modules. */
const fill = async (root: string, code: LambdaCode): Promise<void> => {
  switch (code.kind) {
    case 'zip':
      return extract(code.file, root)
    case 'folder':
      return cp(resolve(code.folder), root, { recursive: true })
    case 'inline':
      return writeFile(join(root, 'index.js'), code.source)
  }
}

const handlerFile = async (root: string, handler: string): Promise<Pick<LoadedCode, 'file' | 'exportName'>> => {
  const parts = /^([^.]+)\.(.+)$/.exec(basename(handler))
  if (parts === null) throw new Error(`the handler ${JSON.stringify(handler)} is not of the form path/file.export`)
  const [, fileName = '', exportName = ''] = parts
  for (const extension of EXTENSIONS) {
    const file = resolve(root, dirname(handler), fileName + extension)
    if (await isFile(file)) return { file, exportName }
  }
  throw new Error(`the code has no file for the handler ${handler} (tried .js, .mjs and .cjs)`)
}

/** Where the code comes from, to look for the AWS SDK beside it. */
const placeOf = (code: LambdaCode): string => {
  if (code.kind === 'inline') return process.cwd()
  return code.kind === 'zip' ? dirname(resolve(code.file)) : resolve(code.folder)
}

/** The folder of one function: `task/` with the code, `node_modules/` with the AWS SDK, and the program that runs it. */
const putDown = async (root: string, { code, handler }: LambdaFunction): Promise<Omit<LoadedCode, 'remove'>> => {
  const [program, taskRoot] = [join(root, 'container.cjs'), join(root, 'task')]
  await mkdir(taskRoot)
  await fill(taskRoot, code)
  await linkAwsSdk(join(root, 'node_modules'), placeOf(code))
  await writeFile(program, GUEST_PROGRAM)
  return { program, taskRoot, ...(await handlerFile(taskRoot, handler)) }
}

/**
 * Puts the code of a Lambda into a temporary folder where a container can run it.
 * Fails with an `Error` in words for the user when the code or the handler's file is missing.
 */
export const loadCode = async (lambda: LambdaFunction): Promise<LoadedCode> => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'understudy-lambda-')))
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true })
  try {
    return { ...(await putDown(root, lambda)), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

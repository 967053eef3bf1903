import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { findingText, hasErrors } from '../pop/edge-functions/cloudfront-js/language/finding.ts'
import { readSourceMap } from '../pop/edge-functions/cloudfront-js/source-map.ts'
import type { FunctionCode, Runtime } from '../function-cases/test-function.ts'
import { Failure } from './failure.ts'

/** A function ready to be tested. */
export interface LoadedFunction extends FunctionCode {
  /** Absolute paths of everything it was made of. */
  readonly inputs: readonly string[]
}

/** A source map holds the sources too; a function of 10 KB does not come from more. */
const FILE_MAX_BYTES = 20_000_000

const readFailure = (error: unknown, file: string): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return new Failure(`✘ no such file   ${file}`)
  if (code === 'EISDIR') return new Failure(`✘ a folder, not a file   ${file}`)
  if (code === 'EACCES') return new Failure(`✘ may not be read by this account   ${file}`)
  return error
}

/** The text of a file of the user, `-` for standard input. What cannot be read is a failure that names it. */
const readTextOrFail = async (file: string): Promise<string> => {
  if (file === '-') return text(process.stdin)
  try {
    const { size } = await stat(file)
    if (size > FILE_MAX_BYTES) throw new Failure(`✘ ${size} bytes, at most ${FILE_MAX_BYTES} are read   ${file}`)
    return await readFile(file, 'utf8')
  } catch (error) {
    throw readFailure(error, file)
  }
}

/** A file of JSON. */
export const readJsonOrFail = async (file: string): Promise<unknown> => {
  const content = await readTextOrFail(file)
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new Failure(`✘ not JSON: ${error instanceof Error ? error.message : ''}   ${file}\n  → mend the syntax`)
  }
}

const MAP_COMMENT = /^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm
const INLINE_MAP = /^data:application\/json(?:;charset=[\w-]+)?;base64,(.*)$/

const exists = async (file: string): Promise<boolean> => (await stat(file).catch(() => undefined))?.isFile() === true

/** The map inside the file, the one it names, or the one that lies beside it. */
const sourceMapOf = async (code: string, file: string): Promise<string | undefined> => {
  const url = [...code.matchAll(MAP_COMMENT)].at(-1)?.[1]
  const inline = url === undefined ? undefined : INLINE_MAP.exec(url)?.[1]
  if (inline !== undefined) return Buffer.from(inline, 'base64').toString()
  if (url !== undefined) return readTextOrFail(join(dirname(file), decodeURIComponent(url)))
  const beside = `${file}.map`
  return (await exists(beside)) ? readTextOrFail(beside) : undefined
}

const checkedMap = async (code: string, file: string): Promise<{ readonly sourceMap?: string }> => {
  const sourceMap = await sourceMapOf(code, file)
  if (sourceMap === undefined) return {}
  if (readSourceMap(sourceMap) !== undefined) return { sourceMap }
  throw new Failure(
    `✘ its source map cannot be read: not a map of version 3   ${file}\n  → build it again, or take the map and the line "//# sourceMappingURL=…" away`,
  )
}

const deployedFunction = async (file: string, runtime: Runtime): Promise<LoadedFunction> => {
  const code = await readTextOrFail(file)
  const name = basename(file, extname(file))
  return { name, runtime, code, file, ...(await checkedMap(code, file)), inputs: [resolve(file)] }
}

/** Neither the build rules nor esbuild are needed to test JavaScript. */
const loadBundler = async () => {
  try {
    return await import('../build/bundle-function.io.ts')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new Failure(
        '✘ a function in TypeScript is bundled with esbuild, which is not installed\n  → npm install --save-dev esbuild, or name the JavaScript as it gets deployed',
      )
    throw error
  }
}

const bundledFunction = async (file: string, runtime: Runtime): Promise<LoadedFunction> => {
  await readTextOrFail(file)
  const { bundleFunction } = await loadBundler()
  const inside = relative('', file)
  const [root, source] = inside.startsWith('..') ? [dirname(resolve(file)), basename(file)] : [process.cwd(), inside]
  const built = source.replace(/\.ts$/, '.js')
  const { text: code, sourceMap, findings, inputs } = await bundleFunction(root, { source, file: built })
  if (hasErrors(findings)) throw new Failure(findings.map(findingText).join('\n'))
  const name = basename(dirname(resolve(file)))
  return { name, runtime, code, file: built, sourceMap, inputs: inputs.map(input => resolve(root, input)) }
}

/**
 * A CloudFront Function from its file: JavaScript as it gets deployed, with the source map it has; TypeScript bundled by the rules of the
 * build. Throws a failure for what cannot be read or built.
 */
export const loadFunction = (file: string, runtime: Runtime): Promise<LoadedFunction> =>
  file.endsWith('.ts') ? bundledFunction(file, runtime) : deployedFunction(file, runtime)

import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { shapeProblemText } from '../function-cases/event-shape.ts'
import { readCase, type FunctionCase } from '../function-cases/function-case.ts'
import { Failure } from './failure.ts'
import { readJsonOrFail } from './invoke-source.io.ts'
import { readKeyValueFile } from './key-value-stores.io.ts'

/** A case with the places it is about. */
export interface LoadedCase {
  readonly case: FunctionCase
  readonly functionFile: string
  readonly keyValues: ReadonlyMap<string, string> | undefined
}

const isSkipped = (name: string): boolean => name === 'node_modules' || name === 'dist' || name.startsWith('.')

const casesIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const inside = await Promise.all(
    entries.map(async entry => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return isSkipped(entry.name) ? [] : casesIn(path)
      return basename(folder) === 'cases' && entry.name.endsWith('.json') ? [path] : []
    }),
  )
  return inside.flat()
}

const casesAt = async (path: string): Promise<string[]> => {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new Failure(`✘ no such file or folder   ${path}`, 2)
  return found.isDirectory() ? casesIn(path) : [path]
}

/** Every `cases/*.json` at or below the paths; a file stands for itself. Throws a failure when there is none. */
export const findCases = async (paths: readonly string[]): Promise<string[]> => {
  const found = await Promise.all(paths.map(casesAt))
  const files = [...new Set(found.flat())].toSorted()
  if (files.length > 0) return files
  throw new Failure(`✘ no cases   ${paths.join(' ')}\n  → a case is a file like functions/NAME/cases/CASE.json`, 2)
}

const FUNCTION_FILES = ['handler.ts', 'handler.js', 'index.ts', 'index.js', 'function.ts', 'function.js'] as const

/** The function of a folder of cases lies beside it. */
const functionBeside = async (file: string): Promise<string> => {
  const folder = dirname(dirname(file))
  const names = new Set(await readdir(folder))
  const name = FUNCTION_FILES.find(candidate => names.has(candidate))
  if (name !== undefined) return join(folder, name)
  throw new Failure(
    `✘ no function beside it: ${FUNCTION_FILES.join(', ')}   ${file}\n  → name it in the case: "function": "../path/to/function.js"`,
  )
}

const keyValuesOf = (keyValues: FunctionCase['keyValues'], folder: string): LoadedCase['keyValues'] =>
  typeof keyValues === 'string' ? readKeyValueFile(join(folder, keyValues)) : keyValues

/** Reads a case. What is wrong with it is a failure that names every place. */
export const loadCase = async (file: string): Promise<LoadedCase> => {
  const read = readCase(await readJsonOrFail(file))
  if (read.kind === 'problems')
    throw new Failure(read.problems.map(problem => `✘ ${shapeProblemText(problem)}   ${file}`).join('\n'))
  const { functionFile, keyValues } = read.case
  return {
    case: read.case,
    functionFile: functionFile === undefined ? await functionBeside(file) : join(dirname(file), functionFile),
    keyValues: keyValuesOf(keyValues, dirname(file)),
  }
}

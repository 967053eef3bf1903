import { readFileSync, statSync } from 'node:fs'
import type { Distribution, KeyValueStore } from '../distribution/model.ts'
import { keyValuesOfImport, STORE_MAX_BYTES } from '../function-cases/key-values.ts'
import type { KeyValuePairs } from '../pop/edge-functions/key-value-store.ts'
import { parseAssignments } from './assignments.ts'
import { Failure } from './failure.ts'

const parsed = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure(`✘ not JSON: ${error instanceof Error ? error.message : ''}   ${file}`)
  }
}

/** Looks at the size first: a file that grew by mistake is not taken into memory. */
const boundedText = (file: string): string | undefined => {
  try {
    return statSync(file).size > STORE_MAX_BYTES ? undefined : readFileSync(file, 'utf8')
  } catch (error) {
    throw new Failure(`✘ cannot be read: ${error instanceof Error ? error.message : ''}   ${file}`)
  }
}

/** An import file of a key value store, with CloudFront's limits (CFF-153). Throws a failure that names what is wrong. */
export const readKeyValueFile = (file: string): KeyValuePairs => {
  const text = boundedText(file)
  if (text === undefined) throw new Failure(`✘ a store holds at most 5 MB   ${file} [CFF-153]`)
  const read = keyValuesOfImport(parsed(text, file))
  if (read.kind === 'problem') throw new Failure(`✘ ${read.problem}   ${file} [CFF-153]`)
  return read.pairs
}

/** The stores that a function of a behaviour is associated with, by name. */
export const associatedStores = (distributions: readonly Distribution[]): ReadonlyMap<string, KeyValueStore> => {
  const functions = distributions.flatMap(({ behaviors }) =>
    behaviors.flatMap(behavior => [behavior.functions['viewer-request'], behavior.functions['viewer-response']]),
  )
  const stores = functions.map(fn => fn?.keyValueStore).filter(store => store !== undefined)
  return new Map(stores.map(store => [store.name, store]))
}

const unknownStore = (name: string, known: ReadonlyMap<string, KeyValueStore>): Failure => {
  const stores = known.size === 0 ? 'no function has a key value store' : `stores: ${[...known.keys()].join(', ')}`
  return new Failure(`✘ --kvs ${name}: no function of the template is associated with such a store\n  → ${stores}`, 2)
}

/** `--kvs NAME=FILE`. A name that no function is associated with is a usage failure that names the stores there are. */
export const parseKeyValueFiles = (
  given: readonly string[],
  distributions: readonly Distribution[],
): Map<string, string> => {
  const known = associatedStores(distributions)
  const files = parseAssignments('--kvs', given, 'NAME=FILE')
  for (const name of files.keys()) if (!known.has(name)) throw unknownStore(name, known)
  return files
}

/** Stores by their name, each file read once. */
export const readKeyValueFiles = (files: ReadonlyMap<string, string>): Map<string, () => KeyValuePairs> => {
  const stores = new Map<string, () => KeyValuePairs>()
  for (const [name, file] of files) {
    const pairs = readKeyValueFile(file)
    stores.set(name, () => pairs)
  }
  return stores
}

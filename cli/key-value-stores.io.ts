import { readFileSync } from 'node:fs'
import type { Distribution } from '../distribution/model.ts'
import { keyValuesOfImport, STORE_MAX_BYTES } from '../function-cases/key-values.ts'
import { Failure } from './failure.ts'
import { parseAssignments } from './assignments.ts'

const parsed = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure(`✘ not JSON: ${error instanceof Error ? error.message : ''}   ${file}`)
  }
}

/** An import file of a key value store, with CloudFront's limits (CFF-153). Throws a failure that names what is wrong. */
export const readKeyValueFile = (file: string): ReadonlyMap<string, string> => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Failure(`✘ cannot be read: ${error instanceof Error ? error.message : ''}   ${file}`)
  }
  if (Buffer.byteLength(text) > STORE_MAX_BYTES) throw new Failure(`✘ a store holds at most 5 MB   ${file} [CFF-153]`)
  const read = keyValuesOfImport(parsed(text, file))
  if (read.kind === 'problem') throw new Failure(`✘ ${read.problem}   ${file} [CFF-153]`)
  return read.pairs
}

/** The stores that a function of a behaviour is associated with. */
const storeNames = (distributions: readonly Distribution[]): ReadonlySet<string> => {
  const functions = distributions.flatMap(({ behaviors }) =>
    behaviors.flatMap(behavior => [behavior.functions['viewer-request'], behavior.functions['viewer-response']]),
  )
  return new Set(functions.map(fn => fn?.keyValueStore?.name).filter(name => name !== undefined))
}

const unknownStore = (name: string, known: ReadonlySet<string>): Failure => {
  const stores = known.size === 0 ? 'no function has a key value store' : `stores: ${[...known].join(', ')}`
  return new Failure(`✘ --kvs ${name}: no function of the template is associated with such a store\n  → ${stores}`, 2)
}

/** `--kvs NAME=FILE`, each read once. A name that no function is associated with is a usage failure that names the stores there are. */
export const parseKeyValueStores = (
  given: readonly string[],
  distributions: readonly Distribution[],
): Map<string, () => ReadonlyMap<string, string>> => {
  const known = storeNames(distributions)
  const stores = new Map<string, () => ReadonlyMap<string, string>>()
  for (const [name, file] of parseAssignments('--kvs', given, 'NAME=FILE')) {
    if (!known.has(name)) throw unknownStore(name, known)
    const pairs = readKeyValueFile(file)
    stores.set(name, () => pairs)
  }
  return stores
}

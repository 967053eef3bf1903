import { readFileSync } from 'node:fs'
import type { Distribution } from '../distribution/model.ts'
import { Failure } from './failure.ts'
import { parseAssignments } from './assignments.ts'

/** QUO-18, CFF-153. */
const STORE_MAX_BYTES = 5 * 1024 * 1024
const KEY_MAX_BYTES = 512
const VALUE_MAX_BYTES = 1_024

const isPair = (item: unknown): item is { key: string; value: string } =>
  typeof item === 'object' &&
  item !== null &&
  'key' in item &&
  'value' in item &&
  typeof item.key === 'string' &&
  typeof item.value === 'string'

const itemsOf = (text: string, file: string): readonly { key: string; value: string }[] => {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw new Failure(`✘ not JSON: ${error instanceof Error ? error.message : ''}   ${file}`)
  }
  const data = typeof parsed === 'object' && parsed !== null && 'data' in parsed ? parsed.data : undefined
  if (!Array.isArray(data) || !data.every(isPair)) {
    throw new Failure(`✘ expected { "data": [{ "key": "…", "value": "…" }] }   ${file} [CFF-153]`)
  }
  return data
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
  const pairs = new Map<string, string>()
  for (const { key, value } of itemsOf(text, file)) {
    if (pairs.has(key)) throw new Failure(`✘ the key ${key} is given twice   ${file} [CFF-153]`)
    if (Buffer.byteLength(key) > KEY_MAX_BYTES)
      throw new Failure(`✘ the key ${key.slice(0, 40)}… has more than ${KEY_MAX_BYTES} bytes   ${file} [CFF-153]`)
    if (Buffer.byteLength(value) > VALUE_MAX_BYTES)
      throw new Failure(`✘ the value of ${key} has more than ${VALUE_MAX_BYTES} bytes   ${file} [CFF-153]`)
    pairs.set(key, value)
  }
  return pairs
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

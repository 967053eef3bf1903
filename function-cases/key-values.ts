import { isObject } from './event-shape.ts'

/** QUO-18, CFF-153. */
export const STORE_MAX_BYTES = 5 * 1024 * 1024
const KEY_MAX_BYTES = 512
const VALUE_MAX_BYTES = 1_024

export type KeyValues =
  | { readonly kind: 'pairs'; readonly pairs: ReadonlyMap<string, string> }
  /** A sentence without a full stop. */
  | { readonly kind: 'problem'; readonly problem: string }

interface Pair {
  readonly key: string
  readonly value: string
}

const isPair = (item: unknown): item is Pair =>
  isObject(item) && typeof item['key'] === 'string' && typeof item['value'] === 'string'

const pairProblem = ({ key, value }: Pair): string | undefined => {
  if (Buffer.byteLength(key) > KEY_MAX_BYTES) return `the key ${key.slice(0, 40)}… has more than ${KEY_MAX_BYTES} bytes`
  if (Buffer.byteLength(value) > VALUE_MAX_BYTES) return `the value of ${key} has more than ${VALUE_MAX_BYTES} bytes`
  return undefined
}

const fromPairs = (items: readonly Pair[]): KeyValues => {
  const pairs = new Map<string, string>()
  for (const item of items) {
    const { key, value } = item
    const problem = pairs.has(key) ? `the key ${key} is given twice` : pairProblem(item)
    if (problem !== undefined) return { kind: 'problem', problem }
    pairs.set(key, value)
  }
  return { kind: 'pairs', pairs }
}

/** The parsed content of an import file, with CloudFront's limits (CFF-153). */
export const keyValuesOfImport = (content: unknown): KeyValues => {
  const data = isObject(content) ? content['data'] : undefined
  return Array.isArray(data) && data.every(isPair)
    ? fromPairs(data)
    : { kind: 'problem', problem: 'expected { "data": [{ "key": "…", "value": "…" }] }' }
}

/** Keys and values as a case writes them: an object of texts, or the content of an import file. The same limits. */
export const keyValuesOf = (given: unknown): KeyValues => {
  if (isObject(given) && Array.isArray(given['data'])) return keyValuesOfImport(given)
  const entries = isObject(given) ? Object.entries(given) : undefined
  if (entries === undefined || !entries.every((entry): entry is [string, string] => typeof entry[1] === 'string'))
    return { kind: 'problem', problem: 'expected an object of texts: { "key": "value" }' }
  const pairs = entries.map(([key, value]) => ({ key, value }))
  if (Buffer.byteLength(JSON.stringify(pairs)) > STORE_MAX_BYTES)
    return { kind: 'problem', problem: 'a store holds at most 5 MB' }
  return fromPairs(pairs)
}

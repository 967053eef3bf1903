import { LRUCache } from 'lru-cache'
import { prepareFunction, type FunctionCode, type PreparedFunction, type TestSettings } from './test-function.ts'

/** Runs functions like `testFunction`; one that was run a moment ago is not made ready again. */
export type RunFunction = (fn: FunctionCode, ...run: Parameters<PreparedFunction>) => ReturnType<PreparedFunction>

/** Each holds a realm. */
const FUNCTIONS_MAX = 32

const keyOf = ({ name, runtime, code, file, sourceMap }: FunctionCode, { keyValues }: TestSettings): string =>
  JSON.stringify([name, runtime, code, file, sourceMap, keyValues === undefined])

export const createPreparedFunctions = (): RunFunction => {
  const prepared = new LRUCache<string, PreparedFunction>({ max: FUNCTIONS_MAX })
  return (fn, event, settings) => {
    const key = keyOf(fn, settings)
    const known = prepared.get(key) ?? prepareFunction(fn, { store: settings.keyValues !== undefined, random: false })
    prepared.set(key, known)
    return known(event, settings)
  }
}

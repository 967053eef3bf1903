import type { OpenStore, StoreOptions } from '../ingest/store.io.ts'
import { StoreError } from '../ingest/store-error.ts'
import { Failure } from './failure.ts'

/** A mistake or a state of the store as a failure in the user's words; anything else as it came. */
const storeFailure = (error: unknown): unknown =>
  error instanceof StoreError
    ? new Failure(`✘ ${error.message}\n  → ${error.remedy}`, error.problem === 'absent' ? 2 : 1)
    : error

/** Opens the store, does the work, closes it; whatever stands in the way becomes a `Failure`. */
export const withLogStore = async <Result>(
  folder: string,
  options: StoreOptions,
  work: (store: OpenStore) => Promise<Result>,
): Promise<Result> => {
  const { openStore } = await import('../ingest/store.io.ts')
  try {
    const store = await openStore(folder, options)
    try {
      return await work(store)
    } finally {
      store.close()
    }
  } catch (error) {
    throw storeFailure(error)
  }
}

import type { CreateStore } from '../pop/cache/cache-store.ts'
import { entryKeeper } from '../pop/cache/kept-entry.ts'
import { createLruStore } from '../pop/cache/lru-store.ts'

/** The stores of a replay: no bodies. Sizes count as if there were, so that a budget evicts what the server would. */
export const bodylessStores = (): CreateStore => {
  const asKept = entryKeeper(({ byteLength }) => ({ byteLength }))
  return capacityBytes => createLruStore(capacityBytes, asKept)
}

import { historyOf, pairsAt, updated, type KeyValueSource } from '../pop/edge-functions/key-value-store.ts'
import { Failure } from './failure.ts'
import { fileStamp } from './file-stamp.io.ts'
import { readKeyValueFile } from './key-value-stores.io.ts'

/** Polling finds a file that an editor replaced, and works on every file system. */
const LOOK_EVERY_MS = 250

export interface WatchedStores {
  readonly stores: ReadonlyMap<string, KeyValueSource>
  close(): void
}

export interface WatchOptions {
  readonly say: (text: string) => void
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

interface WatchedStore {
  readonly source: KeyValueSource
  readonly close: () => void
}

const watchStore = (name: string, file: string, { say, now }: WatchOptions): WatchedStore => {
  // Taken before the file is read: what is written meanwhile is found at the next look.
  let stamp = fileStamp(file)
  let history = historyOf(readKeyValueFile(file))
  const look = (): void => {
    const newest = fileStamp(file)
    if (newest === stamp) return
    stamp = newest
    try {
      history = updated(history, { pairs: readKeyValueFile(file), since: now() })
      say(`store ${name} read again   ${file}`)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      say(`${error.message}\n  → mend it; the store ${name} keeps what it had`)
    }
  }
  const timer = setInterval(look, LOOK_EVERY_MS).unref()
  return { source: at => pairsAt(history, at), close: () => clearInterval(timer) }
}

/**
 * Stores that follow their import files: a file that changed is read again within a quarter of a second. One that cannot be read or breaks
 * a limit (CFF-153) is told once, and the store keeps its contents; at the start it is a failure.
 *
 * @param files by name of the store
 */
export const watchStores = (files: ReadonlyMap<string, string>, options: WatchOptions): WatchedStores => {
  const watched = new Map<string, WatchedStore>()
  const close = (): void => watched.forEach(store => store.close())
  try {
    for (const [name, file] of files) watched.set(name, watchStore(name, file, options))
  } catch (error) {
    close()
    throw error
  }
  return { stores: new Map([...watched].map(([name, { source }]) => [name, source])), close }
}

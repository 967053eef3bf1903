import type { ReleaseStore } from './release-store.ts'

/** A store whose failures are first shown to `translate`, which says what they mean to the user. */
export const guardedStore = (store: ReleaseStore, translate: (error: unknown) => unknown): ReleaseStore => {
  const guard = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer
    } catch (error) {
      throw translate(error)
    }
  }
  return {
    place: store.place,
    list: prefix => guard(store.list(prefix)),
    read: key => guard(store.read(key)),
    write: (key, text, version) => guard(store.write(key, text, version)),
    put: (file, fromPath) => guard(store.put(file, fromPath)),
    copy: (fromKey, toKey) => guard(store.copy(fromKey, toKey)),
    sha256: key => guard(store.sha256(key)),
    isSuperseded: key => guard(store.isSuperseded(key)),
    markSuperseded: key => guard(store.markSuperseded(key)),
    clearSuperseded: key => guard(store.clearSuperseded(key)),
  }
}

import type { ReleaseStore } from '../../release/release-store.ts'

/** What a process that was killed never gets to see. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** Before: the change is not made. After: it is, and nobody learns of it. */
export type Moment = 'before' | 'after'

/** A store whose changes from a given one on fail, for ever or once; `changes` counts those that were asked for. */
export const interruptedStore = (
  store: ReleaseStore,
  at: number,
  { moment, forEver, failure }: { readonly moment: Moment; readonly forEver: boolean; readonly failure: () => Error },
): ReleaseStore & { readonly changes: number } => {
  let changes = 0
  let isDead = false
  const change = async <T>(make: () => Promise<T>): Promise<T> => {
    if (isDead) throw failure()
    const isHit = changes === at
    changes += 1
    if (!isHit) return make()
    isDead = forEver
    if (moment === 'after') await make()
    throw failure()
  }
  return {
    get changes() {
      return changes
    },
    place: store.place,
    list: prefix => store.list(prefix),
    read: key => store.read(key),
    sha256: key => store.sha256(key),
    isSuperseded: key => store.isSuperseded(key),
    write: (key, text, version) => change(() => store.write(key, text, version)),
    put: (file, fromPath) => change(() => store.put(file, fromPath)),
    copy: (fromKey, toKey) => change(() => store.copy(fromKey, toKey)),
    markSuperseded: key => change(() => store.markSuperseded(key)),
    clearSuperseded: key => change(() => store.clearSuperseded(key)),
  }
}

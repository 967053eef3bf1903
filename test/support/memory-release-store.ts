import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ReleaseRefused } from '../../release/problem.ts'
import { refuseLargeText, type ReleaseStore } from '../../release/release-store.ts'

export interface MemoryObject {
  readonly bytes: Buffer
  readonly superseded: boolean
}

export interface MemoryReleaseStore extends ReleaseStore {
  readonly objects: Map<string, MemoryObject>
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** A bucket in memory: what the contract asks, and open to tests that look into it. */
export const createMemoryReleaseStore = (): MemoryReleaseStore => {
  const objects = new Map<string, MemoryObject>()
  const set = (key: string, bytes: Buffer): void => void objects.set(key, { bytes, superseded: false })
  const mark = (key: string, superseded: boolean): void => {
    const object = objects.get(key)
    if (object !== undefined) objects.set(key, { ...object, superseded })
  }
  return {
    place: 'memory',
    objects,
    async list(prefix) {
      return new Map(
        [...objects].filter(([key]) => key.startsWith(prefix)).map(([key, { bytes }]) => [key, bytes.length]),
      )
    },
    async read(key) {
      const bytes = objects.get(key)?.bytes
      refuseLargeText('memory', key, bytes?.length ?? 0)
      return bytes === undefined ? undefined : { text: bytes.toString(), version: sha256Of(bytes) }
    },
    async write(key, text, version) {
      const current = objects.get(key)?.bytes
      if ((current === undefined ? undefined : sha256Of(current)) !== version) return { kind: 'changed-meanwhile' }
      const bytes = Buffer.from(text)
      set(key, bytes)
      return { kind: 'written', version: sha256Of(bytes) }
    },
    async put({ key, sha256 }, fromPath) {
      const bytes = readFileSync(fromPath)
      if (sha256Of(bytes) !== sha256)
        throw new ReleaseRefused({ message: 'the file changed while it was published', place: fromPath, remedy: '' })
      set(key, bytes)
    },
    async copy(fromKey, toKey) {
      const source = objects.get(fromKey)
      if (source === undefined) throw new ReleaseRefused({ message: 'gone', place: fromKey, remedy: '' })
      set(toKey, source.bytes)
    },
    async sha256(key) {
      const bytes = objects.get(key)?.bytes
      return bytes === undefined ? undefined : sha256Of(bytes)
    },
    async isSuperseded(key) {
      return objects.get(key)?.superseded ?? false
    },
    async markSuperseded(key) {
      mark(key, true)
    },
    async clearSuperseded(key) {
      mark(key, false)
    },
  }
}

import { createHash } from 'node:crypto'
import { readdir, readFile, realpath, rm, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { ifAbsent, translateDiskError } from './errno.ts'
import { bytesOfFile, FolderFiles } from './folder-files.io.ts'
import { withFolderLock } from './folder-lock.io.ts'
import { guardedStore } from './guarded-store.ts'
import { isObject, parseObject } from './json.ts'
import type { ReleaseFile } from './manifest.ts'
import { CACHE_CONTROL } from './object-headers.ts'
import { ReleaseRefused } from './problem.ts'
import { sha256OfFile } from './read-release.io.ts'
import { refuseLargeText, SUPERSEDED_TAG, type ReleaseStore, type StoredText, type Written } from './release-store.ts'

/** Tags by key, then by name. The stage serves no file whose name starts with `.understudy-`. */
const TAGS_FILE = '.understudy-tags.json'
/** Where the stage reads the headers of objects. */
const METADATA_FILE = '.understudy-metadata.json'
const LOCK_FILE = '.understudy-lock'

/** A folder as the bucket of the stage. Rejects with `ReleaseRefused` when there is no such folder. */
export const openFolderStore = async (folder: string): Promise<ReleaseStore> => {
  const root = await realpath(folder).catch(() => undefined)
  const isFolder = root !== undefined && (await stat(root)).isDirectory()
  if (!isFolder)
    throw new ReleaseRefused({
      message: `the folder that is to be the bucket ${root === undefined ? 'does not exist' : 'is a file'}`,
      place: folder,
      remedy: 'make it, or name the one that the stage serves',
    })
  const files = new FolderFiles(root)
  await files.removeForgotten()
  return guardedStore(new FolderStore(root, files), translateDiskError(root))
}

type Tags = Readonly<Record<string, string>>

class FolderStore implements ReleaseStore {
  readonly place: string
  readonly #files: FolderFiles
  /** The headers are written once, before the first object that needs them. */
  #headers: Promise<void> | undefined
  #locked: Promise<unknown> = Promise.resolve()

  constructor(root: string, files: FolderFiles) {
    this.place = root
    this.#files = files
  }

  async list(prefix: string): Promise<ReadonlyMap<string, number>> {
    const folder = join(this.place, prefix)
    const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(ifAbsent([]))
    const sizes = new Map<string, number>()
    for (const { parentPath, name } of entries.filter(entry => entry.isFile())) {
      const path = join(parentPath, name)
      const stats = await stat(path).catch(ifAbsent(undefined))
      if (stats !== undefined) sizes.set(relative(this.place, path).split(sep).join('/'), stats.size)
    }
    return sizes
  }

  async read(key: string): Promise<StoredText | undefined> {
    const path = join(this.place, key)
    const stats = await stat(path).catch(ifAbsent(undefined))
    refuseLargeText(this.place, key, stats?.size ?? 0)
    const text = await readFile(path, 'utf8').catch(ifAbsent(undefined))
    return text === undefined ? undefined : { text, version: versionOf(text) }
  }

  async write(key: string, text: string, version: string | undefined): Promise<Written> {
    const received = await this.#files.receive(handle => handle.writeFile(text))
    const isWritten =
      version === undefined
        ? await this.#files.placeNew(received, key)
        : await this.#exclusively(() => this.#replace(received, key, version))
    return isWritten ? { kind: 'written', version: versionOf(text) } : { kind: 'changed-meanwhile' }
  }

  async #replace(received: string, key: string, version: string): Promise<boolean> {
    const isSame = (await this.read(key))?.version === version
    if (isSame) await this.#files.place(received, key)
    else await rm(received, { force: true })
    return isSame
  }

  async put({ key, sha256 }: ReleaseFile, fromPath: string): Promise<void> {
    await this.#writeHeadersOnce()
    const received = await this.#files.receive(bytesOfFile(fromPath))
    if ((await sha256OfFile(received)) !== sha256) {
      await rm(received, { force: true })
      throw changedWhilePublished(fromPath)
    }
    await this.#files.place(received, key)
    await this.#changeTags(key, () => ({}))
  }

  async copy(fromKey: string, toKey: string): Promise<void> {
    await this.#writeHeadersOnce()
    await this.#files.place(await this.#files.receive(bytesOfFile(join(this.place, fromKey))), toKey)
  }

  sha256(key: string): Promise<string | undefined> {
    return sha256OfFile(join(this.place, key)).catch(ifAbsent(undefined))
  }

  async isSuperseded(key: string): Promise<boolean> {
    return tagsOf(await this.#readJson(TAGS_FILE), key)[SUPERSEDED_TAG.key] === SUPERSEDED_TAG.value
  }

  async markSuperseded(key: string): Promise<void> {
    const isThere = await stat(join(this.place, key)).then(() => true, ifAbsent(false))
    if (isThere) await this.#changeTags(key, tags => ({ ...tags, [SUPERSEDED_TAG.key]: SUPERSEDED_TAG.value }))
  }

  clearSuperseded(key: string): Promise<void> {
    return this.#changeTags(key, tags => without(tags, SUPERSEDED_TAG.key))
  }

  #changeTags(key: string, change: (tags: Tags) => Tags): Promise<void> {
    return this.#exclusively(async () => {
      const all = await this.#readJson(TAGS_FILE)
      const tags = change(tagsOf(all, key))
      const isBare = Object.keys(tags).length === 0
      if (isBare && !Object.hasOwn(all, key)) return
      await this.#writeJson(TAGS_FILE, isBare ? without(all, key) : { ...all, [key]: tags })
    })
  }

  #writeHeadersOnce(): Promise<void> {
    this.#headers ??= this.#exclusively(() => this.#writeHeaders())
    return this.#headers
  }

  /** What the user wrote into the file stays, and holds where it says otherwise: later entries win. */
  async #writeHeaders(): Promise<void> {
    const rules = await this.#readJson(METADATA_FILE)
    const missing = CACHE_CONTROL.filter(([pattern]) => !Object.hasOwn(rules, pattern))
    if (missing.length === 0) return
    const added = missing.map(([pattern, value]) => [pattern, { 'Cache-Control': value }] as const)
    await this.#writeJson(METADATA_FILE, { ...Object.fromEntries(added), ...rules })
  }

  async #readJson(name: string): Promise<Readonly<Record<string, unknown>>> {
    const text = await readFile(join(this.place, name), 'utf8').catch(ifAbsent('{}'))
    const value = parseObject(text)
    if (value !== undefined) return value
    throw new ReleaseRefused({
      message: `${name} is not a JSON object`,
      place: this.place,
      remedy: 'mend the file, or delete it when nothing in it is of use',
    })
  }

  async #writeJson(name: string, value: unknown): Promise<void> {
    const text = `${JSON.stringify(value, undefined, 2)}\n`
    await this.#files.place(await this.#files.receive(handle => handle.writeFile(text)), name)
  }

  /** One after the other within this process, and never beside another one. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#locked.then(() => withFolderLock(join(this.place, LOCK_FILE), work))
    this.#locked = result.catch(() => {})
    return result
  }
}

const versionOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const tagsOf = (all: Readonly<Record<string, unknown>>, key: string): Tags => {
  const tags = Object.hasOwn(all, key) ? all[key] : undefined
  if (!isObject(tags)) return {}
  return Object.fromEntries(Object.entries(tags).filter((tag): tag is [string, string] => typeof tag[1] === 'string'))
}

const without = <T>(record: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))

const changedWhilePublished = (path: string): ReleaseRefused =>
  new ReleaseRefused({
    message: 'the file changed while it was published',
    place: path,
    remedy: 'publish again when the build is finished',
  })

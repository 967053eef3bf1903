import { stat } from 'node:fs/promises'
import {
  cataloguedFiles,
  contentOfFile,
  enterObject,
  enterSetAside,
  inTransaction,
  keyOfContent,
  nameObject,
  type CatalogueObject,
  type ObjectName,
  type SetAsideObject,
} from './catalogue.io.ts'
import { ClientKeyRing } from './client-key-ring.io.ts'
import { findLogs, reasonOf } from './find-logs.io.ts'
import { fileContent, logSha256 } from './log-content.io.ts'
import type { IngestProgress, IngestSummary, ObjectOutcome } from './object-outcome.ts'
import { removeFiles, removeOrphans } from './partition-files.io.ts'
import { KEPT_PARAMETERS_DEFAULT, type KeptParameters } from './query-parameters.ts'
import { readObject } from './read-object.io.ts'
import { asStoreError } from './store-error.ts'
import type { OpenStore } from './store.io.ts'

export interface IngestOptions {
  /** Query parameters whose values are kept (cloudfront-logs 9, rule 5). */
  readonly keptParameters?: KeptParameters
  /** Milliseconds since the epoch; the system's clock by default. */
  readonly now?: () => number
}

/**
 * Brings access logs into a store, each content once however often it is asked for (cloudfront-logs 1.2, rule 6). In: files, and folders,
 * which are searched.
 *
 * A file that cannot be used is set aside, the others go on. Fails with `StoreError` when the store cannot be written: what was finished
 * before stays. The process may end at any moment: the next run goes on where this one was.
 */
export const ingestFiles = async (
  store: OpenStore,
  paths: readonly string[],
  onProgress: (progress: IngestProgress) => void = () => {},
  options: IngestOptions = {},
): Promise<IngestSummary> => {
  try {
    const orphansRemoved = await removeOrphans(store.folder, await cataloguedFiles(store.connection))
    const { files, ignored, missing } = await findLogs(paths)
    onProgress({ kind: 'found', files: files.length, bytes: await sizeOf(files) })
    const ingestion = new Ingestion(store, await ClientKeyRing.open(store.connection), onProgress, options)
    const outcomes: ObjectOutcome[] = missing.map(({ path, reason }) => ({ kind: 'set-aside', key: path, reason }))
    for (const outcome of outcomes) onProgress({ kind: 'finished', outcome })
    for (const file of files) {
      const outcome = await ingestion.ingest(file)
      outcomes.push(outcome)
      onProgress({ kind: 'finished', outcome })
    }
    await store.refreshViews()
    return { outcomes, ignored, orphansRemoved }
  } catch (error) {
    throw asStoreError(error, store.folder)
  }
}

class Ingestion {
  readonly #store: OpenStore
  readonly #keyRing: ClientKeyRing
  readonly #onProgress: (progress: IngestProgress) => void
  readonly #keptParameters: KeptParameters
  readonly #now: () => number

  constructor(
    store: OpenStore,
    keyRing: ClientKeyRing,
    onProgress: (progress: IngestProgress) => void,
    options: IngestOptions,
  ) {
    this.#store = store
    this.#keyRing = keyRing
    this.#onProgress = onProgress
    this.#keptParameters = options.keptParameters ?? KEPT_PARAMETERS_DEFAULT
    this.#now = options.now ?? Date.now
  }

  async ingest(key: string): Promise<ObjectOutcome> {
    const content = await fileContent(key).catch((error: unknown) => reasonOf(error))
    if (typeof content === 'string') return { kind: 'set-aside', key, reason: content }
    const { connection } = this.#store
    const { fileSha256 } = content
    const sha256 = (await contentOfFile(connection, fileSha256)) ?? (await logSha256(key, content))
    const name = { key, sha256, fileSha256 }
    const sameAs = await keyOfContent(connection, sha256)
    return sameAs === undefined ? this.#ingestNew(name, content.sizeBytes) : this.#note(name, sameAs)
  }

  /** A name more for rows that are there. */
  async #note(name: ObjectName, sameAs: string): Promise<ObjectOutcome> {
    const { connection } = this.#store
    await this.#free(await inTransaction(connection, () => nameObject(connection, name)))
    return { kind: 'known', key: name.key, sameAs }
  }

  /**
   * A file that grows while it is read gives more rows than its content had when its identity was taken. The next run sees another content
   * and replaces them all.
   */
  async #ingestNew(name: ObjectName, sizeBytes: number): Promise<ObjectOutcome> {
    const { key, sha256, fileSha256 } = name
    const object = await readObject(this.#store, key, sha256, {
      keptParameters: this.#keptParameters,
      clientKeyOf: this.#keyRing.clientKeyOf,
      nowMs: this.#now(),
      onProgress: ({ bytesRead, rows }) => this.#onProgress({ kind: 'reading', key, bytesRead, rows }),
    })
    if (object.kind === 'unusable') return this.#setAside({ key, fileSha256, sizeBytes, reason: object.reason })
    const { rows, shortRows, skipped, unknownFields, logBytes, files } = object
    this.#onProgress({ kind: 'written', key, rows })
    const counts = { sizeBytes, logBytes, rows, shortRows, skipped, unknownFields }
    const isReplacement = await this.#enter({ name, ...counts, files, ingestedAtMs: this.#now() })
    return { kind: 'ingested', key, ...counts, isReplacement }
  }

  /** The moment from which the rows count. Out: whether others went for them. */
  async #enter(object: CatalogueObject): Promise<boolean> {
    const { connection } = this.#store
    const freed = await inTransaction(connection, async () => {
      await this.#keyRing.enterFresh(connection)
      return enterObject(connection, object)
    })
    this.#keyRing.keepFresh()
    await this.#free(freed)
    return freed.length > 0
  }

  async #setAside(object: Omit<SetAsideObject, 'setAsideAtMs'>): Promise<ObjectOutcome> {
    await enterSetAside(this.#store.connection, { ...object, setAsideAtMs: this.#now() })
    return { kind: 'set-aside', key: object.key, reason: object.reason }
  }

  /** Nobody reads these files any more. Should the process end here, the next run finds them as orphans. */
  async #free(files: readonly string[]): Promise<void> {
    await removeFiles(this.#store.folder, files)
  }
}

const sizeOf = async (files: readonly string[]): Promise<number> => {
  let bytes = 0
  for (const file of files) bytes += (await stat(file).catch(() => undefined))?.size ?? 0
  return bytes
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { cataloguedFiles, enterObject, enterSetAside, inTransaction, keyOfContent, nameObject } from './catalogue.io.ts'
import { ClientKeyRing } from './client-key-ring.io.ts'
import { findLogs, reasonOf } from './find-logs.io.ts'
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

interface Content {
  readonly sha256: string
  readonly sizeBytes: number
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
    const content = await contentOf(key).catch((error: unknown) => reasonOf(error))
    if (typeof content === 'string') return { kind: 'set-aside', key, reason: content }
    const sameAs = await keyOfContent(this.#store.connection, content.sha256)
    return sameAs === undefined ? this.#ingestNew(key, content) : this.#note(key, content, sameAs)
  }

  /** A name more for rows that are there. */
  async #note(key: string, { sha256 }: Content, sameAs: string): Promise<ObjectOutcome> {
    const { connection } = this.#store
    await this.#free(await inTransaction(connection, () => nameObject(connection, key, sha256)))
    return { kind: 'known', key, sameAs }
  }

  /**
   * A file that grows while it is read gives more rows than its content had when its identity was taken. The next run sees another content
   * and replaces them all.
   */
  async #ingestNew(key: string, { sha256, sizeBytes }: Content): Promise<ObjectOutcome> {
    const object = await readObject(this.#store, key, sha256, {
      keptParameters: this.#keptParameters,
      clientKeyOf: this.#keyRing.clientKeyOf,
      nowMs: this.#now(),
      onProgress: ({ bytesRead, rows }) => this.#onProgress({ kind: 'reading', key, bytesRead, rows }),
    })
    if (object.kind === 'unusable') return this.#setAside(key, { sha256, sizeBytes }, object.reason)
    this.#onProgress({ kind: 'written', key, rows: object.rows })
    const { connection } = this.#store
    const freed = await inTransaction(connection, async () => {
      await this.#keyRing.enterFresh(connection)
      return enterObject(connection, { ...object, sha256, key, sizeBytes, ingestedAtMs: this.#now() })
    })
    this.#keyRing.keepFresh()
    await this.#free(freed)
    const { rows, shortRows, skipped, unknownFields, logBytes } = object
    return {
      kind: 'ingested',
      key,
      rows,
      shortRows,
      skipped,
      unknownFields,
      sizeBytes,
      logBytes,
      isReplacement: freed.length > 0,
    }
  }

  async #setAside(key: string, content: Content, reason: string): Promise<ObjectOutcome> {
    await enterSetAside(this.#store.connection, { key, ...content, reason, setAsideAtMs: this.#now() })
    return { kind: 'set-aside', key, reason }
  }

  /** Nobody reads these files any more. Should the process end here, the next run finds them as orphans. */
  async #free(files: readonly string[]): Promise<void> {
    await removeFiles(this.#store.folder, files)
  }
}

const contentOf = async (file: string): Promise<Content> => {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const piece of createReadStream(file, { highWaterMark: 1_048_576 })) {
    hash.update(piece)
    sizeBytes += piece.length
  }
  return { sha256: hash.digest('hex'), sizeBytes }
}

const sizeOf = async (files: readonly string[]): Promise<number> => {
  let bytes = 0
  for (const file of files) bytes += (await stat(file).catch(() => undefined))?.size ?? 0
  return bytes
}

import { mkdir, rm, stat } from 'node:fs/promises'
import { FIELD } from '../access-log/fields.ts'
import type { LogRow } from '../access-log/log-row.ts'
import { readLogFile, type LogFileOutcome, type LogSink, type ReadProgress } from '../access-log/read-log.io.ts'
import type { ClientKeyOf } from './client-key.ts'
import { publishFile, stagingFolder, writtenFiles } from './partition-files.io.ts'
import { partitionFolder } from './partition.ts'
import { Partitions, PARTITIONS_MAX } from './partitions.ts'
import { isPlausibleTime } from './plausible-time.ts'
import type { KeptParameters } from './query-parameters.ts'
import { isParquet, readParquetLog } from './read-parquet-log.io.ts'
import { requestRows } from './request-row.ts'
import { StagedRequests } from './staged-requests.io.ts'
import type { OpenStore } from './store.io.ts'

export interface ReadObjectOptions {
  readonly keptParameters: KeptParameters
  readonly clientKeyOf: ClientKeyOf
  readonly nowMs: number
  readonly onProgress: (progress: ReadProgress) => void
}

/** An object in Parquet files at their places, which nobody reads before they are in the catalogue; or why there is none. */
export type ReadObject =
  | {
      readonly kind: 'written'
      readonly rows: number
      readonly shortRows: number
      readonly skipped: Readonly<Record<string, number>>
      readonly unknownFields: readonly string[]
      readonly logBytes: number
      /** Relative to the store. */
      readonly files: readonly string[]
    }
  | { readonly kind: 'unusable'; readonly reason: string }

/** Reads one log into Parquet files named by its content. All of it or nothing: a log that breaks off leaves no rows. */
export const readObject = async (
  store: OpenStore,
  key: string,
  sha256: string,
  options: ReadObjectOptions,
): Promise<ReadObject> => {
  const folder = stagingFolder(store.folder)
  await mkdir(folder, { recursive: true })
  const staged = await StagedRequests.create(store.duckdb, store.connection, key, folder)
  try {
    const sink = new StagingSink(staged, options)
    const outcome = await readAnyLog(store, key, sink)
    const reason = sink.trouble ?? unusable(outcome)
    if (reason !== undefined) return { kind: 'unusable', reason }
    const files = sink.rows === 0 ? [] : await publish(store, staged, sink, sha256)
    const { counts, logBytes } = outcome
    const skipped = { ...counts.skipped, ...sink.skipped }
    return {
      kind: 'written',
      rows: sink.rows,
      shortRows: counts.shortRows,
      skipped,
      unknownFields: [...counts.unknownFields],
      logBytes,
      files,
    }
  } finally {
    await staged.drop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Parquet is read by DuckDB, text by the shared reader. */
const readAnyLog = async (store: OpenStore, file: string, sink: LogSink): Promise<LogFileOutcome> => {
  if (!(await isParquet(file))) return readLogFile(file, sink)
  const { size } = await stat(file)
  return store.withConnection(connection => readParquetLog(connection, file, size, sink))
}

/** Why a log that was read to its end, or not, cannot be used; undefined: it can. */
const unusable = (outcome: LogFileOutcome): string | undefined => {
  if (outcome.kind === 'damaged') return outcome.why
  const { rows, skipped } = outcome.counts
  return rows === 0 && skipped['no-field-list'] !== undefined
    ? 'it is no access log: no line begins with #Fields'
    : undefined
}

class StagingSink implements LogSink {
  rows = 0
  readonly skipped: Record<string, number> = {}
  readonly partitions = new Partitions()
  trouble: string | undefined
  readonly #staged: StagedRequests
  readonly #options: ReadObjectOptions
  readonly #requestRow: ReturnType<typeof requestRows>

  constructor(staged: StagedRequests, options: ReadObjectOptions) {
    this.#staged = staged
    this.#options = options
    this.#requestRow = requestRows(options)
  }

  row(row: LogRow): void {
    const startedAtMs = row.endedAtMs - (row.milliseconds(FIELD['time-taken']) ?? 0)
    if (!isPlausibleTime(row.endedAtMs, startedAtMs, this.#options.nowMs)) {
      this.skipped['time-out-of-range'] = (this.skipped['time-out-of-range'] ?? 0) + 1
      return
    }
    if (this.trouble !== undefined) return
    const partitionNumber = this.partitions.numberOf(startedAtMs, row.text(FIELD['cs(Host)']))
    this.#staged.add(this.#requestRow(row), partitionNumber)
    this.rows++
    if (this.partitions.count > PARTITIONS_MAX)
      this.trouble = `its rows fall into more than ${PARTITIONS_MAX} hours and distributions: split it`
  }

  async afterChunk(progress: ReadProgress): Promise<'stop' | void> {
    this.#options.onProgress(progress)
    if (this.trouble !== undefined) return 'stop'
    await this.#staged.writeWhenFull()
  }
}

const publish = async (
  store: OpenStore,
  staged: StagedRequests,
  sink: StagingSink,
  sha256: string,
): Promise<string[]> => {
  const rows = await staged.end()
  if (rows !== sink.rows) throw new Error(`${sink.rows} rows were staged, ${rows} written: a bug of understudy`)
  const files: string[] = []
  for (const { partitionNumber, path } of await writtenFiles(stagingFolder(store.folder))) {
    const partition = sink.partitions.get(partitionNumber)
    if (partition === undefined) throw new Error(`no partition ${partitionNumber}: a bug of understudy`)
    const file = `${partitionFolder(partition)}/${fileName(sha256, files.length)}`
    await publishFile(store.folder, path, file)
    files.push(file)
  }
  return files
}

/** DuckDB may write several files for one partition. */
const fileName = (sha256: string, number: number): string => `${sha256.slice(0, 32)}-${number}.parquet`

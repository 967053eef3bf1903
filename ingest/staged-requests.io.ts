import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnType, RequestRow } from './columns.ts'
import { DUCKDB } from './dialect.ts'
import type { DuckDb } from './duckdb.io.ts'
import { NUMBER_COLUMNS, RequestBatch, ROW_COLUMNS, TEXT_COLUMNS } from './request-batch.ts'

/** DuckDB unfolds a batch at once: four times as many take twice the memory and no less time. */
const ROWS_IN_BATCH = 30_720

/**
 * The rows of one object on their way to Parquet files that nobody knows of yet. Batch by batch, so that memory is bounded whatever the
 * object's size; DuckDB writes one batch while the next is read.
 */
export class StagedRequests {
  readonly #duckdb: DuckDb
  readonly #connection: DuckDBConnection
  readonly #folder: string
  /** No value holds it, since nobody knows it. */
  readonly #separator = `\u001F${randomBytes(9).toString('base64url')}`
  #batch = new RequestBatch(this.#separator)
  /** Of the batch before. */
  #writing: Promise<void> = Promise.resolve()
  #batches = 0
  #rowsWritten = 0

  private constructor(duckdb: DuckDb, connection: DuckDBConnection, folder: string) {
    this.#duckdb = duckdb
    this.#connection = connection
    this.#folder = folder
  }

  /** One at a time on a connection. In: the file the rows come from, and the folder for the Parquet files. */
  static async create(
    duckdb: DuckDb,
    connection: DuckDBConnection,
    objectKey: string,
    folder: string,
  ): Promise<StagedRequests> {
    const staged = new StagedRequests(duckdb, connection, folder)
    await connection.run('SET VARIABLE object_key = $1', [objectKey])
    await connection.run('SET VARIABLE separator = $1', [staged.#separator])
    return staged
  }

  /** In: the number of the partition it belongs to. */
  add(row: RequestRow, partitionNumber: number): void {
    this.#batch.add(row, partitionNumber)
  }

  /** To be called now and then: begins to write the batch when there is enough of it. */
  async writeWhenFull(): Promise<void> {
    if (this.#batch.rowCount >= ROWS_IN_BATCH) await this.#endBatch()
  }

  /** Writes what is left. Out: the number of rows in all files. */
  async end(): Promise<number> {
    if (this.#batch.rowCount > 0) await this.#endBatch()
    await this.#writing
    return this.#rowsWritten
  }

  async drop(): Promise<void> {
    await this.#writing.catch(() => {})
    await this.#connection.run('DROP TABLE IF EXISTS staged_requests')
  }

  async #endBatch(): Promise<void> {
    const batch = this.#batch
    this.#batch = new RequestBatch(this.#separator)
    batch.endChunk()
    await this.#writing
    this.#writing = this.#write(batch)
    // Whoever waits for it is told; until then a failure has nobody to go to.
    this.#writing.catch(() => {})
  }

  /** A folder for each partition: `0/partition_number=7/data_0.parquet`. */
  async #write(batch: RequestBatch): Promise<void> {
    await this.#connection.run(CREATE_STAGED)
    const appender = await this.#connection.createAppender('staged_requests')
    appender.appendDataChunk(this.#dataChunk(batch))
    appender.closeSync()
    const folder = DUCKDB.text(join(this.#folder, String(this.#batches++)))
    const result = await this.#connection.runAndReadAll(
      `COPY (${STAGED_ROWS}) TO ${folder} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (partition_number))`,
    )
    this.#rowsWritten += Number(result.getRows()[0]?.[0])
  }

  #dataChunk({ texts, lists, chunkCount }: RequestBatch) {
    const { VARCHAR, LIST, DOUBLE, DuckDBDataChunk, listValue } = this.#duckdb
    const types = [...texts.map(() => VARCHAR), ...lists.map(() => LIST(DOUBLE))]
    const chunk = DuckDBDataChunk.create(types, chunkCount)
    for (const [column, values] of texts.entries()) chunk.setColumnValues(column, values)
    for (const [column, values] of lists.entries())
      chunk.setColumnValues(
        texts.length + column,
        values.map(list => listValue(list)),
      )
    return chunk
  }
}

const LIST_NAMES = [...NUMBER_COLUMNS.map(({ name }) => name), 'partition_number']

const CREATE_STAGED = `CREATE OR REPLACE TEMP TABLE staged_requests (${[
  ...TEXT_COLUMNS.map(({ name }) => `${name} VARCHAR`),
  ...LIST_NAMES.map(name => `${name} DOUBLE[]`),
].join(', ')})`

/** An empty text is an absent one, as in the log. */
const UNSTAGED: Readonly<Record<ColumnType, (name: string) => string>> = {
  text: name => `nullif(${name}, '')`,
  integer: name => `CAST(${name} AS INTEGER)`,
  bigint: name => `CAST(${name} AS BIGINT)`,
  double: name => name,
  timestamp: name => `CAST(epoch_ms(CAST(${name} AS BIGINT)) AS TIMESTAMP_MS)`,
  boolean: name => `CAST(${name} AS BOOLEAN)`,
}

const STAGED_ROWS = `SELECT ${[
  ...ROW_COLUMNS.map(({ name, type }) => `${UNSTAGED[type](name)} AS ${name}`),
  `getvariable('object_key') AS object_key`,
  'CAST(partition_number AS INTEGER) AS partition_number',
].join(', ')} FROM (SELECT ${[
  ...TEXT_COLUMNS.map(({ name }) => `unnest(string_split(${name}, getvariable('separator'))) AS ${name}`),
  ...LIST_NAMES.map(name => `unnest(${name}) AS ${name}`),
].join(', ')} FROM staged_requests)`

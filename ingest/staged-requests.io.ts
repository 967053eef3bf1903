import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import { REQUEST_COLUMNS, type ColumnType, type ColumnValue, type RequestRow } from './columns.ts'
import { DUCKDB } from './dialect.ts'
import type { DuckDb } from './duckdb.io.ts'
import { readableText } from './readable-text.ts'

const ROWS_IN_CHUNK = 2_048
/** A row group of Parquet. */
const CHUNKS_IN_BATCH = 60

const ROW_COLUMNS = REQUEST_COLUMNS.flatMap(column => (column.name === 'object_key' ? [] : [column]))
const TEXT_COLUMNS = ROW_COLUMNS.filter(({ type }) => type === 'text')
const NUMBER_COLUMNS = ROW_COLUMNS.filter(({ type }) => type !== 'text')

/**
 * The rows of one object on their way to Parquet, batch by batch, so that memory is bounded whatever the object's size.
 *
 * They cross into DuckDB by columns: a row of the table `staged_requests` is a chunk of 2,048 requests, where a text column holds its
 * values joined into one, and any other a list. A text that crosses by itself costs 300 ns, in a joined column 70.
 */
export class StagedRequests {
  readonly #duckdb: DuckDb
  readonly #connection: DuckDBConnection
  readonly #folder: string
  /** No value holds it, since nobody knows it. */
  readonly #separator = `\u001F${randomBytes(9).toString('base64url')}`
  readonly #texts = TEXT_COLUMNS.map((): string[] => [])
  readonly #numbers = NUMBER_COLUMNS.map((): (number | null)[] => [])
  readonly #partitionNumbers: number[] = []
  #appender: DuckDBAppender | undefined
  #chunks = 0
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
    await staged.#startBatch()
    return staged
  }

  /** In: the number of the partition it belongs to. */
  add(row: RequestRow, partitionNumber: number): void {
    TEXT_COLUMNS.forEach(({ name }, i) => this.#texts[i]?.push(storableText(row[name])))
    NUMBER_COLUMNS.forEach(({ name }, i) => this.#numbers[i]?.push(storableNumber(row[name])))
    this.#partitionNumbers.push(partitionNumber)
    if (this.#partitionNumbers.length === ROWS_IN_CHUNK) this.#appendChunk()
  }

  /** To be called now and then: writes the batch when there is enough of it. */
  async writeWhenFull(): Promise<void> {
    if (this.#chunks < CHUNKS_IN_BATCH) return
    await this.#writeBatch()
    await this.#startBatch()
  }

  /** Writes what is left. Out: the number of rows in all files. */
  async end(): Promise<number> {
    this.#appendChunk()
    if (this.#chunks > 0) await this.#writeBatch()
    return this.#rowsWritten
  }

  async drop(): Promise<void> {
    this.#appender?.closeSync()
    await this.#connection.run('DROP TABLE IF EXISTS staged_requests')
  }

  async #startBatch(): Promise<void> {
    await this.#connection.run(CREATE_STAGED)
    this.#appender = await this.#connection.createAppender('staged_requests')
    this.#chunks = 0
  }

  #appendChunk(): void {
    if (this.#partitionNumbers.length === 0) return
    const { VARCHAR, LIST, DOUBLE, DuckDBDataChunk, listValue } = this.#duckdb
    const texts = this.#texts.map(column => joined(column, this.#separator))
    const numbers = [...this.#numbers, this.#partitionNumbers].map(column => listValue(column))
    const chunk = DuckDBDataChunk.create([...texts.map(() => VARCHAR), ...numbers.map(() => LIST(DOUBLE))], 1)
    for (const [column, value] of [...texts, ...numbers].entries()) chunk.setColumnValues(column, [value])
    this.#appender?.appendDataChunk(chunk)
    this.#chunks++
    for (const column of [...this.#texts, ...this.#numbers, this.#partitionNumbers]) column.length = 0
  }

  /** A folder for each partition: `0/partition_number=7/data_0.parquet`. */
  async #writeBatch(): Promise<void> {
    this.#appender?.closeSync()
    this.#appender = undefined
    const folder = DUCKDB.text(join(this.#folder, String(this.#batches++)))
    const result = await this.#connection.runAndReadAll(
      `COPY (${STAGED_ROWS}) TO ${folder} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (partition_number))`,
    )
    this.#rowsWritten += Number(result.getRows()[0]?.[0])
  }
}

/** Values of text are as they were on the wire, one character a byte; hardly a chunk has any but ASCII. */
const joined = (column: readonly string[], separator: string): string => {
  const text = column.join(separator)
  return readableText(text) === text ? text : column.map(readableText).join(separator)
}

const storableText = (value: ColumnValue): string => (typeof value === 'string' ? value : '')

/** No integer beyond the exact ones; a boolean as 0 or 1. */
const storableNumber = (value: ColumnValue): number | null => {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : null
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

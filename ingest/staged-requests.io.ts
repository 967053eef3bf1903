import { randomBytes } from 'node:crypto'
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import { REQUEST_COLUMNS, type ColumnType, type RequestColumn, type RequestRow } from './columns.ts'
import type { DuckDb } from './duckdb.io.ts'
import { DUCKDB } from './dialect.ts'

const ROWS_IN_CHUNK = 2_048
/** The appender keeps what it has in memory until it is flushed; then DuckDB may put it on the disk. */
const CHUNKS_BETWEEN_FLUSHES = 16

const TEXT_COLUMNS = REQUEST_COLUMNS.filter(({ type }) => type === 'text')
const NUMBER_COLUMNS = REQUEST_COLUMNS.filter(({ type }) => type !== 'text')

/**
 * The rows of one object on their way to Parquet, in a temporary table of DuckDB, which spills to the disk: nothing of an object is to be
 * seen before all of it is read.
 *
 * A row of that table is a chunk of 2,048 requests: a text column holds its values joined into one, the others lists. A value that crosses
 * into DuckDB by itself costs 300 ns, in a joined column 70.
 */
export class StagedRequests {
  readonly #duckdb: DuckDb
  readonly #connection: DuckDBConnection
  readonly #appender: DuckDBAppender
  /** No value holds it, since nobody knows it. */
  readonly #separator = `\u001F${randomBytes(9).toString('base64url')}`
  readonly #texts = TEXT_COLUMNS.map((): string[] => [])
  readonly #numbers = NUMBER_COLUMNS.map((): (number | null)[] => [])
  #partitions: number[] = []
  #chunks = 0

  private constructor(duckdb: DuckDb, connection: DuckDBConnection, appender: DuckDBAppender) {
    this.#duckdb = duckdb
    this.#connection = connection
    this.#appender = appender
  }

  /** One at a time on a connection. */
  static async create(duckdb: DuckDb, connection: DuckDBConnection): Promise<StagedRequests> {
    const columns = [
      ...TEXT_COLUMNS.map(({ name }) => `${name} VARCHAR`),
      ...NUMBER_COLUMNS.map(({ name }) => `${name} DOUBLE[]`),
      'partition_number DOUBLE[]',
    ]
    await connection.run(`CREATE OR REPLACE TEMP TABLE staged_requests (${columns.join(', ')})`)
    return new StagedRequests(duckdb, connection, await connection.createAppender('staged_requests'))
  }

  /** In: the number of the partition it belongs to. */
  add(row: RequestRow, partitionNumber: number): void {
    for (let i = 0; i < TEXT_COLUMNS.length; i++) {
      const column = TEXT_COLUMNS[i]
      const value = column === undefined ? undefined : row[column.name]
      this.#texts[i]?.push(typeof value === 'string' ? value : '')
    }
    for (let i = 0; i < NUMBER_COLUMNS.length; i++) {
      const column = NUMBER_COLUMNS[i]
      const value = column === undefined ? undefined : row[column.name]
      this.#numbers[i]?.push(storable(value))
    }
    this.#partitions.push(partitionNumber)
    if (this.#partitions.length === ROWS_IN_CHUNK) this.#appendChunk()
  }

  /**
   * Writes everything as Parquet, a folder for each partition: `partition_number=0/data_0.parquet`. Out: the number of rows written.
   */
  async writeParquet(folder: string): Promise<number> {
    this.#appendChunk()
    this.#appender.closeSync()
    await this.#connection.run('SET VARIABLE separator = $separator', { separator: this.#separator })
    const columns = REQUEST_COLUMNS.map(column => `${unstaged(column)} AS ${column.name}`)
    const rows = `SELECT ${columns.join(', ')}, CAST(partition_number AS INTEGER) AS partition_number FROM (${UNNESTED})`
    const result = await this.#connection.run(
      `COPY (${rows}) TO ${DUCKDB.text(folder)} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (partition_number))`,
    )
    const [[count] = []] = await result.getRows()
    return Number(count)
  }

  async drop(): Promise<void> {
    await this.#connection.run('DROP TABLE IF EXISTS staged_requests')
  }

  #appendChunk(): void {
    if (this.#partitions.length === 0) return
    const { VARCHAR, LIST, DOUBLE, DuckDBDataChunk, listValue } = this.#duckdb
    const types = [...TEXT_COLUMNS.map(() => VARCHAR), ...[...NUMBER_COLUMNS, 'partition'].map(() => LIST(DOUBLE))]
    const chunk = DuckDBDataChunk.create(types, 1)
    const values = [
      ...this.#texts.map(texts => texts.join(this.#separator)),
      ...[...this.#numbers, this.#partitions].map(numbers => listValue(numbers)),
    ]
    values.forEach((value, column) => chunk.setColumnValues(column, [value]))
    this.#appender.appendDataChunk(chunk)
    for (const column of [...this.#texts, ...this.#numbers, this.#partitions]) column.length = 0
    if (++this.#chunks % CHUNKS_BETWEEN_FLUSHES === 0) this.#appender.flushSync()
  }
}

/** What a column of numbers can hold: no integer beyond the exact ones, a boolean as 0 or 1. */
const storable = (value: RequestRow[keyof RequestRow]): number | null => {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : null
}

const UNNESTED = `SELECT ${[
  ...TEXT_COLUMNS.map(({ name }) => `unnest(string_split(${name}, getvariable('separator'))) AS ${name}`),
  ...[...NUMBER_COLUMNS.map(({ name }) => name), 'partition_number'].map(name => `unnest(${name}) AS ${name}`),
].join(', ')} FROM staged_requests`

/** The value of a column from its staged form. An empty text is an absent one, as in the log. */
const unstaged = ({ name, type }: RequestColumn): string => UNSTAGED[type](name)

const UNSTAGED: Readonly<Record<ColumnType, (name: string) => string>> = {
  text: name => `nullif(${name}, '')`,
  integer: name => `CAST(${name} AS INTEGER)`,
  bigint: name => `CAST(${name} AS BIGINT)`,
  double: name => name,
  timestamp: name => `CAST(epoch_ms(CAST(${name} AS BIGINT)) AS TIMESTAMP_MS)`,
  boolean: name => `CAST(${name} AS BOOLEAN)`,
}

import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { DuckDBConnection, DuckDBInstance, DuckDBResult, JS } from '@duckdb/node-api'
import { checkFormat, createCatalogue } from './catalogue.io.ts'
import { DUCKDB } from './dialect.ts'
import { loadDuckDb, type DuckDb } from './duckdb.io.ts'
import { requestsFromParquet, requestsWithoutRows, viewStatement } from './schema.ts'
import { asStoreError, StoreError } from './store-error.ts'
import { VIEWS } from './views.ts'

/** One value of a result: timestamps as `Date`, whole numbers as numbers (beyond the exact ones as text). */
export type ResultValue =
  | string
  | number
  | boolean
  | Date
  | null
  | readonly ResultValue[]
  | { readonly [name: string]: ResultValue }

export interface ResultTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly ResultValue[])[]
  /** True when there were more rows than asked for. */
  readonly isCut: boolean
}

/** A prepared value: never part of the SQL text. */
export type Parameter = string | number | boolean | null

/** An open store of ingested logs: the table `requests` and its views can be queried. */
export interface Store {
  readonly folder: string
  readonly isReadOnly: boolean
  /**
   * Rows as objects. `Row` is the caller's word for the columns it selects. Fails with `StoreError` (`query-failed`) when DuckDB refuses.
   */
  query<Row = Readonly<Record<string, ResultValue>>>(sql: string, parameters?: readonly Parameter[]): Promise<Row[]>
  /** The first rows, so that memory is bounded whatever the query gives. */
  queryTable(sql: string, rowsMax: number): Promise<ResultTable>
  close(): void
}

export interface StoreOptions {
  readonly readOnly?: boolean
  /** What DuckDB may use before it goes on on the disk; 512 MiB by default. */
  readonly memoryLimitMebibytes?: number
}

export const STORE_FOLDER_DEFAULT = '.understudy/logs'

const CATALOGUE_FILE = 'catalogue.duckdb'
const MEMORY_LIMIT_MEBIBYTES = 512

/**
 * Opens the store in a folder, creating it unless `readOnly`. Fails with `StoreError`: no library, no store, used by another process, no
 * store of ours, no permission.
 */
export const openStore = async (folder: string, options: StoreOptions = {}): Promise<OpenStore> => {
  const isReadOnly = options.readOnly === true
  const file = join(folder, CATALOGUE_FILE)
  if (isReadOnly && !existsSync(file))
    throw new StoreError('absent', `there is no store at ${folder}`, 'make one: understudy logs ingest FILES…')
  const duckdb = await loadDuckDb()
  try {
    await mkdir(folder, { recursive: true })
    const instance = await duckdb.DuckDBInstance.create(file, {
      access_mode: isReadOnly ? 'READ_ONLY' : 'READ_WRITE',
      memory_limit: `${options.memoryLimitMebibytes ?? MEMORY_LIMIT_MEBIBYTES}MiB`,
      temp_directory: join(folder, 'spill'),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    return await OpenStore.create(duckdb, instance, resolve(folder), isReadOnly)
  } catch (error) {
    throw asStoreError(error, folder)
  }
}

export class OpenStore implements Store {
  readonly folder: string
  readonly isReadOnly: boolean
  readonly duckdb: DuckDb
  readonly connection: DuckDBConnection
  readonly #instance: DuckDBInstance

  private constructor(
    duckdb: DuckDb,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    folder: string,
    isReadOnly: boolean,
  ) {
    this.duckdb = duckdb
    this.#instance = instance
    this.connection = connection
    this.folder = folder
    this.isReadOnly = isReadOnly
  }

  static async create(
    duckdb: DuckDb,
    instance: DuckDBInstance,
    folder: string,
    isReadOnly: boolean,
  ): Promise<OpenStore> {
    const store = new OpenStore(duckdb, instance, await instance.connect(), folder, isReadOnly)
    try {
      if (!isReadOnly) await createCatalogue(store.connection)
      await checkFormat(store.connection)
      await store.refreshViews()
      return store
    } catch (error) {
      store.close()
      throw error
    }
  }

  /**
   * Makes `requests` the rows of exactly the objects in the catalogue. The views are temporary, so that a store can be moved, and a file
   * that no transaction has named is never read.
   */
  async refreshViews(): Promise<void> {
    const result = await this.connection.runAndReadAll('SELECT file FROM object_files ORDER BY file')
    const files = result.getRows().map(([file]) => DUCKDB.text(globLiteral(join(this.folder, String(file)))))
    const rows = files.length === 0 ? requestsWithoutRows() : requestsFromParquet(`getvariable('request_files')`)
    await this.connection.run(`SET VARIABLE request_files = [${files.join(', ')}]`)
    await this.connection.run(`CREATE OR REPLACE TEMP VIEW requests AS ${rows}`)
    for (const view of VIEWS)
      await this.connection.run(viewStatement(DUCKDB, view, 'requests').replace('REPLACE VIEW', 'REPLACE TEMP VIEW'))
  }

  async query<Row = Readonly<Record<string, ResultValue>>>(
    sql: string,
    parameters: readonly Parameter[] = [],
  ): Promise<Row[]> {
    const result = await this.#run(() => this.connection.runAndReadAll(sql, [...parameters]))
    const names = result.deduplicatedColumnNames()
    return result.getRowsJS().map(values => Object.fromEntries(names.map((name, i) => [name, plain(values[i])])) as Row)
  }

  async queryTable(sql: string, rowsMax: number): Promise<ResultTable> {
    const result = await this.#run(() => this.connection.stream(sql))
    const rows = await this.#run(() => firstRows(result, rowsMax + 1))
    return { columns: result.deduplicatedColumnNames(), rows: rows.slice(0, rowsMax), isCut: rows.length > rowsMax }
  }

  /** A connection of its own, for a query that others must not end. */
  async withConnection<Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    const connection = await this.#instance.connect()
    try {
      return await work(connection)
    } finally {
      connection.closeSync()
    }
  }

  close(): void {
    this.connection.closeSync()
    this.#instance.closeSync()
  }

  async #run<Result>(query: () => Promise<Result>): Promise<Result> {
    try {
      return await query()
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      throw new StoreError('query-failed', text, 'views: understudy logs schema', error)
    }
  }
}

const firstRows = async (result: DuckDBResult, most: number): Promise<ResultValue[][]> => {
  const rows: ResultValue[][] = []
  for await (const chunk of result.yieldRowsJs()) {
    rows.push(...chunk.slice(0, most - rows.length).map(values => values.map(plain)))
    if (rows.length >= most) break
  }
  return rows
}

const plain = (value: JS | undefined): ResultValue => {
  if (value === undefined || value === null) return null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value instanceof Date) return value
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}

/** A path that a reader of patterns takes for itself: the user's folder may be called `logs[1]`. */
const globLiteral = (path: string): string => path.replace(/[*?[]/g, '[$&]')

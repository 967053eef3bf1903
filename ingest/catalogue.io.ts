import type { DuckDBConnection } from '@duckdb/node-api'
import { StoreError } from './store-error.ts'

/** Of the catalogue and the Parquet columns together; a store of another format is not touched. */
const FORMAT = 1

/** What a key holds. */
export interface ObjectName {
  readonly key: string
  /** Of the log, after decompression: the identity of the object. */
  readonly sha256: string
  /** Of the file as it lies on the disk: by it a known file is known without being decompressed. */
  readonly fileSha256: string
}

/** What the catalogue knows of one object whose rows are in the store. */
export interface CatalogueObject {
  readonly name: ObjectName
  readonly sizeBytes: number
  readonly logBytes: number
  readonly rows: number
  readonly shortRows: number
  /** By reason. */
  readonly skipped: Readonly<Record<string, number>>
  readonly unknownFields: readonly string[]
  /** Milliseconds since the epoch. */
  readonly ingestedAtMs: number
  /** Relative to the folder of the store. */
  readonly files: readonly string[]
}

export interface SetAsideObject {
  readonly key: string
  readonly fileSha256: string
  readonly sizeBytes: number
  readonly reason: string
  readonly setAsideAtMs: number
}

/** No keys and constraints: one process writes, and DuckDB checks them too early for a row that is replaced in its transaction. */
const TABLES = [
  'CREATE TABLE IF NOT EXISTS store_format (format INTEGER)',
  `CREATE TABLE IF NOT EXISTS objects (
    sha256 VARCHAR, key VARCHAR, size_bytes BIGINT, log_bytes BIGINT, rows BIGINT, short_rows BIGINT,
    skipped MAP(VARCHAR, BIGINT), unknown_fields VARCHAR[], ingested_at TIMESTAMP_MS)`,
  'CREATE TABLE IF NOT EXISTS object_names (key VARCHAR, sha256 VARCHAR, file_sha256 VARCHAR)',
  'CREATE TABLE IF NOT EXISTS object_files (sha256 VARCHAR, file VARCHAR)',
  `CREATE TABLE IF NOT EXISTS set_aside (
    key VARCHAR, file_sha256 VARCHAR, size_bytes BIGINT, reason VARCHAR, set_aside_at TIMESTAMP_MS)`,
  'CREATE TABLE IF NOT EXISTS client_keys (day VARCHAR, key BLOB)',
]

/** The tables of a new store; nothing for one that has them. */
export const createCatalogue = (connection: DuckDBConnection): Promise<void> =>
  inTransaction(connection, async () => {
    for (const table of TABLES) await connection.run(table)
    await connection.run('INSERT INTO store_format SELECT $1 WHERE NOT EXISTS (FROM store_format)', [FORMAT])
  })

/** Fails with `StoreError` for a store that another version has written. */
export const checkFormat = async (connection: DuckDBConnection): Promise<void> => {
  const [format] = await texts(connection, 'SELECT format FROM store_format')
  if (format !== String(FORMAT))
    throw new StoreError(
      'not-a-store',
      `the store has format ${format}, this version reads and writes ${FORMAT}`,
      'name another folder with --store and ingest the logs again',
    )
}

/** All of it or nothing, whenever the process ends. */
export const inTransaction = async <Result>(
  connection: DuckDBConnection,
  work: () => Promise<Result>,
): Promise<Result> => {
  await connection.run('BEGIN TRANSACTION')
  try {
    const result = await work()
    await connection.run('COMMIT')
    return result
  } catch (error) {
    // After a failed commit there is no transaction any more; the first failure is the one to tell.
    await connection.run('ROLLBACK').catch(() => {})
    throw error
  }
}

const texts = async (connection: DuckDBConnection, sql: string, parameters: string[] = []): Promise<string[]> =>
  (await connection.runAndReadAll(sql, parameters)).getRows().map(([value]) => String(value))

/** The key under which this content was ingested; undefined: its rows are not in the store. */
export const keyOfContent = async (connection: DuckDBConnection, sha256: string): Promise<string | undefined> =>
  (await texts(connection, 'SELECT key FROM objects WHERE sha256 = $1', [sha256]))[0]

/** The content that a file of these bytes had, under whatever key. */
export const contentOfFile = async (connection: DuckDBConnection, fileSha256: string): Promise<string | undefined> =>
  (await texts(connection, 'SELECT sha256 FROM object_names WHERE file_sha256 = $1', [fileSha256]))[0]

/** Every Parquet file whose rows count, relative to the folder of the store. */
export const cataloguedFiles = (connection: DuckDBConnection): Promise<string[]> =>
  texts(connection, 'SELECT file FROM object_files')

/**
 * Notes what a key holds now. An object that no key holds any more leaves the catalogue: its rows are replaced by those of the new
 * content. Out: the files that are free. Within a transaction.
 */
export const nameObject = async (
  connection: DuckDBConnection,
  { key, sha256, fileSha256 }: ObjectName,
): Promise<string[]> => {
  await connection.run('DELETE FROM object_names WHERE key = $1', [key])
  await connection.run('INSERT INTO object_names VALUES ($1, $2, $3)', [key, sha256, fileSha256])
  await connection.run('DELETE FROM set_aside WHERE key = $1', [key])
  const nameless = 'sha256 NOT IN (SELECT sha256 FROM object_names)'
  const freed = await texts(connection, `SELECT file FROM object_files WHERE ${nameless}`)
  await connection.run(`DELETE FROM object_files WHERE ${nameless}`)
  await connection.run(`DELETE FROM objects WHERE ${nameless}`)
  return freed
}

/** Enters an object with its files. Out: the files of what it replaces. Within a transaction. */
export const enterObject = async (connection: DuckDBConnection, object: CatalogueObject): Promise<string[]> => {
  await connection.run(
    `INSERT INTO objects VALUES ($1, $2, $3, $4, $5, $6, CAST($7 AS JSON)::MAP(VARCHAR, BIGINT),
      CAST($8 AS JSON)::VARCHAR[], epoch_ms(CAST($9 AS BIGINT)))`,
    [
      object.name.sha256,
      object.name.key,
      object.sizeBytes,
      object.logBytes,
      object.rows,
      object.shortRows,
      JSON.stringify(object.skipped),
      JSON.stringify(object.unknownFields),
      object.ingestedAtMs,
    ],
  )
  for (const file of object.files)
    await connection.run('INSERT INTO object_files VALUES ($1, $2)', [object.name.sha256, file])
  return nameObject(connection, object.name)
}

/** Notes a file that cannot be ingested; what the store had under its key stays. */
export const enterSetAside = (connection: DuckDBConnection, object: SetAsideObject): Promise<void> =>
  inTransaction(connection, async () => {
    await connection.run('DELETE FROM set_aside WHERE key = $1', [object.key])
    await connection.run('INSERT INTO set_aside VALUES ($1, $2, $3, $4, epoch_ms(CAST($5 AS BIGINT)))', [
      object.key,
      object.fileSha256,
      object.sizeBytes,
      object.reason,
      object.setAsideAtMs,
    ])
  })

/** By day: the keys that pseudonyms are made with. */
export const readClientKeys = async (connection: DuckDBConnection): Promise<Map<string, Uint8Array>> => {
  const rows = (await connection.runAndReadAll('SELECT day, hex(key) FROM client_keys')).getRows()
  return new Map(rows.map(([day, key]) => [String(day), Buffer.from(String(key), 'hex')]))
}

/** Within a transaction. */
export const enterClientKey = async (connection: DuckDBConnection, day: string, key: Uint8Array): Promise<void> => {
  await connection.run('INSERT INTO client_keys VALUES ($1, unhex($2))', [day, Buffer.from(key).toString('hex')])
}

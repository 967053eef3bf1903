import { open } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import { LogScanner } from '../access-log/log-scanner.ts'
import type { LogFileOutcome, LogSink } from '../access-log/read-log.io.ts'
import { isLogColumns, logLineExpression, parquetFieldsLine } from './parquet-log.ts'

const MAGIC = 'PAR1'

/** By its first bytes, whatever its name. */
export const isParquet = async (file: string): Promise<boolean> => {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0)
    return buffer.toString('latin1', 0, bytesRead) === MAGIC
  } finally {
    await handle.close()
  }
}

/**
 * Reads one delivered file of standard logs v2 in Parquet (cloudfront-logs 2.2): DuckDB gives each row as the line of format w3c it would
 * have been, so that one scanner judges all formats. In: a connection that runs nothing else meanwhile.
 */
export const readParquetLog = async (
  connection: DuckDBConnection,
  file: string,
  fileBytes: number,
  sink: LogSink,
): Promise<LogFileOutcome> => {
  const scanner = new LogScanner(row => sink.row(row))
  const { counts } = scanner
  const pieces = logPieces(connection, file)
  let logBytes = 0
  for (;;) {
    // Only what goes wrong with the file is damage; what the sink throws goes through.
    const next = await pieces.next().catch((error: unknown) => ({ done: true as const, value: reasonOf(error) }))
    const shared = { counts, fileBytes, logBytes }
    if (next.done === true)
      return next.value === undefined
        ? { kind: 'complete', ...shared }
        : { kind: 'damaged', why: next.value, ...shared }
    logBytes += next.value.length
    scanner.push(next.value)
    if ((await sink.afterChunk?.({ bytesRead: 0, fileBytes, rows: counts.rows })) === 'stop')
      return { kind: 'complete', ...shared }
  }
}

/** Out at its end: why there is nothing, if so. */
async function* logPieces(connection: DuckDBConnection, file: string): AsyncGenerator<Buffer, string | undefined> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${PARQUET}`, [file])
  const columns = described.getRows().map(([name]) => String(name))
  if (!isLogColumns(columns)) return 'it is a Parquet file, but none of an access log'
  yield Buffer.from(parquetFieldsLine(columns))
  const result = await connection.stream(`SELECT ${logLineExpression(columns)} FROM ${PARQUET}`, [file])
  for await (const rows of result.yieldRows()) yield Buffer.from(rows.map(([line]) => `${String(line)}\n`).join(''))
  return undefined
}

/** Folders named like partitions add no columns: a delivered row says everything itself. */
const PARQUET = 'read_parquet($1, hive_partitioning = false)'

const reasonOf = (error: unknown): string => {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n', 1)
  return `the Parquet data cannot be read: ${line}`
}

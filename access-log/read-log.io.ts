import { open, type FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { LogRow } from './log-row.ts'
import { LogScanner, type ScanCounts } from './log-scanner.ts'

export interface LogSink {
  /** Called for each row; the row is a cursor and changes under the caller afterwards. */
  row(row: LogRow): void
  /** Called between pieces of the file; reading goes on when it settles, unless it says `stop`. */
  afterChunk?(progress: ReadProgress): Promise<'stop' | void> | 'stop' | void
}

export interface ReadProgress {
  /** Of the file as it lies on the disk. */
  readonly bytesRead: number
  /** Undefined for standard input. */
  readonly fileBytes: number | undefined
  readonly rows: number
}

/** `damaged`: it breaks off, or is no access log at all; the rows before that were delivered. */
export type LogFileOutcome = ({ readonly kind: 'complete' } | { readonly kind: 'damaged'; readonly why: string }) & {
  readonly counts: ScanCounts
  /** As they were read, compressed or not. */
  readonly fileBytes: number
  /** After decompression. */
  readonly logBytes: number
}

const CHUNK_BYTES = 262_144
const SNIFFED_BYTES = 4_096

const isGzip = (start: Buffer): boolean => start[0] === 0x1f && start[1] === 0x8b

/** What a file is that is no text of rows; undefined: it may be a log. */
const foreignKind = (start: Buffer): string | undefined => {
  if (start.subarray(0, 4).toString('latin1') === 'PAR1') return 'a Parquet file, which DuckDB reads without help'
  if (start[0] === 0x7b) return 'JSON; standard logs of format w3c, and v1, are read'
  return start.subarray(0, SNIFFED_BYTES).includes(0) ? 'a binary file' : undefined
}

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'Z_BUF_ERROR') return 'the gzip data breaks off'
  if (code === 'EISDIR') return 'it is a folder, not a log'
  if (code === 'Z_DATA_ERROR') return 'the gzip data is damaged'
  return error instanceof Error ? error.message : String(error)
}

/** The pieces of a log, decompressed where it is gzip by its first bytes, whatever its name. */
async function* pieces(raw: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const iterator = raw[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done === true) return
  async function* all(): AsyncGenerator<Buffer> {
    yield first.value
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
  }
  if (!isGzip(first.value)) return yield* all()
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  // A failure of the source reaches whoever reads the result; nobody else has to hear of it.
  pipeline(Readable.from(all(), { objectMode: false }), gunzip).catch(() => {})
  yield* gunzip
}

async function* filePieces(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

/**
 * Reads one file of standard logs (v1, or v2 of format w3c), gzip or plain, row by row. Rejects only when the file cannot be opened;
 * everything that is wrong inside it is in the outcome.
 */
export const readLogFile = async (file: string, sink: LogSink): Promise<LogFileOutcome> => {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    return await readPieces(filePieces(handle), size, sink)
  } finally {
    await handle.close()
  }
}

/** The same for a command: `-` is standard input. */
export const readLog = (file: string, sink: LogSink): Promise<LogFileOutcome> =>
  file === '-' ? readPieces(process.stdin, undefined, sink) : readLogFile(file, sink)

const readPieces = async (
  raw: AsyncIterable<Buffer>,
  fileBytes: number | undefined,
  sink: LogSink,
): Promise<LogFileOutcome> => {
  const scanner = new LogScanner(row => sink.row(row))
  const { counts } = scanner
  let bytesRead = 0
  let logBytes = 0
  const end = (why: string | undefined): LogFileOutcome => {
    const shared = { counts, fileBytes: bytesRead, logBytes }
    return why === undefined ? { kind: 'complete', ...shared } : { kind: 'damaged', why, ...shared }
  }
  const iterator = pieces(counted(raw, bytes => (bytesRead += bytes)))
  for (;;) {
    // Only what goes wrong with the file is damage; what the sink throws goes through.
    const next = await iterator.next().catch((error: unknown) => ({ done: 'broken' as const, value: reasonOf(error) }))
    if (next.done !== false) {
      const why = next.done === 'broken' ? next.value : undefined
      scanner.end(why === undefined)
      return end(why)
    }
    const foreign = logBytes === 0 ? foreignKind(next.value) : undefined
    if (foreign === undefined) {
      logBytes += next.value.length
      scanner.push(next.value)
    }
    const isStopped = (await sink.afterChunk?.({ bytesRead, fileBytes, rows: counts.rows })) === 'stop'
    if (foreign === undefined && !isStopped) continue
    await iterator.return(undefined)
    return end(foreign === undefined ? undefined : `it is ${foreign}`)
  }
}

async function* counted(raw: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const piece of raw) {
    onBytes(piece.length)
    yield piece
  }
}

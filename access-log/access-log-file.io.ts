import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AccessLogRecord } from './access-log-record.ts'
import { v1Header, v1Row } from './write-v1.ts'
import { v2Header, v2Row } from './write-v2.ts'

/** `v1` is the standard log (legacy); `v2` the format `w3c` of standard logging v2, with milliseconds, behaviour and log data. */
export type AccessLogFormat = 'v1' | 'v2'

const WRITERS = { v1: { header: v1Header, row: v1Row }, v2: { header: v2Header, row: v2Row } }

export interface AccessLogOptions {
  /** Default `v1`. */
  readonly format?: AccessLogFormat
  /** Rows wait so long at most. */
  readonly flushIntervalMs?: number
  /** Rows of so many characters are written at once. */
  readonly flushCharacters?: number
  /** Told once when rows are lost, in one sentence; told again only after writing has worked in between. */
  readonly onTrouble?: (message: string) => void
}

export interface AccessLog {
  /** Opens the file before the first row does; rejects with the system's error when rows could not be written. */
  readonly open: () => Promise<void>
  /** Never throws and never waits. */
  readonly write: (record: AccessLogRecord) => void
  /** Settles when everything written so far is in the file, or lost. */
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
  readonly rowsWritten: number
  readonly rowsLost: number
}

const FLUSH_INTERVAL_MS = 1_000
const FLUSH_CHARACTERS = 65_536
/** More than this waiting for a slow disk is lost rather than kept in memory. */
const WAITING_MAX_CHARACTERS = 16_777_216

/** Appends standard log rows to a file; a new file starts with the header lines. A full disk costs rows, never a request. */
export const openAccessLog = (file: string, options: AccessLogOptions = {}): AccessLog =>
  new AccessLogFile(file, options)

class AccessLogFile implements AccessLog {
  rowsWritten = 0
  rowsLost = 0
  readonly #file: string
  readonly #options: AccessLogOptions
  readonly #writer: (typeof WRITERS)[AccessLogFormat]
  #rows: string[] = []
  #waitingCharacters = 0
  #charactersInWriting = 0
  #isFlushWaiting = false
  #timer: NodeJS.Timeout | undefined
  /** One write after the other; never rejects. */
  #writing: Promise<void> = Promise.resolve()
  #appender: Appender | undefined
  #isInTrouble = false

  constructor(file: string, options: AccessLogOptions) {
    this.#file = file
    this.#options = options
    this.#writer = WRITERS[options.format ?? 'v1']
  }

  readonly open = async (): Promise<void> => {
    this.#appender ??= await Appender.open(this.#file, this.#writer.header())
  }

  readonly write = (record: AccessLogRecord): void => {
    if (this.#waitingCharacters + this.#charactersInWriting > WAITING_MAX_CHARACTERS) {
      this.#lose(1, 'the disk is too slow')
      return
    }
    const row = this.#writer.row(record)
    this.#rows.push(row)
    this.#waitingCharacters += row.length
    if (this.#isFlushWaiting) return
    if (this.#waitingCharacters >= (this.#options.flushCharacters ?? FLUSH_CHARACTERS)) void this.flush()
    else this.#timer ??= setTimeout(this.flush, this.#options.flushIntervalMs ?? FLUSH_INTERVAL_MS).unref()
  }

  readonly flush = (): Promise<void> => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isFlushWaiting = true
    this.#writing = this.#writing.then(() => this.#writeWaiting())
    return this.#writing
  }

  readonly close = async (): Promise<void> => {
    await this.flush()
    await this.#appender?.close()
    this.#appender = undefined
  }

  async #writeWaiting(): Promise<void> {
    this.#isFlushWaiting = false
    const rows = this.#rows
    if (rows.length === 0) return
    this.#rows = []
    this.#charactersInWriting = this.#waitingCharacters
    this.#waitingCharacters = 0
    try {
      await this.open()
      await this.#appender?.append(`${rows.join('\n')}\n`)
      this.rowsWritten += rows.length
      this.#isInTrouble = false
    } catch (error) {
      this.#lose(rows.length, error instanceof Error ? error.message : String(error))
    }
    this.#charactersInWriting = 0
  }

  #lose(rows: number, why: string): void {
    this.rowsLost += rows
    if (this.#isInTrouble) return
    this.#isInTrouble = true
    this.#options.onTrouble?.(`access log ${this.#file} cannot be written, its rows are lost: ${why}`)
  }
}

/** Appends whole pieces of text: what is written in part is taken back. */
class Appender {
  readonly #handle: FileHandle
  #sizeBytes: number

  private constructor(handle: FileHandle, sizeBytes: number) {
    this.#handle = handle
    this.#sizeBytes = sizeBytes
  }

  /** In: the lines that start a new file. */
  static async open(file: string, header: string): Promise<Appender> {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(file, 'a+')
    try {
      const { size } = await handle.stat()
      const appender = new Appender(handle, size)
      const start = size === 0 ? header : await missingNewline(handle, size)
      if (start !== '') await appender.append(start)
      return appender
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  async append(text: string): Promise<void> {
    const bytes = Buffer.from(text, 'latin1')
    try {
      await this.#handle.appendFile(bytes)
      this.#sizeBytes += bytes.length
    } catch (error) {
      await this.#handle.truncate(this.#sizeBytes).catch(() => {})
      throw error
    }
  }

  close(): Promise<void> {
    return this.#handle.close().catch(() => {})
  }
}

/** A run that was killed may have left half a row. */
const missingNewline = async (handle: FileHandle, sizeBytes: number): Promise<string> => {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(1), 0, 1, sizeBytes - 1)
  return bytesRead === 1 && buffer[0] !== 0x0a ? '\n' : ''
}

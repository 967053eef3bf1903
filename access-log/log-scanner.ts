import { fieldListOf, namesInFieldsLine, type FieldList } from './field-list.ts'
import { LogRowCursor, type LogRow, type SkipReason } from './log-row.ts'

/** What is told of the rows of a log while it is read. */
export interface ScanCounts {
  rows: number
  /** Rows among them that end before the last column. */
  shortRows: number
  readonly skipped: Partial<Record<SkipReason, number>>
  /** The line where a reason first came up. */
  readonly firstSkippedLine: Partial<Record<SkipReason, number>>
  /** Names in `#Fields` lines that are not in the table of fields. */
  readonly unknownFields: Set<string>
}

/** Longer than CloudFront writes: it refuses request heads from 32 KB on. */
const LINE_MAX_BYTES = 1_048_576
const HASH = 35
const LINE_FEED = 10

const NO_FIELDS: FieldList = fieldListOf([])

/**
 * Finds the rows of a standard log in pieces of any size. Lines that begin with `#` are control lines wherever they stand; each `#Fields`
 * line says what the columns are from there on (cloudfront-logs 1.1 rule 5). Memory: one line.
 */
export class LogScanner {
  readonly counts: ScanCounts = { rows: 0, shortRows: 0, skipped: {}, firstSkippedLine: {}, unknownFields: new Set() }
  readonly #onRow: (row: LogRow) => void
  readonly #cursor = new LogRowCursor(NO_FIELDS)
  #lineNumber = 0
  /** The beginning of a line whose end has not come yet. */
  #rest: Buffer[] = []
  #restBytes = 0
  /** The rest is that of a line too long to keep. */
  #isDiscarding = false

  /** `onRow` is called for each row in order, with the same cursor. */
  constructor(onRow: (row: LogRow) => void) {
    this.#onRow = onRow
  }

  /** The bytes are read before it returns; what is needed of them later is copied. */
  push(chunk: Buffer): void {
    let start = 0
    if (this.#restBytes > 0 || this.#isDiscarding) {
      const end = chunk.indexOf(LINE_FEED)
      this.#keep(chunk.subarray(0, end === -1 ? chunk.length : end + 1))
      if (end === -1) return
      this.#endRest()
      start = end + 1
    }
    const last = chunk.lastIndexOf(LINE_FEED)
    if (last >= start) this.#lines(chunk, start, last + 1)
    const restStart = Math.max(start, last + 1)
    if (restStart < chunk.length) this.#keep(chunk.subarray(restStart))
  }

  /** The end of the log. In: whether it is the end, or the point where it breaks off; the last line may be cut in two there. */
  end(isComplete: boolean): void {
    if (this.#restBytes === 0 && !this.#isDiscarding) return
    if (isComplete) return this.#endRest()
    this.#lineNumber++
    this.#skip('cut-off')
    this.#forgetRest()
  }

  #keep(piece: Buffer): void {
    this.#restBytes += piece.length
    if (this.#restBytes > LINE_MAX_BYTES + 1) {
      this.#isDiscarding = true
      this.#rest = []
    } else this.#rest.push(Buffer.from(piece))
  }

  #endRest(): void {
    if (this.#isDiscarding) {
      this.#lineNumber++
      this.#skip('line-too-long')
    } else {
      const line = this.#rest.length === 1 && this.#rest[0] !== undefined ? this.#rest[0] : Buffer.concat(this.#rest)
      this.#lines(line, 0, line.length)
    }
    this.#forgetRest()
  }

  #forgetRest(): void {
    this.#rest = []
    this.#restBytes = 0
    this.#isDiscarding = false
  }

  #lines(bytes: Buffer, from: number, to: number): void {
    const cursor = this.#cursor
    for (let start = from; start < to;) {
      const end = cursor.take(bytes, start, to)
      this.#lineNumber++
      if (end - start > LINE_MAX_BYTES) this.#skip('line-too-long')
      else if (bytes[start] === HASH) this.#control(bytes.toString('latin1', start, end))
      else if (!isBlank(bytes, start, end)) this.#row()
      start = end + 1
    }
  }

  #control(line: string): void {
    const names = namesInFieldsLine(line)
    if (names === undefined) return
    const fields = fieldListOf(names)
    this.#cursor.useFields(fields)
    for (const name of fields.unknownNames) this.counts.unknownFields.add(name)
  }

  #row(): void {
    const cursor = this.#cursor
    if (cursor.fields === NO_FIELDS) return this.#skip('no-field-list')
    const problem = cursor.problem()
    if (problem !== undefined) return this.#skip(problem)
    cursor.lineNumber = this.#lineNumber
    this.counts.rows++
    if (cursor.isShort()) this.counts.shortRows++
    this.#onRow(cursor)
  }

  #skip(reason: SkipReason): void {
    const { skipped, firstSkippedLine } = this.counts
    skipped[reason] = (skipped[reason] ?? 0) + 1
    firstSkippedLine[reason] ??= this.#lineNumber
  }
}

/** A line of nothing, of Unix or Windows. */
const isBlank = (bytes: Buffer, start: number, end: number): boolean =>
  end === start || (end === start + 1 && bytes[start] === 13)

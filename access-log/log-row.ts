import { dateMs, isAbsent, thousandths, timeOfDayMs, wholeNumber } from './cell.ts'
import { decodeUserAgent, decodeValue } from './encode-value.ts'
import type { FieldList } from './field-list.ts'
import { FIELD, LOG_FIELDS, type FieldIndex } from './fields.ts'
import { NOT_KEPT, ValueTable } from './value-table.ts'

/** One row of a log, as a cursor: valid only until the next row is read. Absent values are undefined. */
export interface LogRow {
  /** From 1, header lines included. */
  readonly lineNumber: number
  readonly fields: FieldList
  /** True when the log has a column for the field. */
  has(field: FieldIndex): boolean
  /** As it was on the wire, one character a byte: decoded once (cloudfront-logs 1.3), a User-Agent of old files twice. */
  text(field: FieldIndex): string | undefined
  /** The same as its number in a table of the caller's; 0 when it is absent. */
  numberIn(table: ValueTable, field: FieldIndex): number
  /** Of a field of whole numbers, the status among them. */
  integer(field: FieldIndex): number | undefined
  /** Of a field of seconds. */
  milliseconds(field: FieldIndex): number | undefined
  /** End of the response, milliseconds since the epoch (cloudfront-logs 1.5). */
  readonly endedAtMs: number
  /** 1, or 1,000 where the log has whole seconds only. */
  readonly timePrecisionMs: 1 | 1_000
}

/** Why a row is no row. */
export type SkipReason =
  | 'no-field-list'
  | 'too-few-columns'
  | 'too-many-columns'
  | 'no-time'
  | 'not-a-number'
  | 'line-too-long'
  | 'cut-off'

/** Hardly any value of these comes twice. */
const UNIQUE = new Set<FieldIndex>([
  FIELD['x-edge-request-id'],
  FIELD['c-ip'],
  FIELD['x-forwarded-for'],
  FIELD['connection-id'],
])

const NUMERIC_TYPES: ReadonlySet<string> = new Set([
  'integer',
  'status',
  'seconds',
  'epoch-milliseconds',
  'epoch-seconds',
])

/** A row must reach these columns, where the log has them; what comes after may be missing (cloudfront-logs 1.10). */
const NEEDED: readonly FieldIndex[] = [
  FIELD.date,
  FIELD.time,
  FIELD['timestamp(ms)'],
  FIELD['cs-method'],
  FIELD['cs-uri-stem'],
  FIELD['sc-status'],
  FIELD['x-edge-result-type'],
  FIELD['time-taken'],
]

const CELLS_MAX = 256
const TAB = 9
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const REMEMBERED_VALUES_MAX = 32_768

/** How a cell of that field becomes its value (cloudfront-logs 1.3, 5). */
export const decoderOf = (field: FieldIndex): ((cell: string) => string | undefined) =>
  field === FIELD['cs(User-Agent)'] ? decodeUserAgent : decodeValue

const tableOptions = (field: FieldIndex) => ({ decode: decoderOf(field), entriesMax: REMEMBERED_VALUES_MAX })

export class LogRowCursor implements LogRow {
  lineNumber = 0
  fields: FieldList
  endedAtMs = Number.NaN
  timePrecisionMs: 1 | 1_000 = 1_000
  /** Cell `i` is from `ends[i - 1] + 1`, or `start`, up to `ends[i]`. */
  readonly #ends = new Int32Array(CELLS_MAX)
  #bytes: Buffer = Buffer.alloc(0)
  #start = 0
  #cellCount = 0
  #numericColumns: readonly number[] = []
  #neededCells = 0
  /** By field; undefined for those whose values hardly ever come twice. */
  readonly #tables = LOG_FIELDS.map((_, field) => (UNIQUE.has(field) ? undefined : new ValueTable(tableOptions(field))))
  #dayCell = Buffer.alloc(10)
  #dayMs = Number.NaN

  constructor(fields: FieldList) {
    this.fields = fields
    this.useFields(fields)
  }

  /** A new header line counts from here on. */
  useFields(fields: FieldList): void {
    this.fields = fields
    this.#numericColumns = fields.columns.flatMap((field, column) =>
      field !== undefined && NUMERIC_TYPES.has(field.type) ? [column] : [],
    )
    this.#neededCells = Math.max(...NEEDED.map(field => (fields.columnOf[field] ?? -1) + 1))
  }

  /** Takes the line from `start` up to its line feed or `limit`, and finds its cells. Out: the place of the line feed, or `limit`. */
  take(bytes: Buffer, start: number, limit: number): number {
    const ends = this.#ends
    let cells = 0
    let at = start
    for (; at < limit; at++) {
      // One comparison for all but one byte in fifteen: nothing below a line feed is left bare but the tab (cloudfront-logs 1.3).
      const byte = bytes[at] ?? 0
      if (byte > LINE_FEED) continue
      if (byte === LINE_FEED) break
      if (byte !== TAB) continue
      if (cells < CELLS_MAX) ends[cells] = at
      cells++
    }
    const end = at > start && bytes[at - 1] === CARRIAGE_RETURN ? at - 1 : at
    if (cells < CELLS_MAX) ends[cells] = end
    this.#bytes = bytes
    this.#start = start
    this.#cellCount = cells + 1
    return at
  }

  /** Undefined: the line taken is a row, and the cursor stands on it. */
  problem(): SkipReason | undefined {
    if (this.#cellCount > this.fields.columns.length || this.#cellCount > CELLS_MAX) return 'too-many-columns'
    if (this.#cellCount < this.#neededCells) return 'too-few-columns'
    for (const column of this.#numericColumns) if (!this.#isNumberOrAbsent(column)) return 'not-a-number'
    this.#readTime()
    return Number.isNaN(this.endedAtMs) ? 'no-time' : undefined
  }

  has(field: FieldIndex): boolean {
    return (this.fields.columnOf[field] ?? -1) !== -1
  }

  text(field: FieldIndex): string | undefined {
    const column = this.#columnOf(field)
    if (column === -1) return undefined
    const start = this.#startOf(column)
    const end = this.#endOf(column)
    const table = this.#tables[field]
    const number = table?.numberOf(this.#bytes, start, end) ?? NOT_KEPT
    return number === NOT_KEPT ? decoderOf(field)(this.#bytes.toString('latin1', start, end)) : table?.textAt(number)
  }

  numberIn(table: ValueTable, field: FieldIndex): number {
    const column = this.#columnOf(field)
    return column === -1 ? 0 : table.numberOf(this.#bytes, this.#startOf(column), this.#endOf(column))
  }

  integer(field: FieldIndex): number | undefined {
    return this.#number(field, wholeNumber)
  }

  milliseconds(field: FieldIndex): number | undefined {
    return this.#number(field, thousandths)
  }

  /** True when columns at the end of the row are missing. */
  isShort(): boolean {
    return this.#cellCount < this.fields.columns.length
  }

  /** The column of a field in this row, or -1: not in the log, or past the end of a short row. */
  #columnOf(field: FieldIndex): number {
    const column = this.fields.columnOf[field] ?? -1
    return column < this.#cellCount ? column : -1
  }

  #startOf(column: number): number {
    return column === 0 ? this.#start : (this.#ends[column - 1] ?? 0) + 1
  }

  #endOf(column: number): number {
    return this.#ends[column] ?? 0
  }

  #number(field: FieldIndex, parse: (bytes: Uint8Array, start: number, end: number) => number): number | undefined {
    const column = this.#columnOf(field)
    if (column === -1) return undefined
    const start = this.#startOf(column)
    const end = this.#endOf(column)
    return isAbsent(this.#bytes, start, end) ? undefined : parse(this.#bytes, start, end)
  }

  #isNumberOrAbsent(column: number): boolean {
    if (column >= this.#cellCount) return true
    const start = this.#startOf(column)
    const end = this.#endOf(column)
    return isAbsent(this.#bytes, start, end) || !Number.isNaN(thousandths(this.#bytes, start, end))
  }

  #readTime(): void {
    const exact = this.#number(FIELD['timestamp(ms)'], wholeNumber)
    this.timePrecisionMs = exact === undefined ? 1_000 : 1
    this.endedAtMs = exact ?? this.#day() + this.#timeOfDay()
  }

  #timeOfDay(): number {
    const column = this.#columnOf(FIELD.time)
    return column === -1 ? Number.NaN : timeOfDayMs(this.#bytes, this.#startOf(column), this.#endOf(column))
  }

  /** Rows of one day follow one another. */
  #day(): number {
    const column = this.#columnOf(FIELD.date)
    if (column === -1) return Number.NaN
    const start = this.#startOf(column)
    const end = this.#endOf(column)
    if (end - start === 10 && this.#isKnownDay(start)) return this.#dayMs
    const ms = dateMs(this.#bytes, start, end)
    if (!Number.isNaN(ms)) {
      this.#bytes.copy(this.#dayCell, 0, start, end)
      this.#dayMs = ms
    }
    return ms
  }

  #isKnownDay(start: number): boolean {
    for (let i = 9; i >= 0; i--) if (this.#dayCell[i] !== this.#bytes[start + i]) return false
    return true
  }
}

/** The name of a column and what a row has in it: numbers as numbers, everything else as text. Undefined: absent. */
export const cellValues = (row: LogRow): Record<string, string | number> => {
  const values: Record<string, string | number> = {}
  for (const field of row.fields.columns) {
    if (field === undefined) continue
    const value = cellValue(row, FIELD_INDEX.get(field.name) ?? -1, field.type)
    if (value !== undefined) values[field.name] = value
  }
  return values
}

const FIELD_INDEX = new Map<string, FieldIndex>(LOG_FIELDS.map(({ name }, index) => [name, index]))

const cellValue = (row: LogRow, field: FieldIndex, type: string): string | number | undefined => {
  if (type === 'integer' || type === 'status' || type === 'epoch-milliseconds') return row.integer(field)
  const ms = type === 'seconds' || type === 'epoch-seconds' ? row.milliseconds(field) : undefined
  return ms === undefined ? row.text(field) : ms / 1_000
}

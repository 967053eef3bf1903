import { FIELD, type FieldIndex } from '../../access-log/fields.ts'
import { decoderOf, type LogRow } from '../../access-log/log-row.ts'
import { ValueTable } from '../../access-log/value-table.ts'
import { numbers, small, wide } from './columns.ts'

const UNKNOWN_NUMBER = -1

const known = (value: number): number | undefined => (value === UNKNOWN_NUMBER ? undefined : value)

/** What is kept of a row as text, wire form, and the field it is from. */
const TEXT_FIELDS = {
  method: FIELD['cs-method'],
  uri: FIELD['cs-uri-stem'],
  queryString: FIELD['cs-uri-query'],
  host: FIELD['x-host-header'],
  userAgent: FIELD['cs(User-Agent)'],
  referer: FIELD['cs(Referer)'],
  cookie: FIELD['cs(Cookie)'],
  forwardedFor: FIELD['x-forwarded-for'],
  protocol: FIELD['cs-protocol'],
  httpVersion: FIELD['cs-protocol-version'],
  clientIp: FIELD['c-ip'],
  location: FIELD['x-edge-location'],
  resultType: FIELD['x-edge-result-type'],
  responseResultType: FIELD['x-edge-response-result-type'],
  detailedResultType: FIELD['x-edge-detailed-result-type'],
  contentType: FIELD['sc-content-type'],
} as const

export type TextColumn = keyof typeof TEXT_FIELDS

/** A text column: each request has the number of a value. */
const textColumn = (field: FieldIndex) => ({
  field,
  numbers: numbers(),
  values: new ValueTable({ decode: decoderOf(field) }),
})

type TextColumns = { readonly [name in TextColumn]: ReturnType<typeof textColumn> }

const textColumns = (): TextColumns =>
  Object.fromEntries(Object.entries(TEXT_FIELDS).map(([name, field]) => [name, textColumn(field)])) as TextColumns

/**
 * Captured requests in columns: each text is a number into the table of its column, so that millions fit into memory. Requests keep the number of their
 * place in the log.
 */
export class Capture {
  count = 0
  /** End of the response, milliseconds since the epoch. */
  readonly endedAtMs = wide()
  readonly takenMs = wide()
  /** True once a row had milliseconds of its own; false for v1, whose times are whole seconds. */
  hasMilliseconds = false
  readonly #texts = textColumns()
  readonly #textList = Object.values(this.#texts)
  readonly #status = small()
  readonly #contentLength = wide()
  readonly #rangeStart = wide()
  readonly #rangeEnd = wide()
  readonly #sentBytes = wide()
  readonly #firstByteMs = wide()

  add(row: LogRow): void {
    const index = this.count++
    for (const { field, numbers: column, values } of this.#textList) column.set(index, row.numberIn(values, field))
    const takenMs = row.milliseconds(FIELD['time-taken']) ?? 0
    this.endedAtMs.set(index, row.endedAtMs)
    this.takenMs.set(index, takenMs)
    this.#status.set(index, row.integer(FIELD['sc-status']) ?? 0)
    this.#contentLength.set(index, row.integer(FIELD['sc-content-len']) ?? UNKNOWN_NUMBER)
    this.#rangeStart.set(index, row.integer(FIELD['sc-range-start']) ?? UNKNOWN_NUMBER)
    this.#rangeEnd.set(index, row.integer(FIELD['sc-range-end']) ?? UNKNOWN_NUMBER)
    this.#sentBytes.set(index, row.integer(FIELD['sc-bytes']) ?? 0)
    this.#firstByteMs.set(index, row.milliseconds(FIELD['time-to-first-byte']) ?? takenMs)
    if (row.timePrecisionMs === 1) this.hasMilliseconds = true
  }

  /** Equal texts of one column have equal numbers; 0 is absent. */
  textNumber(column: TextColumn, index: number): number {
    return this.#texts[column].numbers.at(index)
  }

  text(column: TextColumn, index: number): string | undefined {
    return this.#texts[column].values.textAt(this.textNumber(column, index))
  }

  status(index: number): number {
    return this.#status.at(index)
  }

  sentBytes(index: number): number {
    return this.#sentBytes.at(index)
  }

  firstByteMs(index: number): number {
    return this.#firstByteMs.at(index)
  }

  contentLengthBytes(index: number): number | undefined {
    return known(this.#contentLength.at(index))
  }

  range(index: number): { readonly start: number; readonly end: number } | undefined {
    const start = known(this.#rangeStart.at(index))
    const end = known(this.#rangeEnd.at(index))
    return start === undefined || end === undefined ? undefined : { start, end }
  }
}

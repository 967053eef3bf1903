import { FIELD, type FieldIndex } from '../../access-log/fields.ts'
import { decoderOf, type LogRow } from '../../access-log/log-row.ts'
import { ValueTable } from '../../access-log/value-table.ts'
import { numbers, small, wide } from './columns.ts'

const UNKNOWN_NUMBER = -1

const known = (value: number): number | undefined => (value === UNKNOWN_NUMBER ? undefined : value)

/** A column of texts, wire form: each request has the number of a value. */
class TextColumn {
  readonly field: FieldIndex
  readonly numbers = numbers()
  readonly values: ValueTable

  constructor(field: FieldIndex) {
    this.field = field
    this.values = new ValueTable({ decode: decoderOf(field) })
  }

  /** Equal texts have equal numbers; 0 is absent. In: the number of a request. */
  number(index: number): number {
    return this.numbers.at(index)
  }

  text(index: number): string | undefined {
    return this.values.textAt(this.numbers.at(index))
  }
}

/**
 * Captured requests in columns: each text is a number into the table of its column, so that millions fit into memory. Requests keep the
 * number of their place in the log.
 */
export class Capture {
  count = 0
  /** End of the response, milliseconds since the epoch. */
  readonly endedAtMs = wide()
  readonly takenMs = wide()
  /** True once a row had milliseconds of its own; false for v1, whose times are whole seconds. */
  hasMilliseconds = false
  readonly method = new TextColumn(FIELD['cs-method'])
  readonly uri = new TextColumn(FIELD['cs-uri-stem'])
  readonly queryString = new TextColumn(FIELD['cs-uri-query'])
  readonly host = new TextColumn(FIELD['x-host-header'])
  readonly userAgent = new TextColumn(FIELD['cs(User-Agent)'])
  readonly referer = new TextColumn(FIELD['cs(Referer)'])
  readonly cookie = new TextColumn(FIELD['cs(Cookie)'])
  readonly forwardedFor = new TextColumn(FIELD['x-forwarded-for'])
  readonly protocol = new TextColumn(FIELD['cs-protocol'])
  readonly httpVersion = new TextColumn(FIELD['cs-protocol-version'])
  readonly clientIp = new TextColumn(FIELD['c-ip'])
  /** v2 only. */
  readonly country = new TextColumn(FIELD['c-country'])
  readonly location = new TextColumn(FIELD['x-edge-location'])
  readonly resultType = new TextColumn(FIELD['x-edge-result-type'])
  readonly responseResultType = new TextColumn(FIELD['x-edge-response-result-type'])
  readonly detailedResultType = new TextColumn(FIELD['x-edge-detailed-result-type'])
  readonly contentType = new TextColumn(FIELD['sc-content-type'])
  readonly #texts: readonly TextColumn[] = [
    this.method,
    this.uri,
    this.queryString,
    this.host,
    this.userAgent,
    this.referer,
    this.cookie,
    this.forwardedFor,
    this.protocol,
    this.httpVersion,
    this.clientIp,
    this.country,
    this.location,
    this.resultType,
    this.responseResultType,
    this.detailedResultType,
    this.contentType,
  ]
  readonly #status = small()
  readonly #contentLength = wide()
  readonly #rangeStart = wide()
  readonly #rangeEnd = wide()
  readonly #sentBytes = wide()
  readonly #firstByteMs = wide()

  add(row: LogRow): void {
    const index = this.count++
    for (const { field, numbers: column, values } of this.#texts) column.set(index, row.numberIn(values, field))
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

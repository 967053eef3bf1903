import type { AccessLogRecord } from './access-log-record.ts'
import { encodeRepeatedValue, encodeValue } from './encode-value.ts'
import { LOG_FIELDS, type LogFieldName } from './fields.ts'

/** The two lines that start a file, each with its newline (cloudfront-logs 1.1). */
export const v1Header = (): string => `#Version: 1.0\n#Fields: ${LOG_FIELDS.map(({ name }) => name).join(' ')}\n`

/** One record as a line of a standard log, v1, without newline. No value can add a column or a line. */
export const v1Row = (record: AccessLogRecord): string => {
  let row = CELL_OF.date(record)
  for (const cell of CELLS_AFTER_DATE) row += `\t${cell(record)}`
  return row
}

type Cell = (record: AccessLogRecord) => string

const text =
  (value: (record: AccessLogRecord) => string | undefined): Cell =>
  record =>
    encodeValue(value(record))

const repeated =
  (value: (record: AccessLogRecord) => string | undefined): Cell =>
  record =>
    encodeRepeatedValue(value(record))

const integer =
  (value: (record: AccessLogRecord) => number | undefined): Cell =>
  record =>
    String(value(record) ?? '-')

/** Seconds with three digits. */
const seconds =
  (valueMs: (record: AccessLogRecord) => number): Cell =>
  record => {
    const ms = Math.max(0, Math.round(valueMs(record)))
    return `${Math.floor(ms / 1_000)}.${String(ms % 1_000).padStart(3, '0')}`
  }

const absent: Cell = () => '-'

/** Writing a date costs more than the rest of a row, and thousands of rows share a second. */
const lastSecond = { seconds: Number.NaN, date: '', time: '' }

const secondOf = (ms: number): { readonly date: string; readonly time: string } => {
  const whole = Math.floor(ms / 1_000)
  if (whole !== lastSecond.seconds) {
    const text = new Date(ms).toISOString()
    Object.assign(lastSecond, { seconds: whole, date: text.slice(0, 10), time: text.slice(11, 19) })
  }
  return lastSecond
}

const CELL_OF: { readonly [name in LogFieldName]: Cell } = {
  date: ({ endedAt }) => secondOf(endedAt).date,
  time: ({ endedAt }) => secondOf(endedAt).time,
  'x-edge-location': repeated(record => record.edgeLocation),
  'sc-bytes': integer(record => record.sentBytes),
  'c-ip': text(record => record.clientIp),
  'cs-method': repeated(record => record.method),
  'cs(Host)': repeated(record => record.distributionDomainName),
  'cs-uri-stem': text(record => record.uri),
  'sc-status': ({ status }) => (status === 0 ? '000' : String(status)),
  'cs(Referer)': text(record => record.referer),
  'cs(User-Agent)': repeated(record => record.userAgent),
  'cs-uri-query': text(record => record.queryString),
  'cs(Cookie)': text(record => record.cookie),
  'x-edge-result-type': repeated(record => record.resultType),
  'x-edge-request-id': text(record => record.requestId),
  'x-host-header': repeated(record => record.hostHeader),
  'cs-protocol': repeated(record => record.protocol),
  'cs-bytes': integer(record => record.receivedBytes),
  'time-taken': seconds(record => record.timeTakenMs),
  'x-forwarded-for': text(record => record.forwardedFor),
  'ssl-protocol': repeated(record => record.tlsVersion),
  'ssl-cipher': repeated(record => record.tlsCipher),
  'x-edge-response-result-type': repeated(record => record.responseResultType),
  'cs-protocol-version': repeated(record => `HTTP/${record.httpVersion}`),
  // Field-level encryption is not emulated.
  'fle-status': absent,
  'fle-encrypted-fields': absent,
  'c-port': integer(record => record.clientPort),
  'time-to-first-byte': seconds(record => record.timeToFirstByteMs),
  'x-edge-detailed-result-type': repeated(record => record.detailedResultType),
  'sc-content-type': repeated(record => record.contentType),
  'sc-content-len': integer(record => record.contentLengthBytes),
  'sc-range-start': integer(record => record.rangeStart),
  'sc-range-end': integer(record => record.rangeEnd),
}

const CELLS_AFTER_DATE = LOG_FIELDS.slice(1).map(({ name }) => CELL_OF[name])

import type { AccessLogRecord } from './access-log-record.ts'
import { encodeRepeatedValue, encodeValue } from './encode-value.ts'
import type { LogField, LogFieldName } from './fields.ts'

/** One cell of a row, from a record. */
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
const secondsText = (valueMs: number): string => {
  const ms = Math.max(0, Math.round(valueMs))
  return `${Math.floor(ms / 1_000)}.${String(ms % 1_000).padStart(3, '0')}`
}

const seconds =
  (valueMs: (record: AccessLogRecord) => number): Cell =>
  record =>
    secondsText(valueMs(record))

const optionalSeconds =
  (valueMs: (record: AccessLogRecord) => number | undefined): Cell =>
  record => {
    const ms = valueMs(record)
    return ms === undefined ? '-' : secondsText(ms)
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

/** Where a point of presence knows nothing of a field, its cell is a hyphen. */
const CELL_OF: { readonly [name in LogFieldName]?: Cell } = {
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
  'c-port': integer(record => record.clientPort),
  'time-to-first-byte': seconds(record => record.timeToFirstByteMs),
  'x-edge-detailed-result-type': repeated(record => record.detailedResultType),
  'sc-content-type': repeated(record => record.contentType),
  'sc-content-len': integer(record => record.contentLengthBytes),
  'sc-range-start': integer(record => record.rangeStart),
  'sc-range-end': integer(record => record.rangeEnd),
  'timestamp(ms)': integer(record => Math.round(record.endedAt)),
  'origin-fbl': optionalSeconds(record => record.originFirstByteMs),
  asn: integer(record => record.asn),
  'c-country': repeated(record => record.country),
  'cache-behavior-path-pattern': repeated(record => record.pathPattern),
  // Encoded by CloudFront where the function logs it (4.3).
  'viewer-request-log-data': record => record.viewerRequestLogData ?? '-',
  'viewer-response-log-data': record => record.viewerResponseLogData ?? '-',
}

/** Writes records as rows with these columns, tab-separated, without newline. No value can add a column or a line. */
export const rowWriter = (fields: readonly LogField<LogFieldName>[]): ((record: AccessLogRecord) => string) => {
  const [first = absent, ...others] = fields.map(({ name }) => CELL_OF[name] ?? absent)
  return record => {
    let row = first(record)
    for (const cell of others) row += `\t${cell(record)}`
    return row
  }
}

/** The `#Fields` line with its newline. */
export const fieldsLine = (fields: readonly LogField[]): string =>
  `#Fields: ${fields.map(({ name }) => name).join(' ')}\n`

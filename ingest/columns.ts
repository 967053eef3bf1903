import { FIELD, LOG_FIELDS, type LogField, type LogFieldName } from '../access-log/fields.ts'

export type ColumnType = 'text' | 'integer' | 'bigint' | 'double' | 'timestamp' | 'boolean'

/** One column of the table `requests`. */
export interface RequestColumn<Name extends string = string> {
  readonly name: Name
  readonly type: ColumnType
  readonly meaning: string
  /** Section in cloudfront-logs. */
  readonly rule: string
}

/** `000` of a status is 0. */
const COLUMN_TYPE_OF: Readonly<Partial<Record<LogField['type'], ColumnType>>> = {
  integer: 'bigint',
  status: 'integer',
  seconds: 'double',
}

/** A column that is a field of the log under a clean name. */
const field = <const Name extends string>(name: Name, from: LogFieldName, also?: string): RequestColumn<Name> => {
  const { type, rule, meaning } = LOG_FIELDS[FIELD[from]] ?? { type: 'text', rule: '', meaning: '' }
  return {
    name,
    type: COLUMN_TYPE_OF[type] ?? 'text',
    rule,
    meaning: `\`${from}\`, ${meaning}${also === undefined ? '' : `; ${also}`}`,
  }
}

const derived = <const Name extends string>(
  name: Name,
  type: ColumnType,
  rule: string,
  meaning: string,
): RequestColumn<Name> => ({ name, type, rule, meaning })

/**
 * The table `requests`, described once: the tables of DuckDB and Glue, the Parquet files and the documentation take it from here
 * (cloudfront-logs 7.1).
 */
export const REQUEST_COLUMNS = [
  field('request_id', 'x-edge-request-id'),
  derived('ts_end', 'timestamp', '1.5', 'end of the response, UTC'),
  derived('ts_start', 'timestamp', '1.5', 'start of the request, UTC: `ts_end` less `time_taken_s`'),
  derived('ts_precision_ms', 'integer', '1.5', 'how exact the two times are: 1 or 1000 milliseconds'),
  derived('source', 'text', '7.1', 'kind of log: `v1`, `v2` or `rt`'),
  field('distribution_domain', 'cs(Host)'),
  field('host', 'x-host-header', 'lower case, without port'),
  field('method', 'cs-method'),
  field('scheme', 'cs-protocol'),
  field('path_raw', 'cs-uri-stem', 'in wire form'),
  field('query_raw', 'cs-uri-query', 'in wire form, values only of kept parameters'),
  field('status', 'sc-status', '0 for `000`'),
  field('result_type', 'x-edge-result-type'),
  field('response_result_type', 'x-edge-response-result-type'),
  field('detailed_result_type', 'x-edge-detailed-result-type'),
  field('behavior', 'cache-behavior-path-pattern'),
  field('bytes_out', 'sc-bytes'),
  field('bytes_in', 'cs-bytes'),
  field('time_taken_s', 'time-taken'),
  field('ttfb_s', 'time-to-first-byte'),
  field('origin_fbl_s', 'origin-fbl'),
  field('origin_lbl_s', 'origin-lbl'),
  field('content_type', 'sc-content-type'),
  field('content_len', 'sc-content-len'),
  field('range_start', 'sc-range-start'),
  field('range_end', 'sc-range-end'),
  field('user_agent', 'cs(User-Agent)'),
  field('referer', 'cs(Referer)', 'without fragment, values only of kept parameters'),
  derived('variant', 'text', '4.3', '`v=` of `log_data_request`, else the cookie `featureFlipping`'),
  field('http_version', 'cs-protocol-version'),
  field('tls_protocol', 'ssl-protocol'),
  field('tls_cipher', 'ssl-cipher'),
  field('pop', 'x-edge-location'),
  field('country', 'c-country'),
  field('asn', 'asn'),
  derived('client_key', 'text', '9', 'pseudonym of `c-ip` and `cs(User-Agent)`, another one each day'),
  field('log_data_request', 'viewer-request-log-data', 'values only of kept parameters'),
  field('log_data_response', 'viewer-response-log-data'),
  derived('crawler', 'text', '9', 'name of the crawler that `user_agent` claims to be; null for people'),
  derived('origin_request', 'text', '1.7', 'whether the origin was asked: `yes`, `no` or `unsure`'),
  derived('masked_error', 'boolean', '1.8', 'the viewer got a success, CloudFront an error'),
  derived('object_key', 'text', '7.1', 'file the row was read from'),
  derived('line_no', 'bigint', '7.1', 'its line there'),
] as const

export type ColumnName = (typeof REQUEST_COLUMNS)[number]['name']

export type ColumnValue = string | number | boolean | undefined

/**
 * One row of `requests`, but for the object it comes from. Text is as it was on the wire, one character a byte; times are milliseconds
 * since the epoch.
 */
export type RequestRow = { readonly [name in Exclude<ColumnName, 'object_key'>]: ColumnValue }

/** Folders of the Parquet layout, which are columns too. */
export const PARTITION_COLUMNS = [
  derived('distribution', 'text', '7.1', 'distribution domain name; `unknown` when it is none'),
  derived('dt', 'text', '7.1', 'day of `ts_start`, `2027-06-11`'),
  derived('hour', 'integer', '7.1', 'hour of `ts_start`, 0 to 23'),
] as const

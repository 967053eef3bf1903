import { FIELD } from '../access-log/fields.ts'
import type { LogRow } from '../access-log/log-row.ts'
import type { ClientKeyOf } from './client-key.ts'
import type { RequestRow } from './columns.ts'
import { crawlerName } from './crawler.ts'
import { flagVariant } from './flag-variant.ts'
import { logDataWithoutValues } from './log-data.ts'
import { isMaskedError, reachedOrigin } from '../access-log/origin-traffic.ts'
import { urlWithoutValues, withoutValues, type KeptParameters } from './query-parameters.ts'
import { remembered } from './remembered.ts'
import { utcDay } from './utc-hour.ts'

export interface RequestRowOptions {
  readonly keptParameters: KeptParameters
  readonly clientKeyOf: ClientKeyOf
}

/** Rows of a log as rows of `requests`. Personal data ends here (cloudfront-logs 9): no address, no cookie but the flag's. */
export const requestRows = ({ keptParameters, clientKeyOf }: RequestRowOptions) => {
  const queryOf = remembered(query => withoutValues(query, keptParameters))
  const refererOf = remembered(url => urlWithoutValues(url, keptParameters))
  const logDataOf = remembered(logData => logDataWithoutValues(logData, keptParameters))

  return (row: LogRow): RequestRow => {
    const timeTakenMs = row.milliseconds(FIELD['time-taken'])
    const startedAtMs = row.endedAtMs - (timeTakenMs ?? 0)
    const status = row.integer(FIELD['sc-status']) ?? 0
    const types = resultTypesOf(row)
    const userAgent = row.text(FIELD['cs(User-Agent)'])
    const ip = row.text(FIELD['c-ip'])
    const logData = row.text(FIELD['viewer-request-log-data'])
    const originFirstByteMs = row.milliseconds(FIELD['origin-fbl'])
    return {
      request_id: row.text(FIELD['x-edge-request-id']),
      ts_end: row.endedAtMs,
      ts_start: startedAtMs,
      ts_precision_ms: row.timePrecisionMs,
      source: sourceOf(row),
      distribution_domain: row.text(FIELD['cs(Host)']),
      host: optional(row.text(FIELD['x-host-header']), hostName),
      method: row.text(FIELD['cs-method']),
      scheme: row.text(FIELD['cs-protocol']),
      path_raw: optional(row.text(FIELD['cs-uri-stem']), pathOf),
      query_raw: optional(row.text(FIELD['cs-uri-query']), queryOf),
      status,
      result_type: types.resultType,
      response_result_type: types.responseResultType,
      detailed_result_type: types.detailedResultType,
      behavior: row.text(FIELD['cache-behavior-path-pattern']),
      bytes_out: row.integer(FIELD['sc-bytes']),
      bytes_in: row.integer(FIELD['cs-bytes']),
      time_taken_s: optional(timeTakenMs, seconds),
      ttfb_s: optional(row.milliseconds(FIELD['time-to-first-byte']), seconds),
      origin_fbl_s: optional(originFirstByteMs, seconds),
      origin_lbl_s: optional(row.milliseconds(FIELD['origin-lbl']), seconds),
      content_type: row.text(FIELD['sc-content-type']),
      content_len: row.integer(FIELD['sc-content-len']),
      range_start: row.integer(FIELD['sc-range-start']),
      range_end: row.integer(FIELD['sc-range-end']),
      user_agent: userAgent,
      referer: optional(row.text(FIELD['cs(Referer)']), refererOf),
      variant: flagVariant(logData, row.text(FIELD['cs(Cookie)'])),
      http_version: row.text(FIELD['cs-protocol-version']),
      tls_protocol: row.text(FIELD['ssl-protocol']),
      tls_cipher: row.text(FIELD['ssl-cipher']),
      pop: row.text(FIELD['x-edge-location']),
      country: row.text(FIELD['c-country']),
      asn: row.integer(FIELD.asn),
      client_key: ip === undefined ? undefined : clientKeyOf(utcDay(startedAtMs), ip, userAgent),
      log_data_request: optional(logData, logDataOf),
      log_data_response: row.text(FIELD['viewer-response-log-data']),
      crawler: optional(userAgent, crawlerOf),
      origin_request: reachedOrigin(types, originFirstByteMs !== undefined),
      masked_error: isMaskedError(status, types.responseResultType),
      line_no: row.lineNumber,
    }
  }
}

const optional = <From, To>(value: From | undefined, to: (value: From) => To): To | undefined =>
  value === undefined ? undefined : to(value)

const seconds = (ms: number): number => ms / 1_000

const crawlerOf = remembered(crawlerName)

/** Lower case in ASCII alone: other bytes are not letters yet. */
const hostName = remembered(host => host.replace(/[A-Z]+/g, letters => letters.toLowerCase()).replace(/:\d*$/, ''))

/** In real-time logs the stem holds the query too (cloudfront-logs 3.3); elsewhere a question mark is written `%3F`. */
const pathOf = (stem: string): string => {
  const queryAt = stem.indexOf('?')
  return queryAt === -1 ? stem : stem.slice(0, queryAt)
}

const resultTypesOf = (row: LogRow) => ({
  resultType: row.text(FIELD['x-edge-result-type']),
  responseResultType: row.text(FIELD['x-edge-response-result-type']),
  detailedResultType: row.text(FIELD['x-edge-detailed-result-type']),
})

/** A field of v2 is missing in some deliveries, but none of v1 has any. */
const V2_SIGNS = [
  FIELD['timestamp(ms)'],
  FIELD['origin-fbl'],
  FIELD['c-country'],
  FIELD.asn,
  FIELD['cache-behavior-path-pattern'],
  FIELD['viewer-request-log-data'],
  FIELD['viewer-response-log-data'],
]

const sourceOf = (row: LogRow): 'v1' | 'v2' => (V2_SIGNS.some(field => row.has(field)) ? 'v2' : 'v1')

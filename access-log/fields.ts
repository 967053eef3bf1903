/** The kinds of standard log that CloudFront writes. */
export type LogVersion = 'v1' | 'v2'

/** One column of an access log. */
export interface LogField<Name extends string = string> {
  /** As in the `#Fields` line. */
  readonly name: Name
  readonly type: 'date' | 'time' | 'text' | 'integer' | 'seconds'
  /** `percent`: by the rules of cloudfront-logs 1.3; `none`: no value has a character that would need it. */
  readonly encoding: 'percent' | 'none'
  readonly meaning: string
  /** Section and number in cloudfront-logs. */
  readonly rule: string
  /** Kinds of log that hold it. */
  readonly versions: readonly LogVersion[]
}

const field = <const Name extends string>(
  rule: string,
  name: Name,
  type: LogField['type'],
  meaning: string,
): LogField<Name> => ({
  name,
  type,
  encoding: type === 'text' ? 'percent' : 'none',
  meaning,
  rule,
  versions: ['v1', 'v2'],
})

/**
 * Every field of an access log, described once, in the order of v1: writers, readers, schemas and documents take it from here.
 */
export const LOG_FIELDS = [
  field('1.4 1', 'date', 'date', 'day of the end of the response, UTC'),
  field('1.4 2', 'time', 'time', 'time of the end of the response, UTC, whole seconds'),
  field('1.4 3', 'x-edge-location', 'text', 'point of presence'),
  field('1.4 4', 'sc-bytes', 'integer', 'bytes sent to the viewer, headers included'),
  field('1.4 5', 'c-ip', 'text', 'address of the viewer or of its proxy'),
  field('1.4 6', 'cs-method', 'text', 'method of the request'),
  field('1.4 7', 'cs(Host)', 'text', 'domain name of the distribution, not of the site'),
  field('1.4 8', 'cs-uri-stem', 'text', 'path as the viewer sent it'),
  field('1.4 9', 'sc-status', 'text', 'status sent; 000 when the viewer left before'),
  field('1.4 10', 'cs(Referer)', 'text', 'Referer'),
  field('1.4 11', 'cs(User-Agent)', 'text', 'User-Agent'),
  field('1.4 12', 'cs-uri-query', 'text', 'query string without question mark'),
  field('1.4 13', 'cs(Cookie)', 'text', 'all cookies, when cookie logging is on'),
  field('1.4 14', 'x-edge-result-type', 'text', 'classification after the last byte'),
  field('1.4 15', 'x-edge-request-id', 'text', 'equal to the x-amz-cf-id of the response'),
  field('1.4 16', 'x-host-header', 'text', 'Host that the viewer sent'),
  field('1.4 17', 'cs-protocol', 'text', 'http, https, ws, wss or grpcs'),
  field('1.4 18', 'cs-bytes', 'integer', 'bytes received from the viewer, headers included'),
  field('1.4 19', 'time-taken', 'seconds', 'from the request received to the last byte queued'),
  field('1.4 20', 'x-forwarded-for', 'text', 'chain of addresses when a proxy was used'),
  field('1.4 21', 'ssl-protocol', 'text', 'TLS version'),
  field('1.4 22', 'ssl-cipher', 'text', 'TLS cipher'),
  field('1.4 23', 'x-edge-response-result-type', 'text', 'classification before the response was sent'),
  field('1.4 24', 'cs-protocol-version', 'text', 'HTTP version of the request'),
  field('1.4 25', 'fle-status', 'text', 'outcome of field-level encryption'),
  field('1.4 26', 'fle-encrypted-fields', 'integer', 'number of fields encrypted'),
  field('1.4 27', 'c-port', 'integer', 'port of the viewer'),
  field('1.4 28', 'time-to-first-byte', 'seconds', 'from the request received to the first byte written'),
  field('1.4 29', 'x-edge-detailed-result-type', 'text', 'refinement of x-edge-result-type'),
  field('1.4 30', 'sc-content-type', 'text', 'Content-Type of the response'),
  field('1.4 31', 'sc-content-len', 'integer', 'Content-Length of the response'),
  field('1.4 32', 'sc-range-start', 'integer', 'first byte of Content-Range'),
  field('1.4 33', 'sc-range-end', 'integer', 'last byte of Content-Range'),
] as const

export type LogFieldName = (typeof LOG_FIELDS)[number]['name']

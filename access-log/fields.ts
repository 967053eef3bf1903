/** The kinds of access log that CloudFront writes: standard (legacy), standard v2, real-time. */
export type LogKind = 'v1' | 'v2' | 'real-time'

/** One column of an access log. */
export interface LogField<Name extends string = string> {
  /** In the `#Fields` line of standard logs; for fields of real-time logs alone, their name there. */
  readonly name: Name
  /** `status` is three digits, `000` when nothing was sent; `seconds` has decimals. */
  readonly type: 'date' | 'time' | 'text' | 'integer' | 'status' | 'seconds' | 'epoch-milliseconds' | 'epoch-seconds'
  /** `percent`: by the rules of cloudfront-logs 1.3; `none`: no value has a character that would need it. */
  readonly encoding: 'percent' | 'none'
  readonly meaning: string
  /** Section and number in cloudfront-logs. */
  readonly rule: string
  /** Kinds of log that hold it. */
  readonly kinds: readonly LogKind[]
  /** Undefined: not in real-time logs. Positions are those of a log that holds every field (cloudfront-logs 3.2). */
  readonly realTime: { readonly name: string; readonly position: number } | undefined
}

type Type = LogField['type']
type RealTime = LogField['realTime']

const describe = <const Name extends string>(
  kinds: readonly LogKind[],
  rule: string,
  name: Name,
  type: Type,
  meaning: string,
  realTime: RealTime,
): LogField<Name> => ({
  name,
  type,
  encoding: type === 'text' ? 'percent' : 'none',
  meaning,
  rule,
  kinds: realTime === undefined ? kinds : [...kinds, 'real-time'],
  realTime,
})

/** In: `position`, and the name in real-time logs where it is another. */
const at = (position: number, name: string): RealTime => ({ position, name })

/** A field of the 33 of v1, which v2 may hold as well. */
const standard = <const Name extends string>(
  number: number,
  name: Name,
  type: Type,
  meaning: string,
  position?: number,
  realTimeName: string = name,
): LogField<Name> =>
  describe(
    ['v1', 'v2'],
    `1.4 ${number}`,
    name,
    type,
    meaning,
    position === undefined ? undefined : at(position, realTimeName),
  )

const v2 = <const Name extends string>(
  rule: string,
  name: Name,
  type: Type,
  meaning: string,
  position?: number,
): LogField<Name> =>
  describe(['v2'], rule, name, type, meaning, position === undefined ? undefined : at(position, name))

const realTime = <const Name extends string>(
  position: number,
  name: Name,
  type: Type,
  meaning: string,
): LogField<Name> => describe([], `3.2 ${position}`, name, type, meaning, at(position, name))

/**
 * Every field of an access log, described once: writers, readers, schemas and documents take it from here. First the 33 of v1 in their
 * order, then what v2 adds, then what only real-time logs hold.
 */
export const LOG_FIELDS = [
  standard(1, 'date', 'date', 'day of the end of the response, UTC'),
  standard(2, 'time', 'time', 'time of the end of the response, UTC, whole seconds'),
  standard(3, 'x-edge-location', 'text', 'point of presence', 12),
  standard(4, 'sc-bytes', 'integer', 'bytes sent to the viewer, headers included', 6),
  standard(5, 'c-ip', 'text', 'address of the viewer or of its proxy', 2),
  standard(6, 'cs-method', 'text', 'method of the request', 7),
  // Swapped in real-time logs: there x-host-header is the distribution and cs-host the site (3.3).
  standard(7, 'cs(Host)', 'text', 'domain name of the distribution, not of the site', 14, 'x-host-header'),
  standard(8, 'cs-uri-stem', 'text', 'path as the viewer sent it; in real-time logs with the query string', 10),
  standard(9, 'sc-status', 'status', 'status sent; 000 when the viewer left before', 5),
  standard(10, 'cs(Referer)', 'text', 'Referer', 19, 'cs-referer'),
  standard(11, 'cs(User-Agent)', 'text', 'User-Agent', 18, 'cs-user-agent'),
  standard(12, 'cs-uri-query', 'text', 'query string without question mark', 21),
  standard(13, 'cs(Cookie)', 'text', 'all cookies, when cookie logging is on', 20, 'cs-cookie'),
  standard(14, 'x-edge-result-type', 'text', 'classification after the last byte', 26),
  standard(15, 'x-edge-request-id', 'text', 'equal to the x-amz-cf-id of the response', 13),
  standard(16, 'x-host-header', 'text', 'Host that the viewer sent', 9, 'cs-host'),
  standard(17, 'cs-protocol', 'text', 'http, https, ws, wss or grpcs', 8),
  standard(18, 'cs-bytes', 'integer', 'bytes received from the viewer, headers included', 11),
  standard(19, 'time-taken', 'seconds', 'from the request received to the last byte queued', 15),
  standard(20, 'x-forwarded-for', 'text', 'chain of addresses when a proxy was used', 23),
  standard(21, 'ssl-protocol', 'text', 'TLS version', 24),
  standard(22, 'ssl-cipher', 'text', 'TLS cipher', 25),
  standard(23, 'x-edge-response-result-type', 'text', 'classification before the response was sent', 22),
  standard(24, 'cs-protocol-version', 'text', 'HTTP version of the request', 16),
  standard(25, 'fle-status', 'text', 'outcome of field-level encryption', 28),
  standard(26, 'fle-encrypted-fields', 'integer', 'number of fields encrypted', 27),
  standard(27, 'c-port', 'integer', 'port of the viewer', 33),
  standard(28, 'time-to-first-byte', 'seconds', 'from the request received to the first byte written', 4),
  standard(29, 'x-edge-detailed-result-type', 'text', 'refinement of x-edge-result-type', 34),
  standard(30, 'sc-content-type', 'text', 'Content-Type of the response', 29),
  standard(31, 'sc-content-len', 'integer', 'Content-Length of the response', 30),
  standard(32, 'sc-range-start', 'integer', 'first byte of Content-Range', 31),
  standard(33, 'sc-range-end', 'integer', 'last byte of Content-Range', 32),

  v2('2.3', 'timestamp(ms)', 'epoch-milliseconds', 'end of the response'),
  v2('2.3', 'origin-fbl', 'seconds', 'from the request to the origin to the first byte of its answer', 44),
  v2('2.3', 'origin-lbl', 'seconds', 'from the request to the origin to the last byte of its answer', 45),
  v2('2.3', 'asn', 'integer', 'autonomous system of the viewer', 46),
  v2('2.3', 'c-country', 'text', 'country of the viewer by address', 35),
  v2('2.3', 'cache-behavior-path-pattern', 'text', 'path pattern of the behaviour that matched', 38),
  v2('4.3', 'viewer-request-log-data', 'text', 'what a viewer-request function logged', 70),
  v2('4.3', 'viewer-response-log-data', 'text', 'what a viewer-response function logged', 71),
  v2('1.4 34', 'distribution-tenant-id', 'text', 'tenant of a multi-tenant distribution', 68),
  v2('1.4 35', 'connection-id', 'text', 'TLS connection, with mutual TLS', 69),

  realTime(1, 'timestamp', 'epoch-seconds', 'end of the response'),
  realTime(3, 's-ip', 'text', 'address of the edge server'),
  realTime(17, 'c-ip-version', 'text', 'IPv4 or IPv6'),
  realTime(36, 'cs-accept-encoding', 'text', 'Accept-Encoding'),
  realTime(37, 'cs-accept', 'text', 'Accept'),
  realTime(39, 'cs-headers', 'text', 'names and values of the request headers, cut at 800 bytes'),
  realTime(40, 'cs-header-names', 'text', 'names of the request headers, cut at 800 bytes'),
  realTime(41, 'cs-headers-count', 'integer', 'number of request headers'),
  realTime(42, 'primary-distribution-id', 'text', 'primary distribution, under continuous deployment'),
  realTime(43, 'primary-distribution-dns-name', 'text', 'its domain name'),
  realTime(47, 'cmcd-encoded-bitrate', 'text', 'Common Media Client Data: br'),
  realTime(48, 'cmcd-buffer-length', 'text', 'Common Media Client Data: bl'),
  realTime(49, 'cmcd-buffer-starvation', 'text', 'Common Media Client Data: bs'),
  realTime(50, 'cmcd-content-id', 'text', 'Common Media Client Data: cid'),
  realTime(51, 'cmcd-object-duration', 'text', 'Common Media Client Data: d'),
  realTime(52, 'cmcd-deadline', 'text', 'Common Media Client Data: dl'),
  realTime(53, 'cmcd-measured-throughput', 'text', 'Common Media Client Data: mtp'),
  realTime(54, 'cmcd-next-object-request', 'text', 'Common Media Client Data: nor'),
  realTime(55, 'cmcd-next-range-request', 'text', 'Common Media Client Data: nrr'),
  realTime(56, 'cmcd-object-type', 'text', 'Common Media Client Data: ot'),
  realTime(57, 'cmcd-playback-rate', 'text', 'Common Media Client Data: pr'),
  realTime(58, 'cmcd-requested-maximum-throughput', 'text', 'Common Media Client Data: rtp'),
  realTime(59, 'cmcd-streaming-format', 'text', 'Common Media Client Data: sf'),
  realTime(60, 'cmcd-session-id', 'text', 'Common Media Client Data: sid'),
  realTime(61, 'cmcd-stream-type', 'text', 'Common Media Client Data: st'),
  realTime(62, 'cmcd-startup', 'text', 'Common Media Client Data: su'),
  realTime(63, 'cmcd-top-bitrate', 'text', 'Common Media Client Data: tb'),
  realTime(64, 'cmcd-version', 'text', 'Common Media Client Data: v'),
  realTime(65, 'r-host', 'text', 'domain of the origin, for requests that went there'),
  realTime(66, 'sr-reason', 'text', 'why the secondary origin was asked'),
  realTime(67, 'x-edge-mqcs', 'text', 'media quality score'),
] as const

export type LogFieldName = (typeof LOG_FIELDS)[number]['name']

/** Place of a field in `LOG_FIELDS`. */
export type FieldIndex = number

const indexes = Object.fromEntries(LOG_FIELDS.map(({ name }, index) => [name, index]))

/** `FIELD['sc-status']` */
export const FIELD = indexes as { readonly [name in LogFieldName]: FieldIndex }

const ofKind = (kind: LogKind): readonly LogField<LogFieldName>[] =>
  LOG_FIELDS.filter(({ kinds }) => (kinds as readonly LogKind[]).includes(kind))

/** The 33 fields of a standard log (legacy), in order. */
export const V1_FIELDS = ofKind('v1')

/** Every field a standard log v2 can hold; a delivery chooses among them, in an order of its own (cloudfront-logs 2.1). */
export const V2_FIELDS = ofKind('v2')

/** Real-time logs have no header: their columns come in this order, whatever the order in the configuration (cloudfront-logs 3.2). */
export const REAL_TIME_FIELDS = ofKind('real-time').toSorted(
  (a, b) => (a.realTime?.position ?? 0) - (b.realTime?.position ?? 0),
)

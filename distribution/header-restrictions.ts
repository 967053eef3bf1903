/** CloudFront's own and the connection's (HDR-01, ORR-34), lower case; the patterns `X-Amz-Cf-*` and `X-Edge-*` stand below. */
const DISALLOWED = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'trailer',
  'upgrade',
  'x-accel-buffering',
  'x-accel-charset',
  'x-accel-limit-rate',
  'x-accel-redirect',
  'x-amzn-auth',
  'x-amzn-cf-billing',
  'x-amzn-cf-id',
  'x-amzn-cf-xff',
  'x-amzn-errortype',
  'x-amzn-fle-profile',
  'x-amzn-header-count',
  'x-amzn-header-order',
  'x-amzn-lambda-integration-tag',
  'x-amzn-requestid',
  'x-cache',
  'x-forwarded-proto',
  'x-real-ip',
])

/**
 * True when no edge function may add that header (HDR-01). The name is lower case.
 * Developer Guide, "Restrictions on all edge functions", Disallowed headers.
 */
export const isDisallowedHeader = (name: string): boolean =>
  DISALLOWED.has(name) || name.startsWith('x-amz-cf-') || name.startsWith('x-edge-')

const MESSAGE_HEADERS = new Set(['content-encoding', 'content-length', 'host', 'transfer-encoding', 'via', 'warning'])

/** True when a response headers policy may not remove that header: the disallowed ones and those of the message (RHP-05). Lower case. */
export const cannotBeRemoved = (name: string): boolean => MESSAGE_HEADERS.has(name) || isDisallowedHeader(name)

/** ORIG-18, HDR-06, lower case; the patterns `X-Amz-*` and `X-Edge-*` stand below. */
const NOT_TO_ORIGIN = new Set([
  'cache-control',
  'connection',
  'content-length',
  'cookie',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'max-forwards',
  'pragma',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'range',
  'request-range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-real-ip',
])

/** True when an origin's custom headers may not hold that name, in the template or from a function (ORIG-18, HDR-06). Lower case. */
export const isForbiddenOriginHeader = (name: string): boolean =>
  NOT_TO_ORIGIN.has(name) || name.startsWith('x-amz-') || name.startsWith('x-edge-')

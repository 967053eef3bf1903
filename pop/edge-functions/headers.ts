import type { LambdaEventType } from '../../distribution/model.ts'

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
 * True when no edge function may add that header (HDR-01).
 * Developer Guide, "Restrictions on all edge functions", Disallowed headers.
 */
export const isDisallowedHeader = (lowerCaseName: string): boolean =>
  DISALLOWED.has(lowerCaseName) || lowerCaseName.startsWith('x-amz-cf-') || lowerCaseName.startsWith('x-edge-')

/** HDR-06, ORIG-18: what `customHeaders` of an origin may not hold. */
const NO_CUSTOM_HEADER = new Set([
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

/** True when an origin's `customHeaders` may not hold that name (HDR-06). */
export const isDisallowedCustomHeader = (lowerCaseName: string): boolean =>
  NO_CUSTOM_HEADER.has(lowerCaseName) || lowerCaseName.startsWith('x-amz-') || lowerCaseName.startsWith('x-edge-')

/** Functions may read these and neither add, change nor delete them (HDR-02). Both runtimes share the viewer rows. */
export const READ_ONLY_HEADERS: Readonly<Record<LambdaEventType, ReadonlySet<string>>> = {
  'viewer-request': new Set(['cdn-loop', 'content-length', 'host', 'transfer-encoding', 'via']),
  'origin-request': new Set([
    'accept-encoding',
    'cdn-loop',
    'content-length',
    'if-modified-since',
    'if-none-match',
    'if-range',
    'if-unmodified-since',
    'transfer-encoding',
    'via',
  ]),
  'origin-response': new Set(['transfer-encoding', 'via']),
  'viewer-response': new Set(['warning', 'via']),
}

/** Read-only at viewer-response for Lambda@Edge, writable for CloudFront Functions (HDR-02). */
export const LAMBDA_VIEWER_RESPONSE_READ_ONLY: ReadonlySet<string> = new Set([
  ...READ_ONLY_HEADERS['viewer-response'],
  'content-length',
  'content-encoding',
  'transfer-encoding',
])

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** True when `name` can stand before the colon of a header field (RFC 9110, section 5.6.2). */
export const isHeaderName = (name: string): boolean => TOKEN.test(name)

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/

/** True when `value` can be sent as a field value: no control character but the tab. */
export const isHeaderValue = (value: string): boolean => !CONTROL.test(value)

import type { LambdaEventType } from '../../distribution/model.ts'

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

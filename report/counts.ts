import type { RatioCounts } from '../access-log/hit-ratio.ts'

/**
 * What is counted of the requests that began in a span of time. Classes go by the response result type (field 23, judged before the
 * first byte); names are those of the store's views.
 */
export interface Counts extends RatioCounts {
  readonly redirect: number
  /** Answers that a function made. */
  readonly generated: number
  /** Functions and Lambdas that failed or were throttled. */
  readonly functionError: number
  readonly other: number
  /** Requests that may have reached the origin as well: a bare detailed `Error` may be an error from the cache (cloudfront-logs 1.7). */
  readonly unsure: number
  /** Errors that viewers saw as a 2xx or 3xx, for another page stood in (cloudfront-logs 1.8). */
  readonly masked: number
  /** Those of them that count among `error`; the others were turned into a success by a Lambda, which marked them. */
  readonly maskedByErrorPage: number
}

export const NO_COUNTS: Counts = {
  requests: 0,
  hit: 0,
  refreshHit: 0,
  miss: 0,
  error: 0,
  redirect: 0,
  generated: 0,
  functionError: 0,
  other: 0,
  cacheable: 0,
  cacheableHit: 0,
  bytesOut: 0,
  bytesMiss: 0,
  originRequests: 0,
  unsure: 0,
  masked: 0,
  maskedByErrorPage: 0,
}

export const sumOf = (a: Counts, b: Counts): Counts => ({
  requests: a.requests + b.requests,
  hit: a.hit + b.hit,
  refreshHit: a.refreshHit + b.refreshHit,
  miss: a.miss + b.miss,
  error: a.error + b.error,
  redirect: a.redirect + b.redirect,
  generated: a.generated + b.generated,
  functionError: a.functionError + b.functionError,
  other: a.other + b.other,
  cacheable: a.cacheable + b.cacheable,
  cacheableHit: a.cacheableHit + b.cacheableHit,
  bytesOut: a.bytesOut + b.bytesOut,
  bytesMiss: a.bytesMiss + b.bytesMiss,
  originRequests: a.originRequests + b.originRequests,
  unsure: a.unsure + b.unsure,
  masked: a.masked + b.masked,
  maskedByErrorPage: a.maskedByErrorPage + b.maskedByErrorPage,
})

/** Requests that ended in an error, whether a page that stood in hid it from the viewer or not. */
export const failedRequests = (counts: Counts): number =>
  counts.error + counts.functionError + counts.masked - counts.maskedByErrorPage

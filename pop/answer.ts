import type { HeaderList } from '../http/header-list.ts'
import type { Body } from './body.ts'
import type { CacheEntry } from './cache/cache-entry.ts'
import type { DetailedResultType, ResultType } from './result-type.ts'

/**
 * Who wrote an answer; it decides which of error page, response headers policy and viewer-response apply (section 11):
 * `object` origin or cache · `origin-failure` CloudFront, for want of an origin's answer · `refusal` CloudFront, before the origin stage ·
 * `function-failure` CloudFront, for a failed edge function · `function` a viewer-request function · `redirect` the viewer protocol policy ·
 * `error-page` a custom error response.
 */
export type AnswerSource =
  | 'object'
  | 'origin-failure'
  | 'refusal'
  | 'function-failure'
  | 'function'
  | 'redirect'
  | 'error-page'

/** A response on its way to the viewer, before what is added for each viewer. `headers` may be shared: clone before changing. */
export interface Answer {
  readonly source: AnswerSource
  readonly status: number
  readonly statusDescription: string | undefined
  readonly headers: HeaderList
  readonly body: Body
  readonly resultType: ResultType
  readonly detailedResultType: DetailedResultType
  /** Seconds since storage; undefined when not from a cache (TTL-24). */
  readonly ageSeconds: number | undefined
  /** What it gives for a range is the origin's decision (TTL-51); otherwise it is cut here. */
  readonly originSawRange?: boolean | undefined
  /** TTL-31 */
  readonly keptAtEdge?: CacheEntry | undefined
  /** CER-07; undefined: the connection stays open. */
  readonly closesConnection: boolean
}

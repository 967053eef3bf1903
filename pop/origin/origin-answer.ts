import type { Origin } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'
import type { Body } from '../body.ts'
import type { LambdaFailure } from '../edge-functions/lambda-edge/run-lambda.ts'
import type { OriginFailure } from './origin-attempt.ts'

/** What came of asking an origin or an origin group, edge functions at the origin included. */
export type OriginAnswer =
  | {
      readonly kind: 'answered'
      readonly origin: Origin
      /** After origin-response (ORD-16). */
      readonly status: number
      /** Before origin-response (ORR-23). */
      readonly originStatus: number
      readonly headers: HeaderList
      readonly body: Body
      /** Milliseconds since the epoch. */
      readonly receivedAt: number
      /** GEN-29 */
      readonly madeByOriginRequest: boolean
      /** `set-cookie` values the origin itself sent; only those are subject to TTL-40. */
      readonly originCookies: readonly string[]
    }
  | { readonly kind: 'no-answer'; readonly origin: Origin; readonly failure: OriginFailure }
  | { readonly kind: 'lambda-failed'; readonly origin: Origin; readonly failure: LambdaFailure }

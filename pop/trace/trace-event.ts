import type { CacheKey } from '../cache-key/cache-key.ts'
import type { CacheStore, Stored } from '../cache/cache-store.ts'
import type { Nearest } from '../cache/nearest-entry.ts'
import type { Lifetime } from '../cache/lifetime.ts'
import type { TierKind } from '../cache/tier-kind.ts'
import type { LambdaEventType } from '../../distribution/model.ts'
import type { ConnectionTimes } from '../origin/origin-attempt.ts'
import type { DetailedResultType, ResultType } from '../result-type.ts'

/** One station of a request's way, with the reason for what was decided there. The list of them is the trace of design section 5. */
export type TraceEvent =
  | { readonly station: 'default-root-object'; readonly uri: string }
  | { readonly station: 'cache-behavior'; readonly pathPattern: string; readonly targetOriginId: string }
  /** CD-01 */
  | { readonly station: 'continuous-deployment'; readonly goesTo: 'primary' | 'staging'; readonly why: string }
  /** SEC-01 */
  | {
      readonly station: 'signature'
      readonly by: 'signed-url' | 'signed-cookies'
      readonly policy: 'canned' | 'custom'
      readonly keyPairId: string
    }
  | { readonly station: 'refused'; readonly status: number; readonly why: string }
  | {
      readonly station: 'function'
      readonly event: 'viewer-request' | 'viewer-response'
      readonly name: string
      readonly outcome: 'request' | 'response' | 'execution-error' | 'validation-error' | 'throttled'
      /** Engine text of a failure. */
      readonly message: string | undefined
      readonly uri: string | undefined
      readonly queryString: string | undefined
      readonly logs: readonly string[]
    }
  /** ORD-07 */
  | { readonly station: 'origin-chosen'; readonly originIds: readonly string[]; readonly domainName: string }
  | {
      readonly station: 'skipped'
      readonly what: 'viewer-response' | 'origin-request' | 'origin-response'
      readonly why: string
    }
  | { readonly station: 'cache-key'; readonly key: CacheKey }
  | {
      readonly station: 'lookup'
      readonly tier: TierKind
      readonly name: string
      readonly result: 'fresh' | 'stale' | 'absent'
      readonly why: string
      readonly ageSeconds: number | undefined
      /** Of the copy that was found. */
      readonly lifetime?: Lifetime | undefined
      /** Told by a point of presence that looks for it, when nothing is stored under the key. */
      readonly nearest?: Nearest | undefined
    }
  /** S3-08 */
  | { readonly station: 'tier-bypassed'; readonly tier: TierKind; readonly why: 'bucket-in-its-region' }
  /** An object that did not fit, or that others had to leave for (TTL-25). */
  | {
      readonly station: 'stored'
      readonly tier: TierKind
      readonly name: string
      readonly result: Stored['kind']
      readonly evictionPolicy: CacheStore['evictionPolicy']
      readonly evictedCount: number
      /** The first few. */
      readonly evictedUris: readonly string[]
    }
  | { readonly station: 'cache-bypassed'; readonly why: 'caching-disabled' | 'method' | 'websocket' }
  | {
      readonly station: 'collapsed'
      readonly tier: TierKind
      readonly landing: 'shared' | 'not-shared'
      readonly why: string | undefined
    }
  | { readonly station: 'not-collapsed'; readonly why: 'cookies-forwarded' }
  | {
      readonly station: 'lambda'
      readonly event: LambdaEventType
      readonly name: string
      readonly outcome: string
      readonly durationMs: number
      readonly message: string | undefined
      readonly logs: readonly string[]
    }
  | {
      readonly station: 'origin-attempt'
      readonly originId: string
      readonly attempt: number
      readonly method: string
      readonly url: string
      readonly conditional: boolean
      readonly status: number | undefined
      readonly failure: string | undefined
      readonly durationMs: number
      readonly connection?: ConnectionTimes | undefined
    }
  | { readonly station: 'failover'; readonly from: string; readonly to: string; readonly why: string }
  | { readonly station: 'not-failed-over'; readonly why: string }
  | { readonly station: 'lifetime'; readonly status: number; readonly lifetime: Lifetime }
  | { readonly station: 'compression'; readonly coding: 'gzip' | 'br' | undefined; readonly why: string }
  | {
      readonly station: 'stale-served'
      readonly tier: TierKind
      readonly why: 'while-revalidating' | 'until-next-attempt' | 'on-origin-error'
      readonly insteadOfStatus: number | undefined
    }
  /** What follows is the way of the page, up to `custom-error-response` (CER-08). */
  | {
      readonly station: 'error-page-fetch'
      readonly errorCode: number
      readonly pagePath: string
      readonly pathPattern: string
    }
  | {
      readonly station: 'custom-error-response'
      readonly errorCode: number
      readonly pagePath: string
      readonly responseCode: number
      readonly pageStatus: number
    }
  | { readonly station: 'no-custom-error-response'; readonly errorCode: number; readonly why: string }
  | { readonly station: 'conditional'; readonly status: 206 | 304 | 416; readonly why: string }
  | {
      readonly station: 'response'
      readonly status: number
      readonly resultType: ResultType
      readonly detailedResultType: DetailedResultType
    }

import type { CacheBehavior, LambdaAssociation, Origin } from '../../../distribution/model.ts'
import type { EdgeRequest, Exchange } from '../../exchange.ts'
import type { OriginRequest, OriginResponse } from '../../origin/origin-attempt.ts'
import type { PointOfPresence } from '../../point-of-presence.ts'
import type { ResultType } from '../../result-type.ts'
import type { TraceEvent } from '../../trace/trace-event.ts'
import type { Walk } from '../../world.ts'
import type { AfterViewerRequest } from '../viewer-functions.ts'

/** LAE-50, LAE-51, LAE-54: what a failing Lambda gives the viewer. */
export interface LambdaFailure {
  readonly status: 502 | 503
  readonly resultType: Extract<ResultType, 'LambdaExecutionError' | 'LambdaValidationError' | 'LambdaLimitExceeded'>
  readonly text: string
}

export type AfterOriginRequest =
  | { readonly kind: 'request'; readonly origin: Origin; readonly request: OriginRequest }
  | { readonly kind: 'response'; readonly response: OriginResponse }
  | { readonly kind: 'failed'; readonly failure: LambdaFailure }

export type AfterOriginResponse =
  | { readonly kind: 'response'; readonly response: OriginResponse }
  | { readonly kind: 'failed'; readonly failure: LambdaFailure }

export function* originRequestStation(
  exchange: Exchange,
  origin: Origin,
  request: OriginRequest,
): Walk<AfterOriginRequest> {
  const association: LambdaAssociation | undefined = exchange.behavior.lambdas['origin-request']
  if (association === undefined) return { kind: 'request', origin, request }
  throw new Error('to come')
}

export function* originResponseStation(
  exchange: Exchange,
  _origin: Origin,
  _request: OriginRequest,
  response: OriginResponse,
): Walk<AfterOriginResponse> {
  const association: LambdaAssociation | undefined = exchange.behavior.lambdas['origin-response']
  if (association === undefined) return { kind: 'response', response }
  throw new Error('to come')
}

export function* viewerRequestLambda(
  _pop: PointOfPresence,
  _behavior: CacheBehavior,
  request: EdgeRequest,
  _trace: TraceEvent[],
): Walk<AfterViewerRequest> {
  return { kind: 'request', request, customLogData: undefined }
}

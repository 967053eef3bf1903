import type { Origin } from '../../distribution/model.ts'
import type { Exchange } from '../exchange.ts'
import { askOrigin, type Walk } from '../world.ts'
import { cacheableSizeError } from './cacheable-size.ts'
import { contentRangeLengthError } from './content-range-length.ts'
import type {
  OriginAttempt,
  OriginAttemptOutcome,
  OriginFailure,
  OriginRequest,
  OriginResponse,
} from './origin-attempt.ts'
import { ORIGIN_FAILURES } from './origin-failure.ts'

/** RETRY-01 to RETRY-06: whether a failed attempt is worth another at the same origin. */
export const isRetried = (failure: OriginFailure, method: string): boolean => {
  const { retry } = ORIGIN_FAILURES[failure]
  return retry === 'every-method' || (retry === 'get-and-head' && (method === 'GET' || method === 'HEAD'))
}

const isConditional = ({ headers }: OriginRequest): boolean =>
  headers.has('if-none-match') || headers.has('if-modified-since')

const attemptAt = (origin: Origin, request: OriginRequest, elapsedMs: number): OriginAttempt => {
  const capSeconds = origin.responseCompletionTimeoutSeconds
  return {
    origin,
    request,
    connectionTimeoutMs: origin.connectionTimeoutSeconds * 1000,
    readTimeoutMs: origin.readTimeoutSeconds * 1000,
    completionTimeoutMs: capSeconds === undefined ? undefined : capSeconds * 1000 - elapsedMs,
  }
}

const rejected = (exchange: Exchange, response: OriginResponse): readonly [OriginFailure, string] | undefined => {
  const lengths = contentRangeLengthError(response)
  if (lengths !== undefined) return ['content-range-length', lengths]
  const size = cacheableSizeError(exchange, response)
  return size === undefined ? undefined : ['larger-than-cacheable', size]
}

/** An answer that contradicts itself, or that no cache can take, is none; the rest of it is not read. */
const judged = (exchange: Exchange, outcome: OriginAttemptOutcome): OriginAttemptOutcome => {
  const why = outcome.kind === 'response' ? rejected(exchange, outcome.response) : undefined
  if (outcome.kind === 'failure' || why === undefined) return outcome
  exchange.pop.world.discard(outcome.response.body)
  const [failure, detail] = why
  return { kind: 'failure', failure, detail, durationMs: outcome.durationMs }
}

/** Asks one origin until it answers, the attempts are used up, or the completion timeout has passed (ORIG-01, ORIG-05, RETRY). */
export function* attemptOrigin(exchange: Exchange, origin: Origin, request: OriginRequest): Walk<OriginAttemptOutcome> {
  const { pop, trace } = exchange
  const startedAt = pop.world.now()
  for (let count = 1; ; count++) {
    const attempt = attemptAt(origin, request, pop.world.now() - startedAt)
    if (attempt.completionTimeoutMs !== undefined && attempt.completionTimeoutMs <= 0) {
      return {
        kind: 'failure',
        failure: 'completion-timeout',
        detail: 'no time left for another attempt',
        durationMs: 0,
      }
    }
    const outcome = judged(exchange, yield* askOrigin(attempt))
    trace.push({
      station: 'origin-attempt',
      originId: origin.id,
      attempt: count,
      method: request.method,
      url: request.queryString === undefined ? request.uri : `${request.uri}?${request.queryString}`,
      conditional: isConditional(request),
      status: outcome.kind === 'response' ? outcome.response.status : undefined,
      failure: outcome.kind === 'failure' ? `${outcome.failure}: ${outcome.detail}` : undefined,
      durationMs: outcome.durationMs,
      connection: outcome.kind === 'response' ? outcome.connection : undefined,
    })
    if (
      outcome.kind === 'response' ||
      count >= origin.connectionAttempts ||
      !isRetried(outcome.failure, request.method)
    )
      return outcome
  }
}

import type { Origin } from '../../distribution/model.ts'
import type { Exchange } from '../exchange.ts'
import { askOrigin, type Walk, type World } from '../world.ts'
import { contentRangeLengthError } from './content-range-length.ts'
import type { OriginAttempt, OriginAttemptOutcome, OriginFailure, OriginRequest } from './origin-attempt.ts'
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

/** An answer that contradicts itself is none. */
const judged = (world: World, outcome: OriginAttemptOutcome): OriginAttemptOutcome => {
  const detail = outcome.kind === 'response' ? contentRangeLengthError(outcome.response) : undefined
  if (outcome.kind === 'failure' || detail === undefined) return outcome
  world.discard(outcome.response.body)
  return { kind: 'failure', failure: 'content-range-length', detail, durationMs: outcome.durationMs }
}

/** Asks one origin until it answers, the attempts are used up, or the completion timeout has passed (ORIG-01, ORIG-05, RETRY). */
export function* attemptOrigin(
  { pop, trace }: Exchange,
  origin: Origin,
  request: OriginRequest,
): Walk<OriginAttemptOutcome> {
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
    const outcome = judged(pop.world, yield* askOrigin(attempt))
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

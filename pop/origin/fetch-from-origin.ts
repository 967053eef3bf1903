import type { Origin } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import { NO_BODY } from '../body.ts'
import type { CacheEntry } from '../cache/cache-entry.ts'
import { originRequestStation, originResponseStation } from '../edge-functions/lambda-edge/stations.ts'
import type { Exchange } from '../exchange.ts'
import type { Walk } from '../world.ts'
import { attemptOrigin } from './attempts.ts'
import { decideFailover } from './failover.ts'
import type { OriginAnswer } from './origin-answer.ts'
import type { OriginRequest, OriginResponse } from './origin-attempt.ts'
import { ORIGIN_FAILURES } from './origin-failure.ts'
import { originRequest, withOriginPath } from './origin-request.ts'
import { configuredRoute } from './origin-route.ts'

/** The primary of a group has failed, and the secondary is to be asked (GRP-08). */
export interface FailsOver {
  readonly kind: 'fails-over'
  readonly to: Origin
}

/** Asks the behaviour's origin, or the primary of its group, always first (GRP-07). In: the expired copy, if there is one. */
export function* fetchFromPrimary(exchange: Exchange, expired: CacheEntry | undefined): Walk<OriginAnswer | FailsOver> {
  const { pop, behavior, request, trace } = exchange
  const { primary, failover } = request.route ?? configuredRoute(pop.distribution, behavior)
  const answer = yield* fetchFromMember(exchange, primary, expired)
  if (failover === undefined) return answer
  const decision = decideFailover(
    failover.statusCodes,
    behavior,
    request.method,
    answer,
    pop.switches.failoverDecidedOn,
  )
  if (!decision.failsOver) {
    if (decision.worthTelling) trace.push({ station: 'not-failed-over', why: decision.why })
    return answer
  }
  if (answer.kind === 'answered') pop.world.discard(answer.body)
  trace.push({ station: 'failover', from: primary.id, to: failover.secondary.id, why: decision.why })
  return { kind: 'fails-over', to: failover.secondary }
}

/** One origin with the edge functions around it: origin-request, the attempts, origin-response (CMB-07, GRP-08). */
export function* fetchFromMember(
  exchange: Exchange,
  member: Origin,
  expired: CacheEntry | undefined,
): Walk<OriginAnswer> {
  const { world, switches } = exchange.pop
  const before = yield* originRequestStation(exchange, member, originRequest(exchange, member, expired))
  if (before.kind === 'no-such-name') return { kind: 'no-answer', origin: member, failure: 'dns' }
  if (before.kind === 'failed') return { kind: 'lambda-failed', origin: member, failure: before.failure }
  if (before.kind === 'response')
    return answered(member, before.response, before.response.status, world.now(), true, [])
  const outcome = yield* attemptOrigin(exchange, before.origin, withOriginPath(before.request, before.origin))
  if (outcome.kind === 'failure') {
    const noAnswer: OriginAnswer = { kind: 'no-answer', origin: before.origin, failure: outcome.failure }
    // ORR-20: whether origin-response runs without an answer is not known; by default it does not.
    if (!switches.originResponseOnOriginFailure || outcome.failure === 'dns') return noAnswer
    const standIn: OriginResponse = {
      status: ORIGIN_FAILURES[outcome.failure].status,
      headers: new HeaderList(),
      body: NO_BODY,
    }
    const answer = yield* throughOriginResponse(exchange, before.origin, before.request, standIn)
    return answer.kind === 'answered' && answer.status === standIn.status && answer.body === standIn.body
      ? noAnswer
      : answer
  }
  return yield* throughOriginResponse(exchange, before.origin, before.request, outcome.response)
}

function* throughOriginResponse(
  exchange: Exchange,
  origin: Origin,
  request: OriginRequest,
  response: OriginResponse,
): Walk<OriginAnswer> {
  const { world } = exchange.pop
  const receivedAt = world.now()
  const after = yield* originResponseStation(exchange, origin, request, response)
  if (after.kind === 'failed') {
    world.discard(response.body)
    return { kind: 'lambda-failed', origin, failure: after.failure }
  }
  if (after.response.body !== response.body) world.discard(response.body)
  return answered(origin, after.response, response.status, receivedAt, false, response.headers.getAll('set-cookie'))
}

const answered = (
  origin: Origin,
  { status, headers, body }: OriginResponse,
  originStatus: number,
  receivedAt: number,
  madeByOriginRequest: boolean,
  originCookies: readonly string[],
): OriginAnswer => ({
  kind: 'answered',
  origin,
  status,
  originStatus,
  headers,
  body,
  receivedAt,
  madeByOriginRequest,
  originCookies,
})

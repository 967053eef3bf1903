import type { CacheBehavior } from '../../distribution/model.ts'
import type { Switches } from '../switches.ts'
import type { OriginAnswer } from './origin-answer.ts'
import { ORIGIN_FAILURES } from './origin-failure.ts'

export type FailoverDecision =
  | { readonly failsOver: true; readonly why: string }
  /** `worthTelling` is false when the primary simply answered well (GRP-11). */
  | { readonly failsOver: false; readonly why: string; readonly worthTelling: boolean }

/** GRP-06: OPTIONS only when it is a cached method. */
const mayFailOver = ({ cachedMethods }: CacheBehavior, method: string): boolean =>
  method === 'GET' || method === 'HEAD' || (method === 'OPTIONS' && cachedMethods.has('OPTIONS'))

/** Whether the secondary is asked after the primary's answer (GRP-02 to GRP-06, GRP-11, ORR-23). */
export const decideFailover = (
  failoverStatusCodes: ReadonlySet<number>,
  behavior: CacheBehavior,
  method: string,
  answer: OriginAnswer,
  decidedOn: Switches['failoverDecidedOn'],
): FailoverDecision => {
  if (answer.kind === 'lambda-failed')
    return { failsOver: false, why: 'an edge function failed, not the origin', worthTelling: true }
  if (answer.kind === 'no-answer') {
    const codes = ORIGIN_FAILURES[answer.failure].failoverCodes
    const match = codes.find(code => failoverStatusCodes.has(code))
    if (match === undefined)
      return {
        failsOver: false,
        why:
          codes.length === 0
            ? `${answer.failure} never fails over`
            : `${answer.failure} needs failover code ${codes.join(' or ')}`,
        worthTelling: true,
      }
    return mayFailOver(behavior, method)
      ? { failsOver: true, why: `${answer.failure} (failover code ${match})` }
      : { failsOver: false, why: `method ${method} never fails over`, worthTelling: true }
  }
  const status = decidedOn === 'origin-status' ? answer.originStatus : answer.status
  if (!failoverStatusCodes.has(status)) {
    return { failsOver: false, why: `status ${status} is not a failover code`, worthTelling: status >= 400 }
  }
  return mayFailOver(behavior, method)
    ? { failsOver: true, why: `status ${status}` }
    : { failsOver: false, why: `method ${method} never fails over`, worthTelling: true }
}

import type { Distribution } from '../model.ts'
import { isInVpc, originsOf } from '../origins-of.ts'
import type { Place } from '../problem.ts'
import type { Reading } from './reading.ts'

const ORIGIN_EVENTS = ['origin-request', 'origin-response'] as const

/** A behaviour that reaches a VPC origin has no Lambda at origin events (VPC-01, ORR-10). */
export const checkVpcLambdas = ({ log, notes }: Reading, distribution: Distribution, place: Place): void => {
  for (const behavior of distribution.behaviors) {
    const origin = originsOf(distribution, behavior).find(isInVpc)
    const event = ORIGIN_EVENTS.find(name => behavior.lambdas[name] !== undefined)
    if (origin === undefined || event === undefined) continue
    const message = `${behavior.pathPattern} has a Lambda at ${event} before the VPC origin ${origin.id}, which CloudFront does not support`
    const remedy = 'use a function at viewer events, or an origin that is reached through the internet'
    log.error(message, notes.placeOf(behavior, 'LambdaFunctionAssociations') ?? place, { remedy, rule: 'ORR-10' })
  }
}

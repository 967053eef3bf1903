import type { CacheBehavior, Origin } from '../../distribution/model.ts'
import type { Exchange } from '../exchange.ts'
import { configuredRoute } from '../origin/origin-route.ts'
import type { CacheTier } from './cache-tier.ts'

/** The region a bucket's domain name tells: `assets.s3.eu-west-1.amazonaws.com`; undefined: none. */
const bucketRegionOf = ({ kind, domainName }: Origin): string | undefined =>
  kind === 's3'
    ? /\.s3[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d+)\.amazonaws\.com$/.exec(domainName)?.[1]
    : undefined

/** TIER-04: a Lambda at the origin runs at the regional cache. */
const hasOriginLambda = ({ lambdas }: CacheBehavior): boolean =>
  lambdas['origin-request'] !== undefined || lambdas['origin-response'] !== undefined

/** The shield of an origin, when that is not the regional cache itself (TIER-07). */
const shieldOf = ({ pop }: Exchange, { id, originShieldRegion }: Origin): CacheTier | undefined =>
  originShieldRegion === undefined || originShieldRegion === pop.region ? undefined : pop.shieldOf(id)

/** The tiers behind those a request has passed, when it fails over: each origin of a group has its own shield (GRP-14). */
export const tiersToSecondary = (
  exchange: Exchange,
  passed: readonly CacheTier[],
  secondary: Origin,
): readonly CacheTier[] => {
  const shield = shieldOf(exchange, secondary)
  return shield === undefined || passed.includes(shield) ? passed : [...passed, shield]
}

/**
 * The tiers that a cacheable request passes (TIER-01). The shield stands before the origin, after the regional cache; for a group it is the
 * primary's at first (GRP-14). A regional cache in the region of the shield is the shield itself (TIER-07); one in the region of the bucket is
 * skipped (S3-08, TIER-02).
 */
export const tiersOf = (exchange: Exchange): readonly CacheTier[] => {
  const { pop, behavior, request, trace } = exchange
  const { primary } = request.route ?? configuredRoute(pop.distribution, behavior)
  const shield = shieldOf(exchange, primary)
  if (shield !== undefined) return [...pop.tiers, shield]
  if (primary.originShieldRegion !== undefined) return pop.tiers
  if (bucketRegionOf(primary) !== pop.region || hasOriginLambda(behavior)) return pop.tiers
  trace.push({ station: 'tier-bypassed', tier: 'regional', why: 'bucket-in-its-region' })
  return pop.tiers.filter(({ kind }) => kind !== 'regional')
}

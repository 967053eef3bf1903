import type { CacheBehavior, Distribution } from '../distribution/model.ts'

/**
 * The distribution as the replay walks it: Lambda@Edge may call any service, so its answers are not for the replay to guess. A request that
 * would meet one passes unchanged.
 */
export const withoutLambdas = (
  distribution: Distribution,
): { readonly distribution: Distribution; readonly leftOut: readonly string[] } => {
  const names = ({ pathPattern, lambdas }: CacheBehavior): string[] =>
    Object.entries(lambdas).map(([eventType, { lambda }]) => `${lambda.name} at ${eventType} of ${pathPattern}`)
  return {
    distribution: { ...distribution, behaviors: distribution.behaviors.map(one => ({ ...one, lambdas: {} })) },
    leftOut: distribution.behaviors.flatMap(names),
  }
}

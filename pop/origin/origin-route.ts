import type { CacheBehavior, Distribution, Origin } from '../../distribution/model.ts'

/** Where a request goes beyond the caches: one origin, or a primary with another behind it. */
export interface OriginRoute {
  readonly primary: Origin
  readonly failover: { readonly secondary: Origin; readonly statusCodes: ReadonlySet<number> } | undefined
}

const originOf = ({ origins }: Distribution, id: string): Origin => {
  const origin = origins.get(id)
  if (origin === undefined) throw new Error(`origin ${id} passed the reader but is not in the model`)
  return origin
}

/** The behaviour's origin or origin group, primary first, always (GRP-07). */
export const configuredRoute = (distribution: Distribution, { targetOriginId }: CacheBehavior): OriginRoute => {
  const group = distribution.originGroups.get(targetOriginId)
  if (group === undefined) return { primary: originOf(distribution, targetOriginId), failover: undefined }
  const secondary = originOf(distribution, group.secondaryOriginId)
  return {
    primary: originOf(distribution, group.primaryOriginId),
    failover: { secondary, statusCodes: group.failoverStatusCodes },
  }
}

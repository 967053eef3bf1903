import type { CacheBehavior, Distribution, Origin } from './model.ts'

/** The origins a behaviour can reach, the primary of a group first. */
export const originsOf = (
  { origins, originGroups }: Distribution,
  { targetOriginId }: CacheBehavior,
): readonly Origin[] => {
  const group = originGroups.get(targetOriginId)
  const ids = group === undefined ? [targetOriginId] : [group.primaryOriginId, group.secondaryOriginId]
  return ids.flatMap(id => origins.get(id) ?? [])
}

/** VPC-01: a server in a private subnet. */
export const isInVpc = (origin: Origin): boolean => origin.kind === 'custom' && origin.isInVpc === true

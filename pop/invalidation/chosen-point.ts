import type { PointOfPresence } from '../point-of-presence.ts'

const namesOf = ({ distribution: { id, logicalId, domainName } }: PointOfPresence): readonly string[] => [
  id,
  logicalId,
  domainName,
]

/** The one that is named by id, logical id or domain name; without a name the only one there is. */
export const chosenPoint = (
  everywhere: readonly PointOfPresence[],
  name: string | undefined,
): PointOfPresence | { readonly why: string } => {
  // At any location of a distribution: invalidations are its own, not a location's.
  const points = [...new Map(everywhere.map(point => [point.distribution, point])).values()]
  const known = points.map(point => namesOf(point).slice(0, 2).join(' ')).join(', ')
  const [first, second] = points
  if (name === undefined)
    return first !== undefined && second === undefined
      ? first
      : { why: `several distributions are loaded, name one of them: ${known}` }
  return points.find(point => namesOf(point).includes(name)) ?? { why: `no distribution ${name} is loaded: ${known}` }
}

import type { EdgeNetwork } from './edge-network.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import { arrivals, type Arrival } from './viewer/arrival.ts'
import { chooseLocation, LOCATION_HEADER, type EdgeLocations } from './viewer/choose-location.ts'
import type { ViewerRequest } from './viewer/viewer-request.ts'

/** One for each distribution of a stage. */
export type Networks = readonly [EdgeNetwork, ...EdgeNetwork[]]

/** Each distribution at the location that serves whoever nothing else is said of. */
export const firstPoints = (
  [first, ...others]: Networks,
  { codes: [code] }: EdgeLocations,
): [PointOfPresence, ...PointOfPresence[]] => [first.pointAt(code), ...others.map(network => network.pointAt(code))]

/** Distribution and location for a viewer; the header that names the location goes no further. `random`: from 0 to below 1 (CD-02). */
export const arrivalsAt = (
  networks: Networks,
  locations: EdgeLocations,
  random: () => number,
): ((viewer: ViewerRequest) => Arrival) => {
  const arrive = arrivals(firstPoints(networks, locations), random)
  if (locations.codes.length === 1)
    return viewer => {
      if (viewer.headers.has(LOCATION_HEADER)) viewer.headers.delete(LOCATION_HEADER)
      return arrive(viewer)
    }
  const networkOf = new Map(networks.map(network => [network.distribution, network]))
  return viewer => {
    const location = chooseLocation(locations, viewer)
    viewer.headers.delete(LOCATION_HEADER)
    const arrival = arrive(viewer)
    const network = networkOf.get(arrival.pop.distribution)
    return network === undefined ? arrival : { ...arrival, pop: network.pointAt(location) }
  }
}

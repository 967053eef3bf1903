import type { EdgeNetwork } from './edge-network.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import { chooseLocation, LOCATION_HEADER, type EdgeLocations } from './viewer/choose-location.ts'
import type { ViewerRequest } from './viewer/viewer-request.ts'

/** One for each distribution of a stage. */
export type Networks = readonly [EdgeNetwork, ...EdgeNetwork[]]

/** SEC-08: with one distribution it answers every name. */
const matchHost = ([first, ...others]: Networks): ((host: string | undefined) => EdgeNetwork) => {
  if (others.length === 0) return () => first
  const byHost = new Map(
    [first, ...others].flatMap(network =>
      [network.distribution.domainName, ...network.distribution.aliases].map(name => [name, network] as const),
    ),
  )
  return host => byHost.get((host ?? '').replace(/:\d+$/, '').toLowerCase()) ?? first
}

/** Distribution and location for a viewer; the header that names the location goes no further. */
export const matchViewer = (
  networks: Networks,
  locations: EdgeLocations,
): ((viewer: ViewerRequest) => PointOfPresence) => {
  const networkFor = matchHost(networks)
  const { codes } = locations
  const [first] = codes
  if (codes.length === 1 && networks.length === 1) {
    const point = networks[0].pointAt(first)
    return () => point
  }
  return viewer => {
    const location = chooseLocation(locations, viewer)
    if (codes.length > 1) viewer.headers.delete(LOCATION_HEADER)
    return networkFor(viewer.headers.get('host')).pointAt(location)
  }
}

import { createEdgeNetwork, type EdgeNetworkOptions } from './edge-network.ts'
import type { PointOfPresence } from './point-of-presence.ts'

export interface PointOfPresenceOptions extends EdgeNetworkOptions {
  /** `x-edge-location`; default `CDG50-P1`. */
  readonly location?: string
}

export const DEFAULT_LOCATION = 'CDG50-P1'

/** One distribution at one edge location: the POP's cache, a regional edge cache behind it, and a shield for each origin that has one. */
export const createPointOfPresence = ({
  location = DEFAULT_LOCATION,
  ...options
}: PointOfPresenceOptions): PointOfPresence => createEdgeNetwork(options).pointAt(location)

import type { PointOfPresence } from '../point-of-presence.ts'
import { chooseStaging } from '../staging/choose-staging.ts'
import { withoutSession } from '../staging/session-cookie.ts'
import type { TraceEvent } from '../trace/trace-event.ts'
import type { ServedResponse } from '../viewer-response/deliver.ts'
import { hostName, isNamed } from './host-name.ts'
import type { Refusal } from './refuse.ts'
import type { ViewerRequest } from './viewer-request.ts'

/** Which distribution a request is for, and what was decided on the way there. */
export interface Arrival {
  readonly pop: PointOfPresence
  readonly viewer: ViewerRequest
  /** SEC-08: nobody has the name that was asked for; `pop` then only says so. */
  readonly refusal: Refusal | undefined
  readonly events: readonly TraceEvent[]
  /** A `Set-Cookie` value for the viewer (CD-03). */
  readonly sessionCookie: string | undefined
}

type Points = readonly [PointOfPresence, ...PointOfPresence[]]

const namesOf = ({ distribution: { domainName, aliases } }: PointOfPresence): readonly string[] => [
  domainName,
  ...aliases,
]

/** An exact name before a wildcard. */
const pointNamed = (points: readonly PointOfPresence[], name: string): PointOfPresence | undefined =>
  points.find(point => namesOf(point).includes(name)) ?? points.find(point => isNamed(namesOf(point), name))

const unknownHost = (host: string): Refusal => ({
  status: 403,
  why: `no distribution that is loaded has the name ${host}`,
  detailedResultType: 'InvalidRequest',
})

const NOTHING_DECIDED: readonly TraceEvent[] = []

const arrived = (pop: PointOfPresence, viewer: ViewerRequest): Arrival => ({
  pop,
  viewer,
  refusal: undefined,
  events: NOTHING_DECIDED,
  sessionCookie: undefined,
})

/** CD-01: the staging distribution of a primary, where it is loaded. */
const stagingOf = (points: Points, { distribution }: PointOfPresence): PointOfPresence | undefined => {
  const names = distribution.continuousDeployment?.stagingDomainNames ?? []
  return points.find(point => point.distribution.staging === true && names.includes(point.distribution.domainName))
}

/**
 * Makes the choice of a distribution by the viewer's `Host`. With one distribution every name is answered by it, staging ones not counted;
 * with several, domain names and aliases decide (SEC-08). A staging distribution has no name of its own: a part of its primary's traffic
 * gets there (CD-01). `random` gives numbers from 0 to below 1.
 */
export const arrivals = (points: Points, random: () => number): ((viewer: ViewerRequest) => Arrival) => {
  const [first] = points
  const primaries = points.filter(({ distribution }) => distribution.staging !== true)
  // A staging distribution without its primary is served like any other.
  const named = primaries.length === 0 ? points : primaries
  const only = named.length === 1 ? named[0] : undefined
  const stagings = new Map(named.map(primary => [primary, stagingOf(points, primary)]))
  const hidden = points.filter(point => !named.includes(point))
  if (points.length === 1) return viewer => arrived(first, viewer)
  return viewer => {
    const host = viewer.headers.get('host') ?? ''
    const name = hostName(host)
    const isHidden = hidden.some(point => isNamed(namesOf(point), name))
    const primary = isHidden ? undefined : (only ?? pointNamed(named, name))
    if (primary === undefined) return { ...arrived(first, viewer), refusal: unknownHost(host) }
    const staging = stagings.get(primary)
    const traffic = primary.distribution.continuousDeployment?.traffic
    if (staging === undefined || traffic === undefined) return arrived(primary, viewer)
    const { goesTo, why, setCookie } = chooseStaging(traffic, viewer.headers, random, viewer.receivedAt)
    return {
      ...arrived(goesTo === 'staging' ? staging : primary, { ...viewer, headers: withoutSession(viewer.headers) }),
      events: [{ station: 'continuous-deployment', goesTo, why }],
      sessionCookie: setCookie,
    }
  }
}

/** NET-01: what the distribution of a server name says; for an address, or a name of nobody, what the first one says. */
export const http2Offer = (points: Points): ((serverName: string | undefined) => boolean) => {
  const [first] = points
  return serverName => {
    const point = serverName === undefined ? undefined : pointNamed(points, hostName(serverName))
    return (point ?? first).distribution.http2
  }
}

/** CD-03: the session of continuous deployment goes out with the answer. */
export const withSessionCookie = (response: ServedResponse, { sessionCookie }: Arrival): ServedResponse => {
  if (sessionCookie !== undefined) response.headers.append('set-cookie', sessionCookie, 'Set-Cookie')
  return response
}

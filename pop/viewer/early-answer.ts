import type { CacheBehavior } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import type { Answer } from '../answer.ts'
import { NO_BODY } from '../body.ts'
import { edgeError } from '../error-response/edge-error.ts'
import type { PointOfPresence } from '../point-of-presence.ts'
import { refuseUnsigned } from '../signed-access/station.ts'
import type { Switches } from '../switches.ts'
import type { TraceEvent } from '../trace/trace-event.ts'
import { refuseCountry } from './geo-restriction.ts'
import { decideProtocol } from './protocol-policy.ts'
import { refuseMethod, type Refusal } from './refuse.ts'
import type { ViewerRequest } from './viewer-request.ts'

/** ORD-01: country, viewer protocol policy, method, signature (ORD-11). Undefined: go on. */
export const answerBeforeFunctions = (
  pop: PointOfPresence,
  behavior: CacheBehavior,
  viewer: ViewerRequest,
  trace: TraceEvent[],
): Answer | undefined => {
  const blocked = refuseCountry(pop.distribution.geoRestriction, viewer)
  if (blocked !== undefined) return refused(pop, viewer, blocked, trace)
  const protocol = decideProtocol(behavior, viewer, { domainName: pop.distribution.domainName, port: pop.httpsPort() })
  if (protocol.kind === 'redirect') return redirect(protocol.status, protocol.location)
  const refusal: Refusal | undefined =
    protocol.kind === 'refuse'
      ? { status: 403, why: protocol.why, detailedResultType: 'InvalidRequest' }
      : (refuseMethod(behavior, viewer) ?? judgedAt('before-viewer-request', pop, behavior, viewer, trace))
  return refusal === undefined ? undefined : refused(pop, viewer, refusal, trace)
}

/** ORD-11: what only the other moment decides. Undefined: go on. */
export const answerAfterFunctions = (
  pop: PointOfPresence,
  behavior: CacheBehavior,
  viewer: ViewerRequest,
  trace: TraceEvent[],
): Answer | undefined => {
  const refusal = judgedAt('after-viewer-request', pop, behavior, viewer, trace)
  return refusal === undefined ? undefined : refused(pop, viewer, refusal, trace)
}

/** ORD-11: a signature is judged at one of two moments, on the URL that the viewer asked for. */
const judgedAt = (
  moment: Switches['signatureJudged'],
  pop: PointOfPresence,
  behavior: CacheBehavior,
  viewer: ViewerRequest,
  trace: TraceEvent[],
): Refusal | undefined =>
  pop.switches.signatureJudged === moment ? refuseUnsigned(pop, behavior, viewer, trace) : undefined

/** CloudFront's own answer to a request that it refuses (GEN-01 to GEN-11). */
export const refused = (
  { world }: PointOfPresence,
  { requestId }: ViewerRequest,
  { status, why, detailedResultType, document }: Refusal,
  trace: TraceEvent[],
): Answer => {
  trace.push({ station: 'refused', status, why })
  return edgeError(world, requestId, {
    source: 'refusal',
    status,
    text: 'This request cannot be served.',
    document,
    resultType: 'Error',
    detailedResultType,
  })
}

/** ORD-22 */
const redirect = (status: 301 | 307, location: string): Answer => ({
  source: 'redirect',
  status,
  statusDescription: undefined,
  headers: HeaderList.of({ server: 'CloudFront', location, 'content-length': '0' }),
  body: NO_BODY,
  resultType: 'Redirect',
  detailedResultType: 'Redirect',
  ageSeconds: undefined,
  closesConnection: false,
})

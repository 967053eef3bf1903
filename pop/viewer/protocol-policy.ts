import type { CacheBehavior } from '../../distribution/model.ts'
import type { ViewerRequest } from './viewer-request.ts'

export type ProtocolDecision =
  | { readonly kind: 'go-on' }
  | { readonly kind: 'redirect'; readonly status: 301 | 307; readonly location: string }
  | { readonly kind: 'refuse'; readonly why: string }

const GO_ON: ProtocolDecision = { kind: 'go-on' }

/** ORD-21 */
const REDIRECTED_WITH_BODY = new Set(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])

/** The site's own name, and the port of the stage's HTTPS listener where it is not 443. */
export interface SecureAddress {
  /** Stands in for a missing Host. */
  readonly domainName: string
  readonly port: number | undefined
}

const httpsUrl = ({ uri, queryString, headers }: ViewerRequest, { domainName, port }: SecureAddress): string => {
  const host = (headers.get('host') ?? domainName).replace(/:\d+$/, '')
  const authority = port === undefined || port === 443 ? host : `${host}:${port}`
  return `https://${authority}${uri}${queryString === undefined ? '' : `?${queryString}`}` // ORD-24
}

/** ORD-20, ORD-21. */
export const decideProtocol = (
  { viewerProtocolPolicy }: CacheBehavior,
  viewer: ViewerRequest,
  secure: SecureAddress,
): ProtocolDecision => {
  if (viewer.protocol === 'https' || viewerProtocolPolicy === 'allow-all') return GO_ON
  if (viewerProtocolPolicy === 'https-only') return { kind: 'refuse', why: 'the behaviour answers HTTPS only' }
  if (viewer.method === 'GET' || viewer.method === 'HEAD')
    return { kind: 'redirect', status: 301, location: httpsUrl(viewer, secure) }
  if (!REDIRECTED_WITH_BODY.has(viewer.method)) return GO_ON // refused for its method (MET-05)
  if (viewer.httpVersion === '1.0')
    return { kind: 'refuse', why: `${viewer.method} over HTTP/1.0 cannot be redirected to HTTPS` }
  return { kind: 'redirect', status: 307, location: httpsUrl(viewer, secure) }
}

import type { CacheBehavior } from '../../distribution/model.ts'
import type { ViewerRequest } from './viewer-request.ts'

export type ProtocolDecision =
  | { readonly kind: 'go-on' }
  | { readonly kind: 'redirect'; readonly status: 301 | 307; readonly location: string }
  | { readonly kind: 'refuse'; readonly why: string }

const GO_ON: ProtocolDecision = { kind: 'go-on' }

const httpsUrl = ({ uri, queryString, headers }: ViewerRequest, domainName: string): string => {
  const host = (headers.get('host') ?? domainName).replace(/:\d+$/, '')
  return `https://${host}${uri}${queryString === undefined ? '' : `?${queryString}`}` // ORD-24
}

/** ORD-20, ORD-21. `domainName` stands in for a missing Host. */
export const decideProtocol = (
  { viewerProtocolPolicy }: CacheBehavior,
  viewer: ViewerRequest,
  domainName: string,
): ProtocolDecision => {
  if (viewer.protocol === 'https' || viewerProtocolPolicy === 'allow-all') return GO_ON
  if (viewerProtocolPolicy === 'https-only') return { kind: 'refuse', why: 'the behaviour answers HTTPS only' }
  if (viewer.method === 'GET' || viewer.method === 'HEAD')
    return { kind: 'redirect', status: 301, location: httpsUrl(viewer, domainName) }
  if (viewer.httpVersion === '1.0')
    return { kind: 'refuse', why: `${viewer.method} over HTTP/1.0 cannot be redirected to HTTPS` }
  return { kind: 'redirect', status: 307, location: httpsUrl(viewer, domainName) }
}

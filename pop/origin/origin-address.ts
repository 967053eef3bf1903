import type { Origin } from '../../distribution/model.ts'
import { originTls, type OriginTls } from './origin-tls.ts'

/** Where to connect to. */
export interface OriginTarget {
  readonly protocol: 'http' | 'https'
  readonly hostname: string
  readonly port: number
  /** ORIG-19: the address family that may be used; undefined: either. */
  readonly family?: 4 | 6
  /** What TLS must fulfil; default: a certificate for `hostname`. */
  readonly tls?: OriginTls
}

/** What of a request decides where it goes. */
export interface AddressedRequest {
  /** ORIG-12, ORIG-13. */
  readonly viewerProtocol: 'http' | 'https'
  /** The `Host` that is sent. */
  readonly host: string
}

const FAMILIES = { ipv4: 4, ipv6: 6, dualstack: undefined } as const

/** ORIG-19: IPv4 unless the origin says otherwise; S3 has no such setting. */
const familyOf = (origin: Origin): 4 | 6 | undefined =>
  origin.kind === 's3' ? undefined : FAMILIES[origin.ipAddressType ?? 'ipv4']

/** ORIG-12, ORIG-13: the protocol of an origin where it really is. An S3 origin with a signature is always asked over HTTPS. */
const protocolOf = (origin: Origin, viewerProtocol: 'http' | 'https'): 'http' | 'https' => {
  if (origin.kind === 's3') return origin.access === 'oac-always' ? 'https' : viewerProtocol
  if (origin.protocolPolicy === 'match-viewer') return viewerProtocol
  return origin.protocolPolicy === 'http-only' ? 'http' : 'https'
}

const portOf = (origin: Origin, protocol: 'http' | 'https'): number => {
  if (origin.kind === 'custom') return protocol === 'https' ? origin.httpsPort : origin.httpPort
  return protocol === 'https' ? 443 : 80
}

/** An origin without stand-in: at its own domain name. */
export const ownAddress = (origin: Origin, { viewerProtocol, host }: AddressedRequest): OriginTarget => {
  const protocol = protocolOf(origin, viewerProtocol)
  const family = familyOf(origin)
  return {
    protocol,
    hostname: origin.domainName,
    port: portOf(origin, protocol),
    ...(family === undefined ? {} : { family }),
    ...(protocol === 'https' ? { tls: originTls(origin, host) } : {}),
  }
}

/** An origin at the address of its stand-in, whose certificate may be for its own name as well as for the origin's (ORIG-15). */
export const standInAddress = (origin: Origin, url: URL, { host }: Pick<AddressedRequest, 'host'>): OriginTarget => {
  const protocol = url.protocol === 'https:' ? 'https' : 'http'
  const hostname = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? (protocol === 'https' ? 443 : 80) : Number(url.port)
  if (protocol === 'http') return { protocol, hostname, port }
  const tls = originTls(origin, host)
  return { protocol, hostname, port, tls: { ...tls, servername: hostname, names: [hostname, ...tls.names] } }
}

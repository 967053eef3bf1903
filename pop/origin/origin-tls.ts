import type { Origin } from '../../distribution/model.ts'

type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/** What a TLS connection to an origin must fulfil (ORIG-15). */
export interface OriginTls {
  /** The name asked for in the handshake (SNI). */
  readonly servername: string
  /** The certificate must be for one of these. */
  readonly names: readonly string[]
  readonly minVersion: TlsVersion
  readonly maxVersion: TlsVersion
}

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const

/** `OriginSSLProtocols`. With TLS 1.2 goes 1.3, which CloudFront takes without being told; SSL 3 is left out. */
const versionsOf = (origin: Origin): Pick<OriginTls, 'minVersion' | 'maxVersion'> => {
  const listed = VERSIONS.filter(version => origin.kind === 'custom' && origin.sslProtocols.includes(version))
  const highest = listed.at(-1) ?? 'TLSv1.2'
  return { minVersion: listed[0] ?? 'TLSv1.2', maxVersion: highest === 'TLSv1.2' ? 'TLSv1.3' : highest }
}

/** ORIG-15: the certificate is for the origin's domain name or for the `Host` that is sent, which is asked for; CFF-65 names others. */
export const originTls = (origin: Origin, host: string): OriginTls => {
  const hostname = host.replace(/:\d+$/, '')
  return {
    servername: origin.sni ?? hostname,
    names: [hostname, origin.domainName, ...(origin.allowedCertificateNames ?? [])],
    ...versionsOf(origin),
  }
}

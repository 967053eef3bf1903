import type { CustomOrigin } from '../model.ts'
import type { Section } from './section.ts'

const PROTOCOL_POLICIES = ['http-only', 'https-only', 'match-viewer'] as const
const SSL_PROTOCOLS = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2']

export const readRequiredProtocolPolicy = (config: Section): CustomOrigin['protocolPolicy'] =>
  config.requiredOneOf('OriginProtocolPolicy', PROTOCOL_POLICIES, 'ORIG-12')

export const readProtocolPolicy = (config: Section): CustomOrigin['protocolPolicy'] | undefined =>
  config.oneOf('OriginProtocolPolicy', PROTOCOL_POLICIES, 'ORIG-12')

/** 80, 443 or 1024 to 65535 (ORIG-12). */
export const readPort = (config: Section, name: string): number | undefined => {
  const port = config.integer(name, { min: 80, max: 65_535, rule: 'ORIG-12' })
  if (port === undefined || port === 80 || port === 443 || port >= 1_024) return port
  config.reject(name, `${name} cannot be ${port}`, 'use 80, 443 or 1024 to 65535', 'ORIG-12')
  return undefined
}

export const readSslProtocols = (config: Section): readonly string[] => {
  const protocols = config.texts('OriginSSLProtocols')
  for (const protocol of protocols.filter(name => !SSL_PROTOCOLS.includes(name))) {
    config.reject(
      'OriginSSLProtocols',
      `${protocol} is no protocol for origins`,
      `write one of ${SSL_PROTOCOLS.join(', ')}`,
      'LAE-06',
    )
  }
  if (protocols.includes('SSLv3')) config.ignored('OriginSSLProtocols', 'this machine speaks no SSLv3', 'ORIG-15')
  return protocols.length === 0 ? ['TLSv1.2'] : protocols
}

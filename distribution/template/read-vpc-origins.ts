import type { CustomOrigin } from '../model.ts'
import { readPort, readProtocolPolicy, readSslProtocols } from './read-endpoint.ts'
import type { Reading } from './reading.ts'
import { propertiesOf, refOf, resourcesOfType } from './reading.ts'
import type { Resource } from './resources.ts'

/** How CloudFront connects to a server in a private subnet. */
export type VpcEndpoint = Pick<CustomOrigin, 'protocolPolicy' | 'httpPort' | 'httpsPort' | 'sslProtocols'>

/** The VPC origins of the stacks by id. */
export type VpcOrigins = ReadonlyMap<string, VpcEndpoint>

/** VPC-01 */
export const readVpcOrigins = (reading: Reading): VpcOrigins =>
  new Map(
    resourcesOfType(reading, 'AWS::CloudFront::VpcOrigin').map(resource => [
      refOf(reading, resource),
      readVpcOrigin(reading, resource),
    ]),
  )

const readVpcOrigin = (reading: Reading, resource: Resource): VpcEndpoint => {
  const properties = propertiesOf(reading, resource)
  const config = properties.requiredSection('VpcOriginEndpointConfig')
  properties.labels('Tags')
  properties.finish()
  config.labels('Arn', 'Name')
  const endpoint: VpcEndpoint = {
    protocolPolicy: readProtocolPolicy(config) ?? DEFAULT_ENDPOINT.protocolPolicy,
    httpPort: readPort(config, 'HTTPPort') ?? DEFAULT_ENDPOINT.httpPort,
    httpsPort: readPort(config, 'HTTPSPort') ?? DEFAULT_ENDPOINT.httpsPort,
    sslProtocols: readSslProtocols(config),
  }
  config.finish()
  return endpoint
}

/** What AWS::CloudFront::VpcOrigin has where nothing is written. */
export const DEFAULT_ENDPOINT: VpcEndpoint = {
  protocolPolicy: 'match-viewer',
  httpPort: 80,
  httpsPort: 443,
  sslProtocols: ['TLSv1.2'],
}

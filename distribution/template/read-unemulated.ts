import type { Reading } from './reading.ts'
import type { Section } from './section.ts'

/** Properties of a distribution that change nothing on the stage, with the reason. */
const IGNORED: readonly (readonly [name: string, reason: string, rule?: string])[] = [
  ['PriceClass', 'it limits which edge locations answer, and the stage has those that --pop names', 'NET-05'],
  ['WebACLId', 'WAF is not evaluated'],
  ['IPV6Enabled', 'the stage listens on the address you choose', 'NET-02'],
  ['ViewerCertificate', 'the stage brings its own certificate'],
  ['AnycastIpListId', 'the stage listens on the address you choose'],
]

const REMOVE = 'remove it for the rehearsal'

/** Properties of a distribution that would change what viewers get, and are not emulated. */
const REFUSED: readonly (readonly [name: string, reason: string, remedy: string, rule?: string])[] = [
  ['TenantConfig', 'multi-tenant distributions are not emulated', 'load a standard distribution'],
  ['ViewerMtlsConfig', 'client certificates of viewers are not checked', REMOVE, 'NET-07'],
  ['ConnectionFunctionAssociation', 'connection functions are not emulated', REMOVE],
  ['CNAMEs', 'this is the legacy form', 'use Aliases'],
  ['CustomOrigin', 'this is the legacy form', 'use Origins'],
  ['S3Origin', 'this is the legacy form', 'use Origins'],
]

/** Names every property of a distribution that is read without effect or not emulated. */
export const reportUnemulated = (reading: Reading, config: Section): void => {
  for (const [name, reason, rule] of IGNORED) config.ignored(name, reason, rule)
  for (const [name, reason, remedy, rule] of REFUSED) config.refused(name, reason, remedy, rule)
  if (config.oneOf('ConnectionMode', ['direct', 'tenant-only']) !== 'tenant-only') return
  const remedy = 'load a standard distribution'
  reading.log.refused(
    'ConnectionMode tenant-only: multi-tenant distributions are not emulated',
    config.placeOf('ConnectionMode'),
    { remedy },
  )
}

/** CloudFront resource types that no reader reads. */
const UNREAD_TYPES: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudFront::RealtimeLogConfig', 'real-time logs are not sent'],
  ['AWS::CloudFront::MonitoringSubscription', 'there are no CloudWatch metrics here'],
  ['AWS::CloudFront::AnycastIpList', 'the stage listens on the address you choose'],
  ['AWS::CloudFront::TrustStore', 'client certificates of viewers are not checked'],
  ['AWS::CloudFront::ConnectionFunction', 'connection functions are not emulated'],
  ['AWS::CloudFront::ConnectionGroup', 'multi-tenant distributions are not emulated'],
  ['AWS::CloudFront::DistributionTenant', 'multi-tenant distributions are not emulated'],
  ['AWS::CloudFront::StreamingDistribution', 'RTMP distributions no longer exist'],
])

const READ_TYPES = new Set([
  'AWS::CloudFront::CachePolicy',
  'AWS::CloudFront::CloudFrontOriginAccessIdentity',
  'AWS::CloudFront::ContinuousDeploymentPolicy',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::KeyGroup',
  'AWS::CloudFront::KeyValueStore',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::OriginRequestPolicy',
  'AWS::CloudFront::PublicKey',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CloudFront::VpcOrigin',
])

const ANSWERED_FOR = /^AWS::(CloudFront|Lambda|S3)::/

/** Names the CloudFront resources that nobody reads, and counts those of other services by type. */
export const passOver = (readings: readonly Reading[]): Record<string, number> => {
  const counts = new Map<string, number>()
  const resources = readings.flatMap(({ scope, log }) =>
    [...scope.resources.values()].map(resource => ({
      ...resource,
      log,
      isFollowed: scope.nested(resource.logicalId) !== undefined,
    })),
  )
  for (const { logicalId, type, place, log, isFollowed } of resources) {
    if (isFollowed) continue
    if (!ANSWERED_FOR.test(type)) counts.set(type, (counts.get(type) ?? 0) + 1)
    if (!type.startsWith('AWS::CloudFront::') || READ_TYPES.has(type)) continue
    log.ignored(`${logicalId} has no effect: ${UNREAD_TYPES.get(type) ?? `${type} is not known`}`, place)
  }
  return Object.fromEntries(counts)
}

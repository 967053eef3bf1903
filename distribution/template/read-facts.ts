import type { Distribution } from '../model.ts'
import type { BucketFacts, DistributionFacts } from '../reader-notes.ts'
import type { Reading } from './reading.ts'
import { resourcesOfType } from './reading.ts'
import type { Resource } from './resources.ts'
import type { TemplateNode } from './template-node.ts'
import { child, children } from './template-node.ts'
import type { TemplateScope } from './template-scope.ts'

/** What a path of properties leads to, seen without working values out: nothing here may stop a load. */
const glanceAt = (
  scope: TemplateScope,
  node: TemplateNode | undefined,
  ...path: readonly string[]
): TemplateNode | undefined => {
  let found = node === undefined ? undefined : scope.glance(node)
  for (const name of path) {
    const next = child(found, name)
    found = next === undefined ? undefined : scope.glance(next)
  }
  return found
}

const textAt = (scope: TemplateScope, node: TemplateNode | undefined, ...path: readonly string[]) => {
  const found = glanceAt(scope, node, ...path)
  return found?.kind === 'scalar' && found.text !== '' ? found.text : undefined
}

/** Other forms write what is not there as an empty text. */
const isGiven = (node: TemplateNode | undefined): boolean =>
  node !== undefined && !(node.kind === 'scalar' && (node.text === '' || node.value === null))

const itemsAt = (scope: TemplateScope, node: TemplateNode | undefined, ...path: readonly string[]) => {
  const found = glanceAt(scope, node, ...path)
  if (found === undefined) return []
  const items = found.kind === 'list' ? found.items : [found]
  return items.map(item => scope.glance(item)).filter(item => item !== undefined)
}

/** What the distribution's resource and the others of the stacks say beside the model. */
export const readFacts = (
  readings: readonly Reading[],
  { scope }: Reading,
  { properties, metadata }: Resource,
  distribution: Distribution,
): DistributionFacts => {
  const config = glanceAt(scope, properties, 'DistributionConfig')
  return {
    logs: logsByConfig(scope, config) || readings.some(deliversLogs),
    certificate: certificateOf(scope, config),
    buckets: bucketsOf(readings, distribution),
    acceptances: [...children(glanceAt(scope, metadata, 'Understudy', 'Accept'))].map(([ruleId, node]) => ({
      ruleId,
      reason: textAt(scope, node) ?? '',
      place: node.place,
    })),
  }
}

const logsByConfig = (scope: TemplateScope, config: TemplateNode | undefined): boolean =>
  isGiven(glanceAt(scope, config, 'Logging')) ||
  [glanceAt(scope, config, 'DefaultCacheBehavior'), ...itemsAt(scope, config, 'CacheBehaviors')].some(behavior =>
    isGiven(glanceAt(scope, behavior, 'RealtimeLogConfigArn')),
  )

/** Standard logging of the second version hangs on the distribution from outside. */
const deliversLogs = (reading: Reading): boolean =>
  resourcesOfType(reading, 'AWS::Logs::DeliverySource').some(
    ({ properties }) => textAt(reading.scope, properties, 'LogType') === 'ACCESS_LOGS',
  )

/** As CloudFormation and as the API spell them. */
const CERTIFICATES = ['AcmCertificateArn', 'ACMCertificateArn', 'IamCertificateId', 'IAMCertificateId'] as const

const certificateOf = (scope: TemplateScope, config: TemplateNode | undefined): DistributionFacts['certificate'] => {
  const certificate = glanceAt(scope, config, 'ViewerCertificate')
  const brings = CERTIFICATES.some(name => isGiven(glanceAt(scope, certificate, name)))
  if (certificate === undefined || !brings) return { kind: 'cloudfront' }
  const version = glanceAt(scope, certificate, 'MinimumProtocolVersion')
  return {
    kind: 'own',
    minimumProtocolVersion: textAt(scope, version) ?? (isGiven(version) ? 'unknown' : undefined),
    place: version?.place ?? certificate.place,
  }
}

const BUCKET_NAMES = ['RegionalDomainName', 'DomainName'] as const

const bucketsOf = (readings: readonly Reading[], { origins }: Distribution): ReadonlyMap<string, BucketFacts> => {
  const facts = new Map<string, BucketFacts>()
  for (const reading of readings) {
    for (const bucket of resourcesOfType(reading, 'AWS::S3::Bucket')) {
      const names = BUCKET_NAMES.map(name => reading.scope.identities.attribute(bucket.logicalId, name, bucket.place))
      for (const { id, kind, domainName } of origins.values())
        if (kind === 's3' && names.includes(domainName)) facts.set(id, bucketFacts(reading, bucket))
    }
  }
  return facts
}

const bucketFacts = (reading: Reading, bucket: Resource): BucketFacts => ({
  name: bucket.logicalId,
  expirations: itemsAt(reading.scope, bucket.properties, 'LifecycleConfiguration', 'Rules').flatMap(rule =>
    expirationOf(reading.scope, rule),
  ),
  mayBeListed: mayBeListed(reading, bucket),
})

/** A tag says that somebody has decided on the object; an age alone knows nothing of its use. */
const expirationOf = (scope: TemplateScope, rule: TemplateNode): BucketFacts['expirations'] => {
  const expiration = glanceAt(scope, rule, 'ExpirationInDays')
  const isTagged = itemsAt(scope, rule, 'TagFilters').length > 0
  if (expiration?.kind !== 'scalar' || isTagged || textAt(scope, rule, 'Status') !== 'Enabled') return []
  const prefix = textAt(scope, rule, 'Prefix') ?? ''
  return [{ days: Number(expiration.text), prefix, place: expiration.place }]
}

const LISTS = new Set(['s3:ListBucket', 's3:List*', 's3:*', '*'])

const mayBeListed = ({ scope }: Reading, { logicalId }: Resource): boolean | undefined => {
  const policies = [...scope.resources.values()].filter(
    ({ type, properties }) =>
      type === 'AWS::S3::BucketPolicy' && textAt(scope, child(properties, 'Bucket'), 'Ref') === logicalId,
  )
  if (policies.length === 0) return undefined
  return policies
    .flatMap(({ properties }) => itemsAt(scope, properties, 'PolicyDocument', 'Statement'))
    .some(
      statement =>
        textAt(scope, statement, 'Effect') === 'Allow' &&
        itemsAt(scope, statement, 'Action').some(action => action.kind === 'scalar' && LISTS.has(action.text)),
    )
}

import { createHash } from 'node:crypto'
import type { Place } from '../problem.ts'
import { nameRemedy } from './nearest-name.ts'
import { ACCOUNT_ID, REGION, STACK_NAME } from './pseudo-parameters.ts'
import type { Resource } from './resources.ts'
import { child } from './template-node.ts'
import type { TemplateScope } from './template-scope.ts'

/** What `Ref` and `Fn::GetAtt` give for a resource on the stage: the same at every run. */
interface Identity {
  readonly ref: string
  readonly attributes: Readonly<Record<string, string>>
}

interface Naming {
  readonly logicalId: string
  /** The text of a property that names the resource, when the template gives one. */
  readonly given: (property: string) => string | undefined
  /** 1-based, among the resources of its type. */
  readonly ordinal: number
}

type IdentityRule = (naming: Naming) => Identity

const hash = (kind: string, logicalId: string): Buffer => createHash('sha256').update(`${kind}\0${logicalId}`).digest()

const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 13 characters of base 32, the look of CloudFront's ids. */
const base32 = (kind: string, logicalId: string): string =>
  [...hash(kind, logicalId).subarray(0, 13)].map(byte => BASE32[byte % BASE32.length]).join('')

const uuid = (kind: string, logicalId: string): string => {
  const hex = hash(kind, logicalId).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const suffixed = (logicalId: string): string => `${logicalId}-${hash('name', logicalId).toString('hex').slice(0, 8)}`

/** The id of a distribution: `E` and 13 characters. */
export const distributionId = (logicalId: string): string => `E${base32('distribution', logicalId)}`

/** `d….cloudfront.net` */
export const distributionDomainName = (logicalId: string): string =>
  `d${base32('domain', logicalId).toLowerCase()}.cloudfront.net`

const idOnly =
  (
    kind: string,
    id: (kind: string, logicalId: string) => string,
    attributes: Readonly<Record<string, string>> = {},
  ): IdentityRule =>
  ({ logicalId }) => ({
    ref: id(kind, logicalId),
    attributes: { Id: id(kind, logicalId), LastModifiedTime: '', ...attributes },
  })

const kId = (kind: string, logicalId: string): string => `K${base32(kind, logicalId)}`

const eId = (kind: string, logicalId: string): string => `E${base32(kind, logicalId)}`

const distribution: IdentityRule = ({ logicalId }) => {
  const id = distributionId(logicalId)
  return { ref: id, attributes: { Id: id, DomainName: distributionDomainName(logicalId) } }
}

const cloudFrontFunction: IdentityRule = ({ logicalId, given }) => {
  const arn = `arn:aws:cloudfront::${ACCOUNT_ID}:function/${given('Name') ?? logicalId}`
  return { ref: arn, attributes: { FunctionARN: arn, 'FunctionMetadata.FunctionARN': arn, Stage: 'LIVE' } }
}

const keyValueStore: IdentityRule = ({ logicalId, given }) => {
  const id = uuid('key-value-store', logicalId)
  const arn = `arn:aws:cloudfront::${ACCOUNT_ID}:key-value-store/${id}`
  return { ref: given('Name') ?? logicalId, attributes: { Arn: arn, Id: id, Status: 'READY' } }
}

const bucket: IdentityRule = ({ logicalId, given }) => {
  const name = given('BucketName') ?? `${STACK_NAME}-${suffixed(logicalId)}`.toLowerCase()
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${REGION}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${REGION}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${REGION}.amazonaws.com`,
    },
  }
}

const LAMBDA_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:`

const lambda: IdentityRule = ({ logicalId, given }) => {
  const name = given('FunctionName') ?? `${STACK_NAME}-${suffixed(logicalId)}`
  return { ref: name, attributes: { Arn: `${LAMBDA_ARN}${name}` } }
}

const lambdaArn = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : `${LAMBDA_ARN}${nameOrArn}`

const lambdaVersion: IdentityRule = ({ given, ordinal }) => {
  const arn = `${lambdaArn(given('FunctionName') ?? '')}:${ordinal}`
  return { ref: arn, attributes: { FunctionArn: arn, Version: String(ordinal) } }
}

const lambdaAlias: IdentityRule = ({ given, logicalId }) => {
  const arn = `${lambdaArn(given('FunctionName') ?? '')}:${given('Name') ?? logicalId}`
  return { ref: arn, attributes: { AliasArn: arn } }
}

const IDENTITY_RULES: ReadonlyMap<string, IdentityRule> = new Map<string, IdentityRule>([
  ['AWS::CloudFront::Distribution', distribution],
  ['AWS::CloudFront::Function', cloudFrontFunction],
  ['AWS::CloudFront::KeyValueStore', keyValueStore],
  ['AWS::CloudFront::CachePolicy', idOnly('cache-policy', uuid)],
  ['AWS::CloudFront::OriginRequestPolicy', idOnly('origin-request-policy', uuid)],
  ['AWS::CloudFront::ResponseHeadersPolicy', idOnly('response-headers-policy', uuid)],
  ['AWS::CloudFront::ContinuousDeploymentPolicy', idOnly('continuous-deployment-policy', uuid)],
  ['AWS::CloudFront::PublicKey', idOnly('public-key', kId, { CreatedTime: '' })],
  ['AWS::CloudFront::KeyGroup', idOnly('key-group', uuid)],
  ['AWS::CloudFront::OriginAccessControl', idOnly('origin-access-control', eId)],
  [
    'AWS::CloudFront::CloudFrontOriginAccessIdentity',
    idOnly('origin-access-identity', eId, { S3CanonicalUserId: '0'.repeat(64) }),
  ],
  ['AWS::S3::Bucket', bucket],
  ['AWS::Lambda::Function', lambda],
  ['AWS::Lambda::Version', lambdaVersion],
  ['AWS::Lambda::Alias', lambdaAlias],
])

const ONLY_AFTER_DEPLOYMENT = /^(Custom::|AWS::CloudFormation::(Stack|CustomResource|WaitCondition)$)/
const DOMAIN_ATTRIBUTE = /domain|dnsname|endpoint|url|host/i

/** For types without a rule: an ARN, a domain name or an id, all made from the logical id. */
const attributeOfOther = ({ logicalId, type }: Resource, attribute: string): string => {
  const service = (type.split('::')[1] ?? 'aws').toLowerCase()
  if (attribute.endsWith('Arn') || attribute.endsWith('ARN')) {
    return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${suffixed(logicalId)}`
  }
  if (!DOMAIN_ATTRIBUTE.test(attribute)) return suffixed(logicalId)
  return `${suffixed(logicalId)}.${service}.${REGION}.amazonaws.com`.toLowerCase()
}

/** The identities of the resources of one template, made when they are asked for. */
export class Identities {
  private readonly scope: TemplateScope
  private readonly made = new Map<string, Identity | undefined>()
  private readonly underway = new Set<string>()

  constructor(scope: TemplateScope) {
    this.scope = scope
  }

  /** What `Ref` gives; undefined is reported at `at`. */
  ref(logicalId: string, at: Place): string | undefined {
    const resource = this.scope.resources.get(logicalId)
    if (resource === undefined) return undefined
    if (!IDENTITY_RULES.has(resource.type)) return suffixed(logicalId)
    return this.identity(resource, at)?.ref
  }

  /** What `Fn::GetAtt` gives; undefined is reported at `at`. */
  attribute(logicalId: string, attribute: string, at: Place): string | undefined {
    const resource = this.scope.resources.get(logicalId)
    if (resource === undefined) return undefined
    if (ONLY_AFTER_DEPLOYMENT.test(resource.type)) return this.unknowable(logicalId, attribute, at)
    if (!IDENTITY_RULES.has(resource.type)) return attributeOfOther(resource, attribute)
    const identity = this.identity(resource, at)
    if (identity === undefined) return undefined
    if (Object.hasOwn(identity.attributes, attribute)) return identity.attributes[attribute]
    const remedy = nameRemedy(attribute, Object.keys(identity.attributes))
    this.scope.log.error(`${resource.type} has no attribute ${attribute}`, at, { remedy })
    return undefined
  }

  private unknowable(logicalId: string, attribute: string, at: Place): undefined {
    this.scope.log.error(`${logicalId}.${attribute} is known only after a deployment`, at, {
      remedy: 'make it a parameter and give its value',
    })
  }

  private identity(resource: Resource, at: Place): Identity | undefined {
    const { logicalId } = resource
    if (this.made.has(logicalId)) return this.made.get(logicalId)
    if (this.underway.has(logicalId)) return this.circle(logicalId, at)
    this.underway.add(logicalId)
    const identity = IDENTITY_RULES.get(resource.type)?.(this.naming(resource))
    this.underway.delete(logicalId)
    this.made.set(logicalId, identity)
    return identity
  }

  private circle(logicalId: string, at: Place): undefined {
    const chain = [...this.underway, logicalId].join(' → ')
    this.scope.log.error(`resources refer to each other in a circle: ${chain}`, at, { remedy: 'break the circle' })
  }

  private naming(resource: Resource): Naming {
    const { scope } = this
    const ofType = [...scope.resources.values()].filter(({ type }) => type === resource.type)
    const given = (property: string): string | undefined => {
      const node = child(resource.properties, property)
      const value = node === undefined ? undefined : scope.resolve(node)
      return value?.kind === 'scalar' && value.value !== null ? value.text : undefined
    }
    return { logicalId: resource.logicalId, given, ordinal: ofType.indexOf(resource) + 1 }
  }
}

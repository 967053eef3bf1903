import { createHash } from 'node:crypto'
import type { Place } from '../problem.ts'
import { nameRemedy } from './nearest-name.ts'
import { ACCOUNT_ID, REGION } from './pseudo-parameters.ts'
import type { Resource } from './resources.ts'
import { standInOf } from './stand-ins.ts'
import { outputOf } from './shared-values.ts'
import { child, children } from './template-node.ts'
import type { TemplateScope } from './template-scope.ts'
import { NESTED_STACK_TYPES } from './template-scope.ts'

/** What `Ref` and `Fn::GetAtt` give for a resource on the stage: the same at every run. */
export interface Identity {
  readonly ref: string
  readonly attributes: Readonly<Record<string, string>>
}

interface Naming {
  readonly logicalId: string
  /** The logical id, and the stack's name where several stacks are loaded: what random-looking ids are made from. */
  readonly seed: string
  readonly stackName: string
  /** The text of a property that names the resource, when the template gives one. */
  readonly given: (property: string) => string | undefined
  /** 1-based, among the resources of its type. */
  readonly ordinal: number
}

type IdentityRule = (naming: Naming) => Identity

const hash = (kind: string, seed: string): Buffer => createHash('sha256').update(`${kind}\0${seed}`).digest()

const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 13 characters of base 32, the look of CloudFront's ids. */
const base32 = (kind: string, seed: string): string =>
  [...hash(kind, seed).subarray(0, 13)].map(byte => BASE32[byte % BASE32.length]).join('')

const uuid = (kind: string, seed: string): string => {
  const hex = hash(kind, seed).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const suffixed = ({ logicalId, seed }: Pick<Naming, 'logicalId' | 'seed'>): string =>
  `${logicalId}-${hash('name', seed).toString('hex').slice(0, 8)}`

const idOnly =
  (
    kind: string,
    id: (kind: string, seed: string) => string,
    attributes: Readonly<Record<string, string>> = {},
  ): IdentityRule =>
  ({ seed }) => ({
    ref: id(kind, seed),
    attributes: { Id: id(kind, seed), LastModifiedTime: '', ...attributes },
  })

const kId = (kind: string, seed: string): string => `K${base32(kind, seed)}`

const eId = (kind: string, seed: string): string => `E${base32(kind, seed)}`

/** `E` and 13 characters; `d….cloudfront.net`. */
const distribution: IdentityRule = ({ seed }) => {
  const id = eId('distribution', seed)
  return { ref: id, attributes: { Id: id, DomainName: `d${base32('domain', seed).toLowerCase()}.cloudfront.net` } }
}

const cloudFrontFunction: IdentityRule = ({ logicalId, given }) => {
  const arn = `arn:aws:cloudfront::${ACCOUNT_ID}:function/${given('Name') ?? logicalId}`
  return { ref: arn, attributes: { FunctionARN: arn, 'FunctionMetadata.FunctionARN': arn, Stage: 'LIVE' } }
}

const vpcOrigin: IdentityRule = ({ seed }) => {
  const id = `vo_${base32('vpc-origin', seed)}`
  const Arn = `arn:aws:cloudfront::${ACCOUNT_ID}:vpcorigin/${id}`
  return {
    ref: id,
    attributes: { Id: id, Arn, AccountId: ACCOUNT_ID, CreatedTime: '', LastModifiedTime: '', Status: 'Deployed' },
  }
}

const keyValueStore: IdentityRule = ({ logicalId, seed, given }) => {
  const id = uuid('key-value-store', seed)
  const arn = `arn:aws:cloudfront::${ACCOUNT_ID}:key-value-store/${id}`
  return { ref: given('Name') ?? logicalId, attributes: { Arn: arn, Id: id, Status: 'READY' } }
}

const bucket: IdentityRule = naming => {
  const name = naming.given('BucketName') ?? `${naming.stackName}-${suffixed(naming)}`.toLowerCase()
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

const lambda: IdentityRule = naming => {
  const name = naming.given('FunctionName') ?? `${naming.stackName}-${suffixed(naming)}`
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

/** The stage of an API goes by its name: it is the origin path in front of an API (ORIG-11). */
const apiStage: IdentityRule = ({ given, logicalId }) => ({ ref: given('StageName') ?? logicalId, attributes: {} })

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
  ['AWS::CloudFront::VpcOrigin', vpcOrigin],
  ['AWS::CloudFront::OriginAccessControl', idOnly('origin-access-control', eId)],
  [
    'AWS::CloudFront::CloudFrontOriginAccessIdentity',
    idOnly('origin-access-identity', eId, { S3CanonicalUserId: '0'.repeat(64) }),
  ],
  ['AWS::S3::Bucket', bucket],
  ['AWS::Lambda::Function', lambda],
  ['AWS::Lambda::Version', lambdaVersion],
  ['AWS::Lambda::Alias', lambdaAlias],
  ['AWS::ApiGateway::Stage', apiStage],
  ['AWS::ApiGatewayV2::Stage', apiStage],
])

const CUSTOM_RESOURCE = /^(Custom::|AWS::CloudFormation::(CustomResource|WaitCondition)$)/
/** Custom resources by which the CDK reads what a stack in another region keeps in Parameter Store; the second under its attribute's name. */
const CDK_PARAMETER_READER = 'Custom::CrossRegionStringParameterReader'
const CDK_EXPORT_READER = 'Custom::CrossRegionExportReader'

/** The identities of the resources of one template, made when they are asked for. */
export class Identities {
  private readonly scope: TemplateScope
  /** Known beforehand: what is deployed already has its ids. */
  private readonly known: ReadonlyMap<string, Identity>
  private readonly made = new Map<string, Identity | undefined>()
  private readonly underway = new Set<string>()

  constructor(scope: TemplateScope, known: ReadonlyMap<string, Identity>) {
    this.scope = scope
    this.known = known
  }

  /** What `Ref` gives; undefined is reported at `at`. */
  ref(logicalId: string, at: Place): string | undefined {
    const resource = this.scope.resources.get(logicalId)
    if (resource === undefined) return undefined
    if (this.known.has(logicalId) || IDENTITY_RULES.has(resource.type)) return this.identity(resource, at)?.ref
    return standInOf(resource.type, suffixed(this.naming(resource))).ref
  }

  /** What `Fn::GetAtt` gives; undefined is reported at `at`. */
  attribute(logicalId: string, attribute: string, at: Place): string | undefined {
    const resource = this.scope.resources.get(logicalId)
    if (resource === undefined) return undefined
    const { type } = resource
    if (NESTED_STACK_TYPES.has(type)) return this.ofNestedStack(logicalId, attribute, at)
    if (CUSTOM_RESOURCE.test(type)) return this.ofCustomResource(resource, attribute, at)
    if (!this.known.has(logicalId) && !IDENTITY_RULES.has(type))
      return standInOf(type, suffixed(this.naming(resource))).attribute(attribute)
    const identity = this.identity(resource, at)
    if (identity === undefined) return undefined
    if (Object.hasOwn(identity.attributes, attribute)) return identity.attributes[attribute]
    const remedy = nameRemedy(attribute, Object.keys(identity.attributes))
    this.scope.log.error(`${type} has no attribute ${attribute}`, at, { remedy })
    return undefined
  }

  private ofNestedStack(logicalId: string, attribute: string, at: Place): string | undefined {
    const nested = this.scope.nested(logicalId)
    const name = attribute.replace(/^Outputs\./, '')
    if (nested === undefined) {
      const message = `${logicalId}.${attribute} is not known: the template of the nested stack is not at hand`
      const remedy = 'lay the nested template beside this one under the name that TemplateURL ends with'
      this.scope.log.refused(message, at, { remedy })
      return undefined
    }
    const output = outputOf(nested, name)
    if (output !== undefined) return nested.text(output, `the output ${name}`)
    const names = [...children(nested.outputs)].map(([one]) => one)
    this.scope.log.error(`the nested stack ${logicalId} has no output ${name}`, at, { remedy: nameRemedy(name, names) })
    return undefined
  }

  private ofCustomResource(resource: Resource, attribute: string, at: Place): string | undefined {
    const { logicalId, type } = resource
    const naming = this.naming(resource)
    const named = type === CDK_EXPORT_READER ? attribute : undefined
    const parameter = type === CDK_PARAMETER_READER ? naming.given('ParameterName') : named
    const stored = parameter === undefined ? undefined : this.scope.shared.storedParameter(parameter)
    if (stored !== undefined) return stored
    const value = standInOf(type, suffixed(naming)).attribute(attribute)
    this.scope.log.warning(`${logicalId}.${attribute} is known only after a deployment: ${value} stands in`, at, {
      remedy: 'make it a parameter if the stage needs the value',
    })
    return value
  }

  private identity(resource: Resource, at: Place): Identity | undefined {
    const { logicalId } = resource
    const known = this.known.get(logicalId)
    if (known !== undefined) return known
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
    const { logicalId } = resource
    const ofType = [...scope.resources.values()].filter(({ type }) => type === resource.type)
    const given = (property: string): string | undefined => {
      const node = child(resource.properties, property)
      const value = node === undefined ? undefined : scope.resolve(node)
      return value?.kind === 'scalar' && value.value !== null ? value.text : undefined
    }
    const seed = `${scope.stack.idPrefix}${logicalId}`
    return { logicalId, seed, stackName: scope.stack.name, given, ordinal: ofType.indexOf(resource) + 1 }
  }
}

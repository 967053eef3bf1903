import type { TemplateNode } from '../template/template-node.ts'
import { child, mapNode, textNode } from '../template/template-node.ts'
import type { Identity } from '../template/resource-identity.ts'
import { fromApi } from './from-api.ts'

/** One answer of the AWS API, as the resource it describes. */
export interface ApiDocument {
  readonly logicalId: string
  readonly type: string
  readonly properties: TemplateNode
  /** Undefined when the answer does not say who it is. */
  readonly identity: Identity | undefined
  readonly place: TemplateNode['place']
}

interface Kind {
  /** The member of the answer that holds the resource. */
  readonly member: string
  readonly type: string
  /** The member of the resource that holds its configuration. */
  readonly config: string
}

/** `aws cloudfront get-…` for what has an id and a configuration. */
const KINDS: readonly Kind[] = [
  { member: 'CachePolicy', type: 'AWS::CloudFront::CachePolicy', config: 'CachePolicyConfig' },
  { member: 'OriginRequestPolicy', type: 'AWS::CloudFront::OriginRequestPolicy', config: 'OriginRequestPolicyConfig' },
  {
    member: 'ResponseHeadersPolicy',
    type: 'AWS::CloudFront::ResponseHeadersPolicy',
    config: 'ResponseHeadersPolicyConfig',
  },
  { member: 'OriginAccessControl', type: 'AWS::CloudFront::OriginAccessControl', config: 'OriginAccessControlConfig' },
  { member: 'VpcOrigin', type: 'AWS::CloudFront::VpcOrigin', config: 'VpcOriginEndpointConfig' },
  { member: 'KeyGroup', type: 'AWS::CloudFront::KeyGroup', config: 'KeyGroupConfig' },
  { member: 'PublicKey', type: 'AWS::CloudFront::PublicKey', config: 'PublicKeyConfig' },
  {
    member: 'ContinuousDeploymentPolicy',
    type: 'AWS::CloudFront::ContinuousDeploymentPolicy',
    config: 'ContinuousDeploymentPolicyConfig',
  },
]

const DISTRIBUTION = 'AWS::CloudFront::Distribution'

const textOf = (node: TemplateNode | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' && node.value !== '' ? node.value : undefined

/** The resources that a file of API answers describes; empty for any other file. `nameless` names a distribution without id. */
export const apiDocuments = (root: TemplateNode, nameless: string): readonly ApiDocument[] => {
  const distribution = child(root, 'Distribution')
  const config =
    [distribution, child(root, 'DistributionConfigWithTags'), root]
      .map(node => child(node, 'DistributionConfig'))
      .find(node => node !== undefined) ?? bareConfig(root)
  if (config !== undefined) return [distributionDocument(distribution, config, nameless)]
  return [
    ...KINDS.flatMap(kind => members(root, kind.member).flatMap(node => withConfig(node, kind))),
    ...[child(root, 'FunctionSummary'), ...listed(root, 'FunctionList')].flatMap(functionDocument),
    ...[child(root, 'KeyValueStore')].flatMap(storeDocument),
    ...[child(root, 'Configuration'), root].flatMap(lambdaDocument),
  ]
}

/** A configuration on its own, as it is given to `create-distribution`. */
const bareConfig = (root: TemplateNode): TemplateNode | undefined =>
  child(root, 'CallerReference') !== undefined && child(root, 'DefaultCacheBehavior') !== undefined ? root : undefined

const listed = (root: TemplateNode, list: string): readonly TemplateNode[] => {
  const items = child(child(root, list), 'Items')
  return items?.kind === 'list' ? items.items : []
}

/** From `get-…`, and from `list-…`, whose items hold the same member. */
const members = (root: TemplateNode, member: string): readonly TemplateNode[] =>
  [child(root, member), ...listed(root, `${member}List`).map(item => child(item, member))].filter(
    node => node !== undefined,
  )

const withConfig = (node: TemplateNode, { type, config }: Kind): readonly ApiDocument[] => {
  const [id, settings] = [textOf(child(node, 'Id')), child(node, config)]
  if (id === undefined || settings === undefined) return []
  // A key group's keys and a staging policy's names are lists in both; what else differs is the same everywhere.
  const properties = mapNode([[config, fromApi(settings)]], node.place)
  return [{ logicalId: id, type, properties, identity: { ref: id, attributes: { Id: id } }, place: node.place }]
}

const distributionDocument = (outer: TemplateNode | undefined, config: TemplateNode, nameless: string): ApiDocument => {
  const [id, domainName] = [textOf(child(outer, 'Id')), textOf(child(outer, 'DomainName'))]
  const identity =
    id === undefined || domainName === undefined
      ? undefined
      : { ref: id, attributes: { Id: id, DomainName: domainName.toLowerCase() } }
  const properties = mapNode([['DistributionConfig', fromApi(config)]], config.place)
  return { logicalId: id ?? nameless, type: DISTRIBUTION, properties, identity, place: config.place }
}

const functionDocument = (summary: TemplateNode | undefined): readonly ApiDocument[] => {
  const [name, config] = [textOf(child(summary, 'Name')), child(summary, 'FunctionConfig')]
  const arn = textOf(child(child(summary, 'FunctionMetadata'), 'FunctionARN'))
  if (summary === undefined || name === undefined || config === undefined || arn === undefined) return []
  const properties = mapNode(
    [
      ['Name', textNode(name, summary.place)],
      ['FunctionConfig', fromApi(config)],
    ],
    summary.place,
  )
  const identity = { ref: arn, attributes: { FunctionARN: arn } }
  return [{ logicalId: name, type: 'AWS::CloudFront::Function', properties, identity, place: summary.place }]
}

const storeDocument = (store: TemplateNode | undefined): readonly ApiDocument[] => {
  const [name, arn] = [textOf(child(store, 'Name')), textOf(child(store, 'ARN'))]
  if (store === undefined || name === undefined || arn === undefined) return []
  const properties = mapNode([['Name', textNode(name, store.place)]], store.place)
  const identity = { ref: name, attributes: { Arn: arn } }
  return [{ logicalId: name, type: 'AWS::CloudFront::KeyValueStore', properties, identity, place: store.place }]
}

const LAMBDA_PROPERTIES = [
  'FunctionName',
  'Handler',
  'Runtime',
  'Timeout',
  'MemorySize',
  'PackageType',
  'Architectures',
]
/** Wanted for what Lambda@Edge forbids; absent or empty in the answer when they are not used. */
const LAMBDA_FORBIDDEN = ['Environment', 'Layers', 'VpcConfig', 'TracingConfig', 'DeadLetterConfig']

const lambdaDocument = (configuration: TemplateNode | undefined): readonly ApiDocument[] => {
  const arn = textOf(child(configuration, 'FunctionArn'))
  const name = textOf(child(configuration, 'FunctionName'))
  if (configuration === undefined || arn === undefined || name === undefined) return []
  const entries = [...LAMBDA_PROPERTIES, ...LAMBDA_FORBIDDEN].flatMap((property): [string, TemplateNode][] => {
    const value = child(configuration, property)
    return value === undefined || isUnused(property, value) ? [] : [[property, value]]
  })
  const unqualified = arn.split(':').slice(0, 7).join(':')
  return [
    {
      logicalId: name,
      type: 'AWS::Lambda::Function',
      properties: mapNode(entries, configuration.place),
      identity: { ref: name, attributes: { Arn: unqualified } },
      place: configuration.place,
    },
  ]
}

const isUnused = (property: string, value: TemplateNode): boolean => {
  if (value.kind === 'scalar') return value.value === null
  if (property !== 'VpcConfig') return false
  const [subnets, vpc] = [child(value, 'SubnetIds'), textOf(child(value, 'VpcId'))]
  return vpc === undefined && (subnets?.kind !== 'list' || subnets.items.length === 0)
}

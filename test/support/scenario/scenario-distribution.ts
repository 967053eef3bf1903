import { existsSync } from 'node:fs'

import { dirname, join } from 'node:path'
import { loadTemplateFile } from '../../../distribution/load-template.io.ts'
import type { Distribution } from '../../../distribution/model.ts'
import { problemText } from '../../../distribution/problem.ts'
import { filesAtHand } from '../../../distribution/fixtures/files-at-hand.ts'
import { loadConfiguration } from '../../../distribution/load-configuration.ts'
import type { LoadedTemplate } from '../../../distribution/template/load-template.ts'
import { isRecord } from './checked.ts'
import type { Scenario } from './scenario.ts'

const FILES = { ...filesAtHand(false), exists: existsSync }

type Properties = Readonly<Record<string, unknown>>

const list = (value: unknown): readonly Properties[] => (Array.isArray(value) ? value.filter(isRecord) : [])
const record = (value: unknown): Properties => (isRecord(value) ? value : {})

/** `none`, `all`, or a list of names. */
const selection = (value: unknown, behavior: string, names: string): Properties =>
  Array.isArray(value) ? { [behavior]: 'whitelist', [names]: value } : { [behavior]: value ?? 'none' }

const cachePolicyConfig = (name: string, value: unknown): Properties => {
  const { Headers, Cookies, QueryStrings, Compression = false, ...ttls } = record(value)
  return {
    Name: name,
    MinTTL: 0,
    DefaultTTL: 86_400,
    MaxTTL: 31_536_000,
    ...ttls,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: Compression,
      EnableAcceptEncodingBrotli: Compression,
      HeadersConfig: selection(Headers, 'HeaderBehavior', 'Headers'),
      CookiesConfig: selection(Cookies, 'CookieBehavior', 'Cookies'),
      QueryStringsConfig: selection(QueryStrings, 'QueryStringBehavior', 'QueryStrings'),
    },
  }
}

const originRequestPolicyConfig = (name: string, value: unknown): Properties => {
  const { Headers, Cookies, QueryStrings } = record(value)
  return {
    Name: name,
    HeadersConfig: selection(Headers, 'HeaderBehavior', 'Headers'),
    CookiesConfig: selection(Cookies, 'CookieBehavior', 'Cookies'),
    QueryStringsConfig: selection(QueryStrings, 'QueryStringBehavior', 'QueryStrings'),
  }
}

/** Resources that the short forms of behaviours stand for. */
class Resources {
  readonly all: Record<string, unknown> = {}
  #count = 0

  add(type: string, properties: (name: string) => Properties): string {
    const name = `${type.split('::').at(-1) ?? ''}${++this.#count}`
    this.all[name] = { Type: type, Properties: properties(name) }
    return name
  }
}

const EVERY_METHOD = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE']

const functionAssociation = (resources: Resources, association: Properties): Properties => {
  const { Code, ...rest } = association
  if (Code === undefined) return association
  const name = resources.add('AWS::CloudFront::Function', functionName => ({
    Name: functionName,
    AutoPublish: true,
    FunctionCode: Code,
    FunctionConfig: { Comment: 'scenario', Runtime: 'cloudfront-js-2.0' },
  }))
  return { ...rest, FunctionARN: { 'Fn::GetAtt': [name, 'FunctionARN'] } }
}

const lambdaAssociation = (resources: Resources, association: Properties): Properties => {
  const { Code, ...rest } = association
  if (Code === undefined) return association
  const lambda = resources.add('AWS::Lambda::Function', () => ({
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Timeout: 5,
    Role: 'arn:aws:iam::123456789012:role/edge',
    Code: { ZipFile: Code },
  }))
  const version = resources.add('AWS::Lambda::Version', () => ({ FunctionName: { Ref: lambda } }))
  return { ...rest, LambdaFunctionARN: { Ref: version } }
}

const behavior = (resources: Resources, firstOriginId: string, value: unknown): Properties => {
  const { CachePolicy, OriginRequestPolicy, ResponseHeadersPolicy, ...rest } = record(value)
  const policy = (type: string, config: (name: string) => Properties): unknown => ({
    Ref: resources.add(`AWS::CloudFront::${type}`, name => ({ [`${type}Config`]: config(name) })),
  })
  return {
    TargetOriginId: firstOriginId,
    ViewerProtocolPolicy: 'allow-all',
    AllowedMethods: EVERY_METHOD,
    ...('CachePolicyId' in rest || 'ForwardedValues' in rest
      ? {}
      : { CachePolicyId: policy('CachePolicy', name => cachePolicyConfig(name, CachePolicy)) }),
    ...(OriginRequestPolicy === undefined
      ? {}
      : {
          OriginRequestPolicyId: policy('OriginRequestPolicy', name =>
            originRequestPolicyConfig(name, OriginRequestPolicy),
          ),
        }),
    ...(ResponseHeadersPolicy === undefined
      ? {}
      : {
          ResponseHeadersPolicyId: policy('ResponseHeadersPolicy', name => ({
            Name: name,
            ...record(ResponseHeadersPolicy),
          })),
        }),
    ...rest,
    FunctionAssociations: list(rest['FunctionAssociations']).map(one => functionAssociation(resources, one)),
    LambdaFunctionAssociations: list(rest['LambdaFunctionAssociations']).map(one => lambdaAssociation(resources, one)),
  }
}

const DEFAULT_ORIGINS: readonly Properties[] = [{ Id: 'ssr' }, { Id: 'static' }]

const origin = (value: Properties): Properties => {
  const isS3 = 'S3OriginConfig' in value
  return {
    DomainName: isS3 ? `${String(value['Id'])}.s3.us-east-1.amazonaws.com` : `${String(value['Id'])}.example.org`,
    ...value,
    ...(isS3
      ? {}
      : { CustomOriginConfig: { OriginProtocolPolicy: 'https-only', ...record(value['CustomOriginConfig']) } }),
  }
}

const originGroup = (value: Properties): Properties => {
  const { Id, Members, StatusCodes } = value
  if (!Array.isArray(Members) || !Array.isArray(StatusCodes)) return value
  return {
    Id,
    FailoverCriteria: { StatusCodes: { Quantity: StatusCodes.length, Items: StatusCodes } },
    Members: { Quantity: Members.length, Items: Members.map((OriginId: unknown) => ({ OriginId })) },
  }
}

/** The CloudFormation template that an inline distribution stands for. */
const expanded = (config: Properties): string => {
  const { Origins = DEFAULT_ORIGINS, OriginGroups, CacheBehaviors, DefaultCacheBehavior, ...rest } = config
  const resources = new Resources()
  const origins = list(Origins).map(origin)
  const groups = list(OriginGroups).map(originGroup)
  const firstOriginId = String(origins[0]?.['Id'])
  resources.all['Distribution'] = {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Enabled: true,
        ...rest,
        Origins: origins,
        ...(groups.length === 0 ? {} : { OriginGroups: { Quantity: groups.length, Items: groups } }),
        CacheBehaviors: list(CacheBehaviors).map(one => behavior(resources, firstOriginId, one)),
        DefaultCacheBehavior: behavior(resources, firstOriginId, DefaultCacheBehavior),
      },
    },
  }
  return JSON.stringify({ Resources: resources.all })
}

const load = ({ distribution, place }: Scenario): Promise<LoadedTemplate> | LoadedTemplate =>
  distribution.kind === 'template'
    ? loadTemplateFile(join(dirname(place.file), distribution.file), { parameters: distribution.parameters })
    : loadConfiguration([{ file: place.file, text: expanded(distribution.config) }], { parameters: {}, files: FILES })

/** The distribution of a scenario, through the reader that reads templates; a mistake in it is thrown with the reader's words. */
export const scenarioDistribution = async (scenario: Scenario): Promise<Distribution> => {
  const { distributions, problems } = await load(scenario)
  const [distribution] = distributions
  if (distribution === undefined) {
    const { file, line } = scenario.place
    throw new Error(`the distribution of ${file}:${line} does not load\n${problems.map(problemText).join('\n')}`)
  }
  return distribution
}

import { ACCOUNT_ID, REGION } from './pseudo-parameters.ts'

/** Plausible values for a resource whose type no reader reads, made from its name. */
export interface StandIn {
  readonly ref: string
  attribute(name: string): string
}

/** Ten lower-case letters and digits, the look of an API's id. */
const apiId = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(-10)

type StandInRule = (name: string) => { readonly ref: string; readonly attributes: Readonly<Record<string, string>> }

const executeApi = (name: string): string => `${apiId(name)}.execute-api.${REGION}.amazonaws.com`

const httpApi: StandInRule = name => ({
  ref: apiId(name),
  attributes: { ApiEndpoint: `https://${executeApi(name)}`, ApiId: apiId(name) },
})

const restApi: StandInRule = name => ({ ref: apiId(name), attributes: { RootResourceId: apiId(name) } })

const STAND_INS: ReadonlyMap<string, StandInRule> = new Map<string, StandInRule>([
  ['AWS::ApiGateway::RestApi', restApi],
  ['AWS::Serverless::Api', restApi],
  ['AWS::ApiGatewayV2::Api', httpApi],
  ['AWS::Serverless::HttpApi', httpApi],
  [
    'AWS::MediaStore::Container',
    name => ({
      ref: name,
      attributes: { Endpoint: `https://${apiId(name)}.data.mediastore.${REGION}.amazonaws.com` },
    }),
  ],
  [
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    name => {
      const short = name.toLowerCase().slice(-32)
      return {
        ref: `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT_ID}:loadbalancer/app/${short}/0123456789abcdef`,
        attributes: {
          DNSName: `${short}.${REGION}.elb.amazonaws.com`,
          LoadBalancerName: short,
          LoadBalancerFullName: `app/${short}/0123456789abcdef`,
        },
      }
    },
  ],
  [
    'AWS::Lambda::Url',
    name => ({
      ref: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`,
      attributes: { FunctionUrl: `https://${apiId(name)}.lambda-url.${REGION}.on.aws/` },
    }),
  ],
])

const ARN_ATTRIBUTE = /arn$/i
/** MediaTailor calls its URLs prefixes. */
const URL_ATTRIBUTE = /(ur[il]|EndpointPrefix)$/i
/** Named a URL, and a host name alone: App Runner, Elastic Beanstalk. */
const HOST_NAMED_URL = /^(ServiceUrl|EndpointURL)$/
const DOMAIN_ATTRIBUTE = /domain|dnsname|endpoint|url|host|address/i

/** For types without a rule: an ARN, a URL, a domain name or an id. */
const attributeByName = (type: string, name: string, attribute: string): string => {
  const service = (type.split('::')[1] ?? 'aws').toLowerCase()
  if (ARN_ATTRIBUTE.test(attribute)) return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${name}`
  const host = `${name}.${service}.${REGION}.amazonaws.com`.toLowerCase()
  if (URL_ATTRIBUTE.test(attribute) && !HOST_NAMED_URL.test(attribute)) return `https://${host}/`
  return DOMAIN_ATTRIBUTE.test(attribute) ? host : name
}

/** What stands in for `Ref` and `Fn::GetAtt` of a resource of that type; `name` is its own. */
export const standInOf = (type: string, name: string): StandIn => {
  const rule = STAND_INS.get(type)?.(name)
  return {
    ref: rule?.ref ?? name,
    attribute: attribute =>
      (rule !== undefined && Object.hasOwn(rule.attributes, attribute) ? rule.attributes[attribute] : undefined) ??
      attributeByName(type, name, attribute),
  }
}

import { describe, expect, test } from 'vitest'
import { loadText } from '../fixtures/sample.ts'

const CACHE_POLICY = '658327ea-f89d-4fab-a63d-7e88639e58f6'

const names = (count: number, text: (index: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, index) => text(index))

const origin = (index: number, more: object = {}): object => ({
  Id: `origin-${index}`,
  DomainName: 'ssr.example.com',
  CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
  ...more,
})

const behavior = (more: object = {}): object => ({
  TargetOriginId: 'origin-0',
  ViewerProtocolPolicy: 'allow-all',
  CachePolicyId: CACHE_POLICY,
  ...more,
})

const site = (config: object = {}): object => ({
  Type: 'AWS::CloudFront::Distribution',
  Properties: {
    DistributionConfig: { Enabled: true, Origins: [origin(0)], DefaultCacheBehavior: behavior(), ...config },
  },
})

const resources = (count: number, type: string, properties: (index: number) => object): object =>
  Object.fromEntries(
    names(count, index => [`R${index}`, { Type: `AWS::CloudFront::${type}`, Properties: properties(index) }]) as [
      string,
      object,
    ][],
  )

const load = (more: object, config: object = {}) =>
  loadText(JSON.stringify({ Resources: { Site: site(config), ...more } }), {}, 'quotas.json')

const found = (more: object, config: object = {}): string[] =>
  load(more, config)
    .problems.filter(({ rule }) => /^(QUO|BEH-13|KEY-18|POL-08)/.test(rule ?? ''))
    .map(({ severity, message, rule }) => `${severity} ${message} [${rule}]`)

const none = { CookieBehavior: 'none' }
const listed = (headers: readonly unknown[], cookies: readonly unknown[], queries: readonly unknown[]) => ({
  EnableAcceptEncodingGzip: false,
  HeadersConfig: headers.length === 0 ? { HeaderBehavior: 'none' } : { HeaderBehavior: 'whitelist', Headers: headers },
  CookiesConfig: cookies.length === 0 ? none : { CookieBehavior: 'whitelist', Cookies: cookies },
  QueryStringsConfig:
    queries.length === 0
      ? { QueryStringBehavior: 'none' }
      : { QueryStringBehavior: 'whitelist', QueryStrings: queries },
})

const cachePolicy = (parameters: object = listed([], [], [])) => ({
  CachePolicyConfig: {
    Name: 'p',
    MinTTL: 0,
    DefaultTTL: 0,
    MaxTTL: 1,
    ParametersInCacheKeyAndForwardedToOrigin: parameters,
  },
})

const fn = (index: number, store?: string) => ({
  Name: `f${index}`,
  AutoPublish: true,
  FunctionCode: 'function handler(event) { return event.request }',
  FunctionConfig: {
    Comment: '',
    Runtime: 'cloudfront-js-2.0',
    ...(store === undefined
      ? {}
      : { KeyValueStoreAssociations: [{ KeyValueStoreARN: { 'Fn::GetAtt': `${store}.Arn` } }] }),
  },
})

const customHeaders = (count: number, valueLength = 1) =>
  names(count, index => ({ HeaderName: `x-${index}`, HeaderValue: 'v'.repeat(valueLength) }))

describe('quotas of a distribution', () => {
  test.each([
    {
      what: 'behaviours',
      config: { CacheBehaviors: names(76, index => behavior({ PathPattern: `/${index}` })) },
      says: ['warning 76 cache behaviors, above the default quota of 75 [BEH-13]'],
    },
    {
      what: 'origins',
      config: { Origins: names(101, index => origin(index)) },
      says: ['warning 101 origins, above the default quota of 100 [QUO-09]'],
    },
    {
      what: 'origin groups',
      config: {
        Origins: [origin(0), origin(1)],
        OriginGroups: {
          Quantity: 11,
          Items: names(11, index => ({
            Id: `group-${index}`,
            FailoverCriteria: { StatusCodes: { Quantity: 1, Items: [500] } },
            Members: { Quantity: 2, Items: [{ OriginId: 'origin-0' }, { OriginId: 'origin-1' }] },
          })),
        },
      },
      says: ['warning 11 origin groups, above the default quota of 10 [QUO-09]'],
    },
    {
      what: 'aliases',
      config: { Aliases: names(101, index => `a${index}.example.org`) },
      says: ['warning 101 alternate domain names, above the default quota of 100 [QUO-10]'],
    },
    {
      what: 'custom headers of an origin',
      config: { Origins: [origin(0, { OriginCustomHeaders: customHeaders(31) })] },
      says: ['warning 31 custom headers, above the default quota of 30 [QUO-14]'],
    },
    {
      what: 'a long custom header',
      config: { Origins: [origin(0, { OriginCustomHeaders: customHeaders(1, 1_784) })] },
      says: [expect.stringMatching(/^error the header x-0 is longer than .*1783.* \[QUO-15\]$/)],
    },
    {
      what: 'all custom headers together',
      config: { Origins: [origin(0, { OriginCustomHeaders: customHeaders(6, 1_783) })] },
      says: ['error the custom headers have 10716 characters together, at most 10240 [QUO-15]'],
    },
    {
      what: 'a long root object',
      config: { DefaultRootObject: 'a'.repeat(256) },
      says: ['error DefaultRootObject is longer than 255 characters [QUO-24]'],
    },
  ])('QUO-09, QUO-10, QUO-14, QUO-15, QUO-24: $what', ({ config, says }) => {
    expect(found({}, config)).toEqual(says)
  })

  test('QUO-09, QUO-10, QUO-14, QUO-15, QUO-24: nothing is said at the quota itself', () => {
    const config = {
      CacheBehaviors: names(75, index => behavior({ PathPattern: `/${index}` })),
      Origins: [
        origin(0, { OriginCustomHeaders: customHeaders(30, 300) }),
        ...names(99, index => origin(Number(index) + 1)),
      ],
      Aliases: names(100, index => `a${index}.example.org`),
      DefaultRootObject: 'a'.repeat(255),
    }
    expect(found({}, config)).toEqual([])
  })

  test('QUO-24: a path pattern has 255 characters at most', () => {
    const patterns = [`/${'a'.repeat(254)}`, `/${'b'.repeat(255)}`]
    const { problems } = load({}, { CacheBehaviors: patterns.map(PathPattern => behavior({ PathPattern })) })
    expect(problems.map(({ message }) => message)).toEqual(['the path pattern is longer than 255 characters [QUO-24]'])
  })
})

describe('quotas of policies', () => {
  const eleven = names(11, index => `n${index}`)

  test.each([
    { what: 'headers', parameters: listed(eleven, [], []), says: 'error 11 Headers, at most 10 [KEY-18]' },
    { what: 'cookies', parameters: listed([], eleven, []), says: 'error 11 Cookies, at most 10 [KEY-18]' },
    { what: 'query strings', parameters: listed([], [], eleven), says: 'error 11 QueryStrings, at most 10 [KEY-18]' },
    {
      what: 'characters',
      parameters: listed(['a'.repeat(500)], ['b'.repeat(500)], ['c'.repeat(25)]),
      says: 'error the names of the policy have 1025 characters together, at most 1024 [KEY-18]',
    },
  ])('QUO-12: $what', ({ parameters, says }) => {
    expect(found(resources(1, 'CachePolicy', () => cachePolicy(parameters)))).toEqual([says])
  })

  test('QUO-12: ten of each with 1,024 characters pass', () => {
    const ten = (length: number) => names(10, index => String(index).padEnd(length, 'x'))
    const parameters = listed(ten(34), ten(34), [...ten(34).slice(1), 'y'.repeat(38)])
    expect(found(resources(1, 'CachePolicy', () => cachePolicy(parameters)))).toEqual([])
  })

  test('QUO-14: custom headers of a response headers policy', () => {
    const items = names(11, index => ({ Header: `x-${index}`, Value: 'v', Override: true }))
    const policy = { ResponseHeadersPolicyConfig: { Name: 'p', CustomHeadersConfig: { Items: items } } }
    expect(found(resources(1, 'ResponseHeadersPolicy', () => policy))).toEqual([
      'warning 11 custom headers, above the default quota of 10 [QUO-14]',
    ])
  })
})

describe('quotas of an account', () => {
  test.each([
    {
      type: 'CachePolicy',
      count: 21,
      properties: () => cachePolicy(),
      says: /^warning 21 cache policies, above .* 20 \[QUO-11\]$/,
    },
    {
      type: 'Function',
      count: 101,
      properties: (index: number) => fn(index),
      says: /^error 101 functions, at most 100 \[QUO-16\]$/,
    },
    {
      type: 'KeyValueStore',
      count: 51,
      properties: (index: number) => ({ Name: `s${index}` }),
      says: /^warning 51 key value stores, above .* 50 \[QUO-18\]$/,
    },
    {
      type: 'RealtimeLogConfig',
      count: 151,
      properties: () => ({}),
      says: /^error 151 real-time log configurations, at most 150 \[QUO-28\]$/,
    },
    {
      type: 'OriginAccessControl',
      count: 101,
      properties: (index: number) => ({
        OriginAccessControlConfig: {
          Name: `a${index}`,
          OriginAccessControlOriginType: 's3',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      }),
      says: /^error 101 origin access controls, at most 100 \[QUO-29\]$/,
    },
  ])('QUO-11, QUO-16, QUO-18, QUO-28, QUO-29: $count of $type', ({ type, count, properties, says }) => {
    expect(found(resources(count, type, properties))).toEqual([expect.stringMatching(says)])
    expect(found(resources(count - 1, type, properties))).toEqual([])
  })

  test('QUO-08: five hundred distributions', () => {
    expect(found(resources(500, 'Distribution', () => (site() as { Properties: object }).Properties))).toEqual([
      'warning 501 distributions, above the default quota of 500 [QUO-08]',
    ])
  })

  test('QUO-18: ten functions a store, one store a function', () => {
    const store = { Store: { Type: 'AWS::CloudFront::KeyValueStore', Properties: { Name: 'flags' } } }
    const using = (count: number) => ({ ...store, ...resources(count, 'Function', index => fn(index, 'Store')) })
    expect(found(using(10))).toEqual([])
    expect(found(using(11))).toEqual(['error 11 functions with the key value store flags, at most 10 [QUO-18]'])
  })

  test('QUO-25, CD-08: twenty staging distributions and twenty policies', () => {
    const staging = (count: number) =>
      resources(count, 'Distribution', () => (site({ Staging: true }) as { Properties: object }).Properties)
    expect(found(staging(20))).toEqual([])
    expect(found(staging(21))).toEqual(['error 21 staging distributions, at most 20 [QUO-25]'])
    const traffic = { Type: 'SingleHeader', SingleHeaderConfig: { Header: 'aws-cf-cd-next', Value: 'yes' } }
    const policy = { Enabled: true, StagingDistributionDnsNames: ['d1.cloudfront.net'], TrafficConfig: traffic }
    const policies = (count: number) =>
      resources(count, 'ContinuousDeploymentPolicy', () => ({ ContinuousDeploymentPolicyConfig: policy }))
    expect(found(policies(20))).toEqual([])
    expect(found(policies(21))).toEqual([
      'warning 21 continuous deployment policies, above the default quota of 20 [QUO-25]',
    ])
  })
})

test('QUO-19: a hundred different Lambdas a distribution', () => {
  const lambdas = (count: number): object =>
    Object.fromEntries(
      names(count, index => [
        [
          `L${index}`,
          {
            Type: 'AWS::Lambda::Function',
            Properties: {
              Runtime: 'nodejs22.x',
              Handler: 'index.handler',
              Role: 'arn:aws:iam::123456789012:role/edge',
              Code: { ZipFile: 'exports.handler = async () => {}' },
            },
          },
        ],
        [`V${index}`, { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: `L${index}` } } }],
      ]).flat() as [string, object][],
    )
  const behaviors = (count: number) => ({
    CacheBehaviors: names(count, index =>
      behavior({
        PathPattern: `/${index}`,
        LambdaFunctionAssociations: ['origin-request', 'origin-response'].map((EventType, at) => ({
          EventType,
          LambdaFunctionARN: { Ref: `V${2 * Number(index) + at}` },
        })),
      }),
    ),
  })
  expect(found(lambdas(100), behaviors(50))).toEqual([])
  expect(found(lambdas(102), behaviors(51))).toEqual([
    'warning 102 Lambda@Edge functions of a distribution, above the default quota of 100 [QUO-19]',
  ])
})

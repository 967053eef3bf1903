import { describe, expect, test } from 'vitest'
import type { FilesAtHand } from './files-at-hand.ts'
import { loadConfiguration } from './load-configuration.ts'
import { problemText, stops } from './problem.ts'
import type { LoadedTemplate } from './template/load-template.ts'

const OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6'
const POLICY = '11111111-2222-3333-4444-555555555555'

/** A folder of texts. */
const folderOf = (texts: Readonly<Record<string, string>>): FilesAtHand => ({
  exists: path => path in texts,
  text: path => texts[path],
  jsonNames: () => Object.keys(texts).filter(name => name.endsWith('.json')),
})

const load = (file: string, value: unknown, texts: Readonly<Record<string, string>> = {}): LoadedTemplate =>
  loadConfiguration([{ file, text: typeof value === 'string' ? value : JSON.stringify(value, undefined, 1) }], {
    parameters: {},
    files: folderOf(texts),
  })

const words = ({ problems }: LoadedTemplate, all = false): string =>
  problems
    .filter(problem => all || stops([problem]))
    .map(problemText)
    .join('\n')

const listOf = (...items: readonly unknown[]) => ({ Quantity: items.length, Items: items })

const behavior = (more: object = {}) => ({
  TargetOriginId: 'web',
  ViewerProtocolPolicy: 'allow-all',
  CachePolicyId: OPTIMIZED,
  ...more,
})

const config = (standard: object, origin: object = {}) => ({
  DistributionConfig: {
    CallerReference: 'x',
    Enabled: true,
    Origins: listOf({
      Id: 'web',
      DomainName: 'www.example.org',
      CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only' },
      ...origin,
    }),
    DefaultCacheBehavior: standard,
  },
})

describe('what the API names and is not at hand is named with the command that fetches it', () => {
  const FUNCTION = 'arn:aws:cloudfront::111122223333:function/rewrite'
  const LAMBDA = 'arn:aws:lambda:us-east-1:111122223333:function:auth:7'
  test.each([
    {
      what: 'a cache policy',
      standard: behavior({ CachePolicyId: POLICY }),
      says: new RegExp(`cache policy ${POLICY} is not at hand .*\\[POL-01\\]\\n.*get-cache-policy --id ${POLICY} > `),
    },
    {
      what: 'an origin request policy',
      standard: behavior({ OriginRequestPolicyId: POLICY }),
      says: /get-origin-request-policy --id/,
    },
    {
      what: 'a response headers policy',
      standard: behavior({ ResponseHeadersPolicyId: POLICY }),
      says: /get-response-headers-policy --id/,
    },
    {
      what: 'the code of a function',
      standard: behavior({ FunctionAssociations: listOf({ EventType: 'viewer-request', FunctionARN: FUNCTION }) }),
      says: /code of the function rewrite .*\n.*get-function --name rewrite --stage LIVE rewrite\.js$/,
    },
    {
      what: 'a Lambda',
      standard: behavior({
        LambdaFunctionAssociations: listOf({ EventType: 'viewer-request', LambdaFunctionARN: LAMBDA }),
      }),
      says: /Lambda auth is not at hand .*\n.*get-function-configuration --function-name arn:aws:lambda:\S+:auth:7 > auth\.json/,
    },
  ])('$what', ({ standard, says }) => {
    const loaded = load('distribution.json', config(standard))
    expect(words(loaded)).toMatch(says)
    expect(words(loaded).match(/✘/g)).toHaveLength(1)
    expect(loaded.distributions).toEqual([])
  })

  test('a Lambda that is described without its code', () => {
    const described = JSON.stringify({
      FunctionName: 'auth',
      FunctionArn: LAMBDA,
      Runtime: 'nodejs22.x',
      Handler: 'a.b',
    })
    const standard = behavior({
      LambdaFunctionAssociations: listOf({ EventType: 'viewer-request', LambdaFunctionARN: LAMBDA }),
    })
    const loaded = load('distribution.json', config(standard), { 'auth.json': described })
    expect(words(loaded)).toMatch(/code of the Lambda auth .*\n.*curl -o auth\.zip/)
  })

  test('a function with its code alone runs on 2.0, with a warning', () => {
    const standard = behavior({
      FunctionAssociations: listOf({ EventType: 'viewer-request', FunctionARN: FUNCTION }),
    })
    const loaded = load('distribution.json', config(standard), {
      'rewrite.js': 'function handler(e) { return e.request }',
    })
    expect(loaded.distributions[0]?.behaviors[0]?.functions['viewer-request']).toMatchObject({
      name: 'rewrite',
      runtime: 'cloudfront-js-2.0',
      place: { file: 'rewrite.js' },
    })
    expect(words(loaded, true)).toMatch(/describe-function --name rewrite/)
  })

  test('an origin access control signs, with a warning', () => {
    const origin = {
      CustomOriginConfig: undefined,
      S3OriginConfig: { OriginAccessIdentity: '' },
      OriginAccessControlId: 'E1ACCESS',
    }
    const loaded = load('distribution.json', config(behavior(), origin))
    expect(loaded.distributions[0]?.origins.get('web')).toMatchObject({ kind: 's3', access: 'oac-always' })
    expect(words(loaded, true)).toMatch(/get-origin-access-control --id E1ACCESS/)
  })

  test('SEC-01: a key group that is not at hand is named with the command that fetches it', () => {
    const TrustedKeyGroups = { Enabled: true, Quantity: 1, Items: ['group-1'] }
    const loaded = load('distribution.json', config(behavior({ TrustedKeyGroups })))
    expect(loaded.distributions).toEqual([])
    expect(words(loaded)).toMatch(/the key group group-1 is not at hand[^]*get-key-group --id group-1 > group-1\.json/)
  })

  test('a broken file beside the distribution is told, and the distribution loads', () => {
    const loaded = load('distribution.json', config(behavior()), { 'broken.json': '{' })
    expect(loaded.distributions).toHaveLength(1)
    expect(words(loaded, true)).toMatch(/beside the distribution is not read: it is no JSON {3}broken\.json/)
  })

  test('a policy without a distribution is no configuration', () => {
    expect(words(load('policy.json', { CachePolicy: { Id: POLICY, CachePolicyConfig: {} } }))).toMatch(
      /there is no distribution in it .*\n.*get-distribution-config/,
    )
  })
})

describe('a property that no reader knows is named with its path', () => {
  test('of the API', () => {
    const loaded = load('distribution.json', config(behavior({ NewerThanUs: 1 })))
    expect(words(loaded, true)).toMatch(
      /NewerThanUs is not known .*\(DistributionConfig\.DefaultCacheBehavior\.NewerThanUs\)/,
    )
  })

  test('of Terraform', () => {
    const values = terraformDistribution({ newer_than_us: 'x' })
    const loaded = load('state.json', state(values))
    expect(words(loaded, true)).toMatch(
      /newer_than_us is not known .*\(values\.root_module\.resources\.0\.values\.newer_than_us\)/,
    )
  })
})

const terraformDistribution = (more: object = {}, standard: object = {}) => ({
  id: 'E1',
  domain_name: 'd1.cloudfront.net',
  enabled: true,
  origin: [
    {
      origin_id: 'web',
      domain_name: 'www.example.org',
      custom_origin_config: [{ http_port: 80, https_port: 443, origin_protocol_policy: 'https-only' }],
    },
  ],
  default_cache_behavior: [
    {
      target_origin_id: 'web',
      viewer_protocol_policy: 'allow-all',
      allowed_methods: ['GET', 'HEAD'],
      cached_methods: ['GET', 'HEAD'],
      cache_policy_id: OPTIMIZED,
      ...standard,
    },
  ],
  ...more,
})

const resource = (values: object) => ({
  address: 'aws_cloudfront_distribution.site',
  mode: 'managed',
  type: 'aws_cloudfront_distribution',
  name: 'site',
  values,
})

const state = (values: object) => ({
  format_version: '1.0',
  values: { root_module: { resources: [resource(values)] } },
})

const plan = (values: object, unknown: object, expressions: object = {}) => ({
  format_version: '1.2',
  planned_values: { root_module: { resources: [resource(values)] } },
  resource_changes: [{ address: 'aws_cloudfront_distribution.site', change: { after_unknown: unknown } }],
  configuration: { root_module: { resources: [{ address: 'aws_cloudfront_distribution.site', expressions }] } },
})

describe('a plan with values known only after apply', () => {
  test('a policy that leads to no resource is named', () => {
    const unknown = { default_cache_behavior: [{ cache_policy_id: true }] }
    const loaded = load('plan.json', plan(terraformDistribution({}, { cache_policy_id: null }), unknown))
    expect(words(loaded)).toMatch(
      /cache_policy_id of aws_cloudfront_distribution\.site is known only after apply .*\n.*terraform show -json/,
    )
    expect(loaded.distributions).toEqual([])
  })

  test.each([
    { what: 'what the configuration does not write is not set', written: {}, warns: /^$/ },
    {
      what: 'what it writes and leads nowhere is taken as not set, with a warning',
      written: { trusted_key_groups: { references: ['each.value'] } },
      warns: /trusted_key_groups of aws_cloudfront_distribution\.site leads to nothing that is planned/,
    },
  ])('signers of every plan that creates: $what', ({ written, warns }) => {
    const unknown = { default_cache_behavior: [{ trusted_key_groups: true, trusted_signers: true, grpc_config: true }] }
    const values = plan(
      terraformDistribution({}, { trusted_key_groups: null, trusted_signers: null, grpc_config: null }),
      unknown,
      { default_cache_behavior: [{ target_origin_id: { constant_value: 'web' }, ...written }] },
    )
    const loaded = load('plan.json', values)
    expect(loaded.distributions).toHaveLength(1)
    expect(loaded.distributions[0]?.behaviors[0]?.trustedSigners).toBeUndefined()
    const warned = loaded.problems.filter(({ severity }) => severity === 'warning')
    expect(warned.map(({ message }) => message).join()).toMatch(warns)
  })

  test('a domain name that leads to no resource has a stand-in, with a warning', () => {
    const origin = { ...terraformDistribution().origin[0], domain_name: null }
    const loaded = load(
      'plan.json',
      plan(terraformDistribution({ origin: [origin] }), { origin: [{ domain_name: true }] }),
    )
    expect(loaded.distributions[0]?.origins.get('web')?.domainName).toBe('known-after-apply.invalid')
    expect(words(loaded, true)).toMatch(/--origin web=URL/)
  })

  test('modules that hand a value round in a circle end with a problem', () => {
    const module = { outputs: { id: { expression: { references: ['module.a.id'] } } } }
    const values = plan(
      terraformDistribution({}, { cache_policy_id: null }),
      { default_cache_behavior: [{ cache_policy_id: true }] },
      { default_cache_behavior: [{ cache_policy_id: { references: ['module.a.id'] } }] },
    )
    const loaded = load('plan.json', {
      ...values,
      configuration: { root_module: { ...values.configuration.root_module, module_calls: { a: { module } } } },
    })
    expect(words(loaded)).toMatch(/known only after apply/)
  })
})

test('an error response without a caching time is kept 0 s by Terraform, which sends 0', () => {
  const loaded = load('state.json', state(terraformDistribution({ custom_error_response: [{ error_code: 500 }] })))
  expect(loaded.distributions[0]?.errorResponses.get(500)).toMatchObject({ errorCachingMinTtlSeconds: 0 })
})

test.each([
  { what: 'the list of distributions', value: { DistributionList: {} }, remedy: /get-distribution-config/ },
  { what: "Terraform's own state", value: { version: 4, lineage: 'x', serial: 1 }, remedy: /terraform show -json/ },
  { what: 'a Serverless source', value: 'service: x\nprovider: { name: aws }\n', remedy: /package it/ },
  { what: 'a package.json', value: { name: 'x', version: '1', scripts: {} }, remedy: /name a template/ },
  { what: 'an object of anything', value: { hello: 1 }, remedy: /load a CloudFormation template, a folder cdk.out/ },
  {
    what: 'HCL',
    value: 'resource "aws_cloudfront_distribution" "x" {\n  enabled = true\n}\n',
    remedy: /terraform show -json/,
  },
])('$what is refused with the way out', ({ value, remedy }) => {
  const loaded = load('file', value)
  expect(loaded.distributions).toEqual([])
  expect(words(loaded)).toMatch(remedy)
})

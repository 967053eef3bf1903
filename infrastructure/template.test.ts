import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import { describe, expect, test } from 'vitest'
import { FUNCTION_SIZE_LIMIT_BYTES, sizeBytes } from '../build/size-gate.ts'
import { structuralProblems } from './structural-check.ts'
import { resourcesWith } from './template-branch.ts'

const FILE = '.serverless/cloudformation-template-update-stack.json'
if (!existsSync(FILE))
  throw new Error(`${FILE} is missing: these tests read the packaged template; run npm run package first`)
const template: unknown = JSON.parse(readFileSync(FILE, 'utf8'))

/** The value at a dotted path. */
const get = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined),
      value,
    )

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown, path: string): string => String(get(value, path))

const distributionWith = (parameters: Readonly<Record<string, string>> = {}): unknown =>
  get(resourcesWith(template, parameters), 'Distribution.Properties.DistributionConfig')

const behaviors = (distribution: unknown): readonly unknown[] => [
  ...list(get(distribution, 'CacheBehaviors')),
  get(distribution, 'DefaultCacheBehavior'),
]
const behaviorFor = (distribution: unknown, pattern: string): unknown =>
  list(get(distribution, 'CacheBehaviors')).find(behavior => get(behavior, 'PathPattern') === pattern)

const MODES = ['error-pages', 'origin-response', 'origin-group']

test('the template fits the CloudFormation resource specification', () => {
  expect(structuralProblems(template, loadAwsServiceSpecSync())).toEqual([])
})

const cfnLint = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map(folder => join(folder, 'cfn-lint'))
  .find(file => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })

test.skipIf(cfnLint === undefined)(
  'Python cfn-lint finds no error (skipped where it is not installed)',
  { timeout: 60_000 },
  async () => {
    const linted = promisify(execFile)(cfnLint ?? '', ['--format', 'json', '--regions', 'us-east-1', '--', FILE])
    const { stdout } = await linted.catch((error: unknown) => ({ stdout: text(error, 'stdout') }))
    const found: unknown = JSON.parse(stdout || '[]')
    expect(list(found).filter(match => get(match, 'Level') === 'Error')).toEqual([])
  },
)

describe.each(MODES)('FallbackMode %s', mode => {
  const distribution = distributionWith({ FallbackMode: mode })
  const origins = list(get(distribution, 'Origins')).map(origin => text(origin, 'Id'))
  const groups = list(get(distribution, 'OriginGroups.Items'))

  test('every target is an origin or a group, every member of a group an origin', () => {
    const targets = [...origins, ...groups.map(group => text(group, 'Id'))]
    expect(targets).toEqual(
      expect.arrayContaining(behaviors(distribution).map(behavior => text(behavior, 'TargetOriginId'))),
    )
    const members = groups.flatMap(group => list(get(group, 'Members.Items'))).map(member => text(member, 'OriginId'))
    expect(origins).toEqual(expect.arrayContaining(members))
  })

  test('the error page is served by a behavior of the bucket (CER-08, CER-31)', () => {
    const pages = list(get(distribution, 'CustomErrorResponses'))
      .map(page => get(page, 'ResponsePagePath'))
      .filter(path => typeof path === 'string')
    for (const path of pages) expect(text(behaviorFor(distribution, path), 'TargetOriginId')).toBe('static')
  })

  test('a page and its status come together (CER-04), and errors are retried after 5 seconds (ERR-05)', () => {
    for (const page of list(get(distribution, 'CustomErrorResponses'))) {
      expect(get(page, 'ResponseCode') === undefined).toBe(get(page, 'ResponsePagePath') === undefined)
      expect(get(page, 'ErrorCachingMinTTL')).toBe(5)
    }
  })

  test('at most one function of each kind for an event (and Lambda versions, never $LATEST: LAE-70)', () => {
    for (const behavior of behaviors(distribution)) {
      const lambdas = list(get(behavior, 'LambdaFunctionAssociations'))
      for (const associations of [lambdas, list(get(behavior, 'FunctionAssociations'))]) {
        const events = associations.map(association => text(association, 'EventType'))
        expect(new Set(events).size).toBe(events.length)
      }
      for (const lambda of lambdas) {
        const id = text(lambda, 'LambdaFunctionARN.Ref')
        expect(text(template, `Resources.${id}.Type`)).toBe('AWS::Lambda::Version')
      }
    }
  })
})

test.each([
  { mode: 'error-pages', pages: [500, 502, 503, 504], target: 'ssr', lambdas: [] },
  { mode: 'origin-response', pages: [502, 504], target: 'ssr', lambdas: ['origin-response'] },
  { mode: 'origin-group', pages: [], target: 'ssr-or-static', lambdas: ['origin-response', 'origin-request'] },
])(
  'in mode $mode the pages $pages, the target $target and the Lambdas $lambdas',
  ({ mode, pages, target, lambdas }) => {
    const distribution = distributionWith({ FallbackMode: mode })
    const errors = list(get(distribution, 'CustomErrorResponses'))
    expect(errors.map(error => get(error, 'ErrorCode'))).toEqual([500, 502, 503, 504])
    expect(
      errors.filter(error => get(error, 'ResponsePagePath') !== undefined).map(error => get(error, 'ErrorCode')),
    ).toEqual(pages)
    expect(text(distribution, 'DefaultCacheBehavior.TargetOriginId')).toBe(target)
    const associations = list(get(distribution, 'DefaultCacheBehavior.LambdaFunctionAssociations'))
    expect(associations.map(association => get(association, 'EventType'))).toEqual(lambdas)
  },
)

test('without a parameter the mode is error-pages', () => {
  expect(distributionWith()).toEqual(distributionWith({ FallbackMode: 'error-pages' }))
})

test('the origin group fails over for refused connections and timeouts too (GRP-03, GRP-04)', () => {
  const group = distributionWith({ FallbackMode: 'origin-group' })
  expect(get(group, 'OriginGroups.Items.0.FailoverCriteria.StatusCodes.Items')).toEqual([500, 502, 503, 504])
})

test('the HTML behavior forwards no cookie by any policy (COLL-04, POL-09)', () => {
  const { DefaultCacheBehavior } = Object(distributionWith())
  const cachePolicy = `Resources.${text(DefaultCacheBehavior, 'CachePolicyId.Ref')}.Properties.CachePolicyConfig`
  const originPolicy = `Resources.${text(DefaultCacheBehavior, 'OriginRequestPolicyId.Ref')}.Properties.OriginRequestPolicyConfig`
  expect(get(template, `${cachePolicy}.ParametersInCacheKeyAndForwardedToOrigin.CookiesConfig.CookieBehavior`)).toBe(
    'none',
  )
  expect(get(template, `${originPolicy}.CookiesConfig.CookieBehavior`)).toBe('none')
  expect(get(template, `${cachePolicy}.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.Headers`)).toEqual([
    'x-feature-flipping',
    'x-viewer-class',
  ])
})

test('TTLs of every cache policy are in order (POL-27)', () => {
  for (const resource of Object.values(resourcesWith(template))) {
    if (get(resource, 'Type') !== 'AWS::CloudFront::CachePolicy') continue
    const config = get(resource, 'Properties.CachePolicyConfig')
    const ttls = ['MinTTL', 'DefaultTTL', 'MaxTTL'].map(name => Number(get(config, name)))
    expect(ttls).toEqual([...ttls].sort((a, b) => a - b))
  }
})

test('the functions hold code within the quota (CFF-150), not the marker of the plugin', () => {
  const functions = Object.values(resourcesWith(template)).filter(
    resource => get(resource, 'Type') === 'AWS::CloudFront::Function',
  )
  const codes = functions.map(resource => text(resource, 'Properties.FunctionCode'))
  expect(codes).toHaveLength(3)
  for (const code of codes) {
    expect(code).toContain('function handler(')
    expect(sizeBytes(code)).toBeLessThanOrEqual(FUNCTION_SIZE_LIMIT_BYTES)
  }
})

test('behaviors come from the special to the general and no pattern twice', () => {
  const patterns = list(get(distributionWith(), 'CacheBehaviors')).map(behavior => get(behavior, 'PathPattern'))
  expect(patterns).toEqual([
    '/assets/*',
    '/static-index.html',
    '/robots.txt',
    '/favicon.*',
    '/manifest.webmanifest',
    '/api/*',
  ])
})

test.each([
  {
    parameters: { OriginShieldRegion: 'eu-west-1' },
    path: 'Origins.0.OriginShield',
    on: { Enabled: true, OriginShieldRegion: { Ref: 'OriginShieldRegion' } },
  },
  { parameters: { DomainName: 'www.example.com' }, path: 'Aliases', on: [{ Ref: 'DomainName' }] },
  {
    parameters: { RealTimeLogs: 'yes' },
    path: 'DefaultCacheBehavior.RealtimeLogConfigArn',
    on: { 'Fn::GetAtt': ['RealTimeLogConfig', 'Arn'] },
  },
])('$path is there with $parameters only', ({ parameters, path, on }) => {
  expect(get(distributionWith(), path)).toBeUndefined()
  expect(get(distributionWith(parameters), path)).toEqual(on)
})

test('both origins carry the settings of the fallback (LAE-72)', () => {
  for (const origin of list(get(distributionWith(), 'Origins'))) {
    const names = list(get(origin, 'OriginCustomHeaders')).map(header => get(header, 'HeaderName'))
    expect(names).toEqual(['x-static-fallback-mode', 'x-static-fallback-max-age', 'x-static-fallback-crawlers'])
  }
})

test('the bucket is private and read by this distribution alone', () => {
  const resources = resourcesWith(template)
  expect(Object.values(Object(get(resources, 'AssetsBucket.Properties.PublicAccessBlockConfiguration')))).toEqual([
    true,
    true,
    true,
    true,
  ])
  const [statement, ...others] = list(get(resources, 'AssetsBucketPolicy.Properties.PolicyDocument.Statement'))
  expect(others).toEqual([])
  expect(get(statement, 'Action')).toBe('s3:GetObject')
  expect(get(statement, 'Condition.StringEquals.AWS:SourceArn')).toBeDefined()
})

test('lifecycle deletes by tag: current objects without it are never deleted by age', () => {
  const rules = list(get(resourcesWith(template), 'AssetsBucket.Properties.LifecycleConfiguration.Rules'))
  const expiring = rules.filter(rule => get(rule, 'ExpirationInDays') !== undefined)
  expect(expiring.map(rule => get(rule, 'TagFilters'))).toEqual([[{ Key: 'understudy:superseded', Value: 'true' }]])
})

test('every Ref and GetAtt points to something that exists', () => {
  const known = new Set([
    ...Object.keys(Object(get(template, 'Resources'))),
    ...Object.keys(Object(get(template, 'Parameters'))),
  ])
  const missing = [...JSON.stringify(template).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"([^"]+)"/g)].map(([, id = '']) => id)
  expect(missing.filter(id => !id.startsWith('AWS::') && !known.has(id))).toEqual([])
})

import { describe, expect, test } from 'vitest'
import { loadText } from '../fixtures/sample.ts'
import { problemText, stops } from '../problem.ts'
import type { BucketFacts, DistributionFacts } from '../reader-notes.ts'

const managed = (type: string, name: string, values: object) => ({
  address: `${type}.${name}`,
  mode: 'managed',
  type,
  name,
  values,
})

const data = (type: string, name: string, values: object) => ({
  ...managed(type, name, values),
  address: `data.${type}.${name}`,
  mode: 'data',
})

const DOMAIN = 'assets.s3.eu-west-3.amazonaws.com'

const bucket = (more: object = {}) =>
  managed('aws_s3_bucket', 'assets', {
    id: 'assets',
    bucket: 'assets',
    bucket_regional_domain_name: DOMAIN,
    ...more,
  })

const site = (domainName: string | null) =>
  managed('aws_cloudfront_distribution', 'site', {
    id: 'E1',
    domain_name: 'd1.cloudfront.net',
    enabled: true,
    origin: [{ origin_id: 'files', domain_name: domainName, s3_origin_config: [] }],
    default_cache_behavior: [
      {
        target_origin_id: 'files',
        viewer_protocol_policy: 'https-only',
        allowed_methods: ['GET', 'HEAD'],
        cached_methods: ['GET', 'HEAD'],
        cache_policy_id: '658327ea-f89d-4fab-a63d-7e88639e58f6',
      },
    ],
  })

const factsOf = (document: object): DistributionFacts => {
  const { distributions, problems, notes, passedOver } = loadText(JSON.stringify(document), {}, 'state.json')
  expect(problems.filter(problem => stops([problem])).map(problemText)).toEqual([])
  expect(passedOver).not.toHaveProperty('aws_s3_bucket')
  const [distribution] = distributions
  if (distribution === undefined) throw new Error('the document holds no distribution')
  return notes.factsOf(distribution)
}

const inState = (...resources: readonly object[]): DistributionFacts =>
  factsOf({ format_version: '1.0', values: { root_module: { resources: [site(DOMAIN), ...resources] } } })

const bucketIn = (facts: DistributionFacts): BucketFacts | undefined => facts.buckets.get('files')

const lifecycle = (...rule: readonly object[]) =>
  managed('aws_s3_bucket_lifecycle_configuration', 'assets', { bucket: 'assets', rule })

const expiring = { status: 'Enabled', expiration: [{ days: 30, date: null }] }

describe('the lifecycle rules of a bucket behind an origin', () => {
  test.each([
    { what: 'of everything', rule: { ...expiring, filter: [{}] }, expirations: [{ days: 30, prefix: '' }] },
    {
      what: 'of a prefix',
      rule: { ...expiring, filter: [{ prefix: 'assets/', and: [] }] },
      expirations: [{ days: 30, prefix: 'assets/' }],
    },
    {
      what: 'of a prefix as of old',
      rule: { ...expiring, prefix: 'assets/' },
      expirations: [{ days: 30, prefix: 'assets/' }],
    },
    {
      what: 'of a prefix beside a size',
      rule: { ...expiring, filter: [{ and: [{ prefix: 'a/', object_size_greater_than: 1, tags: {} }] }] },
      expirations: [{ days: 30, prefix: 'a/' }],
    },
    { what: 'of a tag', rule: { ...expiring, filter: [{ tag: [{ key: 'k', value: 'v' }] }] }, expirations: [] },
    { what: 'of tags', rule: { ...expiring, filter: [{ and: [{ tags: { k: 'v' } }] }] }, expirations: [] },
    { what: 'that is off', rule: { ...expiring, status: 'Disabled' }, expirations: [] },
    {
      what: 'of old versions',
      rule: { status: 'Enabled', noncurrent_version_expiration: [{ noncurrent_days: 30 }] },
      expirations: [],
    },
    { what: 'of delete markers', rule: { status: 'Enabled', expiration: [{ days: 0 }] }, expirations: [] },
  ])('S3-03: one $what', ({ rule, expirations }) => {
    expect(bucketIn(inState(bucket(), lifecycle(rule)))).toMatchObject({ name: 'aws_s3_bucket.assets', expirations })
  })

  test('of the bucket itself, as providers before 4 have them', () => {
    const rules = [{ enabled: true, prefix: 'a/', tags: {}, expiration: [{ days: 7 }] }]
    expect(bucketIn(inState(bucket({ lifecycle_rule: rules })))?.expirations).toMatchObject([{ days: 7, prefix: 'a/' }])
  })

  test('that the bucket repeats after a refresh count once', () => {
    const rules = [{ enabled: true, prefix: '', expiration: [{ days: 30 }] }]
    expect(bucketIn(inState(bucket({ lifecycle_rule: rules }), lifecycle(expiring)))?.expirations).toHaveLength(1)
  })

  test('of another bucket do not count', () => {
    const other = managed('aws_s3_bucket_lifecycle_configuration', 'other', { bucket: 'other', rule: [expiring] })
    expect(bucketIn(inState(bucket(), other))?.expirations).toEqual([])
  })
})

const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const reads = { Effect: 'Allow', Action: 's3:GetObject' }
const lists = { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'] }

describe('S3-04: whether a bucket may be listed', () => {
  test.each([
    { what: 'no policy', own: [], mayBeListed: undefined },
    { what: 'one that only reads', own: [policy(reads)], mayBeListed: false },
    { what: 'one that lists', own: [policy(reads, lists)], mayBeListed: true },
    { what: 'one that denies', own: [policy({ ...lists, Effect: 'Deny' })], mayBeListed: false },
    { what: 'one that is no JSON', own: ['{'], mayBeListed: undefined },
  ])('$what', ({ own, mayBeListed }) => {
    const policies = own.map(text => managed('aws_s3_bucket_policy', 'assets', { bucket: 'assets', policy: text }))
    expect(bucketIn(inState(bucket(), ...policies))?.mayBeListed).toBe(mayBeListed)
  })

  test('the policy that a bucket repeats after a refresh', () => {
    expect(bucketIn(inState(bucket({ policy: policy(lists) })))?.mayBeListed).toBe(true)
  })
})

test('CER-22: a source of access logs is a log', () => {
  const source = (logType: string) =>
    managed('aws_cloudwatch_log_delivery_source', 'logs', { log_type: logType, name: 'logs', resource_arn: 'arn' })
  expect(inState(source('ACCESS_LOGS')).logs).toBe(true)
  expect(inState(source('CONNECTION_LOGS')).logs).toBe(false)
})

test('a plan that knows no ids yet leads to the bucket by its references', () => {
  const resources = [
    site(null),
    managed('aws_s3_bucket', 'assets', { force_destroy: false }),
    managed('aws_s3_bucket_lifecycle_configuration', 'assets', { rule: [expiring] }),
    managed('aws_s3_bucket_policy', 'assets', {}),
    data('aws_iam_policy_document', 'assets', {
      statement: [{ actions: ['s3:GetObject'], effect: null }, { actions: ['s3:ListBucket'] }],
    }),
  ]
  const referring = (address: string, attribute: string, ...references: readonly string[]) => ({
    address,
    expressions: { [attribute]: { references } },
  })
  const facts = factsOf({
    format_version: '1.2',
    planned_values: { root_module: { resources } },
    resource_changes: [
      { address: 'aws_cloudfront_distribution.site', change: { after_unknown: { origin: [{ domain_name: true }] } } },
    ],
    configuration: {
      root_module: {
        resources: [
          {
            address: 'aws_cloudfront_distribution.site',
            expressions: {
              origin: [
                {
                  origin_id: { constant_value: 'files' },
                  domain_name: {
                    references: ['aws_s3_bucket.assets.bucket_regional_domain_name', 'aws_s3_bucket.assets'],
                  },
                },
              ],
            },
          },
          referring(
            'aws_s3_bucket_lifecycle_configuration.assets',
            'bucket',
            'aws_s3_bucket.assets.id',
            'aws_s3_bucket.assets',
          ),
          {
            address: 'aws_s3_bucket_policy.assets',
            expressions: {
              bucket: { references: ['aws_s3_bucket.assets.id', 'aws_s3_bucket.assets'] },
              policy: {
                references: ['data.aws_iam_policy_document.assets.json', 'data.aws_iam_policy_document.assets'],
              },
            },
          },
        ],
      },
    },
  })
  expect(bucketIn(facts)).toMatchObject({
    name: 'aws_s3_bucket.assets',
    expirations: [{ days: 30, prefix: '' }],
    mayBeListed: true,
  })
})

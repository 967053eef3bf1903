import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadText } from '../fixtures/sample.ts'
import type { DistributionFacts } from '../reader-notes.ts'

const FILE = new URL('../fixtures/corpus/api-bare-config.json', import.meta.url)
const API = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>

/** Of an answer of the API with some properties in place of its own. */
const factsWith = (own: Record<string, unknown>): DistributionFacts => {
  const text = JSON.stringify({ ...API, ...own })
  const { distributions, notes } = loadText(text, {}, 'api-bare-config.json')
  const [distribution] = distributions
  if (distribution === undefined) throw new Error('the answer does not load')
  return notes.factsOf(distribution)
}

describe('what an answer of the API says beside the model', () => {
  test.each([
    {
      what: 'the default certificate',
      ViewerCertificate: { CloudFrontDefaultCertificate: true, MinimumProtocolVersion: 'TLSv1' },
      kind: 'cloudfront',
    },
    {
      what: 'an empty certificate',
      ViewerCertificate: { IAMCertificateId: '', MinimumProtocolVersion: 'TLSv1' },
      kind: 'cloudfront',
    },
    {
      what: 'a certificate of ACM',
      ViewerCertificate: {
        ACMCertificateArn: 'arn:aws:acm:us-east-1:1:certificate/a',
        MinimumProtocolVersion: 'TLSv1',
      },
      kind: 'own',
    },
  ])('$what', ({ ViewerCertificate, kind }) => {
    expect(factsWith({ ViewerCertificate }).certificate.kind).toBe(kind)
  })

  test.each([
    {
      what: 'logging that is off',
      Logging: { Enabled: false, IncludeCookies: false, Bucket: '', Prefix: '' },
      logs: false,
    },
    {
      what: 'logging that is on',
      Logging: { Enabled: true, IncludeCookies: false, Bucket: 'l.s3.amazonaws.com', Prefix: '' },
      logs: true,
    },
  ])('$what', ({ Logging, logs }) => {
    expect(factsWith({ Logging }).logs).toBe(logs)
  })
})

test('a value that cannot be seen at a glance does not stop a load', () => {
  const { problems, distributions, notes } = loadText(`Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: { LifecycleConfiguration: !GetAtt Nowhere.Rules }
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        ViewerCertificate: { AcmCertificateArn: !ImportValue certificate, MinimumProtocolVersion: !Ref Nowhere }
        Origins:
          - { Id: files, DomainName: !GetAtt Bucket.RegionalDomainName, S3OriginConfig: {} }
        DefaultCacheBehavior:
          TargetOriginId: files
          ViewerProtocolPolicy: https-only
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
`)
  const [distribution] = distributions
  expect(problems.map(({ severity }) => severity)).not.toContain('error')
  expect(distribution && notes.factsOf(distribution)).toMatchObject({
    certificate: { kind: 'own', minimumProtocolVersion: 'unknown' },
    buckets: new Map([['files', { name: 'Bucket', expirations: [], mayBeListed: undefined }]]),
  })
})

import { describe, expect, test } from 'vitest'
import { filesAtHand } from '../fixtures/files-at-hand.ts'
import { loadConfiguration } from '../load-configuration.ts'
import type { Origin } from '../model.ts'
import { problemText } from '../problem.ts'

interface Written {
  readonly endpoint?: string
  readonly id?: string
  readonly behavior?: string
}

const stack = ({ endpoint = '', id = '!GetAtt Private.Id', behavior = '' }: Written): string => `
Resources:
  Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' }
  Private:
    Type: AWS::CloudFront::VpcOrigin
    Properties:
      VpcOriginEndpointConfig: { Arn: !Ref Balancer, Name: private${endpoint} }
  Version:
    Type: AWS::Lambda::Version
    Properties: { FunctionName: !Ref Edge }
  Edge:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Role: arn:aws:iam::123456789012:role/edge
      Code: { ZipFile: 'exports.handler = async () => {}' }
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - Id: web
            DomainName: !GetAtt Balancer.DNSName
            VpcOriginConfig: { VpcOriginId: ${id}, OriginReadTimeout: 20, OriginKeepaliveTimeout: 40 }
        DefaultCacheBehavior:
          TargetOriginId: web
          ViewerProtocolPolicy: https-only
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
${behavior}`

const load = (written: Written = {}) =>
  loadConfiguration([{ file: 'cdn.yml', text: stack(written) }], { parameters: {}, files: filesAtHand(true) })

const words = (written: Written): string => load(written).problems.map(problemText).join('\n')

const originOf = (written: Written): Origin | undefined => load(written).distributions[0]?.origins.get('web')

describe('VPC-01: a server in a private subnet', () => {
  test('is asked as its VPC origin says', () => {
    const endpoint = ', HTTPPort: 8080, OriginProtocolPolicy: http-only, OriginSSLProtocols: [TLSv1.1]'
    expect(originOf({ endpoint })).toMatchObject({
      kind: 'custom',
      isInVpc: true,
      protocolPolicy: 'http-only',
      httpPort: 8_080,
      sslProtocols: ['TLSv1.1'],
      readTimeoutSeconds: 20,
      keepaliveTimeoutSeconds: 40,
    })
  })

  test('is asked as the viewer came where its VPC origin says nothing', () => {
    expect(originOf({})).toMatchObject({ protocolPolicy: 'match-viewer', httpPort: 80, httpsPort: 443 })
  })

  test('is warned about when its VPC origin is not at hand', () => {
    expect(originOf({ id: 'vo_1' })).toMatchObject({ isInVpc: true, protocolPolicy: 'match-viewer' })
    expect(words({ id: 'vo_1' })).toMatch(/VPC origin vo_1 is not at hand.*\[VPC-01\]\n.*get-vpc-origin --id vo_1/)
  })
})

test('ORR-10: a Lambda at an origin event cannot stand before it, one at a viewer event can', () => {
  const lambda = (event: string): string =>
    `          LambdaFunctionAssociations: [{ EventType: ${event}, LambdaFunctionARN: !Ref Version }]`
  expect(words({ behavior: lambda('origin-response') })).toMatch(/Lambda at origin-response before the VPC origin web/)
  expect(words({ behavior: lambda('origin-request') })).toMatch(/\[ORR-10\]/)
  expect(load({ behavior: lambda('viewer-request') }).distributions).toHaveLength(1)
})

test('an origin of no kind is named', () => {
  const text = stack({}).replace(/VpcOriginConfig: .*/, 'ConnectionAttempts: 1')
  const { problems } = loadConfiguration([{ file: 'cdn.yml', text }], { parameters: {}, files: filesAtHand(true) })
  expect(problems.map(problemText).join('\n')).toMatch(/neither an S3, nor a custom, nor a VPC origin/)
})

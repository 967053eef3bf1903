import { expect, test } from 'vitest'
import { problemText } from '../../distribution/problem.ts'
import { filesAtHand } from '../../distribution/fixtures/files-at-hand.ts'
import { loadConfiguration } from '../../distribution/load-configuration.ts'

interface Change {
  readonly eventType?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly arn?: unknown
}

/** What the reader says to a distribution with one Lambda. */
const problemsOf = ({ eventType = 'origin-response', properties = {}, arn = { Ref: 'Version' } }: Change): string[] => {
  const behavior = {
    TargetOriginId: 'ssr',
    ViewerProtocolPolicy: 'allow-all',
    // The managed policy CachingOptimized.
    CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    LambdaFunctionAssociations: [{ EventType: eventType, LambdaFunctionARN: arn }],
  }
  const text = JSON.stringify({
    Resources: {
      Lambda: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Timeout: 5,
          Role: 'arn:aws:iam::123456789012:role/edge',
          Code: { ZipFile: 'exports.handler = (event, context, done) => done(null, event)' },
          ...properties,
        },
      },
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Lambda' } } },
      Distribution: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            Enabled: true,
            Origins: [
              { Id: 'ssr', DomainName: 'ssr.example.org', CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } },
            ],
            DefaultCacheBehavior: behavior,
          },
        },
      },
    },
  })
  const { problems } = loadConfiguration([{ file: 't.json', text }], { parameters: {}, files: filesAtHand(true) })
  return problems.filter(({ severity }) => severity === 'error' || severity === 'refused').map(problemText)
}

test.each([
  {
    rule: 'ORR-55 environment variables',
    properties: { Environment: { Variables: { A: 'b' } } },
    says: /environment/i,
  },
  { rule: 'ORR-55 layers', properties: { Layers: ['arn:aws:lambda:us-east-1:1:layer:x:1'] }, says: /layers/i },
  { rule: 'ORR-55 a VPC', properties: { VpcConfig: { SubnetIds: ['x'] } }, says: /VPC/i },
  { rule: 'ORR-55 arm64', properties: { Architectures: ['arm64'] }, says: /arm64/ },
  { rule: 'ORR-55 no numbered version', arn: { 'Fn::GetAtt': ['Lambda', 'Arn'] }, says: /version/i },
  { rule: 'ORR-35 a timeout above 30 s', properties: { Timeout: 31 }, says: /1 to 30/ },
])('$rule: refused when the template is loaded', ({ says, ...change }) => {
  const problems = problemsOf(change)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(says)
})

test.each(['viewer-request', 'origin-request', 'origin-response', 'viewer-response'])(
  'ORR-35: a timeout of 30 s at %s is accepted',
  eventType => {
    expect(problemsOf({ eventType, properties: { Timeout: 30 } })).toEqual([])
  },
)

import { describe, expect, test } from 'vitest'
import { loadText } from '../fixtures/sample.ts'

const site = (logicalId: string, more: string): string => `
  ${logicalId}:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
${more}
        Origins:
          - { Id: ssr, DomainName: ssr.example.com, CustomOriginConfig: { OriginProtocolPolicy: https-only } }
        DefaultCacheBehavior:
          TargetOriginId: ssr
          ViewerProtocolPolicy: allow-all
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
`

const STAGING = site('Next', '        Staging: true')

const policy = (traffic: string, enabled = true): string => `
  Traffic:
    Type: AWS::CloudFront::ContinuousDeploymentPolicy
    Properties:
      ContinuousDeploymentPolicyConfig:
        Enabled: ${enabled}
        StagingDistributionDnsNames: [!GetAtt Next.DomainName]
        ${traffic}
`

const HEADER = 'TrafficConfig: { Type: SingleHeader, SingleHeaderConfig: { Header: aws-cf-cd-next, Value: "yes" } }'
const weight = (text: string): string => `TrafficConfig: { Type: SingleWeight, SingleWeightConfig: { ${text} } }`

const load = (traffic: string, { more = '', staging = STAGING, enabled = true } = {}) =>
  loadText(
    `Resources:\n${staging}${site('Site', `        ContinuousDeploymentPolicyId: !Ref Traffic\n${more}`)}${policy(traffic, enabled)}`,
  )

const trafficOf = (loaded: ReturnType<typeof load>) => {
  expect(loaded.problems).toEqual([])
  return loaded.distributions[0]?.continuousDeployment?.traffic
}

describe('what a policy says', () => {
  test('CD-01: the primary stands first and knows the domain name of its staging distribution', () => {
    const { distributions } = load(HEADER)
    expect(distributions.map(({ logicalId, staging }) => `${logicalId} ${staging}`)).toEqual([
      'Site false',
      'Next true',
    ])
    expect(distributions[0]?.continuousDeployment?.stagingDomainNames).toEqual([distributions[1]?.domainName])
  })

  test.each([
    { rule: 'CD-02 a header', traffic: HEADER, is: { kind: 'header', name: 'aws-cf-cd-next', value: 'yes' } },
    {
      rule: 'CD-02 a weight',
      traffic: weight('Weight: 0.15'),
      is: { kind: 'weight', weight: 0.15, stickiness: undefined },
    },
    {
      rule: 'CD-03 stickiness',
      traffic: weight('Weight: 0.05, SessionStickinessConfig: { IdleTTL: 300, MaximumTTL: 3600 }'),
      is: { kind: 'weight', weight: 0.05, stickiness: { idleSeconds: 300, maximumSeconds: 3_600 } },
    },
    {
      rule: 'CD-02 the form of old',
      traffic: 'Type: SingleWeight\n        SingleWeightPolicyConfig: { Weight: 0.1 }',
      is: { kind: 'weight', weight: 0.1, stickiness: undefined },
    },
  ])('$rule', ({ traffic, is }) => {
    expect(trafficOf(load(traffic))).toEqual(is)
  })

  test('CD-01: a policy that is switched off sends nobody anywhere', () => {
    const { distributions, problems } = load(HEADER, { enabled: false })
    expect(distributions[0]?.continuousDeployment).toBeUndefined()
    expect(problems).toMatchObject([{ severity: 'warning', rule: 'CD-01' }])
  })

  test('CD-01: a primary without its staging distribution is told', () => {
    const { problems } = loadText(
      `Resources:\n${site('Site', '        ContinuousDeploymentPolicyId: !Ref Traffic')}${policy(HEADER).replace('!GetAtt Next.DomainName', 'd1.cloudfront.net')}`,
    )
    expect(problems).toMatchObject([
      { severity: 'warning', rule: 'CD-01', message: 'the staging distribution of Site is not in the template' },
    ])
  })
})

test.each([
  { rule: 'CD-02', what: 'more than 15 %', traffic: weight('Weight: 0.16'), message: /Weight must be 0 to 0.15/ },
  {
    rule: 'CD-02',
    what: 'another header',
    traffic: HEADER.replace('aws-cf-cd-next', 'x-next'),
    message: /begins with aws-cf-cd-/,
  },
  {
    rule: 'CD-02',
    what: 'both ways',
    traffic: HEADER.replace(' } }', ' }, SingleWeightConfig: { Weight: 0.1 } }'),
    message: /SingleWeightConfig cannot stand with Type SingleHeader/,
  },
  {
    rule: 'CD-03',
    what: 'a short idle time',
    traffic: weight('Weight: 0.1, SessionStickinessConfig: { IdleTTL: 299, MaximumTTL: 300 }'),
    message: /IdleTTL must be 300 to 3600/,
  },
  {
    rule: 'CD-03',
    what: 'a long session',
    traffic: weight('Weight: 0.1, SessionStickinessConfig: { IdleTTL: 300, MaximumTTL: 3601 }'),
    message: /MaximumTTL must be 300 to 3600/,
  },
  {
    rule: 'CD-03',
    what: 'idle longer than the whole',
    traffic: weight('Weight: 0.1, SessionStickinessConfig: { IdleTTL: 600, MaximumTTL: 300 }'),
    message: /IdleTTL 600 is longer than MaximumTTL 300/,
  },
  {
    rule: 'CD-06',
    what: 'HTTP/3',
    traffic: HEADER,
    more: '        HttpVersion: http3',
    message: /cannot be had with HTTP\/3/,
  },
])('$rule: $what stops the load', ({ rule, traffic, more = '', message }) => {
  const { problems, distributions } = load(traffic, { more })
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([
    expect.objectContaining({ rule, message: expect.stringMatching(message) }),
  ])
  expect(distributions).toEqual([])
})

test('CD-06: a response completion timeout stops the load, of the primary and of the staging distribution', () => {
  const staging = STAGING.replace('Id: ssr,', 'Id: ssr, ResponseCompletionTimeout: 30,')
  const { problems } = load(HEADER, { staging })
  expect(problems).toMatchObject([{ severity: 'error', rule: 'CD-06', message: expect.stringMatching(/origin ssr/) }])
})

test('SEC-08: an alias belongs to one distribution', () => {
  const aliases = '        Aliases: [www.example.com]'
  const { problems } = loadText(`Resources:\n${site('One', aliases)}${site('Two', aliases)}`)
  expect(problems).toMatchObject([
    { severity: 'error', rule: 'SEC-08', message: 'One and Two both have the alias www.example.com' },
  ])
})

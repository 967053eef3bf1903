import { describe, expect, test } from 'vitest'
import { filesAtHand } from '../fixtures/files-at-hand.ts'
import { loadConfiguration } from '../load-configuration.ts'
import { problemText, type Problem } from '../problem.ts'

const SITE = `
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - { Id: web, DomainName: www.example.org, CustomOriginConfig: { OriginProtocolPolicy: https-only } }
        DefaultCacheBehavior:
          TargetOriginId: web
          ViewerProtocolPolicy: allow-all
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
          FunctionAssociations:
            - { EventType: viewer-request, FunctionARN: !GetAtt First.FunctionARN }
`

const edgeFunction = (logicalId: string, name: string, code = 'first'): string => `
  ${logicalId}:
    Type: AWS::CloudFront::Function
    Properties:
      Name: ${name}
      AutoPublish: true
      FunctionCode: 'function handler(event) { return event.request } // ${code}'
      FunctionConfig: { Comment: '', Runtime: cloudfront-js-2.0 }
`

const load = (files: Readonly<Record<string, string>>) =>
  loadConfiguration(
    Object.entries(files).map(([file, text]) => ({ file, text })),
    { parameters: {}, files: filesAtHand(true) },
  )

const told = (problems: readonly Problem[], severity: Problem['severity']): readonly string[] =>
  problems.filter(problem => problem.severity === severity).map(problemText)

const stack = (...resources: readonly string[]): string => `Resources:${SITE}${resources.join('')}`

describe('a name that an account has once', () => {
  test('CFF-157: two functions of one stack with the same name are an error with both places', () => {
    const text = stack(edgeFunction('First', 'rewrite'), edgeFunction('Second', 'rewrite'))
    const [error] = told(load({ 'cdn.yml': text }).problems, 'error')
    expect(error).toMatch(/First and Second both have the function name rewrite: .*FunctionAlreadyExists +cdn\.yml:2\d/)
    expect(error).toMatch(/\[CFF-157\]\n.*the other one stands at cdn\.yml:1\d/)
  })

  test.each([
    { type: 'CachePolicy', config: 'CachePolicyConfig', exception: 'CachePolicyAlreadyExists' },
    { type: 'KeyGroup', config: 'KeyGroupConfig', exception: 'KeyGroupAlreadyExists' },
    { type: 'OriginAccessControl', config: 'OriginAccessControlConfig', exception: 'OriginAccessControlAlreadyExists' },
    {
      type: 'OriginRequestPolicy',
      config: 'OriginRequestPolicyConfig',
      exception: 'OriginRequestPolicyAlreadyExists',
    },
    {
      type: 'ResponseHeadersPolicy',
      config: 'ResponseHeadersPolicyConfig',
      exception: 'ResponseHeadersPolicyAlreadyExists',
    },
  ])('two of type $type', ({ type, config, exception }) => {
    const resource = (logicalId: string): string => `
  ${logicalId}: { Type: 'AWS::CloudFront::${type}', Properties: { ${config}: { Name: !Sub 'same-\${AWS::StackName}' } } }`
    const text = stack(edgeFunction('First', 'rewrite'), resource('A'), resource('B'))
    expect(told(load({ 'cdn.yml': text }).problems, 'error').join()).toMatch(
      new RegExp(`A and B both have the .* name same-understudy: .*${exception}`),
    )
  })

  test('two stacks with the name of the stack in it have no name in common', () => {
    const named = stack(edgeFunction('First', "!Sub '${AWS::StackName}-rewrite'"))
    const { problems } = load({ 'live.yml': named, 'test.yml': named.replaceAll('www.', 'test.') })
    expect([...told(problems, 'error'), ...told(problems, 'warning')]).toEqual([])
  })

  test('in two stacks, which may go to two accounts, it is a warning, and each runs its own', () => {
    const live = stack(edgeFunction('First', 'rewrite', 'of live'))
    const trial = stack(edgeFunction('First', 'rewrite', 'of trial'))
    const { problems, distributions } = load({ 'live.yml': live, 'trial.yml': trial })
    expect(told(problems, 'warning').join()).toMatch(/in one account CloudFront refuses the second/)
    const codes = distributions.map(({ behaviors }) => behaviors[0]?.functions['viewer-request']?.code)
    expect(codes.map(code => code?.split('// ')[1])).toEqual(['of live', 'of trial'])
  })

  test('a name that a condition leaves once is no second one', () => {
    const twice = stack(edgeFunction('First', 'rewrite'), edgeFunction('Second', 'rewrite'))
    const text = `Conditions: { Never: !Equals [a, b] }\n${twice.replace(/(Second:\n)/, '$1    Condition: Never\n')}`
    expect(told(load({ 'cdn.yml': text }).problems, 'error')).toEqual([])
  })
})

test('CFF-157: two functions of one name in a Terraform plan are a warning: a provider may be for another account', () => {
  const fn = (name: string) => ({
    address: `aws_cloudfront_function.${name}`,
    mode: 'managed',
    type: 'aws_cloudfront_function',
    name,
    values: { name: 'rewrite', runtime: 'cloudfront-js-2.0', code: 'function handler(event) { return event.request }' },
  })
  const text = JSON.stringify({
    format_version: '1.2',
    planned_values: { root_module: { resources: [fn('one'), fn('two')] } },
  })
  expect(told(load({ 'plan.json': text }).problems, 'warning').join()).toMatch(/FunctionAlreadyExists/)
})

import { describe, expect, test } from 'vitest'
import { parseTemplate } from './parse-template.ts'
import { ProblemLog } from './problem-log.ts'
import { SharedValues } from './shared-values.ts'
import type { TemplateNode } from './template-node.ts'
import { child } from './template-node.ts'
import { TemplateScope } from './template-scope.ts'

const TEMPLATE = `
Parameters:
  Name: { Type: String, Default: home }
  Count: { Type: Number, Default: 3, MinValue: 1, MaxValue: 9 }
  Hosts: { Type: CommaDelimitedList, Default: 'a.example, b.example' }
  Secret: { Type: String }
  Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /site/name }
Mappings:
  Sizes:
    us-east-1: { small: 1, list: [x, y] }
Conditions:
  Yes: !Equals [!Ref Name, home]
  No: !Not [!Condition Yes]
  Both: !And [!Condition Yes, !Condition No]
  Either: !Or [!Condition Yes, !Condition No]
  Round: !Condition About
  About: !Condition Round
Resources:
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: assets } }
  Gone: { Type: 'AWS::S3::Bucket', Condition: No }
  Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' }
  Custom: { Type: 'Custom::Lookup' }
  Nested: { Type: 'AWS::CloudFormation::Stack' }
  First: { Type: 'AWS::S3::Bucket', Properties: { BucketName: !Ref Second } }
  Second: { Type: 'AWS::S3::Bucket', Properties: { BucketName: !Ref First } }
  Bomb: { Type: 'AWS::S3::Bucket', Properties: { BucketName: !Sub ['\${A}\${A}', { A: !Sub ['\${B}\${B}', { B: !Join ['', [!Ref Long, !Ref Long]] }] }] } }
Value: `

const evaluate = (
  expression: string,
  parameters: Record<string, string> = {},
): { value: unknown; problems: readonly string[]; scope: TemplateScope } => {
  const log = new ProblemLog()
  const root = parseTemplate({ file: 'template.yml', text: `${TEMPLATE}${expression}\n` }, log)
  if (root === undefined) throw new Error('the template of this test is broken')
  const scope = new TemplateScope(
    { file: 'template.yml', root, name: 'understudy', idPrefix: '', identities: new Map() },
    { parameters, imports: { shared: 'imported' }, shared: new SharedValues() },
    log,
  )
  const node = child(root, 'Value')
  const value = node === undefined ? undefined : plain(node, scope)
  return { value, problems: log.problems.map(({ message }) => message), scope }
}

const plain = (node: TemplateNode, scope: TemplateScope): unknown => {
  const value = scope.resolve(node)
  if (value?.kind === 'scalar') return value.value
  if (value?.kind === 'list') return value.items.map(item => plain(item, scope))
  if (value?.kind === 'map')
    return Object.fromEntries([...value.entries].map(([name, entry]) => [name, plain(entry, scope)]))
  return value?.kind
}

describe('values', () => {
  test.each([
    { expression: '!Ref Name', value: 'home' },
    { expression: '!Ref Hosts', value: ['a.example', 'b.example'] },
    { expression: '!Ref AWS::Region', value: 'us-east-1' },
    { expression: '!Ref AWS::AccountId', value: '123456789012' },
    { expression: '!Ref AWS::NoValue', value: undefined },
    { expression: '!Ref Bucket', value: 'assets' },
    { expression: '!GetAtt Bucket.RegionalDomainName', value: 'assets.s3.us-east-1.amazonaws.com' },
    { expression: '{ Fn::GetAtt: Bucket.Arn }', value: 'arn:aws:s3:::assets' },
    {
      expression: "!Sub '${Name}-${Bucket.Arn}-${!Name}-${AWS::Partition}'",
      value: 'home-arn:aws:s3:::assets-${Name}-aws',
    },
    { expression: "!Sub ['${A}/${Name}', { A: !Ref Count }]", value: '3/home' },
    { expression: "!Join ['-', [a, !Ref Name, !Ref AWS::NoValue]]", value: 'a-home' },
    { expression: "!Join ['', !Ref Hosts]", value: 'a.exampleb.example' },
    { expression: '!Select [1, !Ref Hosts]', value: 'b.example' },
    { expression: "!Select ['0', !Split ['|', 'x|y']]", value: 'x' },
    { expression: '!If [Yes, one, two]', value: 'one' },
    { expression: '!If [No, one, !If [Either, two, three]]', value: 'two' },
    { expression: '!If [Both, one, !Ref AWS::NoValue]', value: undefined },
    { expression: '!If [No, !Ref Secret, fine]', value: 'fine' },
    { expression: '!FindInMap [Sizes, !Ref AWS::Region, small]', value: 1 },
    { expression: '!FindInMap [Sizes, eu-west-1, small, { DefaultValue: 7 }]', value: 7 },
    { expression: '!ImportValue shared', value: 'imported' },
    { expression: '!Cidr [10.0.0.0/24, 2, 5]', value: ['10.0.0.0/27', '10.0.0.32/27'] },
    { expression: '{ "Fn::Base64": !Ref Name }', value: 'aG9tZQ==' },
    { expression: '!Length [a, b, c]', value: 3 },
    { expression: "!Select [0, !GetAZs '']", value: 'us-east-1a' },
    { expression: '!ToJsonString { a: [1, !Ref Name, true] }', value: '{"a":[1,"home",true]}' },
    { expression: '{ a: !Ref Name, b: [!Ref Count] }', value: { a: 'home', b: ['3'] } },
    {
      expression: '!GetAtt Balancer.DNSName',
      value: expect.stringMatching(/^balancer-[0-9a-f]{8}\.us-east-1\.elb\.amazonaws\.com$/),
    },
  ])('$expression', ({ expression, value }) => {
    const got = evaluate(expression)
    expect(got).toMatchObject({ value, problems: [] })
  })
})

describe('values that cannot be worked out are named', () => {
  test.each([
    { expression: '!Ref Nowhere', problem: /Nowhere is neither a parameter nor a resource/ },
    { expression: '!Ref Gone', problem: /Gone is neither/ },
    { expression: '!Ref AWS::Regoin', problem: /AWS::Regoin is neither/ },
    { expression: '!Ref Secret', problem: /the parameter Secret has no value: it has no default/ },
    { expression: '!Ref Stored', problem: /lives in Parameter Store/ },
    { expression: '!GetAtt Bucket.Arm', problem: /has no attribute Arm/ },
    { expression: '!GetAtt Nested.Outputs.Host', problem: /nested stack is not at hand/ },
    { expression: '!GetAtt Custom.Host', problem: /known only after a deployment: .* stands in/ },
    { expression: '!Cidr [10.0.0.0/24, 4, 8]', problem: /cannot take 4 blocks/ },
    { expression: '!GetAtt Bucket', problem: /wants a resource and an attribute/ },
    { expression: "!Sub '${Nowhere}'", problem: /Nowhere is neither/ },
    { expression: "!Sub '${Gone.Arn}'", problem: /Gone is neither/ },
    { expression: '!Select [5, [a]]', problem: /item 5 of a list of 1/ },
    { expression: '!Select [a]', problem: /wants an index and a list/ },
    { expression: '!If [Maybe, a, b]', problem: /no condition Maybe/ },
    { expression: '!If [Round, a, b]', problem: /in a circle: Round → About → Round/ },
    { expression: '!Ref First', problem: /in a circle: First → Second → First/ },
    { expression: '!FindInMap [Sizes, eu-west-1, small]', problem: /no entry Sizes.eu-west-1.small/ },
    { expression: '!ImportValue other', problem: /exported as other/ },
    { expression: "!Join ['-', text]", problem: /must be a list/ },
    { expression: '!Equals [a]', problem: /wants a list of two/ },
    { expression: '{ "Fn::Transform": { Name: x } }', problem: /Fn::Transform is not evaluated/ },
    { expression: '{ Ref: Name, Other: 1 }', problem: /Ref must stand alone/ },
  ])('$expression', ({ expression, problem }) => {
    expect(evaluate(expression).problems.join('\n')).toMatch(problem)
  })

  test('a text that doubles without end is stopped', () => {
    const { problems } = evaluate("!Sub ['${A}${A}', { A: !Ref Long }]", {})
    expect(problems.join()).toMatch(/Long is neither/)
    const long = 'x'.repeat(600_000)
    expect(evaluate("!Join ['', [!Ref Name, !Ref Name]]", { Name: long }).problems.join()).toMatch(/grows beyond/)
  })
})

describe('given parameters', () => {
  test('a given value goes before the default', () => {
    expect(evaluate('!Ref Name', { Name: 'live' })).toMatchObject({ value: 'live', problems: [] })
  })

  test('a parameter of Parameter Store takes the given value', () => {
    expect(evaluate('!Ref Stored', { Stored: 'x' })).toMatchObject({ value: 'x', problems: [] })
  })

  test.each([
    { given: { Count: 'many' }, problem: /is no number/ },
    { given: { Count: '12' }, problem: /is above 9/ },
    { given: { Count: '0' }, problem: /is below 1/ },
  ])('$given', ({ given, problem }) => {
    expect(evaluate('x', given).problems.join('\n')).toMatch(problem)
  })
})

import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import { expect, test } from 'vitest'
import { structuralProblems } from './structural-check.ts'

const spec = loadAwsServiceSpecSync()

const functionWith = (properties: object) => ({
  Resources: {
    F: {
      Type: 'AWS::CloudFront::Function',
      Properties: {
        Name: 'f',
        FunctionCode: 'x',
        FunctionConfig: { Comment: 'c', Runtime: 'cloudfront-js-2.0' },
        ...properties,
      },
    },
  },
})

const store = { KeyValueStoreAssociations: [{ KeyValueStoreARN: { 'Fn::GetAtt': ['S', 'Arn'] } }] }
const config = (more: object) => ({ FunctionConfig: { Comment: 'c', Runtime: 'cloudfront-js-2.0', ...more } })

test.each([
  { rule: 'a plain resource', template: functionWith({ AutoPublish: true }) },
  { rule: 'scalars convert into each other', template: functionWith({ AutoPublish: 'true', Name: 5 }) },
  {
    rule: 'references stand for any value',
    template: functionWith({ ...config(store), Name: { 'Fn::Sub': '${A}-x' } }),
  },
  { rule: 'AWS::NoValue is nothing', template: functionWith({ AutoPublish: { Ref: 'AWS::NoValue' } }) },
])('$rule fits', ({ template }) => {
  expect(structuralProblems(template, spec)).toEqual([])
})

test.each([
  {
    rule: 'an unknown resource type',
    template: { Resources: { F: { Type: 'AWS::CloudFront::Fonction' } } },
    path: 'Resources.F',
  },
  { rule: 'no resource type', template: { Resources: { F: {} } }, path: 'Resources.F' },
  { rule: 'no resources at all', template: {}, path: 'Resources' },
  { rule: 'an unknown property', template: functionWith({ Nmae: 'x' }), path: 'Resources.F.Properties.Nmae' },
  {
    rule: 'a missing property',
    template: functionWith({ FunctionConfig: { Comment: 'c' } }),
    path: 'Resources.F.Properties.FunctionConfig',
  },
  {
    rule: 'an object where text belongs: what osls makes of a .js file',
    template: functionWith({ FunctionCode: {} }),
    path: 'Resources.F.Properties.FunctionCode',
  },
  {
    rule: 'an object where a list belongs',
    template: functionWith(config({ KeyValueStoreAssociations: {} })),
    path: 'Resources.F.Properties.FunctionConfig.KeyValueStoreAssociations',
  },
  {
    rule: 'text where an object belongs',
    template: functionWith({ FunctionConfig: { 'Fn::Sub': 'x' } }),
    path: 'Resources.F.Properties.FunctionConfig',
  },
  {
    rule: 'a wrong branch of Fn::If',
    template: functionWith({ AutoPublish: { 'Fn::If': ['C', true, 'maybe'] } }),
    path: 'Resources.F.Properties.AutoPublish.Fn::If.2',
  },
  {
    rule: 'an unknown property in a list',
    template: functionWith(config({ KeyValueStoreAssociations: [{ KeyValueStoreARN: 'a', Id: 1 }] })),
    path: 'Resources.F.Properties.FunctionConfig.KeyValueStoreAssociations.0.Id',
  },
])('$rule is reported with its path', ({ template, path }) => {
  expect(structuralProblems(template, spec).map(problem => problem.path)).toEqual([path])
})

test('a value outside of an enumeration is reported', () => {
  const logGroup = (days: unknown) => ({
    Resources: { L: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: days } } },
  })
  expect(structuralProblems(logGroup('30'), spec)).toEqual([])
  expect(structuralProblems(logGroup(31), spec)).toMatchObject([
    { message: expect.stringContaining('31 is not one of') },
  ])
})

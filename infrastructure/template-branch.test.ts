import { expect, test } from 'vitest'
import { resourcesWith } from './template-branch.ts'

const template = {
  Parameters: { Mode: { Default: 'a' } },
  Conditions: {
    IsA: { 'Fn::Equals': [{ Ref: 'Mode' }, 'a'] },
    IsB: { 'Fn::Equals': [{ Ref: 'Mode' }, 'b'] },
    NotA: { 'Fn::Not': [{ Condition: 'IsA' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsA' }, { Condition: 'IsB' }] },
    Both: { 'Fn::And': [{ Condition: 'IsA' }, { Condition: 'IsB' }] },
  },
  Resources: {
    Always: {
      Properties: {
        list: [1, { 'Fn::If': ['IsA', 2, { Ref: 'AWS::NoValue' }] }],
        nested: { 'Fn::If': ['NotA', { x: 1 }, { 'Fn::If': ['Either', { y: 1 }, 0] }] },
      },
    },
    OnlyB: { Condition: 'IsB' },
    Never: { Condition: 'Both' },
  },
}

test('defaults decide the conditions', () => {
  expect(resourcesWith(template)).toEqual({ Always: { Properties: { list: [1, 2], nested: { y: 1 } } } })
})

test('parameters decide the conditions; AWS::NoValue leaves a list', () => {
  expect(resourcesWith(template, { Mode: 'b' })).toEqual({
    Always: { Properties: { list: [1], nested: { x: 1 } } },
    OnlyB: { Condition: 'IsB' },
  })
})

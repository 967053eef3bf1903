import { expect, test } from 'vitest'
import { parameterName, queryParameters } from './query-string.ts'

test.each([
  { rule: 'KEY-11 & separates', query: 'a=1&b=2', parameters: ['a=1', 'b=2'] },
  { rule: 'KEY-11 ; does not', query: 'color=red;size=large', parameters: ['color=red;size=large'] },
  { rule: 'KEY-14 repeated parameters stay', query: 'a=1&a=2', parameters: ['a=1', 'a=2'] },
  { rule: 'KEY-14 with and without = are different', query: 'a&a=', parameters: ['a', 'a='] },
  { rule: 'KEY-15 nothing is decoded', query: '%61=%2F', parameters: ['%61=%2F'] },
  { rule: 'KEY-14 an empty query', query: '', parameters: [] },
  { rule: 'no query', query: undefined, parameters: [] },
])('$rule', ({ query, parameters }) => {
  expect(queryParameters(query)).toEqual(parameters)
})

test.each([
  { parameter: 'a=1', name: 'a' },
  { parameter: 'a', name: 'a' },
  { parameter: 'a=b=c', name: 'a' },
  { parameter: 'color=red;size=large', name: 'color' },
])('KEY-11: the name of $parameter is $name', ({ parameter, name }) => {
  expect(parameterName(parameter)).toBe(name)
})

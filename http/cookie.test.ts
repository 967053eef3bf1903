import { expect, test } from 'vitest'
import { cookieField, parseCookies, sortedCookies } from './cookie.ts'

test.each([
  { rule: 'pairs in order', field: 'b=2; a=1', pairs: ['b=2', 'a=1'] },
  { rule: 'KEY-08 case is kept', field: 'A=x; a=X', pairs: ['A=x', 'a=X'] },
  { rule: 'a value may hold =', field: 'a=b=c', pairs: ['a=b=c'] },
  { rule: 'an empty value', field: 'a=', pairs: ['a='] },
  { rule: 'an empty field', field: '', pairs: [] },
  { rule: 'KEY-10 names with $ are dropped', field: '$Version=1; a=1', pairs: ['a=1'] },
  { rule: 'KEY-10 a field of another form is nothing at all', field: 'a=1; nonsense', pairs: undefined },
  { rule: 'KEY-10 a pair without a name is another form', field: '=1', pairs: undefined },
])('$rule', ({ field, pairs }) => {
  expect(parseCookies(field)?.map(({ name, value }) => `${name}=${value}`)).toEqual(pairs)
})

test('KEY-09: sorted by name, equal names in arrival order', () => {
  const pairs = parseCookies('b=1; a=2; B=3; a=1') ?? []
  expect(cookieField(sortedCookies(pairs))).toBe('B=3; a=2; a=1; b=1')
})

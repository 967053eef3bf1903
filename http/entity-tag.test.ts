import { expect, test } from 'vitest'
import { ifNoneMatchHits, isSameStrongly, weakened } from './entity-tag.ts'

test.each([
  { rule: 'the same tag', field: '"a"', tag: '"a"', hits: true },
  { rule: 'another tag', field: '"b"', tag: '"a"', hits: false },
  { rule: 'one of a list', field: '"b", "a"', tag: '"a"', hits: true },
  { rule: 'a comma inside a tag', field: '"b,c"', tag: '"b,c"', hits: true },
  { rule: 'weak against strong', field: 'W/"a"', tag: '"a"', hits: true },
  { rule: 'strong against weak', field: '"a"', tag: 'W/"a"', hits: true },
  { rule: 'the star matches any', field: ' * ', tag: undefined, hits: true },
  { rule: 'without a stored tag', field: '"a"', tag: undefined, hits: false },
  { rule: 'a tag without quotes is none', field: 'a', tag: '"a"', hits: false },
])('TTL-36 If-None-Match: $rule', ({ field, tag, hits }) => {
  expect(ifNoneMatchHits(field, tag)).toBe(hits)
})

test.each([
  { rule: 'strong and equal', a: '"a"', b: '"a"', same: true },
  { rule: 'weak and equal', a: 'W/"a"', b: 'W/"a"', same: false },
  { rule: 'different', a: '"a"', b: '"b"', same: false },
])('TTL-57 strong comparison: $rule', ({ a, b, same }) => {
  expect(isSameStrongly(a, b)).toBe(same)
})

test.each([
  { rule: 'COMP-11 a strong tag becomes weak', tag: '"x"', weak: 'W/"x"' },
  { rule: 'COMP-11 a weak tag stays', tag: 'W/"x"', weak: 'W/"x"' },
  { rule: 'COMP-11 an invalid tag is removed', tag: 'x', weak: undefined },
])('$rule', ({ tag, weak }) => {
  expect(weakened(tag)).toBe(weak)
})

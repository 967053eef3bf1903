import { expect, test } from 'vitest'
import { absoluteTarget } from './request-target.ts'

test.each([
  { rule: 'a path', target: 'http://a.example/b', is: ['a.example', '/b'] },
  { rule: 'a query string', target: 'http://a.example:81/b?c=/d', is: ['a.example:81', '/b?c=/d'] },
  { rule: 'no path', target: 'http://a.example', is: ['a.example', '/'] },
  { rule: 'no path before a query string', target: 'http://a.example?c', is: ['a.example', '/?c'] },
  { rule: 'the other scheme, in capitals', target: 'HTTPS://a.example/', is: ['a.example', '/'] },
  { rule: 'dot segments and doubled slashes stay', target: 'http://a//b/../c', is: ['a', '//b/../c'] },
  { rule: 'a fragment stays, to be refused', target: 'http://a/b#c', is: ['a', '/b#c'] },
  { rule: 'the origin form', target: '/http://a/', is: undefined },
  { rule: 'the asterisk form', target: '*', is: undefined },
  { rule: 'the authority form', target: 'a.example:443', is: undefined },
  { rule: 'no host', target: 'http:///b', is: undefined },
  { rule: 'another scheme', target: 'ftp://a/b', is: undefined },
])('$rule', ({ target, is }) => {
  const found = absoluteTarget(target)
  expect(found && [found.authority, found.originForm]).toEqual(is)
})

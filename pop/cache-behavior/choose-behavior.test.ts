import { expect, test } from 'vitest'
import { cacheBehavior, distribution } from '../../test/support/distribution.ts'
import { behaviorChooser } from './choose-behavior.ts'

const chooser = (...patterns: string[]) =>
  behaviorChooser(distribution({ behaviors: [...patterns, '*'].map(pathPattern => cacheBehavior({ pathPattern })) }))

test.each([
  { rule: 'BEH-01 the first that matches wins', patterns: ['/a/b*', '/a*'], path: '/a/b/c', chosen: '/a/b*' },
  { rule: 'BEH-01 not the most exact one', patterns: ['/a*', '/a/b*'], path: '/a/b/c', chosen: '/a*' },
  { rule: 'BEH-01 the default behaviour is last', patterns: ['/a*'], path: '/b', chosen: '*' },
  { rule: 'BEH-02 the leading slash is implied', patterns: ['images/*'], path: '/images/a.png', chosen: 'images/*' },
  { rule: 'BEH-02 also before a star', patterns: ['*product.jpg'], path: '/x/product.jpg', chosen: '*product.jpg' },
  { rule: 'BEH-03 * crosses slashes', patterns: ['a*.jpg'], path: '/abra/cadabra/magic.jpg', chosen: 'a*.jpg' },
  { rule: 'BEH-03 ? is one character', patterns: ['a??.jpg'], path: '/ant.jpg', chosen: 'a??.jpg' },
  { rule: 'BEH-03 ? is not two', patterns: ['a??.jpg'], path: '/aunt.jpg', chosen: '*' },
  { rule: 'BEH-04 case counts', patterns: ['/A*'], path: '/a', chosen: '*' },
  { rule: 'BEH-07 anchored at the front', patterns: ['/b'], path: '/a/b', chosen: '*' },
  { rule: 'BEH-07 anchored at the end', patterns: ['/a'], path: '/a/b', chosen: '*' },
  { rule: 'BEH-08 the normalised path is matched', patterns: ['/a/b*', '/a*'], path: '/a/b/..', chosen: '/a*' },
  { rule: 'BEH-10 unreserved octets are decoded', patterns: ['/api*'], path: '/%61pi', chosen: '/api*' },
  {
    rule: 'BEH-12 a public pattern listed first exposes the overlap',
    patterns: ['/*.css', '/private/*'],
    path: '/private/a.css',
    chosen: '/*.css',
  },
])('$rule', ({ patterns, path, chosen }) => {
  expect(chooser(...patterns)(path).pathPattern).toBe(chosen)
})

test('BEH-01: the answer for a path is the same the second time', () => {
  const choose = chooser('/a*')
  expect(choose('/a')).toBe(choose('/a'))
})

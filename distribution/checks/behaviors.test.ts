import { expect, test } from 'vitest'
import { cacheBehavior } from '../../test/support/distribution.ts'
import { contentsOf } from './behaviors.ts'

test.each([
  { pathPattern: '*', contents: 'pages' },
  { pathPattern: 'wp-admin/*', contents: 'pages' },
  { pathPattern: 'wp-login.php', contents: 'api' },
  { pathPattern: 'wp-content/*', contents: 'files' },
  { pathPattern: '/wp-includes/*', contents: 'files' },
  { pathPattern: '/uploads/*', contents: 'files' },
  { pathPattern: '*.css', contents: 'files' },
  { pathPattern: '/api/*', contents: 'api' },
])('$pathPattern looks like $contents', ({ pathPattern, contents }) => {
  expect(contentsOf(cacheBehavior({ pathPattern }))).toBe(contents)
})

import { expect, test } from 'vitest'
import { withDefaultRootObject } from './default-root-object.ts'

test.each([
  { rule: 'ROOT-01 the root URL', uri: '/', object: 'index.html', becomes: '/index.html' },
  { rule: 'ROOT-03 an object with a path', uri: '/', object: 'app/index.html', becomes: '/app/index.html' },
  { rule: 'ROOT-02 not a sub-directory', uri: '/app/', object: 'index.html', becomes: '/app/' },
  { rule: 'ROOT-02 not three slashes', uri: '///', object: 'index.html', becomes: '///' },
  {
    rule: 'ROOT-04 not the directory of the object',
    uri: '/install',
    object: 'install/index.html',
    becomes: '/install',
  },
  { rule: 'ROOT-01 none configured', uri: '/', object: undefined, becomes: '/' },
])('$rule', ({ uri, object, becomes }) => {
  expect(withDefaultRootObject(uri, object)).toBe(becomes)
})

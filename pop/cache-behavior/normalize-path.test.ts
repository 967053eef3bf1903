import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalizePath } from './normalize-path.ts'

test.each([
  { rule: 'BEH-08 a plain path stays', path: '/a/b.html', normal: '/a/b.html' },
  { rule: 'BEH-08 .. leaves its segment', path: '/a/b/..', normal: '/a/' },
  { rule: 'BEH-08 .. in the middle', path: '/a/../b', normal: '/b' },
  { rule: 'BEH-08 .. above the root', path: '/../../a', normal: '/a' },
  { rule: 'BEH-08 . in the middle', path: '/a/./b', normal: '/a/b' },
  { rule: 'BEH-08 . at the end', path: '/a/.', normal: '/a/' },
  { rule: 'BEH-08 repeated slashes are reduced', path: '//a///b//', normal: '/a/b/' },
  { rule: 'BEH-08 a dot in a name stays', path: '/a/.well-known/..b', normal: '/a/.well-known/..b' },
  { rule: 'BEH-10 unreserved octets are decoded', path: '/%61%2D%7e%5F', normal: '/a-~_' },
  { rule: 'BEH-10 reserved octets are not', path: '/a%2Fb%3F', normal: '/a%2Fb%3F' },
  { rule: 'BEH-10 and BEH-08 encoded dots are dots', path: '/a/%2e%2E/b', normal: '/b' },
  { rule: 'BEH-10 a broken escape stays', path: '/a%4', normal: '/a%4' },
])('$rule', ({ path, normal }) => {
  expect(normalizePath(path)).toBe(normal)
})

test('BEH-08: a normal path starts with a slash, holds no dot segment and no double slash, and is normal already', () => {
  const segment = fc.constantFrom('', '.', '..', 'a', 'b.c', '%2e', '%61', '%2F', '...')
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 8 }), segments => {
      const normal = normalizePath(`/${segments.join('/')}`)
      expect(normal).toMatch(/^\//)
      expect(normal).not.toContain('//')
      expect(normal.split('/').some(piece => piece === '.' || piece === '..')).toBe(false)
      expect(normalizePath(normal)).toBe(normal)
    }),
  )
})

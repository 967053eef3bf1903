import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePathPattern, pathPatternComplaint } from './path-pattern.ts'

describe('path patterns', () => {
  test.each([
    { rule: 'BEH-02 the leading slash is optional', pattern: 'images/*', path: '/images/a.jpg', matches: true },
    { rule: 'BEH-02 a written slash means the same', pattern: '/images/*', path: '/images/a.jpg', matches: true },
    { rule: 'BEH-02 a leading star', pattern: '*product.jpg', path: '/x/product.jpg', matches: true },
    { rule: 'BEH-03 a star crosses slashes', pattern: '/a*.jpg', path: '/abra/cadabra/magic.jpg', matches: true },
    { rule: 'BEH-03 a star matches nothing', pattern: '/images/*', path: '/images/', matches: true },
    { rule: 'BEH-03 ? is exactly one character', pattern: 'a??.jpg', path: '/ant.jpg', matches: true },
    { rule: 'BEH-03 ? is not two characters', pattern: 'a?.jpg', path: '/ant.jpg', matches: false },
    { rule: 'BEH-03 ? matches a slash too', pattern: '/a?b', path: '/a/b', matches: true },
    { rule: 'BEH-04 case counts', pattern: '/Images/*', path: '/images/a', matches: false },
    { rule: 'BEH-06 a dot is a dot', pattern: '/a.b', path: '/axb', matches: false },
    { rule: 'BEH-07 anchored at the start', pattern: '/images/*', path: '/x/images/a', matches: false },
    { rule: 'BEH-07 anchored at the end', pattern: '/images/*.jpg', path: '/images/a.jpg.exe', matches: false },
    { rule: 'BEH-07 a suffix of any extension', pattern: '*.doc*', path: '/x.doc', matches: true },
    { rule: 'BEH-07 head and tail do not overlap', pattern: '/aa*aa', path: '/aaa', matches: false },
    { rule: 'BEH-07 the default pattern', pattern: '*', path: '/anything', matches: true },
    { rule: 'BEH-07 an exact path', pattern: 'robots.txt', path: '/robots.txt', matches: true },
    { rule: 'BEH-07 pieces in order', pattern: '/*b*a', path: '/xaxb', matches: false },
  ])('$rule: $pattern on $path', ({ pattern, path, matches }) => {
    expect(compilePathPattern(pattern)(path)).toBe(matches)
  })

  test('BEH-03, BEH-07 agrees with the regular expression that says the same', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 10 })
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '?'), minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(patterns, letters, (pattern, rest) => {
        const canonical = pattern.startsWith('/') ? pattern : `/${pattern}`
        const source = canonical.replace(/[.]/g, '\\.').replace(/\*+/g, '.*').replace(/\?/g, '.')
        const path = `/${rest}`
        expect(compilePathPattern(pattern)(path)).toBe(new RegExp(`^${source}$`).test(path))
      }),
      { numRuns: 1_000 },
    )
  })

  test('BEH-03 a hostile pattern takes no more steps than pattern length times path length', () => {
    const matches = compilePathPattern(`/${'*a'.repeat(120)}b`)
    expect(matches(`/${'a'.repeat(8_000)}`)).toBe(false)
  })

  test.each([
    { rule: 'BEH-06 an ordinary pattern', pattern: '/a-b_c/*.?~"\'@:+&$', complaint: undefined },
    { rule: 'BEH-06 a space', pattern: '/a b', complaint: /holds a character other than/ },
    { rule: 'BEH-06 a percent sign', pattern: '/%20', complaint: /holds a character other than/ },
    { rule: 'BEH-06 the length limit', pattern: `/${'a'.repeat(255)}`, complaint: /longer than 255/ },
    { rule: 'BEH-06 nothing at all', pattern: '', complaint: /empty/ },
  ])('$rule', ({ pattern, complaint }) => {
    const text = pathPatternComplaint(pattern)
    if (complaint === undefined) expect(text).toBeUndefined()
    else expect(text).toMatch(complaint)
  })
})

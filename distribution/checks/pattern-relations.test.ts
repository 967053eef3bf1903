import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePathPattern } from '../path-pattern.ts'
import { coversPattern, patternsOverlap } from './pattern-relations.ts'

test.each([
  { outer: '/a/*', inner: '/a/b/*', covers: true },
  { outer: '*', inner: '/a/b', covers: true },
  { outer: '/*', inner: '*', covers: true },
  { outer: '*.jpg', inner: '/images/*.jpg', covers: true },
  { outer: '/a/?', inner: '/a/b', covers: true },
  { outer: '/a/*', inner: '/a/?x', covers: true },
  { outer: 'a/*', inner: '/a/b', covers: true },
  { outer: '/a/b/*', inner: '/a/*', covers: false },
  { outer: '/a/?', inner: '/a/*', covers: false },
  { outer: '/A/*', inner: '/a/*', covers: false },
  { outer: '*.jpg', inner: '/images/*', covers: false },
])('BEH-03 $outer covers $inner: $covers', ({ outer, inner, covers }) =>
  expect(coversPattern(outer, inner)).toBe(covers),
)

test.each([
  { one: '*.jpg', other: '/private/*', overlap: true },
  { one: '/a?c', other: '/ab*', overlap: true },
  { one: '/a/*', other: '/b/*', overlap: false },
  { one: '/a??', other: '/a?', overlap: false },
])('$one and $other overlap: $overlap', ({ one, other, overlap }) => expect(patternsOverlap(one, other)).toBe(overlap))

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 }).map(text => `/${text}`)
const path = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 }).map(text => `/${text}`)

test('both agree with matching on every path', () => {
  fc.assert(
    fc.property(pattern, pattern, path, (one, other, text) => {
      const [inOne, inOther] = [compilePathPattern(one)(text), compilePathPattern(other)(text)]
      if (inOne && inOther) expect(patternsOverlap(one, other)).toBe(true)
      if (inOther && coversPattern(one, other)) expect(inOne).toBe(true)
      expect(coversPattern(one, one)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('a hostile pair ends', () => {
  expect(coversPattern(`/${'*a'.repeat(60)}*${'?'.repeat(60)}`, `/${'*?a'.repeat(60)}`)).toBeTypeOf('boolean')
})

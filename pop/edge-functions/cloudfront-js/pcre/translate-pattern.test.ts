import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { translatePattern } from './translate-pattern.ts'

/** What the pattern matches is compared with an independent engine in `test/runtime/engine-answers.test.ts`. */
describe('patterns (CFF-39)', () => {
  test.each([
    '^/a/(?<id>\\d+)$',
    '[^/]+\\.html?',
    '(a|b){2,3}?c',
    '\\u0041\\x42\\cA',
    '(?:x)(?=y)(?!z)',
    'a]}',
    '(a)\\1',
  ])('%s stands as it is', pattern => {
    expect(translatePattern(pattern, 'g')).toEqual({ kind: 'as-is' })
  })
  test.each([
    { what: 'case at the front', pattern: '(?i)a', source: 'a', flags: 'i', helpers: [] },
    {
      what: 'case in a group',
      pattern: 'x(?i:[a-b]c)',
      source: 'x(?:[\\u0061-\\u0062aAbB][cC])',
      flags: '',
      helpers: [],
    },
    { what: 'an atomic group', pattern: '(?>a)b', source: '(?:(?=(a))(?:\\1))b', flags: '', helpers: [1] },
    {
      what: 'groups behind ours',
      pattern: 'a++(b)\\1',
      source: '(?:(?=(a+))(?:\\1))(b)(?:\\2)',
      flags: '',
      helpers: [1],
    },
    { what: 'the start and the end', pattern: '\\Aa\\z', source: '(?<![^])a(?![^])', flags: '', helpers: [] },
  ])('$what: $pattern', ({ pattern, source, flags, helpers }) => {
    expect(translatePattern(pattern, '')).toEqual({ kind: 'translated', source, flags, helpers })
  })
  test.each(['(?R)', '(?1)', '(a)?(?(1)b)', '(?|a)', '\\p{L}', '\\X', '\\G', '(*ACCEPT)', '(a\\Kb)', '(?J)', '(?C1)'])(
    '%s is refused by name',
    pattern => {
      expect(translatePattern(pattern, '')).toMatchObject({
        kind: 'refused',
        problem: expect.stringContaining('not emulated') as unknown,
      })
    },
  )
  test('one that is longer than PCRE takes is not read', () => {
    expect(translatePattern('a'.repeat(65_537), '')).toMatchObject({ kind: 'refused' })
  })
  test('any text is told to compile or not, and what compiles does so here', () => {
    const parts = fc.constantFrom(
      ..."ab01(|)[]{}^$.*+?\\-:=!<>PiKQERhszAdDwxun,#' ".split(''),
      '(?',
      '[:alpha:]',
      '(?i)',
      '\\k<n>',
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 14 }), fc.constantFrom('', 'i', 'gm'), (given, flags) => {
        const pattern = given.join('')
        const translated = translatePattern(pattern, flags)
        if (translated.kind === 'refused') return
        const [source, engineFlags] =
          translated.kind === 'as-is' ? [pattern, flags] : [translated.source, translated.flags]
        expect(new RegExp(source, engineFlags)).toBeInstanceOf(RegExp)
      }),
      { numRuns: 2_000 },
    )
  })
})

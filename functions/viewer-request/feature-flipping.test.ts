import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { chooseVariants, type StoredFlags } from './feature-flipping.ts'

const NEW_VIEWER = ''
const VALUES = ['site:v4', 'site:v5']

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const drawing = (percentPoint: number) => vi.spyOn(Math, 'random').mockReturnValue(percentPoint / 100)

/** As the store gives it: parsed from JSON, its shape unchecked. */
const stored = (json: string): StoredFlags => JSON.parse(json)

describe('the viewer’s choice', () => {
  test.each([
    { rule: 'no cookie: the default', cookie: '', flags: 'site:v4' },
    { rule: 'a known variant', cookie: 'site:v5', flags: 'site:v5' },
    { rule: 'other flags are ignored', cookie: 'menu:new.site:v5.x:y', flags: 'site:v5' },
    { rule: 'unknown variant: the default', cookie: 'site:v6', flags: 'site:v4' },
    { rule: 'two choices: the variant declared first', cookie: 'site:v5.site:v4', flags: 'site:v4' },
    { rule: 'no part of a longer name', cookie: 'website:v5', flags: 'site:v4' },
    { rule: 'no part of a longer variant', cookie: 'site:v55', flags: 'site:v4' },
    { rule: 'names of Object.prototype are nothing special', cookie: '__proto__:v5.constructor:v5', flags: 'site:v4' },
    { rule: 'nor as variants', cookie: 'site:__proto__.site:constructor.site:toString', flags: 'site:v4' },
    { rule: 'case matters', cookie: 'SITE:V5', flags: 'site:v4' },
  ])('$rule', ({ cookie, flags }) => {
    expect(chooseVariants(cookie, undefined, false)).toEqual({ flags, seconds: 0 })
  })

  test('10,000 random cookies give no third value', () => {
    const piece = fc.oneof(fc.constantFrom('site', ':', '.', 'v4', 'v5', '__proto__', '%', '"'), fc.string())
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        expect(VALUES).toContain(chooseVariants(pieces.join(''), undefined, false).flags)
      }),
      { numRuns: 10_000 },
    )
  })
})

describe('dated flips', () => {
  const flips = stored('{"site":{"default":"v4","flips":{"2027-06-11T18:00:00Z":"v5","2027-06-12T02:00:00Z":"v4"}}}')
  test.each([
    { now: '2027-06-11T17:59:59.999Z', flags: 'site:v4' },
    { now: '2027-06-11T18:00:00Z', flags: 'site:v5' },
    { now: '2027-06-12T02:00:00Z', flags: 'site:v4' },
  ])('at $now a new viewer sees $flags', ({ now, flags }) => {
    vi.useFakeTimers({ now: new Date(now) })
    expect(chooseVariants(NEW_VIEWER, flips, false)).toEqual({ flags, seconds: 0 })
  })

  test('a choice outlives a flip', () => {
    vi.useFakeTimers({ now: new Date('2027-06-11T20:00:00Z') })
    expect(chooseVariants('site:v4', flips, false).flags).toBe('site:v4')
  })
})

describe('ramp', () => {
  const ramp = stored('{"site":{"default":"v4","ramp":{"v5":10}}}')

  test.each([
    { rule: 'the share of the variant: kept for 30 days', point: 9.99, flags: 'site:v5', seconds: 2_592_000 },
    { rule: 'the rest: the default, kept for an hour', point: 10, flags: 'site:v4', seconds: 3_600 },
  ])('$rule', ({ point, flags, seconds }) => {
    drawing(point)
    expect(chooseVariants(NEW_VIEWER, ramp, false)).toEqual({ flags, seconds })
  })

  test('an invalid choice is drawn anew', () => {
    drawing(0)
    expect(chooseVariants('site:v9', ramp, false)).toEqual({ flags: 'site:v5', seconds: 2_592_000 })
  })

  test('a valid choice is not drawn and not written again', () => {
    drawing(0)
    expect(chooseVariants('site:v4', ramp, false)).toEqual({ flags: 'site:v4', seconds: 0 })
  })

  test('a crawler always sees the default', () => {
    drawing(0)
    expect(chooseVariants(NEW_VIEWER, ramp, true)).toEqual({ flags: 'site:v4', seconds: 0 })
  })

  test.each([
    { share: 0, point: 0, flags: 'site:v4' },
    { share: 100, point: 99.999, flags: 'site:v5' },
  ])('$share % is nobody or everybody', ({ share, point, flags }) => {
    drawing(point)
    const setting = stored(JSON.stringify({ site: { default: 'v4', ramp: { v5: share } } }))
    expect(chooseVariants(NEW_VIEWER, setting, false).flags).toBe(flags)
  })

  test('shares follow one another; unknown variants take none', () => {
    drawing(35)
    const setting = stored('{"site":{"default":"v5","ramp":{"v9":50,"v5":30,"v4":10}}}')
    expect(chooseVariants(NEW_VIEWER, setting, false).flags).toBe('site:v4')
  })
})

describe('the KeyValueStore', () => {
  test('a stored default replaces the declared one', () => {
    expect(chooseVariants(NEW_VIEWER, stored('{"site":{"default":"v5"}}'), false).flags).toBe('site:v5')
  })

  test.each([
    'null',
    '7',
    '"site"',
    '[]',
    '{"site":5}',
    '{"site":null}',
    '{"site":{"default":"v9"}}',
    '{"site":{"ramp":{"v5":100}}}',
  ])('not usable, so the declaration stands: %s', json =>
    expect(chooseVariants(NEW_VIEWER, stored(json), false)).toEqual({ flags: 'site:v4', seconds: 0 }),
  )

  test('whatever is stored, a declared variant comes out and nothing throws', () => {
    const setting = fc.record({ default: fc.constantFrom('v4', 'v5'), flips: fc.jsonValue(), ramp: fc.jsonValue() })
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ site: fc.oneof(setting, fc.jsonValue()) })), value => {
        const { flags, seconds } = chooseVariants(NEW_VIEWER, stored(JSON.stringify(value)), false)
        expect(VALUES).toContain(flags)
        expect([0, 3_600, 2_592_000]).toContain(seconds)
      }),
      { numRuns: 3_000 },
    )
  })
})

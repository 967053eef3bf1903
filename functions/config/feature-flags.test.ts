import { describe, expect, test } from 'vitest'
import { FEATURE_FLAGS } from './feature-flags.ts'

const NAME = /^[\w-]+$/

test('every flag has a name of its own', () => {
  expect(new Set(FEATURE_FLAGS.map(({ name }) => name)).size).toBe(FEATURE_FLAGS.length)
})

test('flags stand in the order of their names: another order would make new cache keys of the same choices', () => {
  const names = FEATURE_FLAGS.map(({ name }) => name)
  expect(names).toEqual(names.toSorted())
})

describe.each(FEATURE_FLAGS.map(flag => ({ ...flag })))('flag $name', flag => {
  test('names need no escaping in cookie and header', () => {
    for (const name of [flag.name, ...flag.variants]) expect(name).toMatch(NAME)
  })
  test('default, flips and ramp speak of declared variants', () => {
    const { flips = {}, ramp = {} } = flag
    for (const variant of [flag.default, ...Object.values(flips), ...Object.keys(ramp)])
      expect(flag.variants).toContain(variant)
  })
  test('flips are instants in order, in UTC: the runtime reads no offset', () => {
    for (const instant of Object.keys(flag.flips ?? {})) expect(instant).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    const instants = Object.keys(flag.flips ?? {}).map(instant => Date.parse(instant))
    expect(instants).not.toContain(Number.NaN)
    expect(instants).toEqual(instants.toSorted((a, b) => a - b))
  })
  test('the ramp is at most 100 percent', () => {
    const shares = Object.values(flag.ramp ?? {})
    expect(shares.every(share => share >= 0)).toBe(true)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(100)
  })
})

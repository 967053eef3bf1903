import { describe, expect, test } from 'vitest'
import { isoTime } from './iso-time.ts'

test.each([
  { rule: 'a day begins at midnight UTC', text: '2026-11-24', iso: '2026-11-24T00:00:00.000Z' },
  { rule: 'no zone is UTC', text: '2026-11-24T18:00', iso: '2026-11-24T18:00:00.000Z' },
  { rule: 'Z is UTC', text: '2026-11-24T18:00:30Z', iso: '2026-11-24T18:00:30.000Z' },
  { rule: 'an offset counts', text: '2026-11-24T18:00:30.5+01:00', iso: '2026-11-24T17:00:30.500Z' },
])('$rule', ({ text, iso }) => {
  expect(new Date(isoTime('--from', text)).toISOString()).toBe(iso)
})

describe('refused, with the option and an example', () => {
  test.each([
    '',
    'yesterday',
    '24.11.2026',
    '2026-13-01',
    '2026-02-31',
    '2026-11-24T25:00',
    '2026-11-24 18:00',
    '1795543200',
  ])('%j', text => {
    expect(() => isoTime('--from', text)).toThrow(/^✘ --from .*\n {2}→ for example 2026/)
  })
})

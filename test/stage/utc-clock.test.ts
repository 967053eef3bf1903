import { afterAll, beforeAll, expect, test } from 'vitest'
import { valueOf } from '../support/function-runner.ts'

// In this project every file has a process of its own, so the zone of the machine can be another one.
const before = process.env['TZ']
beforeAll(() => {
  process.env['TZ'] = 'Europe/Berlin'
})
afterAll(() => {
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
})

test('the machine of this test is not on UTC', () => {
  expect(new Date(2026, 5, 11).getTimezoneOffset()).toBe(-120)
})

test.each([
  { rule: 'parts', expression: 'new Date(2026, 5, 11, 18).toISOString()', value: '2026-06-11T18:00:00.000Z' },
  {
    rule: 'a text without zone',
    expression: 'new Date("2026-06-11T18:00").toISOString()',
    value: '2026-06-11T18:00:00.000Z',
  },
  {
    rule: 'a text with zone',
    expression: 'Date.parse("Thu, 11 Jun 2026 18:00:00 +0200")',
    value: Date.UTC(2026, 5, 11, 16),
  },
  { rule: 'getters', expression: '[new Date(0).getHours(), new Date(0).getTimezoneOffset()]', value: [0, 0] },
  { rule: 'setters', expression: '(d => { d.setHours(3); return d.getTime() })(new Date(0))', value: 10_800_000 },
  { rule: 'texts', expression: 'new Date(0).toString()', value: 'Thu Jan 01 1970 00:00:00 GMT+0000' },
])('CFF-47: the clock of a function is UTC: $rule', ({ expression, value }) => {
  expect(valueOf(expression)).toEqual(value)
})

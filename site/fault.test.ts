import { expect, test } from 'vitest'
import { FAULT_MODES, faultFrom, faultModeFor, parseFault } from './fault.ts'

test.each(FAULT_MODES)('mode %s is read', mode => {
  expect(parseFault({ mode })).toEqual({ ok: true, fault: { mode } })
})

test.each([
  { rule: 'not an object', value: undefined, problem: 'expected a JSON object' },
  { rule: 'no mode', value: {}, problem: '"mode" must be one of none, 500' },
  { rule: 'a number is not a mode', value: { mode: 500 }, problem: '"mode" must be one of' },
  { rule: 'a negative delay', value: { mode: 'slow', delayMs: -1 }, problem: '"delayMs" must be' },
  { rule: 'an unknown scope', value: { mode: '500', scope: 'api' }, problem: '"scope" must be pages or all' },
  { rule: 'an unknown field is named', value: { mode: '500', delay: 3 }, problem: 'unknown field "delay"' },
])('$rule is refused in words', ({ value, problem }) => {
  expect(parseFault(value)).toEqual({ ok: false, problem: expect.stringContaining(problem) })
})

test.each([
  { rule: 'everything fails by default', scope: undefined, kind: 'api', mode: '503' },
  { rule: 'scope pages spares the API', scope: 'pages', kind: 'api', mode: 'none' },
  { rule: 'scope pages spares the health check', scope: 'pages', kind: 'other', mode: 'none' },
  { rule: 'scope pages hits pages', scope: 'pages', kind: 'pages', mode: '503' },
] as const)('$rule', ({ scope, kind, mode }) => {
  const fault = faultFrom({ mode: '503', ...(scope === undefined ? {} : { scope }) })
  expect(faultModeFor(fault, kind)).toBe(mode)
})

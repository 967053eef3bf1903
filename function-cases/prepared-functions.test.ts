import { expect, test } from 'vitest'
import { createPreparedFunctions } from './prepared-functions.ts'
import { defaultEvent } from './test-event.ts'
import type { TestSettings } from './test-function.ts'

const run = createPreparedFunctions()
const outputOf = (code: string, settings: Partial<TestSettings> = {}): unknown => {
  const { output, error } = run({ name: 'f', runtime: 'cloudfront-js-2.0', code, file: 'f.js' }, defaultEvent(), {
    now: 0,
    ...settings,
  })
  return error?.text ?? output
}

const READS = `import cf from 'cloudfront'
async function handler() { const v = await cf.kvs().get('k'); return { statusCode: 200, body: v + Date.now() } }`

test('a function that was run before reads the store and the clock of its run', () => {
  const body = (text: string): unknown => ({ response: { statusCode: 200, body: text } })
  expect(outputOf(READS, { keyValues: new Map([['k', 'a']]) })).toEqual(body('a0'))
  expect(outputOf(READS, { keyValues: new Map([['k', 'b']]), now: 7 })).toEqual(body('b7'))
  expect(outputOf(READS)).toBe('Error: the function has no associated key value store')
  expect(outputOf(READS, { keyValues: new Map() })).toBe('Error: KeyNotFound')
})

test('CFF-08: it keeps nothing of an earlier run', () => {
  const counts = `var n = 0; String.prototype.seen = (String.prototype.seen || 0) + 1
function handler() { n++; return { statusCode: 200, body: n + ' ' + ''.seen } }`
  for (let i = 0; i < 3; i++) expect(outputOf(counts)).toEqual({ response: { statusCode: 200, body: '1 1' } })
})

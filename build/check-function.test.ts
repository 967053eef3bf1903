import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkFunctionCode } from './check-function.ts'
import { findingText } from '../pop/edge-functions/cloudfront-js/language/finding.ts'
import { FUNCTION_SIZE_LIMIT_BYTES, sizeText } from './size-gate.ts'

const HANDLER = 'function handler(e){return e}//'
const filled = (bytes: number): string => HANDLER + 'x'.repeat(bytes - HANDLER.length)

test.each([
  { rule: 'CFF-150 exactly 10,240 bytes are taken', code: filled(FUNCTION_SIZE_LIMIT_BYTES), rules: [] },
  { rule: 'CFF-150 one byte more is not', code: filled(FUNCTION_SIZE_LIMIT_BYTES + 1), rules: ['CFF-150'] },
  {
    rule: 'CFF-150 bytes count, not characters',
    code: `${filled(FUNCTION_SIZE_LIMIT_BYTES - 1)}é`,
    rules: ['CFF-150'],
  },
])('$rule', ({ code, rules }) => {
  expect(checkFunctionCode(code).map(({ rule }) => rule)).toEqual(rules)
})

test('the size is printed with the share of the quota', () => {
  expect(sizeText('viewer-request', 1873)).toBe('viewer-request 1,873 B of 10,240 (18 %)')
})

test('a finding reads as place, cause and remedy', () => {
  const [finding] = checkFunctionCode('function handler() { fetch() }', { file: 'a.js' })
  expect(finding && findingText(finding)).toBe(
    '✘ fetch does not exist in cloudfront-js-2.0   a.js:1:22 [CFF-61]\n  → read data from a KeyValueStore, or use Lambda@Edge: functions have no network',
  )
})

test('any text gives findings, never an exception', () => {
  const words = fc.constantFrom(
    'function',
    'handler',
    '(',
    ')',
    '{',
    '}',
    'await',
    '=>',
    'async',
    '...',
    'class',
    'export',
    'import',
    '`',
    'Map',
    '?.',
    ';',
    'of',
    'for',
    '[',
    ']',
    '=',
    'constructor',
    '__proto__',
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 25 }).map(list => list.join(' ')),
  )
  fc.assert(
    fc.property(text, source => {
      for (const { line, column } of checkFunctionCode(source)) expect(Math.min(line, column)).toBeGreaterThanOrEqual(1)
    }),
    { numRuns: 500 },
  )
})

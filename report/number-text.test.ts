import { expect, test } from 'vitest'
import { bytesText, clockText, countedText, durationText, percentText, periodText } from './number-text.ts'

const spaced = (text: string): string => text.replaceAll('\u00a0', ' ')
const AT_MS = Date.UTC(2026, 10, 24, 18, 4)

test.each([
  { rule: 'one decimal', ratio: 0.9741, text: '97.4 %' },
  { rule: 'everything is 100 %', ratio: 1, text: '100 %' },
  { rule: 'almost everything is not', ratio: 0.99999, text: '> 99.9 %' },
  { rule: 'nothing is 0 %', ratio: 0, text: '0 %' },
  { rule: 'almost nothing is not', ratio: 0.00001, text: '< 0.1 %' },
  { rule: 'a ratio of nothing is a dash', ratio: null, text: '–' },
])('percent: $rule', ({ ratio, text }) => {
  expect(spaced(percentText(ratio))).toBe(text)
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 KB'],
  [36_900_000_000, '36.9 GB'],
  [123_456_789, '123 MB'],
])('%i bytes are %s', (sizeBytes, text) => {
  expect(spaced(bytesText(sizeBytes))).toBe(text)
})

test.each([
  [1_000, '1 second'],
  [60_000, '1 minute'],
  [90_000, '90 seconds'],
  [7_200_000, '2 hours'],
  [259_200_000, '3 days'],
  [250, '250 ms'],
])('%i ms is %s', (durationMs, text) => {
  expect(durationText(durationMs)).toBe(text)
})

test('nouns count', () => {
  expect([countedText(0, 'row'), countedText(1, 'row'), countedText(12_345, 'row')]).toEqual([
    '0 rows',
    '1 row',
    '12,345 rows',
  ])
})

test('times are UTC; seconds and the second day are said when they matter', () => {
  expect(clockText(AT_MS)).toBe('18:04')
  expect(clockText(AT_MS + 7_000)).toBe('18:04:07')
  expect(periodText({ fromMs: AT_MS, toMs: AT_MS + 3_600_000 })).toBe('24 Nov 2026, 18:04 to 19:04 UTC')
  expect(periodText({ fromMs: AT_MS, toMs: AT_MS + 86_400_000 })).toBe('24 Nov 2026, 18:04 to 25 Nov 2026, 18:04 UTC')
})

import { expect, test } from 'vitest'
import type { FallbackAudience, FallbackData, OutcomeCounts } from './fallback-data.ts'
import { renderFallbackPage } from './fallback-page.ts'

const NONE: OutcomeCounts = { good: 0, stale: 0, static: 0, 'retry-later': 0, error: 0 }

const audience = (overrides: Partial<FallbackAudience> = {}): FallbackAudience => ({
  name: 'known pages',
  minutes: [
    { ...NONE, good: 10 },
    { ...NONE, stale: 5, static: 15 },
  ],
  outage: { ...NONE, stale: 5, static: 15 },
  wait: { meanSeconds: 2.5, longestSeconds: 5 },
  statuses: { 200: 20 },
  secondsUntilGood: 0,
  ...overrides,
})

const data = (one: FallbackAudience): FallbackData => ({
  generatedAtMs: Date.UTC(2026, 5, 11, 18),
  minutes: 2,
  outage: { fromMinute: 1, untilMinute: 2 },
  modes: ['error-pages'],
  defaultMode: 'error-pages',
  failures: [{ id: '5xx', title: 'SSR answers <503>', plays: [{ mode: 'error-pages', audiences: [one] }] }],
})

const page = (one: FallbackAudience): string =>
  renderFallbackPage(data(one), { chartLibrary: 'var uPlot', chartStyle: '.uplot{}', chartScript: 'void uPlot' })

test('a minute is a stack whose parts are the shares of its requests, from the bottom up', () => {
  const rects = [
    ...page(audience()).matchAll(
      /<rect\s+class="tone-(\w+)"\s+x="(\d+)"\s+y="([\d.]+)"\s+width="20"\s+height="([\d.]+)"/g,
    ),
  ]
  expect(rects.map(([, tone, x, y, height]) => [tone, x, y, height])).toEqual([
    ['green', '0', '0.00', '52.00'],
    ['sky', '22', '39.00', '13.00'],
    ['orange', '22', '0.00', '39.00'],
  ])
})

test.each([
  { wait: { meanSeconds: 0.05, longestSeconds: 0.1 }, says: 'at once' },
  { wait: { meanSeconds: 5.01, longestSeconds: 5.04 }, says: 'waits 5.0 s<' },
  { wait: { meanSeconds: 2.5, longestSeconds: 5 }, says: 'waits 2.5 s on average, 5.0 s at most' },
])('says $says', ({ wait, says }) => {
  expect(page(audience({ wait }))).toContain(says)
})

test('the shares stand in words as well, for who does not see the colours', () => {
  expect(page(audience())).toMatch(/aria-label="25\.0.% kept, 75\.0.% static"/)
})

test('names the default, escapes what it is given, and carries no script', () => {
  const text = page(audience())
  expect(text).toContain('error-pages (default)')
  expect(text).toContain('SSR answers &lt;503&gt;')
  expect(text).not.toContain('<script')
  expect(text.replaceAll('&#39;', "'")).toContain("script-src 'none'")
})

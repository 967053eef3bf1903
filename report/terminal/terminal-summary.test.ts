import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ReportData } from '../report-data.ts'
import { emptyStore, matchEvening, oneRow } from '../sample.test-data.ts'
import { terminalSummary } from './terminal-summary.ts'

describe('the summary for a terminal', () => {
  const text = terminalSummary(matchEvening(), 100)

  test('says the peak, the six ratios, what failed and what the figures rest on', () => {
    expect(text).toMatch(/Peak origin requests per minute: \d/)
    expect(text.match(/^ {2}(?:ratio_\w+|byte_hit_ratio) /gm)).toHaveLength(6)
    expect(text).toContain('820  200  6 masked  bingbot')
    expect(text).toContain('Missing assets: 0')
    expect(text).toContain('3 skipped (too few fields)')
  })

  test('columns that stand for several minutes say so', () => {
    expect(text).toContain('one column is the highest minute of about 2 minutes')
    expect(terminalSummary(matchEvening(), 300)).toContain('one column is one minute')
  })

  test('carries no colour of its own; a painter gets whole pieces', () => {
    expect(text).not.toContain('\x1b')
    expect(terminalSummary(matchEvening(), 100, (style, piece) => `<${style}>${piece}</>`)).toContain(
      '<green>Missing assets: 0</>',
    )
  })

  test.each([40, 60, 80, 200])('no line is longer than %i', width => {
    for (const data of [matchEvening(), emptyStore(), oneRow()]) {
      const longest = terminalSummary(data, width)
        .split('\n')
        .reduce((most, line) => Math.max(most, line.length), 0)
      expect(longest).toBeLessThanOrEqual(width)
    }
  })

  test('an empty store is said, not drawn', () => {
    expect(terminalSummary(emptyStore(), 80)).toContain('The store holds no request')
  })
})

test('nothing that a viewer sent acts on the terminal, and no line grows with it', () => {
  const named = (text: string): ReportData => {
    const data = matchEvening()
    if (data.observed === undefined) throw new Error('the sample has requests')
    const observed = {
      ...data.observed,
      variants: [text, null].map(variant => ({ variant, requests: 1, hit: 1, originRequests: 0, buckets: [] })),
      misses: [{ host: text, path: text, behavior: text, requests: 1, misses: 1, originRequests: 1 }],
      maskedErrors: [{ path: text, detailedResultType: text, marker: text, requests: 1 }],
      crawlers: [{ crawler: text, status: 503, requests: 1, masked: 1 }],
      missingAssets: [{ path: text, status: 404, requests: 1, firstSeenMs: 0, lastSeenMs: 0 }],
      missingAssetCount: 1,
    }
    return { ...data, store: text, observed }
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 40, max: 120 }), (text, width) => {
      const lines = terminalSummary(named(text), width).split('\n')
      // oxlint-disable-next-line no-control-regex -- controls are what must not be there
      expect(lines.filter(line => /[\u0000-\u001f\u007f-\u009f]/.test(line))).toEqual([])
      expect(lines.filter(line => line.length > width)).toEqual([])
    }),
  )
})

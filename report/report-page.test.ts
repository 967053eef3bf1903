import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PageAssets } from './page.ts'
import type { Observed, ReportData } from './report-data.ts'
import { renderReportPage } from './report-page.ts'
import { emptyStore, KICK_OFF_MS, matchEvening, minute, oneRow, timelineOf } from './sample.test-data.ts'
import { MINUTE_MS } from './timeline.ts'

const assets: PageAssets = { chartLibrary: 'var uPlot', chartStyle: '.uplot{}', chartScript: 'void uPlot' }
/** Without the white space of the markup. */
const tight = (text: string): string => text.replaceAll(/\s*(<[^>]*>)\s*/g, '$1')
const page = (data: ReportData): string => renderReportPage(data, assets)
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, group = '']) => group)

const withObserved = (some: Partial<Observed>): ReportData => {
  const data = matchEvening()
  if (data.observed === undefined) throw new Error('the sample has requests')
  return { ...data, observed: { ...data.observed, ...some } }
}

describe('the page', () => {
  const text = page(matchEvening())

  test('says things in this order: servers, caches, viewers, who missed what, how sure', () => {
    expect(found(text, /<h2 id="([\w-]+)-title"/g)).toEqual([
      'origin-requests',
      'hit-ratio',
      'result-classes',
      'masked-errors',
      'variants',
      'variant-hit-ratio',
      'misses',
      'crawlers',
      'assets',
      'basis',
      'certainty',
    ])
  })

  test('ids are unique, and every anchor and label leads to one', () => {
    const ids = found(text, /\sid="([^"]+)"/g)
    expect(new Set(ids).size).toBe(ids.length)
    const named = [...found(text, /href="#([^"]+)"/g), ...found(text, /aria-labelledby="([^"]+)"/g)]
    expect(named.filter(id => !ids.includes(id))).toEqual([])
  })

  test('names all six hit ratios with their formulas (cloudfront-logs 6.3)', () => {
    const rows = found(
      tight(text),
      /<tr class="calm"><th scope="row" class="text">[^<]+<\/th><td class="number share">[^<]+<\/td><td class="code"><code>(\w+)<\/code><\/td><td class="prose">[^<]*÷/g,
    )
    expect(rows).toEqual([
      'ratio_console',
      'ratio_console_legend',
      'ratio_cloudwatch',
      'ratio_offload',
      'ratio_fresh_or_validated',
      'byte_hit_ratio',
    ])
  })

  test('loads nothing: no address but its own anchors', () => {
    expect(text).not.toMatch(/\b(?:src|srcset|action|poster|data)=/)
    expect(found(text, /href="([^"]*)"/g).filter(href => !href.startsWith('#'))).toEqual([])
  })

  test('its policy lets run exactly the scripts and styles that it holds', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1]?.replaceAll('&#39;', "'") ?? ''
    const hash = (source: string): string => `'sha256-${createHash('sha256').update(source).digest('base64')}'`
    const scripts = found(text, /<script(?: type="module")?>(.*?)<\/script>/gs)
    const styles = found(text, /<style>(.*?)<\/style>/gs)
    expect([scripts.length, styles.length]).toEqual([2, 2])
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${styles.map(hash).join(' ')}`,
      `script-src ${scripts.map(hash).join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
    ])
    expect(text).not.toMatch(/ style="| on\w+="/)
  })

  test('every chart has a legend of buttons, a description and its figures as a table', () => {
    const charts = found(text, /<figure data-chart="([\w-]+)">/g)
    expect(charts).toHaveLength(6)
    for (const pattern of [
      /class="plot"\s+tabindex="0"\s+role="img"\s+aria-label="[^"]{20,}"/g,
      /class="legend" aria-label=/g,
      /<summary>/g,
    ])
      expect(text.match(pattern)).toHaveLength(charts.length)
  })

  test('every table has a caption and row headers', () => {
    const tables = found(tight(text), /<table>(.*?)<\/table>/gs)
    expect(tables.length).toBeGreaterThan(6)
    expect(tables.filter(table => !/^<caption>[^<]+<\/caption>/.test(table) || !table.includes('scope="row"'))).toEqual(
      [],
    )
  })

  test('crawlers that met an error, shown or masked, stand out', () => {
    const alarming = found(text, /<tr class="alarming">(.*?)<\/tr>/gs)
    expect(alarming.map(row => /(Googlebot|bingbot|Applebot)/.exec(row)?.[1])).toEqual(['Googlebot', 'bingbot'])
    expect(alarming[0]).toContain('503')
    expect(alarming[1]).toContain('may be indexed')
  })
})

describe('states', () => {
  test('an empty store: what to do, and nothing to draw', () => {
    const text = page(emptyStore())
    expect(text).toContain('understudy logs ingest')
    expect(text).not.toMatch(/<script|<figure/)
    expect(text).toContain('script-src &#39;none&#39;')
  })

  test('one request that hit: good news instead of empty tables', () => {
    const text = page(oneRow())
    expect(text).toContain('0 missing: every asset')
    expect(text).toContain('0 misses: every request')
    expect(text).toContain('0 masked errors')
    expect(text).not.toMatch(/<tbody>\s*<\/tbody>/)
    expect(text).toContain('No request reached the origin.')
  })

  test('missing assets are bad news', () => {
    const text = page(
      withObserved({
        missingAssetCount: 30,
        missingAssets: [
          { path: '/assets/v4/app.js', status: 404, requests: 7, firstSeenMs: KICK_OFF_MS, lastSeenMs: KICK_OFF_MS },
        ],
      }),
    )
    expect(text).toContain('/assets/v4/app.js')
    expect(text).toContain('1 of 30')
    expect(text).not.toContain('0 missing')
  })

  test('points of several minutes say so, each chart in its way', () => {
    const period = { fromMs: KICK_OFF_MS, toMs: KICK_OFF_MS + 4_000 * MINUTE_MS }
    const timeline = timelineOf(period, [
      minute(KICK_OFF_MS, { requests: 5, hit: 4, error: 1, masked: 1, maskedByErrorPage: 1, originRequests: 1 }),
    ])
    const text = page(withObserved({ period, timeline, variants: [] }))
    expect(text).toContain('the highest single minute of 5 minutes')
    expect(text).toContain('the mean of a minute over 5 minutes')
    expect(text).toContain('over all requests of 5 minutes')
  })

  test('cloudfront-logs 1.5, 1.7: whole seconds and unsure requests are told', () => {
    const text = page(matchEvening())
    expect(text).toContain('whose times are whole seconds')
    expect(text).toContain('They are a bracket and not a count')
    expect(page(oneRow())).not.toMatch(/whole seconds|a bracket and not a count/)
  })
})

/** The elements and attributes of a page, without what they say. */
const skeleton = (text: string): string[] => (text.match(/<[^>]*>/g) ?? []).map(tag => tag.replaceAll(/"[^"]*"/g, '""'))

const dataOf = (text: string): unknown =>
  JSON.parse(/<script type="application\/json" id="chart-data">(.*?)<\/script>/s.exec(text)?.[1] ?? '')

test('whatever viewers wrote into the log, it stays text', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '</script><script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '"><a href=//evil>',
      "'",
      '<!--',
    ),
  )
  const named = (text: string): ReportData => ({
    ...withObserved({
      variants: [text, 'site:v4'].map(variant => ({ variant, requests: 1, hit: 1, originRequests: 0, buckets: [] })),
      behaviors: [{ behavior: text, originRequests: 1, unsure: 0, peakPerMinute: 1 }],
      misses: [{ host: text, path: text, behavior: text, requests: 1, misses: 1, originRequests: 1 }],
      maskedErrors: [{ path: text, detailedResultType: text, marker: text, requests: 1 }],
      crawlers: [{ crawler: text, status: 200, requests: 1, masked: 0 }],
      missingAssets: [{ path: text, status: 404, requests: 1, firstSeenMs: 0, lastSeenMs: 0 }],
      missingAssetCount: 1,
    }),
    store: text,
    basis: {
      ...matchEvening().basis,
      setAside: [{ objectKey: text, why: text }],
      rowsSkipped: [{ reason: text, rows: 1 }],
    },
  })
  const plain = skeleton(page(named('plain')))
  fc.assert(
    fc.property(hostile, text => {
      const rendered = page(named(text))
      expect(skeleton(rendered)).toEqual(plain)
      expect(dataOf(rendered)).toMatchObject({ charts: expect.any(Array) })
    }),
    { numRuns: 60 },
  )
})

test('a script that would end itself is our bug', () => {
  expect(() => renderReportPage(oneRow(), { ...assets, chartLibrary: '"</script>"' })).toThrow('our own bug')
})

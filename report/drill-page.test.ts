import { describe, expect, test } from 'vitest'
import { isCounterEqual, type DrillData } from './drill-data.ts'
import { renderDrillPage } from './drill-page.ts'
import { KICK_OFF_MS, matchDrill } from './sample.test-data.ts'

/** Without the white space of the markup. */
const tight = (text: string): string => text.replaceAll(/\s*(<[^>]*>)\s*/g, '$1')

const page = (data: DrillData): string =>
  tight(renderDrillPage(data, { chartLibrary: 'var uPlot', chartStyle: '.uplot{}', chartScript: 'void uPlot' }))

test.each([
  { rule: 'all the same', counter: { viewers: 3, stage: 3, log: 3, report: 3 }, isEqual: true },
  { rule: 'zero is a count', counter: { viewers: 0, log: 0 }, isEqual: true },
  { rule: 'one differs', counter: { viewers: 3, stage: 3, log: 2 }, isEqual: false },
  { rule: 'who cannot count is not asked', counter: { stage: 5, report: 5 }, isEqual: true },
  { rule: 'one count agrees with nobody', counter: { viewers: 5 }, isEqual: undefined },
])('counters: $rule', ({ counter, isEqual }) => {
  expect(isCounterEqual({ name: 'Pages', ...counter })).toBe(isEqual)
})

describe('the page of a drill', () => {
  const text = page(matchDrill())

  test('carries every event on every chart, and lists it', () => {
    for (const { label } of matchDrill().events)
      expect(text.match(new RegExp(`"label":"${label}"`, 'g'))).toHaveLength(4)
    expect(text).toContain('<time>18:00:50</time>SSR killed')
  })

  test('marks what agrees and what differs, in words and not only in colour', () => {
    const verdicts = [...text.matchAll(/(✔ equal|✘ differs|one source)/g)].map(([verdict]) => verdict)
    expect(verdicts).toEqual(['✔ equal', '✔ equal', '✘ differs', 'one source'])
    expect(text).toMatch(/<tr class="alarming"><th scope="row" class="text">Static pages/)
  })

  test('says what a point is', () => {
    expect(text).toContain('One point is 1 second.')
    expect(page({ ...matchDrill(), bucketMs: 60_000 })).toContain('One point is 1 minute.')
  })

  test('a drill in which nothing happened still has its page', () => {
    const nothing = page({ ...matchDrill(), buckets: [], events: [], counters: [] })
    expect(nothing).toContain('0 pages')
  })

  test('errors that viewers saw are the headline', () => {
    const [first, ...others] = matchDrill().buckets
    if (first === undefined) throw new Error('the sample has buckets')
    const failed = page({ ...matchDrill(), startMs: KICK_OFF_MS, buckets: [{ ...first, error: 3 }, ...others] })
    expect(failed).toMatch(/is-bad"><dt>Errors that viewers saw<\/dt><dd><strong>3</)
    expect(text).toMatch(/is-good"><dt>Errors that viewers saw<\/dt><dd><strong>0</)
  })
})

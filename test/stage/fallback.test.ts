import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { fallbackRows, fallbackText } from '../../demo/fallback/fallback-text.ts'
import { MODES, runFallback } from '../../demo/fallback/run-fallback.io.ts'
import {
  FALLBACK_OUTCOMES,
  requestsOf,
  type AudienceName,
  type FallbackAudience,
  type FallbackData,
} from '../../report/fallback-data.ts'

// The packaged distribution and its functions in virtual time: section 26 of the reference, measured. docs/decisions/017 argues from these figures.

let data: FallbackData
beforeAll(async () => {
  data = await runFallback({ generatedAtMs: Date.UTC(2026, 5, 11, 18) })
}, 60_000)

type Mode = (typeof MODES)[number]

const audienceIn = (from: FallbackData, failure: string, mode: Mode, audience: AudienceName): FallbackAudience => {
  const found = from.failures
    .find(({ id }) => id === failure)
    ?.plays.find(play => play.mode === mode)
    ?.audiences.find(({ name }) => name === audience)
  if (found === undefined) throw new Error(`the drill has no ${failure}, ${mode}, ${audience}`)
  return found
}

/** Shares of the outage in whole per cent, those above nothing. */
const shares = ({ outage }: FallbackAudience): string =>
  FALLBACK_OUTCOMES.filter(outcome => outage[outcome] > 0)
    .map(outcome => `${Math.round((100 * outage[outcome]) / requestsOf(outage))} ${outcome}`)
    .join(', ')

type Shares = Readonly<Record<Mode, string>>

const same = (all: string): Shares => ({ 'error-pages': all, 'origin-response': all, 'origin-group': all })

const KEPT = '8 good, 64 stale, 29 static'
const ALL_STATIC = '2 good, 98 static'
const SHELLS = '36 stale, 64 static'
const COME_BACK = '36 stale, 64 retry-later'

const table: readonly {
  readonly rules: string
  readonly failure: string
  readonly audience: AudienceName
  readonly expected: Shares
}[] = [
  {
    rules: 'FB-01, FB-16, STALE-10: the Lambda’s 200 hides the good copy that error pages leave to viewers',
    failure: '5xx',
    audience: 'known pages',
    expected: { 'error-pages': KEPT, 'origin-response': ALL_STATIC, 'origin-group': ALL_STATIC },
  },
  { rules: 'FB-01', failure: '5xx', audience: 'new pages', expected: same('100 static') },
  {
    rules: 'FB-01',
    failure: '5xx',
    audience: 'crawlers',
    expected: { 'error-pages': SHELLS, 'origin-response': COME_BACK, 'origin-group': COME_BACK },
  },
  {
    rules: 'FB-05',
    failure: '5xx',
    audience: 'API',
    expected: { 'error-pages': '100 static', 'origin-response': '100 error', 'origin-group': '100 error' },
  },
  {
    rules: 'FB-02, FB-08',
    failure: 'hanging',
    audience: 'known pages',
    expected: {
      'error-pages': '8 good, 65 stale, 28 static',
      'origin-response': '8 good, 65 stale, 28 static',
      'origin-group': '3 good, 97 static',
    },
  },
  { rules: 'FB-02', failure: 'hanging', audience: 'new pages', expected: same('100 static') },
  {
    rules: 'FB-02, ORR-20',
    failure: 'hanging',
    audience: 'crawlers',
    expected: { 'error-pages': SHELLS, 'origin-response': SHELLS, 'origin-group': COME_BACK },
  },
  {
    rules: 'FB-02, FB-05',
    failure: 'hanging',
    audience: 'API',
    expected: { 'error-pages': '100 static', 'origin-response': '100 static', 'origin-group': '100 error' },
  },
  {
    rules: 'FB-03',
    failure: 'refusing',
    audience: 'known pages',
    expected: { 'error-pages': KEPT, 'origin-response': KEPT, 'origin-group': ALL_STATIC },
  },
  { rules: 'FB-03', failure: 'refusing', audience: 'new pages', expected: same('100 static') },
  {
    rules: 'FB-04, GRP-05',
    failure: 'dns-gone',
    audience: 'known pages',
    expected: { 'error-pages': KEPT, 'origin-response': KEPT, 'origin-group': ALL_STATIC },
  },
  {
    rules: 'FB-04',
    failure: 'dns-gone',
    audience: 'crawlers',
    expected: { 'error-pages': SHELLS, 'origin-response': SHELLS, 'origin-group': COME_BACK },
  },
  {
    rules: 'FB-01, FB-10: a servers’ minute of health is enough to be fresh again',
    failure: 'flapping',
    audience: 'known pages',
    expected: {
      'error-pages': '100 good',
      'origin-response': '74 good, 26 static',
      'origin-group': '74 good, 26 static',
    },
  },
]

test.each(table)('$rules: $failure, $audience', ({ failure, audience, expected }) => {
  expect(Object.fromEntries(MODES.map(mode => [mode, shares(audienceIn(data, failure, mode, audience))]))).toEqual(
    expected,
  )
})

describe('what the choice of the default rests on', () => {
  const rendered = ({ outage: { good, stale } }: FallbackAudience): number => good + stale

  test('viewers of pages: nobody sees an error in any mode', () => {
    const errors = data.failures.flatMap(({ plays }) =>
      plays.flatMap(({ audiences }) =>
        audiences.filter(({ name }) => name.endsWith('pages')).map(({ outage }) => outage.error),
      ),
    )
    expect(new Set(errors)).toEqual(new Set([0]))
  })

  test('the default gives viewers at least as many rendered pages as any other mode, in every failure', () => {
    expect(data.defaultMode).toBe('error-pages')
    for (const { id, plays } of data.failures) {
      for (const name of ['known pages', 'new pages'] as const) {
        const most = Math.max(...plays.map(({ mode }) => rendered(audienceIn(data, id, mode as Mode, name))))
        expect(rendered(audienceIn(data, id, 'error-pages', name)), `${id}, ${name}`).toBe(most)
      }
    }
  })

  test('origin-group never gives a crawler an empty shell, nor an API a page', () => {
    for (const { id } of data.failures) {
      expect(audienceIn(data, id, 'origin-group', 'crawlers').outage.static, id).toBe(0)
      expect(audienceIn(data, id, 'origin-group', 'API').outage.static, id).toBe(0)
    }
  })

  test('FB-08, ORIG-03: while the servers hang nobody waits longer than their one response timeout', () => {
    for (const mode of MODES) {
      for (const name of ['known pages', 'new pages', 'crawlers', 'API'] as const) {
        const { longestSeconds } = audienceIn(data, 'hanging', mode, name).wait
        expect(longestSeconds, `${mode}, ${name}`).toBeGreaterThanOrEqual(5)
        expect(longestSeconds, `${mode}, ${name}`).toBeLessThan(5.1)
      }
    }
  })

  test('FB-10, ERR-05: within five seconds of the recovery everybody gets fresh pages', () => {
    const seconds = data.failures.flatMap(({ plays }) =>
      plays.flatMap(({ audiences }) => audiences.map(({ secondsUntilGood }) => secondsUntilGood)),
    )
    expect(Math.max(...seconds)).toBeLessThan(5)
  })

  test('statuses: a page of the fallback is 200, a crawler’s refusal 503, an API’s own error stays', () => {
    expect(audienceIn(data, '5xx', 'error-pages', 'new pages').statuses).toEqual({ 200: 84 })
    expect(audienceIn(data, '5xx', 'origin-group', 'crawlers').statuses).toEqual({ 200: 15, 503: 27 })
    expect(audienceIn(data, 'refusing', 'origin-group', 'API').statuses).toEqual({ 502: 84 })
  })

  test('STALE-10: under the other reading origin-response leaves viewers the good copy, too', async () => {
    const other = await runFallback({
      generatedAtMs: 0,
      switches: { originResponseReplacesStaleCopy: false },
    })
    expect(shares(audienceIn(other, '5xx', 'origin-response', 'known pages'))).toBe(KEPT)
    expect(shares(audienceIn(other, '5xx', 'origin-group', 'known pages'))).toBe(ALL_STATIC)
  }, 60_000)
})

test('the table of the README is that of the drill', () => {
  const readme = readFileSync('README.md', 'utf8').replace(/ {2,}/g, ' ')
  const [, table = ''] = /\n\| \| `error-pages` \(default\) \|.*\n\|[-| ]+\|\n([^]*?)\n\n/.exec(readme) ?? []
  expect(table.split('\n')).toEqual(fallbackRows(data))
})

test('the terminal shows each mode minute by minute', () => {
  const text = fallbackText(data)
  expect(text).toContain('Default mode: error-pages.')
  expect(text).toMatch(/known pages {3}error-pages .* ●●●◐◐◐◐○○●●●$/m)
  expect(text.match(/origin-group/g)).toHaveLength(data.failures.length * 4)
})

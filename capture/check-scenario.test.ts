import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkScenario } from './check-scenario.ts'
import { LIVE_EVENT } from './live-event.ts'
import { parseInstant } from './scenario.ts'

const problemsOf = (json: unknown): readonly string[] => {
  const checked = checkScenario(json)
  return checked.kind === 'scenario'
    ? []
    : checked.problems.map(({ field, expected, found }) => `${field}: expected ${expected}; found ${found}`)
}

test('the built-in scenario can be written down and read back', () => {
  const json: unknown = JSON.parse(JSON.stringify(LIVE_EVENT))
  expect(checkScenario(json)).toEqual({ kind: 'scenario', scenario: LIVE_EVENT })
})

test('what a file leaves out is as in live-event; a list replaces the list', () => {
  const checked = checkScenario({ name: 'mine', viewing: { abortShare: 0.5 }, edgeLocations: ['CDG50-P1'] })
  expect(checked).toEqual({
    kind: 'scenario',
    scenario: {
      ...LIVE_EVENT,
      name: 'mine',
      viewing: { ...LIVE_EVENT.viewing, abortShare: 0.5 },
      edgeLocations: ['CDG50-P1'],
    },
  })
})

const point = (minute: number, value: number) => ({ minute, value })

describe('what is wrong is named by its field', () => {
  test.each<{ json: unknown; problem: string }>([
    { json: null, problem: ': expected an object; found null' },
    { json: [], problem: ': expected an object; found a list' },
    { json: { pages: [] }, problem: 'pages: expected a list with at least one item; found a list' },
    { json: { viewing: 7 }, problem: 'viewing: expected an object; found 7' },
    { json: { viewing: { abortShare: 2 } }, problem: 'viewing.abortShare: expected a number from 0 to 1; found 2' },
    {
      json: { startsAt: '2026-11-21T19:40' },
      problem: 'startsAt: expected an instant with its zone, as 2026-11-21T19:40:00Z; found "2026-11-21T19:40"',
    },
    {
      json: { pages: [{ path: '/', kind: 'page' }] },
      problem: 'pages[0].sizeBytes: expected a whole number from 0 to 50000000000; found nothing',
    },
    {
      json: { pages: [{ path: 'live', kind: 'page', sizeBytes: 1 }] },
      problem: 'pages[0].path: expected a path: / and printable ASCII without space, ? and #; found "live"',
    },
    {
      json: { pages: [{ path: '/', kind: 'asset', sizeBytes: 1 }] },
      problem: 'pages[0].kind: expected one of page, live-page; found "asset"',
    },
    {
      json: { load: [point(0, 1)] },
      problem: 'load: expected points that are at least one minute apart; found 0 minutes',
    },
    {
      json: { load: [point(5, 1), point(0, 1)] },
      problem: 'load[1].minute: expected points in order of time; found 0',
    },
    {
      json: { load: [point(0, 0), point(9, 1)] },
      problem: 'load[0].value: expected a number from 0.001 to 1000000; found 0',
    },
    {
      json: { flag: { nextShare: [point(0, 1.5)] } },
      problem: 'flag.nextShare[0].value: expected a number from 0 to 1; found 1.5',
    },
    {
      json: { browsers: [{ userAgent: 'x', weight: 0, http3Share: 0 }] },
      problem: 'browsers: expected a weight above 0 somewhere; found none',
    },
    {
      json: { browsers: [{ userAgent: 'a\tb', weight: 1, http3Share: 0 }] },
      problem: 'browsers[0].userAgent: expected one line of printable ASCII; found "a\\tb"',
    },
    {
      json: { edgeLocations: ['Paris'] },
      problem: 'edgeLocations[0]: expected a code such as FRA56-P1; found "Paris"',
    },
    {
      json: { viewing: { speed: 1 } },
      problem:
        'viewing.speed: expected one of returningShare, reloadShare, warmBrowserShare, cookielessShare, ipv6Share, abortShare, playShare, scoreEverySeconds, scoresPerView, referers; found this name',
    },
    { json: JSON.parse('{"__proto__":{"name":"x"}}'), problem: '__proto__: expected one of ' },
  ])('$problem', ({ json, problem }) => {
    const problems = problemsOf(json)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.startsWith(problem)).toBe(true)
  })

  test('all problems at once', () => {
    expect(problemsOf({ host: 'UPPER', seed: 1, crawlers: { share: -1, agents: 'x' } })).toHaveLength(4)
  })
})

test('nothing that JSON can hold makes it fail', () => {
  const field = fc.constantFrom(...Object.keys(LIVE_EVENT))
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.jsonValue())), json => {
      expect(['scenario', 'invalid']).toContain(checkScenario(json).kind)
    }),
  )
})

test('a value nested deeper than the stack is named, not followed', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  expect(problemsOf({ host: deep })).toEqual(['host: expected a host name in lower case; found a list'])
})

test.each([
  { text: '2026-11-21T19:40:00Z', instant: Date.UTC(2026, 10, 21, 19, 40) },
  { text: '2026-11-21T20:40+01:00', instant: Date.UTC(2026, 10, 21, 19, 40) },
  { text: '2026-11-21T19:40:00.250Z', instant: Date.UTC(2026, 10, 21, 19, 40, 0, 250) },
  { text: '2026-11-21T19:40:00', instant: undefined },
  { text: '2026-13-21T19:40:00Z', instant: undefined },
  { text: '1970-01-01T00:00:00Z', instant: undefined },
  { text: 'yesterday', instant: undefined },
])('the instant $text', ({ text, instant }) => {
  expect(parseInstant(text)).toBe(instant)
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createPointOfPresence,
  VirtualClock,
  type OriginReply,
  type RehearsedPointOfPresence,
} from '../../rehearsal/index.ts'

/** What the bundle promises its viewers, of the packaged template and by the means that docs/programs.md gives to everybody. */
const TEMPLATE = '.serverless/cloudformation-template-update-stack.json'

let clock: VirtualClock
let ssr: OriginReply
let pop: RehearsedPointOfPresence

const RENDERED: OriginReply = {
  headers: { 'content-type': 'text/html', 'cache-control': 'max-age=0, s-maxage=10, stale-while-revalidate=30' },
  body: '<h1>rendered</h1>',
}

const open = (parameters: Record<string, string> = {}) =>
  createPointOfPresence({
    template: TEMPLATE,
    parameters,
    origins: {
      ssr: () => ssr,
      static: ({ url }) =>
        url === '/static-index.html'
          ? { headers: { 'content-type': 'text/html', 'cache-control': 'max-age=0, s-maxage=60' }, body: 'static page' }
          : { status: 403 },
    },
    clock,
  })

beforeEach(async () => {
  clock = new VirtualClock('2026-06-11T18:00:00Z')
  ssr = RENDERED
  pop = await open()
})
afterEach(() => pop.close())

const visit = (url: string, cookie: string) => pop.request(url, { headers: { cookie } })

describe('the flag', () => {
  test('gives each version one copy, whatever else stands in the cookies', async () => {
    const viewers = Array.from({ length: 200 }, (_, number) =>
      visit('/live', `session=${number}; featureFlipping=site:v${number % 2 === 0 ? 4 : 5}`),
    )
    const flags = (await Promise.all(viewers)).map(({ headers }) => headers.get('x-feature-flipping'))
    expect(new Set(flags)).toEqual(new Set(['site:v4', 'site:v5']))
    expect(pop.counters.originRequests).toEqual({ ssr: 2 })
    const late = await visit('/live', 'featureFlipping=site:v4')
    expect(late.explain().whyResult).toBe('a fresh copy, 0 s old, is in CDG50-P1')
  })

  test('is why a viewer misses a page that others have, and the explanation says so', async () => {
    await visit('/live', 'featureFlipping=site:v4')
    const answer = await visit('/live', 'featureFlipping=site:v5')
    expect(answer.resultType).toBe('Miss')
    expect(answer.explain().whyResult).toMatch(/the nearest copy differs in header x-feature-flipping: \/live /)
  })
})

test('one page has one URL', async () => {
  const { status, headers } = await pop.request('/Programme//x/../live/?utm_source=a&b=2&a=1')
  expect([status, headers.get('location')]).toEqual([301, '/Programme/live?a=1&b=2'])
  expect(pop.counters.originRequests).toEqual({})
})

describe.each(['error-pages', 'origin-response', 'origin-group'])('when the servers hang, %s', mode => {
  beforeEach(async () => {
    await pop.close()
    pop = await open({ FallbackMode: mode })
    ssr = 'silent'
  })

  test('a page that nobody has seen comes from the bucket, after the five seconds of the template', async () => {
    const answer = await pop.request('/live')
    expect([answer.status, answer.tookMs, answer.text()]).toEqual([200, 5_000, 'static page'])
  })

  test('and all is well again within five seconds of the recovery', async () => {
    await pop.request('/live')
    ssr = RENDERED
    clock.advance(5_000)
    expect((await pop.request('/live')).text()).toBe('<h1>rendered</h1>')
  })
})

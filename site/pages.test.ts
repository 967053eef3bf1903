import { expect, test } from 'vitest'
import { featuredLiveSlug, liveEvents } from './live-events.ts'
import { featuredSlug, programmes, programmeWith, rails } from './catalogue.ts'
import { pageCacheControl, pageStatus } from './page-caching.ts'
import { canonicalPath, pageAt, scoresOn } from './pages.ts'

test.each([
  { rule: 'the root is the home page', path: '/', kind: 'home', canonical: '/' },
  {
    rule: 'the static page asked for by name shows the home page',
    path: '/static-index.html',
    kind: 'home',
    canonical: '/',
  },
  { rule: 'a programme', path: '/programme/apogee', kind: 'programme', canonical: '/programme/apogee' },
  {
    rule: 'letter case makes no difference, the canonical address is lower case',
    path: '/Programme/Live',
    kind: 'programme',
    canonical: '/programme/live',
  },
  { rule: 'one slash at the end makes no difference', path: '/live/', kind: 'live-index', canonical: '/live' },
  { rule: 'a live event', path: '/live/kestrels-forge', kind: 'live-event', canonical: '/live/kestrels-forge' },
  { rule: 'an unknown programme', path: '/programme/nothing', kind: 'not-found', canonical: undefined },
  { rule: 'an unknown live event', path: '/live/nothing', kind: 'not-found', canonical: undefined },
  { rule: 'an unknown section', path: '/films', kind: 'not-found', canonical: undefined },
  { rule: 'too deep', path: '/programme/apogee/1', kind: 'not-found', canonical: undefined },
  { rule: 'a doubled slash is not the home page', path: '//', kind: 'not-found', canonical: undefined },
  {
    rule: 'names of the language are not slugs',
    path: '/programme/__proto__',
    kind: 'not-found',
    canonical: undefined,
  },
])('$rule', ({ path, kind, canonical }) => {
  const page = pageAt(path)
  expect(page.kind).toBe(kind)
  expect(canonicalPath(page)).toBe(canonical)
  expect(pageStatus(page)).toBe(kind === 'not-found' ? 404 : 200)
})

test.each([
  {
    rule: 'TTL-02 pages are kept ten seconds at the edge',
    path: '/',
    stated: 's-maxage=10, stale-while-revalidate=30, stale-if-error=300',
  },
  {
    rule: 'TTL-02 live pages are kept two seconds at the edge',
    path: '/live',
    stated: 's-maxage=2, stale-while-revalidate=30, stale-if-error=300',
  },
  { rule: 'TTL-02 a page that is not there leaves no stale copies', path: '/nothing', stated: 's-maxage=10' },
])('$rule', ({ path, stated }) => {
  expect(pageCacheControl(pageAt(path))).toBe(`public, max-age=0, ${stated}`)
})

test('the home page changes with goals, not with match minutes', () => {
  const [before, after] = [60_000, 66_000].map(now => scoresOn(pageAt('/'), now))
  expect(after).toEqual(before)
  expect(scoresOn(pageAt('/live'), 66_000)).not.toEqual(scoresOn(pageAt('/live'), 60_000))
})

test('everything that the catalogue refers to is in it', () => {
  for (const slug of [featuredSlug, ...rails.flatMap(rail => rail.slugs)]) expect(programmeWith(slug)?.slug).toBe(slug)
  expect(liveEvents.map(event => event.slug)).toContain(featuredLiveSlug)
  expect(new Set(programmes.map(programme => programme.slug)).size).toBe(programmes.length)
})

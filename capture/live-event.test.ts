import { isbot } from 'isbot'
import { describe, expect, test } from 'vitest'
import { CRAWLER } from '../functions/viewer-request/crawler-class.ts'
import { trailingSlash, TRACKING_PARAMETER } from '../functions/config/canonical-url.ts'
import { FEATURE_FLAGS } from '../functions/config/feature-flags.ts'
import { pageCacheControl, pageStatus } from '../site/page-caching.ts'
import { canonicalPath, pageAt } from '../site/pages.ts'
import { liveEvents } from '../site/live-events.ts'
import { programmes } from '../site/catalogue.ts'
import { LIVE_EVENT } from './live-event.ts'

describe('the scenario speaks of the demonstration site', () => {
  test('it has every page of the site, and no other', () => {
    const ofSite = ['/', '/live', ...liveEvents.map(({ slug }) => `/live/${slug}`)]
    ofSite.push(...programmes.map(({ slug }) => `/programme/${slug}`))
    expect(LIVE_EVENT.pages.map(({ path }) => path).toSorted()).toEqual(ofSite.toSorted())
  })

  test.each([...LIVE_EVENT.pages])('$path is canonical and kept as the site says', ({ path, kind }) => {
    const page = pageAt(path)
    expect(pageStatus(page)).toBe(200)
    expect(canonicalPath(page)).toBe(path)
    const { ttlSeconds, staleWhileRevalidateSeconds, staleIfErrorSeconds } = LIVE_EVENT.delivery[kind]
    expect(pageCacheControl(page)).toBe(
      `public, max-age=0, s-maxage=${ttlSeconds}, stale-while-revalidate=${staleWhileRevalidateSeconds}, stale-if-error=${staleIfErrorSeconds}`,
    )
  })

  test.each([...LIVE_EVENT.crawlers.notFound])('$path is gone', ({ path }) => {
    expect(pageStatus(pageAt(path))).toBe(404)
  })

  test('every score is that of a live event', () => {
    const scores = LIVE_EVENT.pages.flatMap(({ score }) => (score === undefined ? [] : [score.path]))
    expect(new Set(scores)).toEqual(new Set(liveEvents.map(({ slug }) => `/api/score/${slug}`)))
  })

  test('flag and variants are declared', () => {
    const { name, standard, next } = LIVE_EVENT.flag
    const declared = FEATURE_FLAGS.find(flag => flag.name === name)
    expect(declared?.default).toBe(standard.variant)
    expect(declared?.variants).toContain(next.variant)
  })
})

describe('viewer-request agrees with the scenario', () => {
  test('only tracking parameters are dropped', () => {
    const { tracking, parameters } = LIVE_EVENT.addresses
    const dropped = (pair: string): boolean => TRACKING_PARAMETER.test(pair)
    expect(tracking.flatMap(query => query.split('&')).filter(pair => !dropped(pair))).toEqual([])
    expect(parameters.flat().filter(dropped)).toEqual([])
  })

  test('a slash at the end is not canonical', () => {
    expect(trailingSlash('/live')).toBe('/live')
  })

  test.each([...LIVE_EVENT.crawlers.agents])('a crawler to the function and to isbot: $userAgent', ({ userAgent }) => {
    expect([CRAWLER.test(userAgent), isbot(userAgent)]).toEqual([true, true])
  })

  test.each([...LIVE_EVENT.browsers])('a browser to the function and to isbot: $userAgent', ({ userAgent }) => {
    expect([CRAWLER.test(userAgent), isbot(userAgent)]).toEqual([false, false])
  })
})

test('about 40 edge locations, each once, in the form of cloudfront-logs 1.4 3', () => {
  expect(LIVE_EVENT.edgeLocations).toHaveLength(40)
  expect(new Set(LIVE_EVENT.edgeLocations).size).toBe(40)
  for (const location of LIVE_EVENT.edgeLocations) expect(location).toMatch(/^[A-Z]{3}\d+-[CP]\d$/)
})

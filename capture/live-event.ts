import { GONE_PAGES, PAGES, PREVIOUS_ASSETS, STATIC_PAGE, V4, V5 } from './live-event-site.ts'
import { BROWSERS, CRAWLERS, EDGE_LOCATIONS } from './live-event-viewers.ts'
import type { Delivery, Scenario } from './scenario.ts'

/** Lifetimes as the demonstration site and its cache policies give them. */
const delivery = (ttlSeconds: number, originMs: number, changesEverySeconds = 0): Delivery => ({
  ttlSeconds,
  staleWhileRevalidateSeconds: 0,
  staleIfErrorSeconds: 0,
  changesEverySeconds,
  originMs,
})

const STALE = { staleWhileRevalidateSeconds: 30, staleIfErrorSeconds: 300 }

/** A match: a calm evening, ten times as much within the two minutes around the kick-off, half-time, final whistle. */
export const LIVE_EVENT: Scenario = {
  name: 'live-event',
  // A Saturday; the kick-off is at 20:00.
  startsAt: '2026-11-21T19:40:00Z',
  host: 'www.footlights.example',
  distributionDomainName: 'd111111abcdef8.cloudfront.net',
  load: [
    { minute: -20, value: 1 },
    { minute: -1, value: 1.05 },
    { minute: 1, value: 12 },
    { minute: 6, value: 9 },
    { minute: 20, value: 7 },
    { minute: 45, value: 6.5 },
    { minute: 49, value: 3 },
    { minute: 58, value: 3 },
    { minute: 62, value: 7.5 },
    { minute: 80, value: 6.5 },
    { minute: 105, value: 7 },
    { minute: 108, value: 10 },
    { minute: 112, value: 4 },
    { minute: 120, value: 1.5 },
  ],
  pages: PAGES,
  pagePopularityExponent: 1,
  flag: {
    name: 'site',
    standard: V4,
    next: V5,
    nextShare: [
      { minute: -20, value: 0.1 },
      { minute: -1, value: 0.1 },
      { minute: 5, value: 0.5 },
    ],
  },
  previousRelease: { viewShare: 0.015, assets: PREVIOUS_ASSETS },
  delivery: {
    // The home page changes with goals, most pages not at all.
    page: { ...delivery(10, 90, 900), ...STALE },
    // A live page shows the minute of the match.
    'live-page': { ...delivery(2, 70, 60), ...STALE },
    asset: delivery(31_536_000, 35),
    'root-file': delivery(60, 35),
    score: delivery(0, 40),
    'not-found': delivery(10, 60),
  },
  // As the distribution has it: OriginReadTimeout, ErrorCachingMinTTL and the page of 504.
  originTimeouts: { share: 0.0005, afterMs: 5_000, keptSeconds: 5, errorPage: STATIC_PAGE },
  viewing: {
    returningShare: 0.5,
    reloadShare: 0.15,
    warmBrowserShare: 0.45,
    cookielessShare: 0.04,
    ipv6Share: 0.4,
    abortShare: 0.004,
    playShare: 0.3,
    scoreEverySeconds: 15,
    scoresPerView: 3,
    referers: ['https://search.example/', 'https://social.example/', 'https://news.example/', 'https://chat.example/'],
  },
  addresses: {
    nonCanonicalShare: 0.01,
    trackingShare: 0.12,
    tracking: [
      'utm_source=newsletter&utm_medium=email&utm_campaign=matchday-14',
      'utm_source=social&utm_medium=post',
      'gclid={id}',
      'fbclid={id}',
    ],
    parameterShare: 0.05,
    parameters: [['lang=en', 'camera=2'], ['lang=de'], ['view=stats', 'lang=fr', 'camera=1']],
  },
  browsers: BROWSERS,
  crawlers: { share: 0.02, notFoundShare: 0.15, notFound: GONE_PAGES, agents: CRAWLERS },
  edgeLocations: EDGE_LOCATIONS,
  edgeLocationExponent: 0.7,
}

import type { AudienceName } from '../../report/fallback-data.ts'

export const DRILL_MINUTES = 12
/** Longer than the `stale-if-error` of five minutes that the pages of the site carry. */
export const OUTAGE = { fromMinute: 2, untilMinute: 9 } as const

export const MINUTE_MS = 60_000

/** One request of the drill. */
export interface Visit {
  /** Milliseconds since the drill began. */
  readonly at: number
  readonly audience: AudienceName
  readonly path: string
  readonly userAgent: string
}

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const CRAWLER = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'

/** Each looked at every four seconds from the beginning. */
const KNOWN_PAGES = [
  '/',
  '/live',
  '/live/final',
  ...[1, 2, 3, 4, 5, 6, 7].map(number => `/programme/evening-${number}`),
]
const CRAWLED_PAGES = KNOWN_PAGES.slice(0, 3)

const every = (
  periodMs: number,
  audience: AudienceName,
  userAgent: string,
  pathOf: (index: number) => string,
): readonly Visit[] =>
  Array.from({ length: (DRILL_MINUTES * MINUTE_MS) / periodMs }, (_, index) => ({
    at: index * periodMs,
    audience,
    path: pathOf(index),
    userAgent,
  }))

const inTurn = (paths: readonly string[], index: number): string => paths[index % paths.length] ?? '/'

/** Who asks for what, in order of time. */
export const visits: readonly Visit[] = [
  ...every(400, 'known pages', BROWSER, index => inTurn(KNOWN_PAGES, index)),
  // A page that nobody has looked at: no cache has a copy.
  ...every(5_000, 'new pages', BROWSER, index => `/programme/new-${index}`),
  // Half of what a crawler asks for is new to the caches.
  ...every(10_000, 'crawlers', CRAWLER, index =>
    index % 2 === 0 ? inTurn(CRAWLED_PAGES, index / 2) : `/programme/archive-${index}`,
  ),
  ...every(5_000, 'API', BROWSER, () => '/api/score/final'),
].toSorted((a, b) => a.at - b.at)

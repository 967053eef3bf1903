import type { Page } from './pages.ts'

/** Browsers ask again each time; the edge keeps the page for `s-maxage` and may serve it stale while it asks or when asking fails. */
const kept = (edgeSeconds: number): string =>
  `public, max-age=0, s-maxage=${edgeSeconds}, stale-while-revalidate=30, stale-if-error=300`

const PAGE = kept(10)
const LIVE_PAGE = kept(2)
/** No stale copies of "not found": the programme may have been published in the meantime. */
const NOT_FOUND = 'public, max-age=0, s-maxage=10'

/** `Cache-Control` of a page (TTL-02: the edge follows `s-maxage`, the browser `max-age`). */
export const pageCacheControl = (page: Page): string => {
  if (page.kind === 'not-found') return NOT_FOUND
  return page.kind === 'live-index' || page.kind === 'live-event' ? LIVE_PAGE : PAGE
}

export const pageStatus = (page: Page): 200 | 404 => (page.kind === 'not-found' ? 404 : 200)

import { programmeWith } from './catalogue.ts'
import type { Programme } from './catalogue.ts'
import { liveEvents, liveEventWith } from './live-events.ts'
import type { LiveEvent } from './live-events.ts'
import { scoreAt } from './score.ts'
import type { Scores } from './score.ts'

export type Page =
  | { kind: 'home' }
  | { kind: 'programme'; programme: Programme }
  | { kind: 'live-index' }
  | { kind: 'live-event'; event: LiveEvent }
  | { kind: 'not-found' }

/** What the server tells the client so that both render the same tree. */
export type PageState = {
  path: string
  /** Scheme and host of canonical addresses, without a slash at the end. */
  publicUrl: string
  scores: Scores
}

const NOT_FOUND: Page = { kind: 'not-found' }

const programmePage = (slug: string): Page => {
  const programme = programmeWith(slug)
  return programme === undefined ? NOT_FOUND : { kind: 'programme', programme }
}

const liveEventPage = (slug: string): Page => {
  const event = liveEventWith(slug)
  return event === undefined ? NOT_FOUND : { kind: 'live-event', event }
}

/**
 * The page at a path. Letter case and one slash at the end make no difference; the canonical address in the page says which
 * spelling counts. `/static-index.html` asked for by name shows the home page.
 */
export const pageAt = (path: string): Page => {
  const [first = '', second, ...rest] = path.toLowerCase().replace(/\/$/, '').split('/').slice(1)
  if (rest.length > 0) return NOT_FOUND
  if (second === undefined) {
    if (path === '/' || first === 'static-index.html') return { kind: 'home' }
    return first === 'live' ? { kind: 'live-index' } : NOT_FOUND
  }
  if (first === 'programme') return programmePage(second)
  return first === 'live' ? liveEventPage(second) : NOT_FOUND
}

/** The one address of a page; undefined for a page that does not exist. */
export const canonicalPath = (page: Page): string | undefined => {
  switch (page.kind) {
    case 'home':
      return '/'
    case 'programme':
      return `/programme/${page.programme.slug}`
    case 'live-index':
      return '/live'
    case 'live-event':
      return `/live/${page.event.slug}`
    case 'not-found':
      return undefined
  }
}

/** Events whose score a page shows. */
export const eventsOn = (page: Page): readonly LiveEvent[] => {
  if (page.kind === 'live-event') return [page.event, ...liveEvents.filter(event => event.slug !== page.event.slug)]
  return page.kind === 'home' || page.kind === 'live-index' ? liveEvents : []
}

/**
 * Scores that the server renders into a page. Only live pages carry the match minute: the home page is cached longer, so it
 * changes with goals alone and most of its revalidations end with 304.
 */
export const scoresOn = (page: Page, nowMilliseconds: number): Scores =>
  Object.fromEntries(
    eventsOn(page).map(event => {
      const score = scoreAt(event, nowMilliseconds)
      return [event.slug, page.kind === 'home' ? { ...score, minute: 0 } : score]
    }),
  )

import { durationText, kindText } from './catalogue.ts'
import type { Programme } from './catalogue.ts'
import { fixtureText } from './live-events.ts'
import type { LiveEvent } from './live-events.ts'
import { canonicalPath } from './pages.ts'
import type { Page } from './pages.ts'

/** What a page says about itself to browsers, search engines and link previews. */
export type PageHead = {
  title: string
  description: string
  /** Undefined for a page that does not exist: nothing to index. */
  canonicalUrl: string | undefined
}

export const SITE_NAME = 'Footlights'

const words = (page: Page): { title: string; description: string } => {
  switch (page.kind) {
    case 'home':
      return {
        title: `${SITE_NAME}: series, films and live sport`,
        description:
          'Stream new series, films, documentaries and live sport on Footlights. Tonight: The Long Tide, and four matches live.',
      }
    case 'programme':
      return {
        title: `${page.programme.title} (${page.programme.year}) | ${SITE_NAME}`,
        description: `${kindText[page.programme.kind]}, ${durationText(page.programme.minutes)}. ${page.programme.tagline}`,
      }
    case 'live-index':
      return {
        title: `Live sport now | ${SITE_NAME}`,
        description:
          'Every match that is live on Footlights right now, with scores: football, ice hockey and handball.',
      }
    case 'live-event':
      return {
        title: `${fixtureText(page.event)} live | ${SITE_NAME}`,
        description: `${page.event.sport}, ${page.event.competition}: watch ${fixtureText(page.event)} live from ${page.event.venue}.`,
      }
    case 'not-found':
      return { title: `Page not found | ${SITE_NAME}`, description: 'There is nothing at this address on Footlights.' }
  }
}

/** @param publicUrl scheme and host of canonical addresses, without a slash at the end */
export const pageHead = (page: Page, publicUrl: string): PageHead => {
  const path = canonicalPath(page)
  return { ...words(page), canonicalUrl: path === undefined ? undefined : publicUrl + path }
}

const programmeData = (programme: Programme) => ({
  '@type': programme.kind === 'series' ? 'TVSeries' : 'Movie',
  name: programme.title,
  description: programme.synopsis,
  genre: programme.genres,
  ...(programme.kind === 'series'
    ? { numberOfEpisodes: programme.episodes.length }
    : { duration: `PT${programme.minutes}M` }),
})

const eventData = (event: LiveEvent) => ({
  '@type': 'SportsEvent',
  name: fixtureText(event),
  sport: event.sport,
  description: event.summary,
  location: { '@type': 'Place', name: event.venue },
  homeTeam: { '@type': 'SportsTeam', name: event.home.name },
  awayTeam: { '@type': 'SportsTeam', name: event.away.name },
})

/** The page as schema.org data for search engines; undefined where there is nothing to add. */
export const structuredData = (page: Page): Record<string, unknown> | undefined => {
  if (page.kind === 'programme') return { '@context': 'https://schema.org', ...programmeData(page.programme) }
  if (page.kind === 'live-event') return { '@context': 'https://schema.org', ...eventData(page.event) }
  return undefined
}

import type { HeaderList } from '../../http/header-list.ts'
import type { ServedResponse } from '../../pop/viewer-response/deliver.ts'
import type { FallbackOutcome } from '../../report/fallback-data.ts'

/** Header that the drill's SSR servers put on what they rendered. */
export const RENDERED_HEADER = 'x-rendered-by'

const secondsOf = (directive: string, headers: HeaderList): number => {
  const [, seconds = '0'] = new RegExp(`\\b${directive}=(\\d+)`).exec(headers.get('cache-control') ?? '') ?? []
  return Number(seconds)
}

/** Older than the site itself asks for, so it is here only because the servers fail. */
const isStale = (headers: HeaderList): boolean =>
  Number(headers.get('age') ?? 0) > secondsOf('s-maxage', headers) + secondsOf('stale-while-revalidate', headers)

/** What the one who asked was served. */
export const outcomeOf = ({ status, headers }: ServedResponse): FallbackOutcome => {
  if (status >= 500) return headers.has('retry-after') && headers.has('x-static-fallback') ? 'retry-later' : 'error'
  if (!headers.has(RENDERED_HEADER)) return 'static'
  return isStale(headers) ? 'stale' : 'good'
}

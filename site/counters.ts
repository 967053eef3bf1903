import type { SiteVersion } from './site-version.ts'

/** What a request asks for: a page, the API, or anything of the server itself such as `/health`. */
export type PathKind = 'pages' | 'api' | 'other'

/** Requests that reached the server since the start or the last reset, those that a fault spoilt included. */
export type SiteCounters = Readonly<Record<PathKind, number>> & {
  readonly total: number
  /** Page requests by the release they asked for. */
  readonly byVersion: Readonly<Record<SiteVersion, number>>
}

export const NO_REQUESTS: SiteCounters = { total: 0, pages: 0, api: 0, other: 0, byVersion: { v4: 0, v5: 0 } }

/** @param url path and query of a request */
export const pathKindOf = (url: string): PathKind => {
  if (url.startsWith('/api/')) return 'api'
  return url === '/health' ? 'other' : 'pages'
}

/** The counters after one more request. */
export const counted = (counters: SiteCounters, kind: PathKind, version: SiteVersion): SiteCounters => ({
  ...counters,
  total: counters.total + 1,
  [kind]: counters[kind] + 1,
  byVersion:
    kind === 'pages' ? { ...counters.byVersion, [version]: counters.byVersion[version] + 1 } : counters.byVersion,
})

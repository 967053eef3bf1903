import type { Curve } from './curve.ts'

export type NonEmpty<T> = readonly [T, ...T[]]

/** What can be asked for, by the way it is cached. */
export type ResourceKind = 'page' | 'live-page' | 'asset' | 'root-file' | 'score' | 'not-found'

/** Something with an address. */
export interface Resource {
  readonly path: string
  /** Body as the origin has it. */
  readonly sizeBytes: number
  /** Body as compressed at the edge; left out where it goes out as it is, with a `Content-Length` (COMP-04). */
  readonly compressedBytes?: number
}

export interface Page extends Resource {
  readonly kind: 'page' | 'live-page'
  /** Asked for again and again while the page is open. */
  readonly score?: Resource
}

export interface Asset extends Resource {
  readonly load: 'with-page' | 'on-play'
}

/** One build of the site. */
export interface Release {
  /** Variant of the flag that shows it. */
  readonly variant: string
  readonly assets: NonEmpty<Asset>
}

/** How the edge keeps a kind of resource, and what the origin takes for it. */
export interface Delivery {
  /** 0: never stored, never collapsed (COLL-03). */
  readonly ttlSeconds: number
  readonly staleWhileRevalidateSeconds: number
  readonly staleIfErrorSeconds: number
  /** The origin's answer is another one each time so much has passed; 0: always the same. */
  readonly changesEverySeconds: number
  /** Mean time from asking the origin to its first byte. */
  readonly originMs: number
}

export interface Browser {
  readonly userAgent: string
  readonly weight: number
  /** Share of its viewers that come over HTTP/3; the others speak HTTP/2. */
  readonly http3Share: number
}

export interface Crawler {
  readonly userAgent: string
  readonly weight: number
  readonly httpVersion: '1.1' | '2.0'
  /** A crawler visits every page alike, a link preview what viewers share. */
  readonly visits: 'every-page' | 'popular-pages'
}

/** One evening of a site behind CloudFront. Data alone: it can be written down as JSON. Shares are from 0 to 1. */
export interface Scenario {
  readonly name: string
  /** Instant of the first point of `load`, ISO 8601 with its zone. */
  readonly startsAt: string
  /** The `Host` that viewers send. */
  readonly host: string
  readonly distributionDomainName: string
  /** Requests of viewers in any unit, by minutes from the kick-off. Its first point is the start, its last the end. */
  readonly load: Curve
  /** Most popular first: page views follow Zipf's law. */
  readonly pages: NonEmpty<Page>
  readonly pagePopularityExponent: number
  readonly flag: {
    readonly name: string
    /** What viewers without a choice see. */
    readonly standard: Release
    readonly next: Release
    /** Share of new viewers who are given `next`, by minutes from the kick-off. */
    readonly nextShare: Curve
  }
  readonly previousRelease: {
    /** Page views in a tab that still runs the build before: no page is asked for, one of its assets is. */
    readonly viewShare: number
    readonly assets: NonEmpty<Asset>
  }
  readonly delivery: { readonly [kind in ResourceKind]: Delivery }
  /** Requests to the SSR origin that it never answers; the custom error response that stands in. */
  readonly originTimeouts: {
    readonly share: number
    readonly afterMs: number
    readonly keptSeconds: number
    readonly errorPage: Resource
  }
  readonly viewing: {
    /** Page views by somebody who was here earlier in the evening. */
    readonly returningShare: number
    /** Page views of returning viewers that show the same address again; the browser asks with its validator. */
    readonly reloadShare: number
    /** New viewers whose browser kept assets and cookies from an earlier day. */
    readonly warmBrowserShare: number
    /** Viewers who never send a cookie. */
    readonly cookielessShare: number
    readonly ipv6Share: number
    /** Pages and assets that the viewer does not wait for. */
    readonly abortShare: number
    /** Page views on which the player is started. */
    readonly playShare: number
    readonly scoreEverySeconds: number
    /** Scores asked for while one live page is open, on average. */
    readonly scoresPerView: number
    /** Where new viewers come from. */
    readonly referers: NonEmpty<string>
  }
  readonly addresses: {
    /** Page views by a path that viewer-request redirects: a slash at the end, or two in a row. */
    readonly nonCanonicalShare: number
    /** Page views with parameters that viewer-request drops. `{id}` becomes a click id. */
    readonly trackingShare: number
    readonly tracking: NonEmpty<string>
    /** Page views with parameters that are part of the cache key, in any order. */
    readonly parameterShare: number
    readonly parameters: NonEmpty<NonEmpty<string>>
  }
  readonly browsers: NonEmpty<Browser>
  readonly crawlers: {
    /** Share of all rows, spread evenly over the evening. */
    readonly share: number
    /** Requests of crawlers for pages that are gone. */
    readonly notFoundShare: number
    readonly notFound: NonEmpty<Resource>
    readonly agents: NonEmpty<Crawler>
  }
  /** Most used first. */
  readonly edgeLocations: NonEmpty<string>
  readonly edgeLocationExponent: number
}

/** Milliseconds since the epoch of an ISO 8601 instant of this century, to the minute or finer; undefined without a zone. */
export const parseInstant = (text: string): number | undefined => {
  if (!/^20\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return undefined
  const instant = Date.parse(text)
  return Number.isNaN(instant) ? undefined : instant
}

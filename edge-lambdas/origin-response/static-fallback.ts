import type { CloudFrontRequest, CloudFrontResponse } from 'aws-lambda'
import type { FallbackSettings } from './settings.ts'

/** An origin-response event, as far as a decision needs it. */
export interface OriginAnswer {
  readonly request: Pick<CloudFrontRequest, 'method' | 'uri' | 'headers' | 'origin'>
  readonly response: Pick<CloudFrontResponse, 'status' | 'headers'>
}

/** What stood in for the origin; value of the header `x-static-fallback`. */
export type Marker = 'origin-5xx' | 'origin-group'

export type Fallback =
  | { readonly kind: 'none' }
  /** The error becomes the static page. */
  | { readonly kind: 'page'; readonly marker: Marker }
  /** The answer is the static page already, and only needs its marks. */
  | { readonly kind: 'mark'; readonly marker: Marker }
  /** A crawler is told to come back. */
  | { readonly kind: 'retry-later'; readonly marker: Marker }

const NONE: Fallback = { kind: 'none' }

/** A last segment with another extension than these is a file, not a page. */
const FILE = /\.(?!html?$)[a-z\d]{1,11}$/i

/** What errors of pages come as; an error in JSON belongs to an API. */
const PAGE_TYPES = /^\s*(text\/html|text\/plain|application\/xhtml\+xml)\b/i

const isPage = ({ request, response }: OriginAnswer): boolean => {
  const type = response.headers['content-type']?.[0]?.value
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    !FILE.test(request.uri) &&
    (type === undefined || PAGE_TYPES.test(type))
  )
}

const isCrawler = ({ request }: OriginAnswer): boolean => request.headers['x-viewer-class']?.[0]?.value === 'crawler'

/** The secondary has answered with the page, or says that the copy CloudFront holds is still good. */
const hasStoodIn = ({ request, response }: OriginAnswer): boolean =>
  request.origin?.s3 !== undefined && ['200', '206', '304'].includes(response.status)

const isOriginError = ({ request, response }: OriginAnswer): boolean =>
  request.origin?.s3 === undefined && /^5\d\d$/.test(response.status)

const standIn = (answer: OriginAnswer, settings: FallbackSettings, kind: 'page' | 'mark', marker: Marker): Fallback =>
  settings.crawlers === '503' && isCrawler(answer) ? { kind: 'retry-later', marker } : { kind, marker }

/**
 * What becomes of an answer of the origin. In the mode `origin-group` an error of the primary stays: the group's failover
 * reads it (ORR-23).
 */
export const decideFallback = (answer: OriginAnswer, settings: FallbackSettings): Fallback => {
  switch (settings.mode) {
    case 'origin-response':
      return isOriginError(answer) && isPage(answer) ? standIn(answer, settings, 'page', 'origin-5xx') : NONE
    case 'origin-group':
      return hasStoodIn(answer) ? standIn(answer, settings, 'mark', 'origin-group') : NONE
    case 'error-pages':
      return NONE
  }
}

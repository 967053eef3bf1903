import type { CloudFrontHeaders, CloudFrontResponse, CloudFrontResultResponse } from 'aws-lambda'
import type { FallbackSettings } from './settings.ts'
import type { Fallback, Marker } from './static-fallback.ts'

/** The type of the event lacks the body, which an origin-response function may set (LAE-36). */
export type OriginResponse = CloudFrontResponse & Pick<CloudFrontResultResponse, 'body' | 'bodyEncoding'>

/** How long a crawler is asked to wait. */
const RETRY_AFTER_SECONDS = 60

/** Freshness of an earlier answer; the stand-in states its own. */
const FRESHNESS = ['age', 'expires', 'pragma']

/**
 * Validators would let CloudFront and browsers revalidate the stand-in against another server's page.
 * Not on the list: `transfer-encoding` and `via`, which are read-only here, so that deleting them costs a 502 (HDR-02, LAE-53).
 */
const VALIDATORS = ['etag', 'last-modified']

/** What describes the body of the error or belongs to it alone: an error page's strict policy would keep ours from running. */
const OF_THE_ERROR = [
  'content-encoding',
  'content-length',
  'content-range',
  'content-disposition',
  'content-language',
  'content-security-policy',
  'content-security-policy-report-only',
  'accept-ranges',
  'retry-after',
  'set-cookie',
  'vary',
]

const set = (headers: CloudFrontHeaders, key: string, value: string): void => {
  headers[key.toLowerCase()] = [{ key, value }]
}

const remove = (headers: CloudFrontHeaders, ...lists: readonly (readonly string[])[]): void => {
  for (const name of lists.flat()) delete headers[name]
}

const mark = ({ headers }: OriginResponse, marker: Marker, cacheControl: string): void => {
  remove(headers, FRESHNESS, VALIDATORS)
  set(headers, 'Cache-Control', cacheControl)
  set(headers, 'X-Static-Fallback', marker)
}

/** Browsers ask again each time; CloudFront keeps it for a moment, so that an outage does not fall on the origin (LAE-37). */
const forAMoment = ({ maxAgeSeconds }: FallbackSettings): string => `public, max-age=0, s-maxage=${maxAgeSeconds}`

interface Answer {
  readonly status: string
  readonly statusDescription: string
  readonly contentType: string
  readonly body: string
}

const replace = (response: OriginResponse, method: string, answer: Answer): void => {
  response.status = answer.status
  response.statusDescription = answer.statusDescription
  remove(response.headers, OF_THE_ERROR)
  set(response.headers, 'Content-Type', answer.contentType)
  // HEAD has no body to replace.
  if (method === 'HEAD') return
  response.body = answer.body
  response.bodyEncoding = 'text'
}

/**
 * Carries out the decision on the response itself: a new object would lose the read-only headers (LAE-52, LAE-53).
 *
 * @param page the static page; not read unless the decision is `page`
 */
export const applyFallback = (
  response: OriginResponse,
  fallback: Fallback,
  { settings, method, page }: { settings: FallbackSettings; method: string; page: string },
): void => {
  switch (fallback.kind) {
    case 'none':
      return
    case 'mark':
      return mark(response, fallback.marker, forAMoment(settings))
    case 'page':
      replace(response, method, {
        status: '200',
        statusDescription: 'OK',
        contentType: 'text/html; charset=utf-8',
        body: page,
      })
      return mark(response, fallback.marker, forAMoment(settings))
    case 'retry-later':
      replace(response, method, {
        status: '503',
        statusDescription: 'Service Unavailable',
        contentType: 'text/plain; charset=utf-8',
        body: 'Please come back later.\n',
      })
      set(response.headers, 'Retry-After', String(RETRY_AFTER_SECONDS))
      return mark(response, fallback.marker, 'no-store')
  }
}

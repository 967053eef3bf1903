import cf from 'cloudfront'
import { FEATURE_FLIPPING } from '../config/feature-flags.ts'
import type { GeneratedResponse, Value, ViewerRequest, ViewerRequestEvent } from '../event.ts'
import { canonicalPath, canonicalQuery, URL_TEXT } from './canonical-url.ts'
import { CRAWLER } from './crawler-class.ts'
import { chooseVariants, type StoredFlags } from './feature-flipping.ts'

const textOf = (entry: Value | undefined) => (entry ? entry.value : '')

/**
 * Viewer-request of the HTML behaviour: canonical URL, crawler class, feature flags, log.
 * The headers it writes are in the cache key; whatever the viewer sent under their names is replaced.
 */
export async function handler(event: ViewerRequestEvent): Promise<ViewerRequest | GeneratedResponse> {
  const request = event.request
  const headers = request.headers
  const path = canonicalPath(request.uri)
  const query = canonicalQuery(request)
  const url = path + (query && '?' + query)

  if (!URL_TEXT.test(url)) return { statusCode: 400 }
  if (/GET|HEAD/.test(request.method)) {
    if (path !== request.uri)
      return { statusCode: 301, headers: { location: { value: url }, 'cache-control': { value: 'max-age=3600' } } }
    request.querystring = query
  }

  // A statement of its own: await in arguments does not compile (CFF-30). No store, key or JSON: the declaration stands.
  let stored: unknown
  try {
    stored = await cf.kvs().get(FEATURE_FLIPPING, { format: 'json' })
  } catch {}

  const isCrawler = CRAWLER.test(textOf(headers['user-agent']))
  const kind = isCrawler ? 'crawler' : 'browser'
  const choice = chooseVariants(textOf(request.cookies[FEATURE_FLIPPING]), stored as StoredFlags, isCrawler)
  headers['x-viewer-class'] = { value: kind }
  headers['x-feature-flipping'] = { value: choice.flags }
  headers['x-feature-flipping-max-age'] = { value: choice.seconds + '' }
  cf.logCustomData('v=' + choice.flags + ';u=' + url.slice(0, 200) + ';k=' + kind)
  return request
}

import type { CacheBehavior } from '../../distribution/model.ts'
import { parseCacheControl } from '../../http/cache-control.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { forwardsCookies } from './caching.ts'

/** RESH-02, RESH-04, RESH-08: connection matters, S3's own ids, and what CloudFront writes itself. */
const REMOVED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'age',
  'via',
  'x-cache',
  'x-amz-cf-id',
  'x-amz-cf-pop',
  'x-amz-id-2',
  'x-amz-request-id',
])

/** RESH-07: names that may stay in `Vary`. */
const keptVary = (value: string, behavior: CacheBehavior): string => {
  const { cachePolicy, originRequestPolicy } = behavior
  const listed = originRequestPolicy?.headers.kind === 'whitelist' ? originRequestPolicy.headers.names : []
  const forwardsAll =
    originRequestPolicy?.headers.kind === 'allViewer' ||
    originRequestPolicy?.headers.kind === 'allViewerAndWhitelistCloudFront'
  const isKept = (name: string): boolean =>
    name === 'accept-encoding' ||
    name === 'cookie' ||
    forwardsAll ||
    cachePolicy.headers.includes(name) ||
    listed.includes(name)
  return value
    .split(',')
    .map(name => name.trim())
    .filter(name => isKept(name.toLowerCase()))
    .join(', ')
}

/**
 * The headers of a response as they are stored and delivered: RESH-02 to RESH-08, TTL-40 to TTL-43.
 * `originCookies` are the `set-cookie` values the origin sent; those an edge function added stay (TTL-43).
 */
export const storedHeaders = (
  headers: HeaderList,
  behavior: CacheBehavior,
  originCookies: readonly string[],
): HeaderList => {
  const kept = headers.clone()
  for (const name of REMOVED) kept.delete(name)
  const vary = kept.joined('vary')
  if (vary !== undefined) {
    const value = keptVary(vary, behavior)
    if (value === '') kept.delete('vary')
    else kept.set('vary', value)
  }
  const dropsCookies =
    !forwardsCookies(behavior) || parseCacheControl(kept.joined('cache-control')).noCacheFields.includes('set-cookie')
  if (dropsCookies && originCookies.length > 0) {
    const added = kept.getAll('set-cookie').filter(value => !originCookies.includes(value))
    kept.delete('set-cookie')
    for (const value of added) kept.append('set-cookie', value)
  }
  return kept
}

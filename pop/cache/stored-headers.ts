import type { CacheBehavior } from '../../distribution/model.ts'
import { parseCacheControl } from '../../http/cache-control.ts'
import { dropNamedByConnection } from '../../http/connection-options.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { forwardsHeader } from '../origin/forwarded-headers.ts'
import type { OriginAnswer } from '../origin/origin-answer.ts'
import { forwardsCookies } from './caching.ts'

/** RESH-02, RESH-04, RESH-08: connection matters (RFC 9111, 3.1), and what CloudFront writes itself. */
const REMOVED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'age',
  'via',
  'x-cache',
  'x-amz-cf-id',
  'x-amz-cf-pop',
])

/** RESH-02 */
const REMOVED_FROM_S3 = ['x-amz-id-2', 'x-amz-request-id']

const DEVICE_HEADERS = ['android', 'desktop', 'ios', 'mobile', 'smarttv', 'tablet'].map(
  device => `cloudfront-is-${device}-viewer`,
)

/** TTL-20: `Vary: *` counts only where the minimum TTL is 0; elsewhere it is filtered like any other name. */
export const variesByEverything = (headers: HeaderList, { cachePolicy }: CacheBehavior): boolean =>
  cachePolicy.minTtlSeconds === 0 && (headers.joined('vary') ?? '').split(',').some(name => name.trim() === '*')

/** RESH-07: names that may stay in `Vary`. */
const keptVary = (headers: HeaderList, behavior: CacheBehavior): string => {
  if (variesByEverything(headers, behavior)) return '*'
  const isKept = (name: string): boolean =>
    name === 'accept-encoding' ||
    name === 'cookie' ||
    forwardsHeader(behavior, name) ||
    (name === 'user-agent' && DEVICE_HEADERS.some(device => forwardsHeader(behavior, device)))
  return (headers.joined('vary') ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => isKept(name.toLowerCase()))
    .join(', ')
}

const keepsCookiesToItself = (headers: HeaderList): boolean =>
  parseCacheControl(headers.joined('cache-control')).noCacheFields.includes('set-cookie')

type Answered = Pick<OriginAnswer & { kind: 'answered' }, 'status' | 'headers' | 'origin' | 'originCookies'>

/** TTL-18, TTL-41: under `no-cache="Set-Cookie"` the origin's cookies go to the viewer who asked and nowhere else. */
export const viewerOnlyCookies = ({ headers, originCookies }: Answered, behavior: CacheBehavior): string[] =>
  forwardsCookies(behavior) && keepsCookiesToItself(headers)
    ? headers.getAll('set-cookie').filter(value => originCookies.includes(value))
    : []

/**
 * The headers of a response as they are stored and delivered: RESH-02 to RESH-08, TTL-40 to TTL-43. Of the cookies only those the origin
 * itself sent are subject to the behaviour; what an edge function added stays (TTL-43).
 */
export const storedHeaders = (
  { status, headers, origin, originCookies }: Answered,
  behavior: CacheBehavior,
): HeaderList => {
  const kept = headers.clone()
  if (status === 204) kept.delete('content-length') // RFC 9110, 8.6: it states no length
  dropNamedByConnection(kept) // RESH-08
  for (const name of REMOVED) kept.delete(name)
  if (origin.kind === 's3') for (const name of REMOVED_FROM_S3) kept.delete(name)
  if (kept.has('vary')) {
    const value = keptVary(kept, behavior)
    if (value === '') kept.delete('vary')
    else kept.set('vary', value)
  }
  const dropsCookies = !forwardsCookies(behavior) || keepsCookiesToItself(kept)
  if (dropsCookies && originCookies.length > 0) {
    const added = kept.getAll('set-cookie').filter(value => !originCookies.includes(value))
    kept.delete('set-cookie')
    for (const value of added) kept.append('set-cookie', value)
  }
  return kept
}

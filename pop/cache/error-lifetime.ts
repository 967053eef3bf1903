import type { CachePolicy, Origin } from '../../distribution/model.ts'
import { parseCacheControl } from '../../http/cache-control.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { statedLifetime, uncacheableDirective, type Lifetime } from './lifetime.ts'

/** ERR-01; 410 like 404 (ERR-04). */
const ALWAYS_CACHED = new Set([404, 410, 414, 500, 501, 502, 503, 504])
/** ERR-02: only with a stated `max-age` or `s-maxage`. */
const CACHED_WHEN_STATED = new Set([400, 403, 405, 412, 415])
/** ERR-07: the only statuses whose `no-store`, `no-cache` or `private` is obeyed. */
const REFUSAL_OBEYED = new Set([404, 410, 414, 501])

const ERROR_CACHING_DEFAULT_SECONDS = 10

/** ERR-05. In: the configured time, undefined when the status has no entry. Out: seconds. */
export const errorCachingMinimum = (configuredSeconds: number | undefined, originKind: Origin['kind']): number => {
  const seconds = configuredSeconds ?? ERROR_CACHING_DEFAULT_SECONDS
  return originKind === 's3' ? Math.max(1, seconds) : seconds // ERR-11
}

const stored = (
  ttlSeconds: number,
  source: Lifetime['source'],
  statedSeconds: number | undefined,
  bound: Lifetime['bound'],
): Lifetime => ({
  ttlSeconds,
  source,
  statedSeconds,
  bound,
  storable: ttlSeconds > 0,
  sharedWithWaiting: ttlSeconds > 0,
  staleWhileRevalidateSeconds: 0,
  staleIfErrorSeconds: undefined,
  // An expired error is never a stale copy worth serving.
  usableSeconds: ttlSeconds,
})

const notStored = (source: Lifetime['source']): Lifetime => stored(0, source, undefined, undefined)

/**
 * How long an error (status 400 or above) is kept (ERR-01 to ERR-12). Default and minimum TTL of the behaviour play no part (ERR-09).
 * In: the configured error caching minimum TTL in seconds, undefined when the status has no entry.
 */
export const errorLifetimeOf = (
  status: number,
  headers: HeaderList,
  receivedAt: number,
  policy: CachePolicy,
  configuredSeconds: number | undefined,
  originKind: Origin['kind'],
): Lifetime => {
  const control = parseCacheControl(headers.joined('cache-control'))
  const statesAge = control.maxAge !== undefined || control.sMaxage !== undefined
  if (!ALWAYS_CACHED.has(status) && !(CACHED_WHEN_STATED.has(status) && statesAge))
    return notStored('status-not-cached')
  const refused = REFUSAL_OBEYED.has(status) ? uncacheableDirective(control) : undefined
  if (refused !== undefined) return notStored(refused)
  const minimum = errorCachingMinimum(configuredSeconds, originKind)
  const { source, seconds } = statedLifetime(control, headers, receivedAt)
  const capped = Math.min(seconds ?? 0, policy.maxTtlSeconds)
  if (capped <= minimum) return stored(minimum, 'error-caching-minimum-ttl', seconds, undefined)
  return stored(capped, source, seconds, capped < (seconds ?? 0) ? 'maximum-ttl' : undefined)
}

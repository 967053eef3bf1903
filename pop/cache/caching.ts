import type { CacheBehavior, Method } from '../../distribution/model.ts'

/** KEY-19, COLL-03, ERR-10: all three TTLs at 0 switch caching off, and collapsing, error caching and compression with it. */
export const isCachingDisabled = ({
  cachePolicy: { minTtlSeconds, defaultTtlSeconds, maxTtlSeconds },
}: CacheBehavior): boolean => minTtlSeconds === 0 && defaultTtlSeconds === 0 && maxTtlSeconds === 0

/** COLL-04, TTL-32, TTL-41: any cookie forwarded by any policy. */
export const forwardsCookies = ({ cachePolicy, originRequestPolicy }: CacheBehavior): boolean =>
  cachePolicy.cookies.kind !== 'none' || (originRequestPolicy?.cookies.kind ?? 'none') !== 'none'

/** MET-02, TTL-61: whether a method reads and writes the cache. */
export const isCachedMethod = ({ cachedMethods }: CacheBehavior, method: string): boolean =>
  cachedMethods.has(method as Method)

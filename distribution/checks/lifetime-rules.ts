import { originsOf } from '../origins-of.ts'
import { PAGES } from './aws-pages.ts'
import { contentsOf, groupedBy, isCaching, isServer, pagesByCachePolicy, patternsOf } from './behaviors.ts'
import type { Fault, Rule } from './rule.ts'

export const minimumTtlOverridesNoStore: Rule = {
  id: 'minimum-ttl-overrides-no-store',
  severity: 'warning',
  title: 'A minimum TTL above 0 stores pages that say no-store',
  cites: ['TTL-05', 'POL-48'],
  page: PAGES.expiration,
  faults: (distribution, { placeInPolicy }) =>
    pagesByCachePolicy(distribution).flatMap(([policy, behaviors]): Fault[] => {
      if (policy.minTtlSeconds === 0) return []
      return [
        {
          message: `${policy.name} keeps the pages of ${patternsOf(behaviors)} for at least ${policy.minTtlSeconds} s, whatever they say: no-store, private and no-cache are overridden, so a page for one viewer goes to others`,
          place: placeInPolicy(policy, behaviors[0], 'MinTTL'),
          remedy: 'use a cache policy with MinTTL 0 for pages',
        },
      ]
    }),
}

export const cachingDisabled: Rule = {
  id: 'caching-disabled',
  severity: 'advice',
  title: 'Pages without caching lose collapsing, error caching and compression',
  cites: ['COLL-03', 'ERR-10', 'COMP-01'],
  page: PAGES.managedCachePolicies,
  faults: (distribution, { placeOf }) =>
    distribution.behaviors.flatMap((behavior): Fault[] => {
      if (isCaching(behavior.cachePolicy) || contentsOf(behavior) === 'api') return []
      return [
        {
          message: `${behavior.cachePolicy.name} caches nothing of ${behavior.pathPattern}: in an outage or a rush each request goes to the origin by itself, errors and error pages included`,
          place: placeOf(behavior, 'CachePolicyId', 'ForwardedValues'),
          remedy:
            'use a cache policy with MinTTL 0, DefaultTTL 0 and a MaxTTL of a day: what the origin does not allow is not cached then either',
        },
      ]
    }),
}

/** An outage is longer than this. */
const OUTAGE_SECONDS = 60

export const maximumTtlEndsStale: Rule = {
  id: 'maximum-ttl-ends-stale',
  severity: 'advice',
  title: 'A short maximum TTL leaves no stale copy for an outage',
  cites: ['STALE-02', 'STALE-06'],
  page: PAGES.expiration,
  faults: (distribution, { placeInPolicy }) =>
    pagesByCachePolicy(distribution).flatMap(([policy, behaviors]): Fault[] => {
      if (!isCaching(policy) || policy.maxTtlSeconds >= OUTAGE_SECONDS) return []
      return [
        {
          message: `a copy of ${patternsOf(behaviors)} is gone after ${policy.maxTtlSeconds} s, so stale-if-error and stale-while-revalidate of the origin end there too`,
          place: placeInPolicy(policy, behaviors[0], 'MaxTTL'),
          remedy: 'raise MaxTTL, and let DefaultTTL and the origin’s max-age say how long a copy is fresh',
        },
      ]
    }),
}

/** Directives that only a shared cache obeys. */
const FOR_SHARED_CACHES = /s-maxage|stale-while-revalidate|stale-if-error/i

export const cacheControlTooLate: Rule = {
  id: 'cache-control-too-late',
  severity: 'warning',
  title: 'A response headers policy writes Cache-Control for the edge, which never sees it',
  cites: ['RHP-03'],
  page: PAGES.responseHeadersPolicy,
  faults: ({ behaviors }, { placeInPolicy }) =>
    [...groupedBy(behaviors, ({ responseHeadersPolicy }) => responseHeadersPolicy)].flatMap(
      ([policy, users]): Fault[] => {
        const header = policy.headers.find(
          ({ name, value }) => name === 'cache-control' && FOR_SHARED_CACHES.test(value),
        )
        if (header === undefined) return []
        return [
          {
            message: `the response headers policy ${policy.name} of ${patternsOf(users)} writes Cache-Control ${header.value}: it is added after the cache, so CloudFront keeps objects as the origin says`,
            place: placeInPolicy(policy, users[0], 'CustomHeadersConfig'),
            remedy: 'let the origin or an origin-response function send it, or set the TTLs in the cache policy',
          },
        ]
      },
    ),
}

/** Formats that are compressed already. */
const COMPRESSED_FORMAT = /\.(jpe?g|png|gif|webp|avif|mp[34]|m4[as]|ts|webm|ogg|zip|gz|br|woff2?|pdf|\*)$/i
const COMPRESSED_FOLDER = /(^|\/)(images?|img|media|videos?|fonts?|thumbs?)(\/|\*|$)/i

export const compressionMissing: Rule = {
  id: 'compression-missing',
  severity: 'advice',
  title: 'Answers are not compressed at the edge',
  cites: ['COMP-01'],
  page: PAGES.compression,
  faults: (distribution, { placeOf, placeInPolicy }) =>
    distribution.behaviors.flatMap((behavior): Fault[] => {
      const { pathPattern, compress, cachePolicy } = behavior
      const isWorthIt = !COMPRESSED_FORMAT.test(pathPattern) && !COMPRESSED_FOLDER.test(pathPattern)
      if (!isCaching(cachePolicy) || !isWorthIt || contentsOf(behavior) === 'api') return []
      if (compress && (cachePolicy.gzip || cachePolicy.brotli)) return []
      // A server may do it itself; a bucket does not.
      if (!compress && originsOf(distribution, behavior).every(isServer) && !(cachePolicy.gzip || cachePolicy.brotli))
        return []
      return [
        compress
          ? {
              message: `${pathPattern} says Compress, and its cache policy ${cachePolicy.name} accepts neither gzip nor Brotli, so nothing is compressed`,
              place: placeInPolicy(cachePolicy, behavior, 'EnableAcceptEncodingGzip'),
              remedy: 'set EnableAcceptEncodingGzip and EnableAcceptEncodingBrotli in the cache policy',
            }
          : {
              message: `${pathPattern} is served as the origin sends it: text is three to five times as large as it need be`,
              place: placeOf(behavior, 'Compress'),
              remedy: 'write Compress: true',
            },
      ]
    }),
}

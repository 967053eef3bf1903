import type { CacheBehavior } from '../model.ts'
import { originsOf } from '../origins-of.ts'
import { PAGES } from './aws-pages.ts'
import { contentsOf, groupedBy, isCaching, listed, patternsOf } from './behaviors.ts'
import { viewerRequestCode } from './function-use.ts'
import type { CheckContext, Fault, Rule } from './rule.ts'

/** Headers with about as many values as viewers, lower case. */
const MANY_VALUES = new Set([
  'accept',
  'accept-language',
  'cloudfront-viewer-city',
  'cloudfront-viewer-header-order',
  'cloudfront-viewer-latitude',
  'cloudfront-viewer-longitude',
  'cloudfront-viewer-postal-code',
  'referer',
  'sec-ch-ua',
  'sec-ch-ua-full-version-list',
  'sec-ch-viewport-width',
  'traceparent',
  'user-agent',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-request-id',
])

const REMEDIES: Readonly<Record<string, string>> = {
  'user-agent': 'use CloudFront-Is-Mobile-Viewer and its like, or a class that a viewer-request function works out',
  'accept-language': 'reduce it to the languages you have in a viewer-request function, into a header of your own',
  referer: 'take it out of the cache policy; an origin request policy sends it without making it part of the key',
}

/** A header that the viewer-request function writes has as many values as the function knows. */
const isReduced = (behavior: CacheBehavior, name: string, context: CheckContext): boolean =>
  viewerRequestCode(behavior, context)?.requestHeadersWritten.has(name) === true

export const headersExplodeKey: Rule = {
  id: 'headers-explode-key',
  severity: 'warning',
  title: 'A header with as many values as viewers is in the cache key',
  cites: ['KEY-04', 'KEY-05'],
  page: PAGES.headers,
  faults: ({ behaviors }, context) =>
    [...groupedBy(behaviors, ({ cachePolicy }) => cachePolicy)].flatMap(([policy, users]) =>
      policy.headers.flatMap((name): Fault[] => {
        // Authorization reaches an origin through the key alone (POL-05); with a default TTL of 0 that is its only purpose.
        const isCredential = name === 'authorization' && policy.defaultTtlSeconds > 0
        if (!isCaching(policy) || !(MANY_VALUES.has(name) || isCredential)) return []
        const raw = users.filter(behavior => !isReduced(behavior, name, context))
        const [first] = raw
        if (first === undefined) return []
        return [
          {
            message: `the header ${name} is in the cache key of ${patternsOf(raw)}: nearly every viewer has a copy of their own, so hits become rare`,
            place: context.placeInPolicy(policy, first, 'HeadersConfig', 'Headers'),
            remedy:
              REMEDIES[name] ??
              'take it out of the cache policy, or reduce it to a few values in a viewer-request function',
          },
        ]
      }),
    ),
}

export const queryExplodesKey: Rule = {
  id: 'query-explodes-key',
  severity: 'warning',
  title: 'The whole query string is in the cache key as viewers send it',
  cites: ['KEY-12', 'KEY-13', 'POL-10'],
  page: PAGES.queryStrings,
  faults: ({ behaviors }, context) =>
    [...groupedBy(behaviors, ({ cachePolicy }) => cachePolicy)].flatMap(([policy, users]): Fault[] => {
      if (!isCaching(policy) || policy.queryStrings.kind !== 'all') return []
      const raw = users.filter(
        behavior =>
          contentsOf(behavior) !== 'api' && viewerRequestCode(behavior, context)?.queryStringWritten === undefined,
      )
      const [first] = raw
      if (first === undefined) return []
      return [
        {
          message: `every query parameter is in the cache key of ${patternsOf(raw)}: each campaign link and each order of parameters is an object of its own, and anybody can pass the cache by with ?x=1`,
          place: context.placeInPolicy(policy, first, 'QueryStringsConfig', 'QueryString'),
          remedy:
            'list the parameters that change the answer, or drop and sort the others in a viewer-request function',
        },
      ]
    }),
}

export const hostToS3: Rule = {
  id: 'host-to-s3',
  severity: 'error',
  title: 'The viewer’s Host goes to a bucket',
  cites: ['S3-05', 'KEY-17'],
  page: PAGES.permissionDenied,
  faults: (distribution, { placeOf, codeOf }) =>
    distribution.behaviors.flatMap((behavior): Fault[] => {
      const buckets = originsOf(distribution, behavior).filter(({ kind }) => kind === 's3')
      const lambda = behavior.lambdas['origin-request']?.lambda
      const isRewritten = lambda !== undefined && codeOf(lambda)?.requestHeadersWritten.has('host') !== false
      const { cachePolicy, originRequestPolicy } = behavior
      const headers = originRequestPolicy?.headers
      const inKey = cachePolicy.headers.includes('host')
      const isSent =
        headers?.kind === 'allViewer' ||
        headers?.kind === 'allViewerAndWhitelistCloudFront' ||
        (headers?.kind === 'whitelist' && headers.names.includes('host')) ||
        (headers?.kind === 'allExcept' && !headers.names.includes('host'))
      if (buckets.length === 0 || isRewritten || !(inKey || isSent)) return []
      const policy = inKey ? cachePolicy.name : (originRequestPolicy?.name ?? '')
      return [
        {
          message: `${policy} sends the viewer’s Host of ${behavior.pathPattern} to the bucket ${listed(buckets.map(({ id }) => id))}, which answers 403`,
          place: placeOf(behavior, inKey ? 'CachePolicyId' : 'OriginRequestPolicyId', 'ForwardedValues'),
          remedy: 'use AllViewerExceptHostHeader or CORS-S3Origin, or list the headers without Host',
        },
      ]
    }),
}

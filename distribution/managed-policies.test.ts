import { describe, expect, test } from 'vitest'
import { loadBehavior } from '../test/support/behavior-template.ts'
import { CLOUDFRONT_HEADERS_2022_06 } from './cloudfront-headers.ts'
import {
  MANAGED_CACHE_POLICIES,
  MANAGED_ORIGIN_REQUEST_POLICIES,
  MANAGED_RESPONSE_HEADERS_POLICIES,
} from './managed-policies.ts'

const none = { kind: 'none' }
const all = { kind: 'all' }
const METHOD_HEADERS = ['host', 'origin', 'x-http-method-override', 'x-http-method', 'x-method-override']
const plain = { headers: [], cookies: none, queryStrings: none, gzip: false, brotli: false }
const both = { gzip: true, brotli: true }

describe('cache policies, in the order of the guide', () => {
  test.each([
    {
      rule: 'POL-40',
      name: 'CachingOptimized',
      id: '658327ea-f89d-4fab-a63d-7e88639e58f6',
      ttls: [1, 86_400, 31_536_000],
      key: { ...plain, ...both },
    },
    {
      rule: 'POL-41',
      name: 'CachingOptimizedForUncompressedObjects',
      id: 'b2884449-e4de-46a7-ac36-70bc7f1ddd6d',
      ttls: [1, 86_400, 31_536_000],
      key: plain,
    },
    {
      rule: 'POL-42',
      name: 'CachingDisabled',
      id: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      ttls: [0, 0, 0],
      key: plain,
    },
    {
      rule: 'POL-43',
      name: 'UseOriginCacheControlHeaders',
      id: '83da9c7e-98b4-4e11-a168-04f0df8e2c65',
      ttls: [0, 0, 31_536_000],
      key: { ...plain, ...both, headers: METHOD_HEADERS, cookies: all },
    },
    {
      rule: 'POL-44',
      name: 'UseOriginCacheControlHeaders-QueryStrings',
      id: '4cc15a8a-d715-48a4-82b8-cc0b614638fe',
      ttls: [0, 0, 31_536_000],
      key: { ...plain, ...both, headers: METHOD_HEADERS, cookies: all, queryStrings: all },
    },
    {
      rule: 'POL-45',
      name: 'Elemental-MediaPackage',
      id: '08627262-05a9-4f76-9ded-b50ca2e3a84f',
      ttls: [0, 86_400, 31_536_000],
      key: {
        ...plain,
        headers: ['origin'],
        queryStrings: { kind: 'whitelist', names: ['aws.manifestfilter', 'start', 'end', 'm'] },
        gzip: true,
      },
    },
    {
      rule: 'POL-46',
      name: 'Amplify',
      id: '2e54312d-136d-493c-8eb9-b001f22f67d2',
      ttls: [2, 2, 600],
      key: {
        ...both,
        headers: ['authorization', 'cloudfront-viewer-country', 'host'],
        cookies: all,
        queryStrings: all,
      },
    },
  ])('$rule $name', ({ name, id, ttls, key }) => {
    const [minTtlSeconds, defaultTtlSeconds, maxTtlSeconds] = ttls
    expect(MANAGED_CACHE_POLICIES.get(id)).toEqual({ name, minTtlSeconds, defaultTtlSeconds, maxTtlSeconds, ...key })
  })

  test('POL-40 to POL-46 are all there are', () => expect(MANAGED_CACHE_POLICIES.size).toBe(7))
})

const whitelist = (...names: string[]) => ({ kind: 'whitelist', names })
const CORS = ['origin', 'access-control-request-headers', 'access-control-request-method']

describe('origin request policies, in the order of the guide', () => {
  test.each([
    {
      rule: 'POL-50',
      name: 'AllViewer',
      id: '216adef6-5c7f-47e4-b989-5492eafa07d3',
      headers: { kind: 'allViewer' },
      cookies: all,
      queryStrings: all,
    },
    {
      rule: 'POL-51',
      name: 'AllViewerExceptHostHeader',
      id: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      headers: { kind: 'allExcept', names: ['host'] },
      cloudFrontHeaders: CLOUDFRONT_HEADERS_2022_06,
      cookies: all,
      queryStrings: all,
    },
    {
      rule: 'POL-52',
      name: 'AllViewerAndCloudFrontHeaders-2022-06',
      id: '33f36d7e-f396-46d9-90e0-52428a34d9dc',
      headers: { kind: 'allViewerAndWhitelistCloudFront', names: CLOUDFRONT_HEADERS_2022_06 },
      cookies: all,
      queryStrings: all,
    },
    {
      rule: 'POL-53',
      name: 'CORS-CustomOrigin',
      id: '59781a5b-3903-41f3-afcb-af62929ccde1',
      headers: whitelist('origin'),
      cookies: none,
      queryStrings: none,
    },
    {
      rule: 'POL-54',
      name: 'CORS-S3Origin',
      id: '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',
      headers: whitelist(...CORS),
      cookies: none,
      queryStrings: none,
    },
    {
      rule: 'POL-55',
      name: 'UserAgentRefererHeaders',
      id: 'acba4595-bd28-49b8-b9fe-13317c0390fa',
      headers: whitelist('user-agent', 'referer'),
      cookies: none,
      queryStrings: none,
    },
    {
      rule: 'POL-56',
      name: 'HostHeaderOnly',
      id: 'bf0718e1-ba1e-49d1-88b1-f726733018ae',
      headers: whitelist('host'),
      cookies: none,
      queryStrings: none,
    },
    {
      rule: 'POL-57',
      name: 'Elemental-MediaTailor-PersonalizedManifests',
      id: '775133bc-15f2-49f9-abea-afb2e0bf67d2',
      headers: whitelist(...CORS, 'user-agent', 'x-forwarded-for'),
      cookies: none,
      queryStrings: all,
    },
  ])('$rule $name', ({ rule, id, ...policy }) => {
    expect({ rule, ...MANAGED_ORIGIN_REQUEST_POLICIES.get(id) }).toEqual({ rule, ...policy })
  })

  test('POL-50 to POL-57 are all there are', () => expect(MANAGED_ORIGIN_REQUEST_POLICIES.size).toBe(8))

  test('POL-58 the 21 headers', () => {
    expect(CLOUDFRONT_HEADERS_2022_06.map(name => name.replace('cloudfront-', '')).toSorted()).toEqual([
      'forwarded-proto',
      'is-android-viewer',
      'is-desktop-viewer',
      'is-ios-viewer',
      'is-mobile-viewer',
      'is-smarttv-viewer',
      'is-tablet-viewer',
      'viewer-address',
      'viewer-asn',
      'viewer-city',
      'viewer-country',
      'viewer-country-name',
      'viewer-country-region',
      'viewer-country-region-name',
      'viewer-http-version',
      'viewer-latitude',
      'viewer-longitude',
      'viewer-metro-code',
      'viewer-postal-code',
      'viewer-time-zone',
      'viewer-tls',
    ])
  })
})

describe('a template names them by id', () => {
  const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6'
  const loaded = (behavior: Readonly<Record<string, unknown>>) => loadBehavior(behavior).distributions[0]?.behaviors[0]

  test.each([...MANAGED_CACHE_POLICIES])('POL-01 cache policy %s', (id, policy) =>
    expect(loaded({ CachePolicyId: id })?.cachePolicy).toBe(policy),
  )
  test.each([...MANAGED_ORIGIN_REQUEST_POLICIES])('POL-01 origin request policy %s', (id, policy) =>
    expect(loaded({ CachePolicyId: CACHING_OPTIMIZED, OriginRequestPolicyId: id })?.originRequestPolicy).toBe(policy),
  )
  test.each([...MANAGED_RESPONSE_HEADERS_POLICIES])('response headers policy %s', (id, policy) =>
    expect(loaded({ CachePolicyId: CACHING_OPTIMIZED, ResponseHeadersPolicyId: id })?.responseHeadersPolicy).toBe(
      policy,
    ),
  )

  test('POL-47 the policies that only Amplify uses have no id to name them by', () => {
    const { distributions, problems } = loadBehavior({ CachePolicyId: 'Amplify-StaticContent' })
    expect(distributions).toEqual([])
    expect(problems).toMatchObject([{ message: expect.stringContaining('the policy Amplify-StaticContent') }])
  })

  test.each(['CachingDisabled', 'Managed-CachingDisabled'])('POL-01 the name %s is answered with the id', name => {
    const { problems } = loadBehavior({ CachePolicyId: name })
    expect(problems).toMatchObject([{ remedy: 'write 4135ea2d-6df8-44a3-9df3-4b5a84be39ad' }])
  })

  test('POL-01 an origin request policy alone is not enough', () => {
    const { distributions, problems } = loadBehavior({ OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3' })
    expect(distributions).toEqual([])
    expect(problems).toMatchObject([{ severity: 'error', message: 'CachePolicyId is missing' }])
  })
})

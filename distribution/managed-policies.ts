import { CLOUDFRONT_HEADERS_2022_06 } from './cloudfront-headers.ts'
import type {
  CachePolicy,
  CorsPolicy,
  NameSelection,
  OriginRequestPolicy,
  PolicyHeader,
  ResponseHeadersPolicy,
} from './model.ts'

const NONE: NameSelection = { kind: 'none' }
const ALL: NameSelection = { kind: 'all' }

const DAY_SECONDS = 86_400
const YEAR_SECONDS = 31_536_000

type Ttls = readonly [minimum: number, standard: number, maximum: number]

const cachePolicy = (
  name: string,
  [minTtlSeconds, defaultTtlSeconds, maxTtlSeconds]: Ttls,
  rest: Partial<Omit<CachePolicy, 'name'>> = {},
): CachePolicy => ({
  name,
  minTtlSeconds,
  defaultTtlSeconds,
  maxTtlSeconds,
  headers: [],
  cookies: NONE,
  queryStrings: NONE,
  gzip: false,
  brotli: false,
  ...rest,
})

const COMPRESSED = { gzip: true, brotli: true }
const ORIGIN_CONTROLLED = {
  ...COMPRESSED,
  headers: ['host', 'origin', 'x-http-method-override', 'x-http-method', 'x-method-override'],
  cookies: ALL,
}

/** Managed cache policies by id (POL-40 to POL-46). */
export const MANAGED_CACHE_POLICIES: ReadonlyMap<string, CachePolicy> = new Map([
  ['658327ea-f89d-4fab-a63d-7e88639e58f6', cachePolicy('CachingOptimized', [1, DAY_SECONDS, YEAR_SECONDS], COMPRESSED)],
  [
    'b2884449-e4de-46a7-ac36-70bc7f1ddd6d',
    cachePolicy('CachingOptimizedForUncompressedObjects', [1, DAY_SECONDS, YEAR_SECONDS]),
  ],
  ['4135ea2d-6df8-44a3-9df3-4b5a84be39ad', cachePolicy('CachingDisabled', [0, 0, 0])],
  [
    '83da9c7e-98b4-4e11-a168-04f0df8e2c65',
    cachePolicy('UseOriginCacheControlHeaders', [0, 0, YEAR_SECONDS], ORIGIN_CONTROLLED),
  ],
  [
    '4cc15a8a-d715-48a4-82b8-cc0b614638fe',
    cachePolicy('UseOriginCacheControlHeaders-QueryStrings', [0, 0, YEAR_SECONDS], {
      ...ORIGIN_CONTROLLED,
      queryStrings: ALL,
    }),
  ],
  [
    '08627262-05a9-4f76-9ded-b50ca2e3a84f',
    cachePolicy('Elemental-MediaPackage', [0, DAY_SECONDS, YEAR_SECONDS], {
      headers: ['origin'],
      queryStrings: { kind: 'whitelist', names: ['aws.manifestfilter', 'start', 'end', 'm'] },
      gzip: true,
    }),
  ],
  [
    '2e54312d-136d-493c-8eb9-b001f22f67d2',
    cachePolicy('Amplify', [2, 2, 600], {
      ...COMPRESSED,
      headers: ['authorization', 'cloudfront-viewer-country', 'host'],
      cookies: ALL,
      queryStrings: ALL,
    }),
  ],
])

const listed = (name: string, names: readonly string[], queryStrings: NameSelection = NONE): OriginRequestPolicy => ({
  name,
  headers: { kind: 'whitelist', names },
  cookies: NONE,
  queryStrings,
})

const everything = (name: string, headers: OriginRequestPolicy['headers']): OriginRequestPolicy => ({
  name,
  headers,
  cookies: ALL,
  queryStrings: ALL,
})

const CORS_HEADERS = ['origin', 'access-control-request-headers', 'access-control-request-method']

/** Managed origin request policies by id (POL-50 to POL-57). */
export const MANAGED_ORIGIN_REQUEST_POLICIES: ReadonlyMap<string, OriginRequestPolicy> = new Map([
  ['216adef6-5c7f-47e4-b989-5492eafa07d3', everything('AllViewer', { kind: 'allViewer' })],
  [
    'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    {
      ...everything('AllViewerExceptHostHeader', { kind: 'allExcept', names: ['host'] }),
      cloudFrontHeaders: CLOUDFRONT_HEADERS_2022_06,
    },
  ],
  [
    '33f36d7e-f396-46d9-90e0-52428a34d9dc',
    everything('AllViewerAndCloudFrontHeaders-2022-06', {
      kind: 'allViewerAndWhitelistCloudFront',
      names: CLOUDFRONT_HEADERS_2022_06,
    }),
  ],
  ['59781a5b-3903-41f3-afcb-af62929ccde1', listed('CORS-CustomOrigin', ['origin'])],
  ['88a5eaf4-2fd4-4709-b370-b4c650ea3fcf', listed('CORS-S3Origin', CORS_HEADERS)],
  ['acba4595-bd28-49b8-b9fe-13317c0390fa', listed('UserAgentRefererHeaders', ['user-agent', 'referer'])],
  ['bf0718e1-ba1e-49d1-88b1-f726733018ae', listed('HostHeaderOnly', ['host'])],
  [
    '775133bc-15f2-49f9-abea-afb2e0bf67d2',
    listed('Elemental-MediaTailor-PersonalizedManifests', [...CORS_HEADERS, 'user-agent', 'x-forwarded-for'], ALL),
  ],
])

const SIMPLE_CORS: CorsPolicy = {
  allowCredentials: false,
  allowHeaders: [],
  allowMethods: [],
  allowOrigins: ['*'],
  exposeHeaders: [],
  maxAgeSeconds: undefined,
  originOverride: false,
}

const PREFLIGHT_CORS: CorsPolicy = {
  ...SIMPLE_CORS,
  allowMethods: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
  exposeHeaders: ['*'],
  exposesToPreflightsOnly: true,
}

const SECURITY_HEADERS: readonly PolicyHeader[] = [
  { name: 'referrer-policy', value: 'strict-origin-when-cross-origin', override: false },
  { name: 'strict-transport-security', value: 'max-age=31536000', override: false },
  { name: 'x-content-type-options', value: 'nosniff', override: true },
  { name: 'x-frame-options', value: 'SAMEORIGIN', override: false },
  { name: 'x-xss-protection', value: '1; mode=block', override: false },
]

const responseHeadersPolicy = (
  name: string,
  cors: CorsPolicy | undefined,
  headers: readonly PolicyHeader[],
): ResponseHeadersPolicy => ({ name, removeHeaders: [], headers, cors, serverTimingSamplingRate: undefined })

/** Managed response headers policies by id (POL-60 to POL-64). */
export const MANAGED_RESPONSE_HEADERS_POLICIES: ReadonlyMap<string, ResponseHeadersPolicy> = new Map([
  ['60669652-455b-4ae9-85a4-c4c02393f86c', responseHeadersPolicy('SimpleCORS', SIMPLE_CORS, [])],
  ['5cc3b908-e619-4b99-88e5-2cf7f45965bd', responseHeadersPolicy('CORS-With-Preflight', PREFLIGHT_CORS, [])],
  ['67f7725c-6f97-4210-82d7-5512b31e9d03', responseHeadersPolicy('SecurityHeadersPolicy', undefined, SECURITY_HEADERS)],
  [
    'e61eb60c-9c35-4d20-a928-2b84e02af89c',
    responseHeadersPolicy('CORS-and-SecurityHeadersPolicy', SIMPLE_CORS, SECURITY_HEADERS),
  ],
  [
    'eaab4381-ed33-4a86-88ca-d9558dc6cd63',
    responseHeadersPolicy('CORS-with-preflight-and-SecurityHeadersPolicy', PREFLIGHT_CORS, SECURITY_HEADERS),
  ],
])

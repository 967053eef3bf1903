import type {
  CacheBehavior,
  CachePolicy,
  CorsPolicy,
  CustomErrorResponse,
  CustomOrigin,
  Distribution,
  Origin,
  OriginGroup,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  S3Origin,
} from '../../distribution/model.ts'

// Builders of the model for tests: what a test does not name has CloudFront's default.

export const cachePolicy = (overrides: Partial<CachePolicy> = {}): CachePolicy => ({
  name: 'test',
  minTtlSeconds: 0,
  defaultTtlSeconds: 86_400,
  maxTtlSeconds: 31_536_000,
  headers: [],
  cookies: { kind: 'none' },
  queryStrings: { kind: 'none' },
  gzip: false,
  brotli: false,
  ...overrides,
})

/** POL-42 */
export const CACHING_DISABLED: CachePolicy = cachePolicy({
  name: 'CachingDisabled',
  minTtlSeconds: 0,
  defaultTtlSeconds: 0,
  maxTtlSeconds: 0,
})

export const originRequestPolicy = (overrides: Partial<OriginRequestPolicy> = {}): OriginRequestPolicy => ({
  name: 'test',
  headers: { kind: 'none' },
  cookies: { kind: 'none' },
  queryStrings: { kind: 'none' },
  ...overrides,
})

export const responseHeadersPolicy = (overrides: Partial<ResponseHeadersPolicy> = {}): ResponseHeadersPolicy => ({
  name: 'test',
  removeHeaders: [],
  headers: [],
  cors: undefined,
  serverTimingSamplingRate: undefined,
  ...overrides,
})

export const corsPolicy = (overrides: Partial<CorsPolicy> = {}): CorsPolicy => ({
  allowCredentials: false,
  allowHeaders: [],
  allowMethods: [],
  allowOrigins: ['*'],
  exposeHeaders: [],
  maxAgeSeconds: undefined,
  originOverride: false,
  ...overrides,
})

export const cacheBehavior = (overrides: Partial<CacheBehavior> = {}): CacheBehavior => ({
  pathPattern: '*',
  targetOriginId: 'ssr',
  viewerProtocolPolicy: 'allow-all',
  allowedMethods: new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE']),
  cachedMethods: new Set(['GET', 'HEAD']),
  compress: false,
  cachePolicy: cachePolicy(),
  originRequestPolicy: undefined,
  responseHeadersPolicy: undefined,
  functions: {},
  lambdas: {},
  ...overrides,
})

const settings = {
  originPath: '',
  customHeaders: [],
  connectionAttempts: 3,
  connectionTimeoutSeconds: 10,
  readTimeoutSeconds: 30,
  responseCompletionTimeoutSeconds: undefined,
  originShieldRegion: undefined,
}

export const customOrigin = (overrides: Partial<CustomOrigin> = {}): CustomOrigin => ({
  ...settings,
  id: 'ssr',
  domainName: 'ssr.example.org',
  kind: 'custom',
  protocolPolicy: 'https-only',
  httpPort: 80,
  httpsPort: 443,
  keepaliveTimeoutSeconds: 5,
  sslProtocols: ['TLSv1.2'],
  ...overrides,
})

export const s3Origin = (overrides: Partial<S3Origin> = {}): S3Origin => ({
  ...settings,
  id: 'static',
  domainName: 'static.s3.amazonaws.com',
  kind: 's3',
  access: 'oac-always',
  ...overrides,
})

export const originGroup = (failoverStatusCodes: readonly number[]): OriginGroup => ({
  id: 'ssr-or-static',
  primaryOriginId: 'ssr',
  secondaryOriginId: 'static',
  failoverStatusCodes: new Set(failoverStatusCodes),
})

export interface DistributionParts extends Partial<
  Omit<Distribution, 'origins' | 'originGroups' | 'behaviors' | 'errorResponses'>
> {
  readonly origins?: readonly Origin[]
  readonly originGroups?: readonly OriginGroup[]
  readonly behaviors?: readonly CacheBehavior[]
  readonly errorResponses?: readonly CustomErrorResponse[]
}

export const distribution = (parts: DistributionParts = {}): Distribution => {
  const {
    origins = [customOrigin(), s3Origin()],
    originGroups = [],
    behaviors = [cacheBehavior()],
    errorResponses = [],
    ...rest
  } = parts
  return {
    id: 'E1TEST',
    logicalId: 'Distribution',
    domainName: 'd1test.cloudfront.net',
    aliases: [],
    enabled: true,
    comment: '',
    http2: true,
    defaultRootObject: undefined,
    geoRestriction: { kind: 'none' },
    logCookies: false,
    ...rest,
    origins: new Map(origins.map(origin => [origin.id, origin])),
    originGroups: new Map(originGroups.map(group => [group.id, group])),
    behaviors,
    errorResponses: new Map(errorResponses.map(response => [response.errorCode, response])),
  }
}

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { CodeProblem } from './rule.ts'
import { RULES } from './rules.ts'
import type { Change } from './sound-site.test-data.ts'
import { behaviorsFirst, findingsWith, grouped, runs, runsBoth, runsLambda } from './sound-site.test-data.ts'

interface Case {
  readonly rule: string
  /** Words of the message. */
  readonly says: RegExp
  /** Where the fault is written. */
  readonly at: RegExp
  readonly faulty: readonly Change[]
  /** Near the fault, and nothing is said. */
  readonly sound: readonly Change[]
  readonly codeProblems?: readonly CodeProblem[]
}

const whitelist = (
  kind: 'Header' | 'Cookie' | 'QueryString',
  ...names: readonly string[]
): Record<string, unknown> => ({
  [`${kind}Behavior`]: 'whitelist',
  [`${kind}s`]: names,
})
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'
const EVERY_METHOD = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE']
const forward: Change = ['page.OriginRequestPolicyId', { Ref: 'Forward' }]
const page = (ErrorCode: number, ResponseCode = 200, ResponsePagePath = '/error.html') => ({
  ErrorCode,
  ResponseCode,
  ResponsePagePath,
  ErrorCachingMinTTL: 5,
})
const OUTAGE = [502, 503, 504]
const pages = (...others: readonly unknown[]): Change => [
  'site.CustomErrorResponses',
  [...OUTAGE.map(code => page(code)), ...others],
]
const lifecycle = (rule: Record<string, unknown>): Change => [
  'bucket.LifecycleConfiguration',
  { Rules: [{ Id: 'rule', Status: 'Enabled', ...rule }] },
]
const lists = (Action: readonly string[]): Change => [
  'resources.BucketPolicy',
  {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: { Statement: [{ Effect: 'Allow', Action }] } },
  },
]
const certificate = (MinimumProtocolVersion: string): Change => [
  'site.ViewerCertificate',
  {
    AcmCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/a',
    SslSupportMethod: 'sni-only',
    MinimumProtocolVersion,
  },
]
const fallback = `exports.handler = async event => {
  const { response } = event.Records[0].cf
  if (response.status >= '500') { response.status = '200'; response.body = 'static' }
  return response
}`
const inlined = (bytes: number): string =>
  `const page = '<!doctype html><title>Site</title>${'x'.repeat(bytes)}';\n${fallback.replace("'static'", 'page')}`
const reads = (name: string): string =>
  `exports.handler = async event => { const { request } = event.Records[0].cf; request.headers['${name}']; return request }`
const writes = (name: string): string =>
  `function handler(event) { event.request.headers['${name}'] = { value: '1' }; return event.request }`
const problem = (kind: CodeProblem['kind']): CodeProblem => ({
  kind,
  line: 3,
  message: 'Token "class" not supported in this version',
  remedy: 'write a function',
  rule: 'CFF-20',
})
const accepts = (Accept: Record<string, string>): Change => ['resources.Site.Metadata', { Understudy: { Accept } }]
const LOCKED = { PathPattern: '/members/*', TrustedKeyGroups: [{ Ref: 'Keys' }] }

const CASES: readonly Case[] = [
  {
    rule: 'cookies-lose-collapsing',
    says: /cache policy pages of \* forwards the cookie session/,
    at: /CookiesConfig$/,
    faulty: [['key.CookiesConfig', whitelist('Cookie', 'session')]],
    sound: [['key.HeadersConfig', whitelist('Header', 'x-session')]],
  },
  {
    rule: 'cookies-lose-collapsing',
    says: /origin request policy forward of \* forwards every cookie/,
    at: /OriginRequestPolicyConfig\.CookiesConfig$/,
    faulty: [['forward.CookiesConfig', { CookieBehavior: 'all' }], forward],
    // Without caching there is nothing to collapse.
    sound: [
      ['forward.CookiesConfig', { CookieBehavior: 'all' }],
      behaviorsFirst({
        PathPattern: '/api/*',
        CachePolicyId: CACHING_DISABLED,
        OriginRequestPolicyId: { Ref: 'Forward' },
      }),
    ],
  },
  {
    rule: 'cookies-lose-collapsing',
    says: /^the cache policy Amplify of \* forwards every cookie/,
    at: /DefaultCacheBehavior\.CachePolicyId$/,
    faulty: [['page.CachePolicyId', '2e54312d-136d-493c-8eb9-b001f22f67d2']],
    sound: [],
  },
  {
    rule: 'cookies-explode-key',
    says: /every cookie but track is in the cache key/,
    at: /CookiesConfig$/,
    faulty: [['key.CookiesConfig', { CookieBehavior: 'allExcept', Cookies: ['track'] }]],
    sound: [['key.CookiesConfig', whitelist('Cookie', 'language')]],
  },
  {
    rule: 'headers-explode-key',
    says: /user-agent is in the cache key of \*/,
    at: /HeadersConfig$/,
    faulty: [['key.HeadersConfig', whitelist('Header', 'User-Agent')]],
    sound: [['key.HeadersConfig', whitelist('Header', 'CloudFront-Is-Mobile-Viewer')]],
  },
  {
    rule: 'headers-explode-key',
    says: /accept-language/,
    at: /HeadersConfig$/,
    faulty: [['key.HeadersConfig', whitelist('Header', 'Accept-Language')]],
    sound: [
      ['key.HeadersConfig', whitelist('Header', 'Accept-Language')],
      ...runs('viewer-request', writes('accept-language')),
    ],
  },
  {
    rule: 'headers-explode-key',
    says: /authorization/,
    at: /HeadersConfig$/,
    faulty: [['key.HeadersConfig', whitelist('Header', 'Authorization')]],
    sound: [
      ['key.HeadersConfig', whitelist('Header', 'Authorization')],
      ['ttls.DefaultTTL', 0],
    ],
  },
  {
    rule: 'query-explodes-key',
    says: /every query parameter is in the cache key of \*/,
    at: /QueryStringsConfig$/,
    faulty: [['key.QueryStringsConfig', { QueryStringBehavior: 'all' }]],
    sound: [
      ['key.QueryStringsConfig', { QueryStringBehavior: 'all' }],
      ...runs('viewer-request', `function handler(event) { event.request.querystring = {}; return event.request }`),
    ],
  },
  {
    rule: 'host-to-s3',
    says: /Managed-AllViewer|AllViewer sends the viewer’s Host of \* to the bucket files/,
    at: /DefaultCacheBehavior\.OriginRequestPolicyId$/,
    faulty: [
      ['page.TargetOriginId', 'files'],
      ['page.OriginRequestPolicyId', '216adef6-5c7f-47e4-b989-5492eafa07d3'],
    ],
    sound: [
      ['page.TargetOriginId', 'files'],
      ['forward.HeadersConfig', { HeaderBehavior: 'allExcept', Headers: ['Host'] }],
      forward,
    ],
  },
  {
    rule: 'minimum-ttl-overrides-no-store',
    says: /pages keeps the pages of \* for at least 1 s/,
    at: /MinTTL$/,
    faulty: [['ttls.MinTTL', 1]],
    sound: [
      ['ttls.MinTTL', 1],
      ['page.TargetOriginId', 'files'],
    ],
  },
  {
    rule: 'caching-disabled',
    says: /CachingDisabled caches nothing of \*/,
    at: /DefaultCacheBehavior\.CachePolicyId$/,
    faulty: [['page.CachePolicyId', CACHING_DISABLED]],
    sound: [behaviorsFirst({ PathPattern: '/api/*', CachePolicyId: CACHING_DISABLED })],
  },
  {
    rule: 'maximum-ttl-ends-stale',
    says: /a copy of \* is gone after 10 s/,
    at: /MaxTTL$/,
    faulty: [['ttls.MaxTTL', 10]],
    sound: [['ttls.MaxTTL', 60]],
  },
  {
    rule: 'cache-control-too-late',
    says: /headers of \* writes Cache-Control s-maxage=60/,
    at: /CustomHeadersConfig$/,
    faulty: [
      ['headers.CustomHeadersConfig.Items.1', { Header: 'Cache-Control', Value: 's-maxage=60', Override: true }],
      ['page.ResponseHeadersPolicyId', { Ref: 'Headers' }],
    ],
    sound: [
      ['headers.CustomHeadersConfig.Items.1', { Header: 'Cache-Control', Value: 'max-age=60', Override: true }],
      ['page.ResponseHeadersPolicyId', { Ref: 'Headers' }],
    ],
  },
  {
    rule: 'compression-missing',
    says: /\* is served as the origin sends it/,
    at: /DefaultCacheBehavior\.Compress$/,
    faulty: [['page.Compress', false]],
    sound: [behaviorsFirst({ PathPattern: '/images/*', Compress: false })],
  },
  {
    rule: 'compression-missing',
    says: /accepts neither gzip nor Brotli/,
    at: /EnableAcceptEncodingGzip$/,
    faulty: [
      ['key.EnableAcceptEncodingGzip', false],
      ['key.EnableAcceptEncodingBrotli', false],
    ],
    sound: [['key.EnableAcceptEncodingBrotli', false]],
  },
  {
    rule: 'error-page-hides-errors',
    says: /every 403 becomes \/error.html with status 200, also .*\/assets\/\*.*WAF/,
    at: /CustomErrorResponses\.3\.ErrorCode$/,
    faulty: [pages(page(403))],
    sound: [pages(page(403, 403))],
  },
  {
    rule: 'error-page-hides-errors',
    says: /every 404 becomes/,
    at: /CustomErrorResponses\.3\.ErrorCode$/,
    faulty: [pages(page(404), page(403, 403))],
    sound: [pages(page(404, 404), page(403, 403))],
  },
  {
    rule: 'error-page-hides-api-errors',
    says: /502, 503, 504 of \/api\/\* becomes \/error\.html with status 200 too/,
    at: /CustomErrorResponses\.0\.ErrorCode$/,
    faulty: [behaviorsFirst({ PathPattern: '/api/*' })],
    sound: [behaviorsFirst({ PathPattern: '/shop/*' })],
  },
  {
    rule: 'error-page-on-failing-origin',
    says: /\/sorry\.html for 500 matches \*, so it is asked of web/,
    at: /ResponsePagePath$/,
    faulty: [pages(page(500, 500, '/sorry.html'))],
    sound: [pages(page(500, 500))],
  },
  {
    rule: 'error-pages-incomplete',
    says: /there is a page for 504 and none for 502, 503:/,
    at: /ErrorCode$/,
    faulty: [['site.CustomErrorResponses', [page(504)]]],
    sound: [['site.CustomErrorResponses', []]],
  },
  {
    rule: 'error-pages-incomplete',
    says: /there is a page for 502 and none for 504:/,
    at: /ErrorCode$/,
    faulty: [...runsLambda('origin-response', fallback), ['site.CustomErrorResponses', [page(502)]]],
    sound: [...runsLambda('origin-response', fallback), ['site.CustomErrorResponses', [page(502), page(504)]]],
  },
  {
    rule: 'errors-cached-long',
    says: /a 500 is kept for 300 s/,
    at: /ErrorCachingMinTTL$/,
    faulty: [pages({ ErrorCode: 500, ErrorCachingMinTTL: 300 })],
    sound: [pages({ ErrorCode: 404, ErrorCachingMinTTL: 300 }, { ErrorCode: 500, ErrorCachingMinTTL: 60 })],
  },
  {
    rule: 'missing-object-is-403',
    says: /files answers 403 for a missing object/,
    at: /CustomErrorResponses\.3\.ErrorCode$/,
    faulty: [pages(page(404, 404)), lists(['s3:GetObject'])],
    sound: [pages(page(404, 404)), lists(['s3:GetObject', 's3:ListBucket'])],
  },
  {
    rule: 'missing-object-is-403',
    says: /files answers 403 for a missing object/,
    at: /CustomErrorResponses\.3\.ErrorCode$/,
    faulty: [pages(page(404, 404)), ['files.OriginAccessControlId', undefined]],
    sound: [pages(page(404, 404), page(403, 403))],
  },
  {
    rule: 'origin-response-alone',
    says: /nothing stands in when web refuses/,
    at: /LambdaFunctionAssociations$/,
    faulty: [...runsLambda('origin-response', fallback), ['site.CustomErrorResponses', []]],
    sound: runsLambda('origin-response', fallback),
  },
  {
    rule: 'origin-response-alone',
    says: /nothing stands in/,
    at: /LambdaFunctionAssociations$/,
    faulty: [...runsLambda('origin-response', fallback), ['site.CustomErrorResponses', []]],
    sound: [
      ...runsLambda('origin-response', fallback),
      ...grouped([500, 503, 504]),
      ['site.CustomErrorResponses', []],
      ...runs('viewer-request', writes('host')),
    ],
  },
  {
    rule: 'fallback-lives-long',
    says: /kept for the 86400 s of pages, in place of the good copy/,
    at: /LambdaFunctionAssociations$/,
    faulty: [...runsLambda('origin-response', fallback), ['ttls.DefaultTTL', 86_400]],
    sound: [
      ...runsLambda('origin-response', `${fallback} // response.headers['cache-control']`),
      ['ttls.DefaultTTL', 86_400],
    ],
  },
  {
    rule: 'group-misses-silence',
    says: /both stays with web when that times out \(504\)/,
    at: /FailoverCriteria$/,
    faulty: grouped([500, 503]),
    sound: [...grouped([500, 503, 504]), ...runs('viewer-request', writes('host'))],
  },
  {
    rule: 'group-misses-silence',
    says: /refuses connections \(503\) or times out \(504\)/,
    at: /FailoverCriteria$/,
    faulty: grouped([500]),
    // A second place for what is missing is not about outages.
    sound: [...grouped([403, 404]), ...runs('viewer-request', writes('host'))],
  },
  {
    rule: 'group-asks-same-path',
    says: /files is asked for the same path under \*/,
    at: /TargetOriginId$/,
    faulty: grouped([500, 503, 504]),
    sound: [
      ...grouped([500, 503, 504]),
      ...runsLambda(
        'origin-request',
        `exports.handler = async e => { const r = e.Records[0].cf.request; if (r.origin.s3) r.uri = '/error.html'; return r }`,
      ),
    ],
  },
  {
    rule: 'writes-do-not-fail-over',
    says: /only GET, HEAD and OPTIONS fail over/,
    at: /AllowedMethods$/,
    faulty: [...grouped([500, 503, 504]), ['page.AllowedMethods', EVERY_METHOD]],
    sound: [['page.AllowedMethods', EVERY_METHOD]],
  },
  {
    rule: 'origin-waits-long',
    says: /web can take 120 s before an error page or a stale copy: 3 × \(10 s to connect \+ 30 s to answer\) = 120 s$/,
    at: /Origins\.0$/,
    faulty: [
      ['web.ConnectionAttempts', undefined],
      ['web.ConnectionTimeout', undefined],
      ['web.CustomOriginConfig.OriginReadTimeout', undefined],
    ],
    sound: [
      ['web.ConnectionAttempts', 2],
      ['web.ConnectionTimeout', 1],
      ['web.CustomOriginConfig.OriginReadTimeout', 4],
    ],
  },
  {
    rule: 'origin-waits-long',
    says: /= 20 s, capped at 12 s/,
    at: /ConnectionAttempts$/,
    faulty: [
      ['web.CustomOriginConfig.OriginReadTimeout', 8],
      ['web.ConnectionAttempts', 2],
      ['web.ResponseCompletionTimeout', 12],
    ],
    sound: [
      ['web.CustomOriginConfig.OriginReadTimeout', 8],
      ['web.ConnectionAttempts', 2],
      ['web.ResponseCompletionTimeout', 10],
    ],
  },
  {
    rule: 'origin-in-clear',
    says: /web is asked over HTTP/,
    at: /OriginProtocolPolicy$/,
    faulty: [['web.CustomOriginConfig.OriginProtocolPolicy', 'http-only']],
    sound: [
      ['web.CustomOriginConfig.OriginProtocolPolicy', 'http-only'],
      ['web.DomainName', 'site.s3-website-eu-west-1.amazonaws.com'],
    ],
  },
  {
    rule: 'origin-tls-old',
    says: /TLSv1, TLSv1\.1/,
    at: /OriginSSLProtocols$/,
    faulty: [['web.CustomOriginConfig.OriginSSLProtocols', ['TLSv1', 'TLSv1.1', 'TLSv1.2']]],
    sound: [['web.CustomOriginConfig.OriginSSLProtocols', ['TLSv1.2']]],
  },
  {
    rule: 'bucket-open',
    says: /requests to files are not signed/,
    at: /S3OriginConfig$/,
    faulty: [['files.OriginAccessControlId', undefined]],
    sound: [
      ['files.OriginAccessControlId', undefined],
      ['files.S3OriginConfig.OriginAccessIdentity', 'origin-access-identity/cloudfront/E1'],
    ],
  },
  {
    rule: 'retention-by-age',
    says: /Bucket behind files deletes objects 30 days after their upload/,
    at: /ExpirationInDays$/,
    faulty: [lifecycle({ ExpirationInDays: 30 })],
    sound: [lifecycle({ ExpirationInDays: 30, TagFilters: [{ Key: 'superseded', Value: 'true' }] })],
  },
  {
    rule: 'retention-by-age',
    says: /deletes objects 7 days after/,
    at: /ExpirationInDays$/,
    faulty: [lifecycle({ ExpirationInDays: 7, Prefix: 'assets/old/' })],
    // No behaviour serves these.
    sound: [lifecycle({ ExpirationInDays: 7, Prefix: 'uploads/' })],
  },
  {
    rule: 'behavior-never-matches',
    says: /\/a\/b\/\* is never chosen: everything it matches goes to \/a\/\*/,
    at: /CacheBehaviors\.1\.PathPattern$/,
    faulty: [behaviorsFirst({ PathPattern: '/a/*' }, { PathPattern: '/a/b/*' })],
    sound: [behaviorsFirst({ PathPattern: '/a/b/*' }, { PathPattern: '/a/*' })],
  },
  {
    rule: 'protected-path-exposed',
    says: /\/members\/\* is protected, and \*\.html before it is public/,
    at: /CacheBehaviors\.0\.PathPattern$/,
    faulty: [behaviorsFirst({ PathPattern: '*.html' }, LOCKED)],
    sound: [behaviorsFirst(LOCKED, { PathPattern: '*.html' })],
  },
  {
    rule: 'protected-path-exposed',
    says: /\* is protected, and \/\* before it is public/,
    at: /CacheBehaviors\.0\.PathPattern$/,
    faulty: [
      behaviorsFirst({ PathPattern: '/*' }),
      ...runs(
        'viewer-request',
        `function handler(event) { if (!event.request.headers.authorization) return { statusCode: 401 }; return event.request }`,
      ),
    ],
    // A narrower exception is meant.
    sound: [behaviorsFirst({ PathPattern: '/members/login' }, LOCKED)],
  },
  {
    rule: 'rewrite-keeps-behavior',
    says: /rewrites to \/error\.html in line 1 of its code, and the request stays with \*/,
    at: /FunctionCode$/,
    faulty: runs(
      'viewer-request',
      `function handler(event) { event.request.uri = '/error.html'; return event.request }`,
    ),
    sound: runs('viewer-request', `function handler(event) { event.request.uri = '/app.html'; return event.request }`),
  },
  {
    rule: 'header-not-listed',
    says: /request writes x-plan in line 1 of its code, and no policy of \* lists it/,
    at: /FunctionCode$/,
    faulty: runs('viewer-request', writes('X-Plan')),
    sound: [...runs('viewer-request', writes('X-Plan')), ['key.HeadersConfig', whitelist('Header', 'X-Plan')]],
  },
  {
    rule: 'header-not-listed',
    says: /x-plan/,
    at: /FunctionCode$/,
    faulty: runsBoth(writes('x-plan'), `function handler(event) { return event.response }`),
    // CFF-92: a message to viewer-response.
    sound: runsBoth(
      writes('x-plan'),
      `function handler(event) { event.request.headers['x-plan']; return event.response }`,
    ),
  },
  {
    rule: 'header-never-arrives',
    says: /reads cookies at origin-request in line 1 of its code/,
    at: /Code$/,
    faulty: runsLambda('origin-request', reads('cookie')),
    sound: runsLambda('origin-request', reads('via')),
  },
  {
    rule: 'header-never-arrives',
    says: /reads x-plan at origin-request.*it is never there/,
    at: /Code$/,
    faulty: runsLambda('origin-request', reads('x-plan')),
    sound: [
      ...runsLambda('origin-request', reads('x-plan')),
      ['forward.HeadersConfig', whitelist('Header', 'X-Plan')],
      forward,
    ],
  },
  {
    rule: 'header-never-arrives',
    says: /it is always "Amazon CloudFront" there/,
    at: /Code$/,
    faulty: runsLambda('origin-request', reads('user-agent')),
    sound: [
      ...runsLambda('origin-request', reads('x-secret')),
      ['web.OriginCustomHeaders', [{ HeaderName: 'X-Secret', HeaderValue: '1' }]],
    ],
  },
  {
    rule: 'cloudfront-header-not-listed',
    says: /reads cloudfront-viewer-country in line 1/,
    at: /FunctionCode$/,
    faulty: runs(
      'viewer-request',
      `function handler(event) { event.request.headers['cloudfront-viewer-country']; return event.request }`,
    ),
    sound: [
      ...runs(
        'viewer-request',
        `function handler(event) { event.request.headers['cloudfront-viewer-country']; return event.request }`,
      ),
      ['forward.HeadersConfig', whitelist('Header', 'CloudFront-Viewer-Country')],
      forward,
    ],
  },
  {
    rule: 'query-never-arrives',
    says: /reads the query string at origin-request in line 1/,
    at: /Code$/,
    faulty: runsLambda(
      'origin-request',
      `exports.handler = async e => { const r = e.Records[0].cf.request; if (r.querystring) r.uri = '/x'; return r }`,
    ),
    sound: [
      ...runsLambda(
        'origin-request',
        `exports.handler = async e => { const r = e.Records[0].cf.request; if (r.querystring) r.uri = '/x'; return r }`,
      ),
      ['forward.QueryStringsConfig', { QueryStringBehavior: 'all' }],
      forward,
    ],
  },
  {
    rule: 'function-does-not-compile',
    says: /request fails at each call, line 3 of its code: Token "class"/,
    at: /FunctionCode$/,
    faulty: runs('viewer-request', writes('host')),
    sound: [],
    codeProblems: [problem('does-not-compile')],
  },
  {
    rule: 'function-differs-on-cloudfront',
    says: /line 3 of its code: .* \[CFF-20\]/,
    at: /FunctionCode$/,
    faulty: runs('viewer-request', writes('host')),
    sound: [],
    codeProblems: [problem('differs-on-cloudfront')],
  },
  {
    rule: 'function-nearly-too-large',
    says: /of 10240 bytes/,
    at: /FunctionCode$/,
    faulty: runs('viewer-request', `function handler(e) { return e.request } // ${'x'.repeat(9_300)}`),
    sound: runs('viewer-request', `function handler(e) { return e.request } // ${'x'.repeat(9_000)}`),
  },
  {
    rule: 'function-runtime-old',
    says: /request runs in cloudfront-js-1\.0/,
    at: /Runtime$/,
    faulty: [...runs('viewer-request', writes('host')), ['request.FunctionConfig.Runtime', 'cloudfront-js-1.0']],
    sound: runs('viewer-request', writes('host')),
  },
  {
    rule: 'lambda-page-too-large',
    says: /page in line 1 of OriginResponse has 10\d{5} bytes, and at origin-response .* every answer with all of it/,
    at: /Code$/,
    faulty: runsLambda('origin-response', inlined(1_050_000)),
    sound: runsLambda('origin-response', inlined(900_000)),
  },
  {
    rule: 'lambda-page-too-large',
    says: /at origin-request an answer may have 1048576, headers included: a build that adds to it/,
    at: /Code$/,
    faulty: runsLambda('origin-request', inlined(1_000_000)),
    // A table is no page.
    sound: runsLambda('origin-request', `exports.table = '${'x'.repeat(1_100_000)}'\n${fallback}`),
  },
  {
    rule: 'viewer-in-clear',
    says: /\* is served over HTTP/,
    at: /ViewerProtocolPolicy$/,
    faulty: [['page.ViewerProtocolPolicy', 'allow-all']],
    sound: [['page.ViewerProtocolPolicy', 'https-only']],
  },
  {
    rule: 'viewer-tls-old',
    says: /TLSv1\.1_2016 takes TLS older than 1\.2/,
    at: /MinimumProtocolVersion$/,
    faulty: [certificate('TLSv1.1_2016')],
    sound: [certificate('TLSv1.2_2021')],
  },
  {
    rule: 'headers-missing-on-errors',
    says: /viewer-response function of \* writes permissions-policy/,
    at: /FunctionAssociations$/,
    faulty: runs(
      'viewer-response',
      `function handler(e) { e.response.headers['permissions-policy'] = { value: 'x' }; return e.response }`,
    ),
    // The policy of the site has it.
    sound: runs(
      'viewer-response',
      `function handler(e) { e.response.headers['x-frame-options'] = { value: 'DENY' }; return e.response }`,
    ),
  },
  {
    rule: 'security-headers-missing',
    says: /pages of \*/,
    at: /DefaultCacheBehavior$/,
    faulty: [['page.ResponseHeadersPolicyId', undefined]],
    sound: [['page.ResponseHeadersPolicyId', { Ref: 'Headers' }]],
  },
  {
    rule: 'no-access-log',
    says: /no access log of Site/,
    at: /DistributionConfig$/,
    faulty: [['site.Logging', undefined]],
    sound: [
      ['site.Logging', undefined],
      [
        'resources.Delivery',
        { Type: 'AWS::Logs::DeliverySource', Properties: { LogType: 'ACCESS_LOGS', Name: 'log' } },
      ],
    ],
  },
  {
    rule: 'acceptance-idle',
    says: /there is no rule no-such-rule/,
    at: /Accept\.no-such-rule$/,
    faulty: [accepts({ 'no-such-rule': 'because' })],
    sound: [accepts({ 'no-access-log': 'another team delivers them' })],
  },
  {
    rule: 'acceptance-idle',
    says: /no-access-log is accepted without a reason/,
    at: /Accept\.no-access-log$/,
    faulty: [accepts({ 'no-access-log': '' })],
    sound: [],
  },
]

test('the site that the cases change is sound', () => {
  expect(findingsWith([])).toEqual([])
})

describe.each(CASES)('$rule: $says', ({ rule, says, at, faulty, sound, codeProblems = [] }) => {
  test('is found where it is written', () => {
    const own = findingsWith(faulty, codeProblems).filter(finding => finding.rule.id === rule)
    expect(own.map(({ message }) => message)).toContainEqual(expect.stringMatching(says))
    const finding = own.find(({ message }) => says.test(message))
    expect(finding?.place).toMatchObject({
      file: 'site.json',
      line: expect.any(Number),
      path: expect.stringMatching(at),
    })
    expect(finding?.remedy).toMatch(/\w/)
  })

  test('and nothing is said near it', () => {
    expect(findingsWith(sound, codeProblems).map(found => found.rule.id)).not.toContain(rule)
  })
})

test('what the distribution accepts is found with its reason, the rest is not accepted', () => {
  const found = findingsWith([
    ['site.Logging', undefined],
    ['page.ViewerProtocolPolicy', 'allow-all'],
    accepts({ 'no-access-log': 'another team delivers them', 'viewer-in-clear': '' }),
  ])
  const accepted = found.map(({ rule, accepted: reason }) => [rule.id, reason])
  expect(accepted).toEqual([
    ['viewer-in-clear', undefined],
    ['acceptance-idle', undefined],
    ['no-access-log', 'another team delivers them'],
  ])
})

describe('the rules', () => {
  test('each has its cases', () => {
    expect([...new Set(CASES.map(({ rule }) => rule))].toSorted()).toEqual(RULES.map(({ id }) => id).toSorted())
  })

  test('each has its section in docs/checks.md, in the same order, with its severity and its page', () => {
    const text = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8')
    const sections = [...text.matchAll(/^### ([a-z0-9-]+)\n\n(.*)$/gm)]
    const written = sections.filter(([, id = '']) => !id.startsWith('load-'))
    expect(written.map(([, id]) => id)).toEqual(RULES.map(({ id }) => id))
    expect(text).toContain(`${RULES.length} rules`)
    expect(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')).toContain(`${RULES.length} rules`)
    for (const {
      id,
      severity,
      page: { url },
      title,
    } of RULES) {
      const line = written.find(([, heading]) => heading === id)?.[2]
      expect(line).toContain(`${severity[0]?.toUpperCase()}${severity.slice(1)}.`)
      expect(line).toContain(title)
      expect(text).toContain(url)
    }
  })

  test.each(RULES)('$id names a page of AWS', ({ page: { title, url } }) => {
    expect(title).toMatch(/\w/)
    expect(url).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[\w/-]+\.html$/)
  })
})

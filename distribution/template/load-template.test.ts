import { describe, expect, test } from 'vitest'
import { loadText, SAMPLE_JSON, SAMPLE_YAML } from '../fixtures/sample.ts'
import { filesAtHand } from '../fixtures/files-at-hand.ts'
import { loadConfiguration } from '../load-configuration.ts'
import type { CacheBehavior, Distribution } from '../model.ts'
import { stops } from '../problem.ts'
import type { LoadedTemplate } from './load-template.ts'

const only = ({ distributions, problems }: LoadedTemplate): Distribution => {
  expect(problems.filter(problem => stops([problem]))).toEqual([])
  const [distribution] = distributions
  if (distribution === undefined) throw new Error('the sample gave no distribution')
  return distribution
}

const sample = (parameters: Record<string, string> = {}): Distribution => only(loadText(SAMPLE_YAML.text, parameters))

const standard = ({ behaviors }: Distribution): CacheBehavior => {
  const last = behaviors.at(-1)
  if (last === undefined) throw new Error('no default behaviour')
  return last
}

/** Lines differ between the two spellings; nothing else may. */
const withoutLines = (distribution: Distribution): unknown =>
  JSON.parse(
    JSON.stringify(distribution, (name, value: unknown) => {
      if (name === 'place') return undefined
      return value instanceof Map || value instanceof Set ? [...value] : value
    }),
  )

describe('the sample', () => {
  test('YAML with short tags and JSON give the same model', () => {
    const json = only(loadText(SAMPLE_JSON.text, {}, 'sample.json'))
    expect(withoutLines(json)).toEqual(withoutLines(sample()))
  })

  test('ids look like CloudFront and are the same at every load', () => {
    const { id, domainName } = sample()
    expect(id).toMatch(/^E[0-9A-Z]{13}$/)
    expect(domainName).toMatch(/^d[0-9a-z]{13}\.cloudfront\.net$/)
    expect(sample()).toMatchObject({ id, domainName })
  })

  test('settings of the distribution', () => {
    expect(sample()).toMatchObject({
      logicalId: 'Site',
      comment: 'understudy rehearsal ${literal}',
      aliases: ['www.example.com', 'example.com'],
      enabled: true,
      http2: true,
      defaultRootObject: 'index.html',
      logCookies: true,
      geoRestriction: { kind: 'deny', countries: new Set(['AQ']) },
    })
  })

  test('ORIG-01 to ORIG-18 a custom origin', () => {
    expect(sample().origins.get('ssr')).toEqual({
      kind: 'custom',
      id: 'ssr',
      domainName: 'ssr.example.com',
      originPath: '/app',
      customHeaders: [
        ['x-static-fallback-mode', 'origin-response'],
        ['x-addresses', 'one|two'],
      ],
      connectionAttempts: 1,
      connectionTimeoutSeconds: 2,
      readTimeoutSeconds: 4,
      keepaliveTimeoutSeconds: 60,
      responseCompletionTimeoutSeconds: 10,
      originShieldRegion: 'us-east-1',
      protocolPolicy: 'match-viewer',
      httpPort: 8080,
      httpsPort: 443,
      sslProtocols: ['TLSv1.2'],
    })
  })

  test('S3-01, S3-02 how S3 origins are reached', () => {
    const { origins } = sample()
    expect(origins.get('static')).toMatchObject({
      kind: 's3',
      access: 'oac-always',
      domainName: 'understudy-assets-123456789012.s3.us-east-1.amazonaws.com',
      readTimeoutSeconds: 5,
      connectionAttempts: 3,
      connectionTimeoutSeconds: 10,
    })
    expect(origins.get('archive')).toMatchObject({ access: 'oai', readTimeoutSeconds: 30 })
  })

  test('GRP-01 the origin group', () => {
    expect(sample().originGroups.get('ssr-or-static')).toEqual({
      id: 'ssr-or-static',
      primaryOriginId: 'ssr',
      secondaryOriginId: 'static',
      failoverStatusCodes: new Set([500, 502, 503, 504]),
    })
  })

  test('BEH-01 behaviours in order, the default one last', () => {
    expect(sample().behaviors.map(({ pathPattern }) => pathPattern)).toEqual(['/assets/*', 'api/*', '*'])
  })

  test('MET-01, MET-02 methods', () => {
    const [assets, api] = sample().behaviors
    expect(assets?.allowedMethods).toEqual(new Set(['GET', 'HEAD']))
    expect(api?.allowedMethods.size).toBe(7)
    expect(api?.cachedMethods).toEqual(new Set(['GET', 'HEAD', 'OPTIONS']))
  })

  test('POL-40 to POL-64 managed policies', () => {
    const [assets, api] = sample().behaviors
    expect(assets?.cachePolicy).toMatchObject({ name: 'CachingOptimized', minTtlSeconds: 1, gzip: true, brotli: true })
    expect(assets?.responseHeadersPolicy).toMatchObject({ name: 'SimpleCORS', cors: { allowOrigins: ['*'] } })
    expect(api?.originRequestPolicy?.headers).toEqual({ kind: 'allExcept', names: ['host'] })
  })

  test('KEY-02 a cache policy of the template, header names lower case', () => {
    expect(standard(sample()).cachePolicy).toEqual({
      name: 'understudy-html',
      minTtlSeconds: 0,
      defaultTtlSeconds: 30,
      maxTtlSeconds: 31_536_000,
      headers: ['x-feature-flipping', 'x-viewer-class'],
      cookies: { kind: 'none' },
      queryStrings: { kind: 'allExcept', names: ['utm_source', 'Page'] },
      gzip: true,
      brotli: true,
    })
  })

  test('RHP-01 to RHP-30 a response headers policy', () => {
    const policy = standard(sample()).responseHeadersPolicy
    expect(policy?.removeHeaders).toEqual(['x-powered-by'])
    expect(policy?.headers.map(({ name, value, override }) => `${name}: ${value}${override ? ' !' : ''}`)).toEqual([
      'strict-transport-security: max-age=63072000; includeSubDomains; preload !',
      'x-content-type-options: nosniff !',
      'x-frame-options: DENY',
      'referrer-policy: same-origin !',
      'x-xss-protection: 1; mode=block',
      "content-security-policy: default-src 'self' !",
      'x-edge-bundle: understudy',
    ])
    expect(policy).toMatchObject({ serverTimingSamplingRate: 0.5, cors: { originOverride: true, maxAgeSeconds: 600 } })
  })

  test('CFF-160 functions with their code, line and key value store', () => {
    const { functions } = standard(sample())
    expect(functions['viewer-request']).toMatchObject({
      logicalId: 'ViewerRequest',
      name: 'understudy-viewer-request',
      runtime: 'cloudfront-js-2.0',
      code: "import cf from 'cloudfront'\nconst handler = event => event.request\n",
      keyValueStore: { logicalId: 'Flags', name: 'flags' },
    })
    expect(functions['viewer-request']?.keyValueStore?.importSource).toMatchObject({
      sourceArn: expect.stringMatching(/^arn:aws:s3:::[^/]+\/flags\.json$/),
      place: { file: 'sample.yml' },
    })
    const line = SAMPLE_YAML.text.split('\n').findIndex(text => text.includes('FunctionCode: |')) + 1
    expect(functions['viewer-request']?.place).toEqual({ file: 'sample.yml', line })
    expect(functions['viewer-response']?.code).toBe('function handler(event) {\n  return event.response\n}')
  })

  test('LAE-70 Lambdas by their version, wherever their code is', () => {
    const distribution = sample({ FallbackMode: 'origin-group' })
    const { lambdas } = standard(distribution)
    expect(lambdas['origin-response']?.lambda).toMatchObject({
      name: 'understudy-origin-response',
      timeoutSeconds: 5,
      code: { kind: 'zip', file: 'originResponse.zip' },
    })
    expect(lambdas['origin-request']?.lambda).toMatchObject({
      timeoutSeconds: 3,
      memoryMegabytes: 128,
      code: { kind: 'folder', folder: 'lambda-folder' },
    })
    expect(distribution.behaviors[1]?.lambdas['origin-request']).toMatchObject({
      includeBody: false,
      lambda: { code: { kind: 'inline', source: expect.stringContaining('exports.handler') } },
    })
  })

  test('CER-04, ERR-05 custom error responses', () => {
    expect([...sample().errorResponses.values()]).toEqual([
      { errorCode: 502, errorCachingMinTtlSeconds: 5, page: { path: '/static-index.html', responseCode: 200 } },
      { errorCode: 504, errorCachingMinTtlSeconds: 10, page: { path: '/static-index.html', responseCode: 200 } },
      { errorCode: 404, errorCachingMinTtlSeconds: 1, page: undefined },
    ])
  })

  test.each([
    { mode: 'error-pages', target: 'ssr', errorCodes: [502, 504, 404, 500] },
    { mode: 'origin-response', target: 'ssr', errorCodes: [502, 504, 404] },
    { mode: 'origin-group', target: 'ssr-or-static', errorCodes: [502, 504, 404] },
  ])('conditions follow the parameter: $mode', ({ mode, target, errorCodes }) => {
    const distribution = sample({ FallbackMode: mode })
    expect(standard(distribution).targetOriginId).toBe(target)
    expect([...distribution.errorResponses.keys()]).toEqual(errorCodes)
  })

  test('what has no effect is named, with the reason', () => {
    const { problems, passedOver } = loadText(SAMPLE_YAML.text, {
      WebAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/x',
    })
    expect(problems.map(({ severity, message }) => `${severity} ${message.split(' ')[0]}`)).toEqual([
      'ignored HttpVersion',
      'ignored RealtimeLogConfigArn',
      'ignored Bucket',
      'ignored PriceClass',
      'ignored WebACLId',
      'ignored IPV6Enabled',
      'ignored ViewerCertificate',
      'ignored RealtimeLogs',
    ])
    expect(passedOver).toEqual({ 'AWS::IAM::Role': 1, 'AWS::CloudWatch::Alarm': 2 })
  })

  test('CFF-01 a behaviour may run a function of runtime 1.0', () => {
    const text = SAMPLE_YAML.text.replace('!GetAtt ViewerResponse.FunctionARN', '!GetAtt OldFunction.FunctionARN')
    const [distribution] = loadText(text).distributions
    const runtimes = distribution?.behaviors.map(({ functions }) => functions['viewer-response']?.runtime)
    expect(runtimes).toContain('cloudfront-js-1.0')
  })

  test('code of a Lambda that is not there stops the load', () => {
    const loaded = loadConfiguration([SAMPLE_YAML], { parameters: {}, files: filesAtHand(false) })
    expect(loaded.distributions).toEqual([])
    expect(loaded.problems.filter(({ severity }) => severity === 'error')).toMatchObject([
      {
        message: expect.stringMatching(/originResponse\.zip$/),
        place: { path: 'Resources.OriginResponse.Properties.Code' },
      },
    ])
  })
})

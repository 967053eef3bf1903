import { describe, expect, test } from 'vitest'
import type { Origin } from '../../distribution/model.ts'
import {
  cacheBehavior,
  customOrigin,
  distribution,
  originGroup,
  originRequestPolicy,
  s3Origin,
} from '../support/distribution.ts'
import { context, requestOf, runnerOf } from '../support/function-runner.ts'
import { namedFunction } from '../support/scripted-function.ts'
import { virtualStage, type VirtualStage } from '../support/virtual-stage.ts'
import type { ScriptedAnswer } from '../support/scripted-origin.ts'

const ORIGINS: readonly Origin[] = [
  customOrigin({ connectionAttempts: 1, customHeaders: [['x-secret', '1']] }),
  customOrigin({ id: 'api', domainName: 'api.example.org', originPath: '/v1', connectionAttempts: 1 }),
  s3Origin(),
]

const CHOICE = namedFunction('choice')
const PARTS = { origins: ORIGINS, behaviors: [cacheBehavior({ functions: { 'viewer-request': CHOICE } })] }

interface Staged {
  readonly stage: VirtualStage
  readonly asked: Origin[]
}

/** A stage whose viewer-request function runs `statements` and returns the request. */
const staged = (
  statements: string,
  parts: Parameters<typeof distribution>[0] = {},
  answer: ScriptedAnswer = {},
): Staged => {
  const runner = runnerOf(`import cf from 'cloudfront'
    function handler(event) { var request = event.request; ${statements}; return request }`)
  const asked: Origin[] = []
  const stage = virtualStage({
    distribution: distribution({ ...PARTS, ...parts }),
    functions: { choice: { viewerRequest: request => runner.viewerRequest(context, request) } },
    origin: ({ origin }) => {
      asked.push(origin)
      return origin.id === 'ssr' ? answer : {}
    },
  })
  return { stage, asked }
}

const served = ({ stage, asked }: Staged, path = '/a') => {
  const request = stage.request(0, { path })
  stage.run()
  return { request, response: request.response, asked, attempts: stage.attempts }
}

describe('cf.updateRequestOrigin (CFF-64)', () => {
  test('changes what it names and inherits the rest, custom headers too', () => {
    const { asked, attempts, request } = served(
      staged(
        'cf.updateRequestOrigin({ domainName: "api.example.org", originPath: "/v2", timeouts: { readTimeout: 7 } })',
      ),
    )
    expect(asked).toMatchObject([{ id: 'api', originPath: '/v2', readTimeoutSeconds: 7, connectionTimeoutSeconds: 10 }])
    expect(attempts).toMatchObject([{ url: '/v2/a' }])
    expect(attempts[0]?.headers.get('host')).toBe('api.example.org')
    expect(attempts[0]?.headers.get('x-secret')).toBe('1')
    expect(request.stations('origin-chosen')).toEqual([
      { station: 'origin-chosen', originIds: ['api'], domainName: 'api.example.org' },
    ])
  })
  test.each([
    { rule: 'customHeaders: {} clears', overrides: 'customHeaders: {}', header: undefined },
    { rule: 'customHeaders replace', overrides: 'customHeaders: { "x-secret": "2" }', header: '2' },
  ])('$rule', ({ overrides, header }) => {
    const { attempts } = served(staged(`cf.updateRequestOrigin({ ${overrides} })`))
    expect(attempts[0]?.headers.get('x-secret')).toBe(header)
  })
  test.each([
    { rule: 'hostHeader', overrides: 'hostHeader: "h.example.org"', host: 'h.example.org' },
    {
      rule: 'a new domain name, though the policy forwards Host',
      overrides: 'domainName: "new.example.org"',
      host: 'new.example.org',
    },
    { rule: 'no domain name: as the policy says', overrides: 'connectionAttempts: 2', host: 'www.example.org' },
  ])('Host: $rule', ({ overrides, host }) => {
    const behavior = cacheBehavior({
      functions: { 'viewer-request': CHOICE },
      originRequestPolicy: originRequestPolicy({ headers: { kind: 'allViewer' } }),
    })
    const { attempts } = served(staged(`cf.updateRequestOrigin({ ${overrides} })`, { behaviors: [behavior] }))
    expect(attempts[0]?.headers.get('host')).toBe(host)
  })
  test('port, protocol, shield and attempts', () => {
    const { asked } = served(
      staged(
        `cf.updateRequestOrigin({ connectionAttempts: 3, originShield: { enabled: false },
          customOriginConfig: { port: 8080, protocol: "http", sslProtocols: ["TLSv1.2"] } })`,
      ),
    )
    expect(asked).toMatchObject([
      { protocolPolicy: 'http-only', httpPort: 8080, connectionAttempts: 3, originShieldRegion: undefined },
    ])
  })
  test('GRP-16, CFF-115: of a group the primary changes, failover stays, the function runs once', () => {
    const behavior = cacheBehavior({ targetOriginId: 'ssr-or-static', functions: { 'viewer-request': CHOICE } })
    const parts = { originGroups: [originGroup([503])], behaviors: [behavior] }
    const { asked, request } = served(staged('cf.updateRequestOrigin({ originPath: "/x" })', parts, { status: 503 }))
    expect(asked).toMatchObject([
      { id: 'ssr', originPath: '/x' },
      { id: 'static', originPath: '' },
    ])
    expect(request.stations('function')).toHaveLength(1)
  })
  test('CMB-06: neither behaviour nor key change, so the second viewer gets the copy', () => {
    const { stage, asked } = staged('cf.updateRequestOrigin({ domainName: "api.example.org" })')
    stage.request(0, { path: '/a' })
    const second = stage.request(1_000, { path: '/a' })
    stage.run()
    expect(asked).toHaveLength(1)
    expect(second.response.resultType).toBe('Hit')
  })
})

test('CFF-67: a selected origin brings all its settings', () => {
  const { attempts } = served(staged('cf.selectRequestOriginById("api")'))
  expect(attempts).toMatchObject([{ originId: 'api', url: '/v1/a' }])
  expect(attempts[0]?.headers.has('x-secret')).toBe(false)
})

test('CFF-66: a bucket may be asked by another Host once its access control is off', () => {
  const off = 'originAccessControlConfig: { enabled: false }, hostHeader: "h.example"'
  const behaviors = [cacheBehavior({ targetOriginId: 'static', functions: { 'viewer-request': CHOICE } })]
  const { attempts, asked } = served(staged(`cf.updateRequestOrigin({ ${off} })`, { behaviors }))
  expect(asked).toMatchObject([{ kind: 's3', access: 'none' }])
  expect(attempts[0]?.headers.get('host')).toBe('h.example')
})

test('CFF-68: a group for one request, with its own codes', () => {
  const group = 'originIds: [{ originId: "ssr" }, { originId: "api" }], failoverCriteria: { statusCodes: [429] }'
  const { attempts, response } = served(staged(`cf.createRequestOriginGroup({ ${group} })`, {}, { status: 429 }))
  expect(attempts.map(({ originId }) => originId)).toEqual(['ssr', 'api'])
  expect(response.status).toBe(200)
})

test('CFF-63: the members of a group by their ids alone, as some of the guide has it', () => {
  const group = 'originIds: ["ssr", "api"], failoverCriteria: { statusCodes: [500, 502] }'
  const { attempts } = served(staged(`cf.createRequestOriginGroup({ ${group} })`, {}, { status: 502 }))
  expect(attempts.map(({ originId }) => originId)).toEqual(['ssr', 'api'])
})

test('CFF-65: client certificates may be switched off that no origin here has', () => {
  const { attempts } = served(staged('cf.updateRequestOrigin({ originPath: "/x", mTLSConfig: "off" })'))
  expect(attempts.map(({ url }) => url)).toEqual(['/x/a'])
})

test('the last helper counts', () => {
  const { attempts } = served(staged('cf.selectRequestOriginById("static"); cf.selectRequestOriginById("api")'))
  expect(attempts.map(({ originId }) => originId)).toEqual(['api'])
})

describe('an invalid choice is 502 FunctionValidationError (CFF-66, CFF-132)', () => {
  const group = (rest: string) =>
    `cf.createRequestOriginGroup({ originIds: [{ originId: "ssr" }, { originId: "api" }], ${rest} })`
  test.each([
    { rule: 'CFF-64 an address as domain name', call: 'cf.updateRequestOrigin({ domainName: "192.0.2.1" })' },
    { rule: 'CFF-64 a port in the domain name', call: 'cf.updateRequestOrigin({ domainName: "a.example:80" })' },
    { rule: 'CFF-64 a path without slash', call: 'cf.updateRequestOrigin({ originPath: "x" })' },
    { rule: 'CFF-64 a path that ends with a slash', call: 'cf.updateRequestOrigin({ originPath: "/x/" })' },
    { rule: 'CFF-64 a header in capitals', call: 'cf.updateRequestOrigin({ customHeaders: { "X-A": "1" } })' },
    { rule: 'HDR-06 a disallowed header', call: 'cf.updateRequestOrigin({ customHeaders: { "x-amz-a": "1" } })' },
    {
      rule: 'CFF-64 a header of the request',
      call: 'request.headers["x-a"] = { value: "1" }; cf.updateRequestOrigin({ customHeaders: { "x-a": "1" } })',
    },
    { rule: 'CFF-64 four attempts', call: 'cf.updateRequestOrigin({ connectionAttempts: 4 })' },
    { rule: 'CFF-64 a shield without region', call: 'cf.updateRequestOrigin({ originShield: { enabled: true } })' },
    { rule: 'CFF-64 a read timeout of 121 s', call: 'cf.updateRequestOrigin({ timeouts: { readTimeout: 121 } })' },
    {
      rule: 'CFF-64 completion before reading',
      call: 'cf.updateRequestOrigin({ timeouts: { readTimeout: 9, responseCompletionTimeout: 8 } })',
    },
    {
      rule: 'CFF-64 no protocol',
      call: 'cf.updateRequestOrigin({ customOriginConfig: { port: 80, sslProtocols: [] } })',
    },
    {
      rule: 'CFF-64 ipAddressType alone',
      call: 'cf.updateRequestOrigin({ customOriginConfig: { port: 80, protocol: "http", sslProtocols: [], ipAddressType: "ipv4" } })',
    },
    {
      rule: 'CFF-64 21 certificate names',
      call: 'cf.updateRequestOrigin({ allowedCertificateNames: "x".repeat(21).split("") })',
    },
    { rule: 'CFF-64 an unknown property', call: 'cf.updateRequestOrigin({ domain: "a.example" })' },
    { rule: 'CFF-64 nothing', call: 'cf.updateRequestOrigin()' },
    { rule: 'CFF-66 a host with an OAC', call: 'cf.selectRequestOriginById("static", { hostHeader: "h.example" })' },
    { rule: 'CFF-67 an unknown id', call: 'cf.selectRequestOriginById("nope")' },
    { rule: 'CFF-67 another property', call: 'cf.selectRequestOriginById("api", { originPath: "/x" })' },
    {
      rule: 'CFF-63 members as numbers',
      call: 'cf.createRequestOriginGroup({ originIds: [1, 2], failoverCriteria: { statusCodes: [500] } })',
    },
    { rule: 'CFF-65 a certificate by name', call: 'cf.updateRequestOrigin({ mTLSConfig: "on" })' },
    {
      rule: 'CFF-68 one member',
      call: 'cf.createRequestOriginGroup({ originIds: [{ originId: "ssr" }], failoverCriteria: { statusCodes: [500] } })',
    },
    { rule: 'CFF-68 no criteria', call: group('selectionCriteria: "default"') },
    { rule: 'GRP-02 a code that cannot fail over', call: group('failoverCriteria: { statusCodes: [200] }') },
    {
      rule: 'media quality, by name',
      call: group('selectionCriteria: "media-quality-score", failoverCriteria: { statusCodes: [500] }'),
    },
  ])('$rule', ({ call }) => {
    const { response, asked } = served(staged(call))
    expect(response).toMatchObject({
      status: 502,
      resultType: 'FunctionValidationError',
      detailedResultType: 'FunctionValidationError',
    })
    expect(response.headers.get('x-cache')).toBe('FunctionValidationError from cloudfront')
    expect(asked).toEqual([])
  })
})

test('ORD-07: an error page comes from its own origin', () => {
  const parts = {
    behaviors: [
      cacheBehavior({ pathPattern: '/error.html', targetOriginId: 'static' }),
      cacheBehavior({ functions: { 'viewer-request': CHOICE } }),
    ],
    errorResponses: [
      { errorCode: 503, errorCachingMinTtlSeconds: 0, page: { path: '/error.html', responseCode: 503 } },
    ],
  }
  const { attempts } = served(staged('cf.updateRequestOrigin({ originPath: "/x" })', parts, { status: 503 }))
  expect(attempts.map(({ originId, url }) => `${originId} ${url}`)).toEqual(['ssr /x/a', 'static /error.html'])
})

test('a remembered answer sends the request the same way', () => {
  const runner = runnerOf(
    `import cf from 'cloudfront'
    function handler(event) {
      if (event.request.uri.startsWith('/api')) cf.selectRequestOriginById('api')
      return event.request
    }`,
    { remembers: true },
  )
  const choices = ['/api/a', '/b', '/api/a', '/b', '/api/a', '/b'].map(uri => {
    const outcome = runner.viewerRequest(context, requestOf([], uri))
    return outcome.kind === 'request' && outcome.originChoice?.kind
  })
  expect(choices).toEqual(['select', undefined, 'select', undefined, 'select', undefined])
  expect(runner.memory?.stats().remembered).toBeGreaterThan(0)
})

describe('VPC-03: an origin in a VPC', () => {
  const origins = [customOrigin({ isInVpc: true, connectionAttempts: 1 }), customOrigin({ id: 'api', isInVpc: true })]

  test('cannot be changed by a function', () => {
    const { response, asked } = served(staged('cf.updateRequestOrigin({ originPath: "/v2" })', { origins }))
    expect(response.status).toBe(502)
    expect(asked).toEqual([])
  })

  test('can be selected by its id', () => {
    const { response, asked } = served(staged('cf.selectRequestOriginById("api")', { origins }))
    expect(response.status).toBe(200)
    expect(asked).toMatchObject([{ id: 'api' }])
  })
})

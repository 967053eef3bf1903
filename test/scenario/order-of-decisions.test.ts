import { describe, expect, test } from 'vitest'
import { MANAGED_CACHE_POLICIES } from '../../distribution/managed-policies.ts'
import { HeaderList } from '../../http/header-list.ts'
import {
  cacheBehavior,
  cachePolicy,
  corsPolicy,
  customOrigin,
  distribution,
  originRequestPolicy,
  responseHeadersPolicy,
} from '../support/distribution.ts'
import { PAGE, staged } from '../support/lambda-stage.ts'
import { namedFunction } from '../support/scripted-function.ts'
import { virtualStage } from '../support/virtual-stage.ts'

// Two decisions that could both apply: which of them wins shows their order.

describe('ORD-01 on the way in', () => {
  const stage = () =>
    virtualStage({
      distribution: distribution({
        behaviors: [
          cacheBehavior({
            viewerProtocolPolicy: 'https-only',
            allowedMethods: new Set(['GET', 'HEAD']),
            functions: { 'viewer-request': namedFunction('f') },
          }),
        ],
      }),
      origin: () => PAGE,
      functions: {
        f: {
          viewerRequest: () => {
            throw new Error('viewer-request has run')
          },
        },
      },
    })

  const long = `/${'a'.repeat(8_200)}`

  test.each([
    { what: 'size before protocol', parts: { path: long, protocol: 'http' as const }, status: 414, why: /8201 bytes/ },
    { what: 'size before method', parts: { path: long, method: 'DELETE' }, status: 414, why: /8201 bytes/ },
    {
      what: 'protocol before method',
      parts: { protocol: 'http' as const, method: 'DELETE' },
      status: 403,
      why: /HTTPS|https/,
    },
    { what: 'method before the function', parts: { method: 'DELETE' }, status: 403, why: /not DELETE/ },
  ])('$what', ({ parts, status, why }) => {
    const one = stage()
    const request = one.request(0, parts)
    one.run()
    expect(request.response.status).toBe(status)
    expect(request.stations('refused')).toMatchObject([{ status, why: expect.stringMatching(why) }])
  })
})

test('ROOT-08 the root object takes its place before behaviour and function see the path', () => {
  const seen: string[] = []
  const stage = virtualStage({
    distribution: distribution({
      defaultRootObject: 'index.html',
      behaviors: [
        cacheBehavior({ pathPattern: '/index.*', functions: { 'viewer-request': namedFunction('f') } }),
        cacheBehavior(),
      ],
    }),
    origin: () => PAGE,
    functions: {
      f: {
        viewerRequest: ({ uri }) => {
          seen.push(uri)
          return {}
        },
      },
    },
  })
  const request = stage.request(0, { path: '/' })
  stage.run()
  expect(request.response.pathPattern).toBe('/index.*')
  expect(seen).toEqual(['/index.html'])
})

describe('ORD-02 on the way out', () => {
  const policy = responseHeadersPolicy({
    removeHeaders: ['x-secret'],
    headers: [{ name: 'x-frame-options', value: 'DENY', override: true }],
  })

  test('RHP-04 the policy comes before the viewer-response function, which has the last word', () => {
    const seen: (string | undefined)[] = []
    const stage = virtualStage({
      distribution: distribution({
        behaviors: [
          cacheBehavior({ responseHeadersPolicy: policy, functions: { 'viewer-response': namedFunction('f') } }),
        ],
      }),
      origin: () => ({ headers: { 'x-secret': '1' } }),
      functions: {
        f: {
          viewerResponse: ({ headers }) => {
            seen.push(headers.get('x-secret'), headers.get('x-frame-options'))
            return { headers: headers.clone().set('x-frame-options', 'SAMEORIGIN') }
          },
        },
      },
    })
    const request = stage.request(0)
    stage.run()
    expect(seen).toEqual([undefined, 'DENY'])
    expect(request.response.headers.getAll('x-frame-options')).toEqual(['SAMEORIGIN'])
  })

  test('origin-response sees the plain body, the stored object is compressed, viewer-response sees that', () => {
    const { stage, eventAt } = staged(
      {},
      {
        at: ['origin-response', 'viewer-response'],
        behavior: { compress: true, cachePolicy: cachePolicy({ gzip: true }) },
        origin: () => ({ headers: { 'content-type': 'text/html' }, byteLength: 4_000 }),
      },
    )
    stage.request(0, { headers: { 'accept-encoding': 'gzip' } })
    stage.run()
    const coding = (trigger: 'origin-response' | 'viewer-response') =>
      eventAt(trigger).response?.headers?.['content-encoding']?.[0]?.value
    expect([coding('origin-response'), coding('viewer-response')]).toEqual([undefined, 'gzip'])
  })

  test.each([
    { what: 'a refused method: no', parts: { method: 'DELETE' }, applies: false },
    { what: 'the redirect to HTTPS: no', parts: { protocol: 'http' as const }, applies: false },
    { what: 'a response of viewer-request: yes', parts: { path: '/made' }, applies: true },
    { what: 'a page: yes', parts: {}, applies: true },
  ])('RHP-02 the policy and $what', ({ parts, applies }) => {
    const stage = virtualStage({
      distribution: distribution({
        behaviors: [
          cacheBehavior({
            responseHeadersPolicy: policy,
            viewerProtocolPolicy: 'redirect-to-https',
            allowedMethods: new Set(['GET', 'HEAD']),
            functions: { 'viewer-request': namedFunction('f') },
          }),
        ],
      }),
      origin: () => PAGE,
      functions: {
        f: {
          viewerRequest: ({ uri }) =>
            uri === '/made'
              ? {
                  kind: 'response',
                  status: 200,
                  statusDescription: undefined,
                  headers: new HeaderList(),
                  body: undefined,
                  logs: [],
                  customLogData: undefined,
                }
              : {},
        },
      },
    })
    const request = stage.request(0, parts)
    stage.run()
    expect(request.response.headers.has('x-frame-options')).toBe(applies)
  })
})

test('ORD-14 the time of a Lambda is the viewer’s, at every trigger', () => {
  const { stage } = staged(
    {},
    { at: ['viewer-request', 'origin-request', 'origin-response', 'viewer-response'], lambdaTakesMs: 50 },
  )
  const miss = stage.request(0)
  const hit = stage.request(10_000)
  stage.run()
  // PAGE takes 100 ms at the origin.
  expect([miss.answeredAt, hit.answeredAt - 10_000]).toEqual([300, 100])
})

describe('RHP-25 a CORS policy answers no preflight by itself', () => {
  const behavior = cacheBehavior({
    responseHeadersPolicy: responseHeadersPolicy({ cors: corsPolicy({ allowMethods: ['PUT'] }) }),
  })
  const preflight = {
    method: 'OPTIONS',
    headers: { origin: 'https://a.example.org', 'access-control-request-method': 'PUT' },
  }

  test.each([
    { what: 'the origin answers it', own: behavior, status: 204, attempts: ['OPTIONS'] },
    {
      what: 'where OPTIONS is not allowed it is refused',
      own: { ...behavior, allowedMethods: new Set(['GET', 'HEAD'] as const) },
      status: 403,
      attempts: [],
    },
  ])('$what', ({ own, status, attempts }) => {
    const stage = virtualStage({
      distribution: distribution({ behaviors: [own] }),
      origin: () => ({ status: 204 }),
    })
    const request = stage.request(0, preflight)
    stage.run()
    expect(request.response.status).toBe(status)
    expect(request.response.headers.get('access-control-allow-methods')).toBe(status === 204 ? 'PUT' : undefined)
    expect(stage.attempts.map(({ method }) => method)).toEqual(attempts)
  })
})

test('ORD-15 requests are collapsed in every tier by itself', () => {
  const stage = virtualStage({
    distribution: distribution({ origins: [customOrigin({ originShieldRegion: 'eu-west-1' })] }),
    origin: () => ({ ...PAGE, afterMs: 200 }),
  })
  stage.request(0)
  const flights: number[] = []
  stage.at(100, () => flights.push(stage.flightCount))
  stage.run()
  expect(flights).toEqual([3])
})

test('MET-08 a cached OPTIONS goes through every tier, one that is not cached through none', () => {
  const behaviors = [
    cacheBehavior({ pathPattern: '/cached', cachedMethods: new Set(['GET', 'HEAD', 'OPTIONS']) }),
    cacheBehavior(),
  ]
  const stage = virtualStage({ distribution: distribution({ behaviors }), origin: () => PAGE })
  const [cached, plain] = ['/cached', '/plain'].map(path => stage.request(0, { method: 'OPTIONS', path }))
  stage.run()
  expect(cached?.stations('lookup').map(({ tier }) => tier)).toEqual(['edge', 'regional'])
  expect(plain?.stations('lookup')).toEqual([])
  expect(plain?.stations('cache-bypassed')).toMatchObject([{ why: 'method' }])
})

test('KEY-21 cookies are part of the key before an S3 origin, as anywhere', () => {
  const behaviors = [
    cacheBehavior({ targetOriginId: 'static', cachePolicy: cachePolicy({ cookies: { kind: 'all' } }) }),
  ]
  const stage = virtualStage({ distribution: distribution({ behaviors }), origin: () => PAGE })
  for (const [second, cookie] of ['a=1', 'a=2', 'a=1'].entries()) stage.request(second * 1_000, { headers: { cookie } })
  stage.run()
  expect(stage.resultTypes).toEqual({ Miss: 2, Hit: 1 })
})

test.each(['83da9c7e-98b4-4e11-a168-04f0df8e2c65', '4cc15a8a-d715-48a4-82b8-cc0b614638fe'])(
  'POL-49 all cookies in the key of %s: nobody waits for another one’s fetch',
  id => {
    const policy = MANAGED_CACHE_POLICIES.get(id) ?? cachePolicy()
    const stage = virtualStage({
      distribution: distribution({ behaviors: [cacheBehavior({ cachePolicy: policy })] }),
      origin: () => PAGE,
    })
    const requests = stage.simultaneous(3, 0)
    stage.run()
    expect(stage.originRequests).toBe(3)
    expect(requests[0]?.stations('not-collapsed')).toEqual([{ station: 'not-collapsed', why: 'cookies-forwarded' }])
  },
)

test('REQH-07 CDN-Loop is not added', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => PAGE })
  stage.request(0)
  stage.run()
  expect(stage.attempts[0]?.headers.has('cdn-loop')).toBe(false)
})

test.each([
  { what: 'none', selection: { kind: 'none' } as const, seen: '' },
  { what: 'a list', selection: { kind: 'whitelist', names: ['page'] } as const, seen: 'page=2' },
  { what: 'all', selection: { kind: 'all' } as const, seen: 'page=2&utm=1' },
])('POL-10 origin events show the query string that the policies forward: $what', ({ selection, seen }) => {
  const { stage, events } = staged(
    {},
    {
      at: ['origin-request', 'origin-response'],
      behavior: { originRequestPolicy: originRequestPolicy({ queryStrings: selection }) },
    },
  )
  stage.request(0, { path: '/?page=2&utm=1' })
  stage.run()
  expect(events.map(({ request }) => request.querystring)).toEqual([seen, seen])
})

test('BEH-14 an error page is found by the same patterns, query string and order as any path', () => {
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [
        cacheBehavior({ pathPattern: '/e*.html', targetOriginId: 'static' }),
        cacheBehavior({ pathPattern: '/error.html', targetOriginId: 'ssr' }),
        cacheBehavior(),
      ],
      errorResponses: [
        { errorCode: 503, errorCachingMinTtlSeconds: 10, page: { path: '/error.html', responseCode: 503 } },
      ],
    }),
    origin: { ssr: () => ({ status: 503 }), static: () => PAGE },
  })
  stage.request(0, { path: '/a' })
  stage.run()
  expect(stage.attemptsAt('static').map(({ url }) => url)).toEqual(['/error.html'])
})

import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { serveRequest } from '../../pop/serve-request.ts'
import { cacheBehavior, cachePolicy, corsPolicy, distribution, responseHeadersPolicy } from '../support/distribution.ts'
import { namedFunction } from '../support/scripted-function.ts'
import { lambdasAt, scriptedLambda } from '../support/scripted-lambda.ts'
import { viewerRequest, virtualStage } from '../support/virtual-stage.ts'

const page = { headers: { 'cache-control': 'max-age=60' } }
const withFunctions = { functions: { 'viewer-request': namedFunction('vr') } }

test('ORD-05, ORD-06: a rewritten path changes the key and neither behaviour nor origin', () => {
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [cacheBehavior({ pathPattern: '/static-*', targetOriginId: 'static' }), cacheBehavior(withFunctions)],
    }),
    origin: () => page,
    functions: { vr: { viewerRequest: () => ({ uri: '/static-index.html' }) } },
  })
  stage.request(0, { path: '/a' })
  const shared = stage.request(1_000, { path: '/b' })
  stage.run()
  expect(stage.attempts.map(({ originId, url }) => `${originId} ${url}`)).toEqual(['ssr /static-index.html'])
  expect(shared.response).toMatchObject({ resultType: 'Hit', pathPattern: '*' })
})

test('ORD-05: a header the function sets splits the key', () => {
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [cacheBehavior({ ...withFunctions, cachePolicy: cachePolicy({ headers: ['x-flag'] }) })],
    }),
    origin: () => page,
    functions: {
      vr: {
        viewerRequest: ({ headers }) => ({ headers: headers.clone().set('x-flag', headers.get('cookie') ?? 'v4') }),
      },
    },
  })
  for (const [second, cookie] of ['v4', 'v5', 'v4'].entries()) stage.request(second * 1000, { headers: { cookie } })
  stage.run()
  expect(stage.attempts.map(({ headers }) => headers.get('x-flag'))).toEqual(['v4', 'v5'])
})

const neverRuns = {
  vr: {
    viewerRequest: () => {
      throw new Error('viewer-request has run')
    },
  },
}

test.each([
  {
    rule: 'ORD-09, ORD-22, RESH-24 the redirect to HTTPS',
    parts: { protocol: 'http' as const },
    status: 301,
    type: 'Redirect',
  },
  { rule: 'ORD-10 a refused method', parts: { method: 'DELETE' }, status: 403, type: 'Error' },
])('$rule goes out before the viewer-request function, and nothing is stored (ERR-17)', ({ parts, status, type }) => {
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [
        cacheBehavior({
          ...withFunctions,
          viewerProtocolPolicy: 'redirect-to-https',
          allowedMethods: new Set(['GET', 'HEAD']),
        }),
      ],
    }),
    origin: () => page,
    functions: neverRuns,
  })
  const request = stage.request(0, parts)
  stage.run()
  expect(request.response).toMatchObject({ status, resultType: type })
  expect(request.response.headers.get('x-cache')).toBe(`${type} from cloudfront`)
  expect(stage.pop.tiers.map(({ entryCount }) => entryCount)).toEqual([0, 0])
})

test('BEH-05: query string and cookies play no part in the choice of the behaviour', () => {
  const stage = virtualStage({
    distribution: distribution({ behaviors: [cacheBehavior({ pathPattern: '/api*' }), cacheBehavior()] }),
    origin: () => page,
  })
  const request = stage.request(0, { path: '/?/api', headers: { cookie: '/api=1' } })
  stage.run()
  expect(request.response.pathPattern).toBe('*')
})

test('ROOT-05, ROOT-07: the root object has its own key, and every method gets it', () => {
  const stage = virtualStage({
    distribution: distribution({ defaultRootObject: 'index.html' }),
    origin: () => page,
  })
  stage.request(0, { path: '/' })
  const named = stage.request(1_000, { path: '/index.html' })
  stage.request(2_000, { path: '/', method: 'POST' })
  stage.run()
  expect(named.response.resultType).toBe('Hit')
  expect(stage.attempts.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /index.html', 'POST /index.html'])
})

test('ORD-17, RHP-03: a Cache-Control of the policy reaches the browser and leaves the edge alone', () => {
  const policy = responseHeadersPolicy({ headers: [{ name: 'cache-control', value: 'no-store', override: true }] })
  const stage = virtualStage({
    distribution: distribution({ behaviors: [cacheBehavior({ responseHeadersPolicy: policy })] }),
    origin: () => page,
  })
  stage.request(0)
  const hit = stage.request(1_000)
  stage.run()
  expect(hit.response.resultType).toBe('Hit')
  expect(hit.response.headers.getAll('cache-control')).toEqual(['no-store'])
})

test('RHP-06: Server and Date removed by policy are CloudFront’s own', () => {
  const policy = responseHeadersPolicy({ removeHeaders: ['server', 'date'] })
  const stage = virtualStage({
    distribution: distribution({ behaviors: [cacheBehavior({ responseHeadersPolicy: policy })] }),
    origin: () => ({ headers: { server: 'nginx', date: 'Thu, 11 Jun 2026 17:00:00 GMT' } }),
  })
  stage.request(0)
  const { response } = runAndReturn(stage)
  expect(response.headers.get('server')).toBe('CloudFront')
  expect(response.headers.get('date')).toBe('Thu, 11 Jun 2026 18:00:00 GMT')
})

const runAndReturn = (stage: ReturnType<typeof virtualStage>) => {
  stage.run()
  const [first] = stage.requests
  if (first === undefined) throw new Error('the test planned no request')
  return first
}

test('RHP-26: the policy answers each Origin, though Origin is not in the key', () => {
  const policy = responseHeadersPolicy({
    cors: corsPolicy({ allowOrigins: ['https://a.example', 'https://b.example'] }),
  })
  const stage = virtualStage({
    distribution: distribution({ behaviors: [cacheBehavior({ responseHeadersPolicy: policy })] }),
    origin: () => page,
  })
  const allowed = ['https://a.example', 'https://b.example', 'https://c.example'].map((origin, second) =>
    stage.request(second * 1000, { headers: { origin } }),
  )
  stage.run()
  expect(stage.originRequests).toBe(1)
  expect(allowed.map(({ response }) => response.headers.get('access-control-allow-origin'))).toEqual([
    'https://a.example',
    'https://b.example',
    undefined,
  ])
})

test('RESH-05, RESH-06: every response names the way it came, in CloudFront’s words', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: () => ({ headers: { via: '1.1 proxy', 'x-cache': 'HIT', 'x-amz-cf-id': 'x' } }),
  })
  stage.request(0, { requestId: 'own-id' })
  const { headers } = runAndReturn(stage).response
  expect(headers.getAll('via')).toEqual([expect.stringMatching(/^1\.1 [a-z0-9]+\.cloudfront\.net \(CloudFront\)$/)])
  expect(headers.getAll('x-cache')).toEqual(['Miss from cloudfront'])
  expect(headers.getAll('x-amz-cf-pop')).toEqual([stage.pop.location])
  expect(headers.getAll('x-amz-cf-id')).toEqual(['own-id'])
})

test('RESH-29, GEN-27: a response of the viewer-request function is delivered and never stored', () => {
  const stage = virtualStage({
    distribution: distribution({ behaviors: [cacheBehavior(withFunctions)] }),
    origin: () => page,
    functions: {
      vr: {
        viewerRequest: () => ({
          kind: 'response',
          status: 302,
          statusDescription: 'Found',
          headers: HeaderList.of({ location: '/b' }),
          body: undefined,
          logs: [],
          customLogData: undefined,
        }),
      },
    },
  })
  const requests = [stage.request(0), stage.request(1_000)]
  stage.run()
  for (const { response } of requests) {
    expect(response.status).toBe(302)
    expect(response.headers.get('x-cache')).toBe('FunctionGeneratedResponse from cloudfront')
  }
  expect(stage.originRequests).toBe(0)
})

test('KEY-41, COMP-10: the first version stored under br,gzip is the one served', () => {
  const behaviors = [cacheBehavior({ compress: true, cachePolicy: cachePolicy({ gzip: true, brotli: true }) })]
  const stage = virtualStage({
    distribution: distribution({ behaviors }),
    origin: () => ({ byteLength: 4_000, headers: { 'content-type': 'text/html', 'content-encoding': 'gzip' } }),
  })
  const headers = { 'accept-encoding': 'gzip, br' }
  stage.request(0, { headers })
  const hit = stage.request(1_000, { headers })
  stage.run()
  expect(hit.response.headers.get('content-encoding')).toBe('gzip')
})

test('TTL-35, COMP-12, RESH-22: a 304 compresses nothing', () => {
  const behaviors = [cacheBehavior({ compress: true, cachePolicy: cachePolicy({ gzip: true }) })]
  const stage = virtualStage({
    distribution: distribution({ behaviors }),
    origin: ({ request }) =>
      request.headers.has('if-none-match')
        ? { status: 304, headers: { 'content-length': '4000' }, byteLength: 0 }
        : // Not on the list of COMP-08, so stored as it is.
          { byteLength: 4_000, headers: { ...page.headers, 'content-type': 'font/woff', etag: '"a"' } },
  })
  const headers = { 'accept-encoding': 'gzip' }
  stage.request(0, { headers })
  const refreshed = stage.request(70_000, { headers })
  stage.run()
  expect(refreshed.response.headers.get('x-cache')).toBe('RefreshHit from cloudfront')
  expect(refreshed.response.headers.has('content-encoding')).toBe(false)
  expect(refreshed.stations('compression')).toEqual([])
})

test('TIER-01, TIER-05: an object stands in every tier it passed, and clearing all of them clears it', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => page })
  stage.request(0)
  stage.run(500)
  expect(stage.pop.tiers.map(({ entryCount }) => entryCount)).toEqual([1, 1])
  for (const tier of stage.pop.tiers) tier.clear()
  const again = stage.request(1_000)
  stage.run()
  expect(again.response.resultType).toBe('Miss')
  expect(again.stations('lookup').map(({ why }) => why)).toEqual(['never-stored', 'never-stored'])
})

test.each(['viewer-request', 'origin-request'] as const)(
  'ORD-14: the origin is not asked before the Lambda at %s has finished',
  event => {
    const { pop } = virtualStage({
      distribution: distribution({ behaviors: [cacheBehavior({ lambdas: lambdasAt(event) })] }),
      origin: () => page,
    })
    const { lambda } = scriptedLambda()
    const walk = serveRequest(pop, viewerRequest())
    const asked: string[] = []
    let step = walk.next()
    while (step.done !== true && step.value.ask !== 'origin-attempt') {
      asked.push(step.value.ask)
      step = walk.next(step.value.ask === 'lambda' ? lambda(step.value.invocation) : true)
    }
    expect(step.done).toBe(false)
    expect(asked.filter(ask => ask === 'lambda')).toHaveLength(1)
  },
)

test('ORD-02: origin-response sees the plain body, and viewer-response has the last word after the policy', () => {
  const { lambda, eventAt } = scriptedLambda()
  const seen: (string | undefined)[] = []
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [
        cacheBehavior({
          compress: true,
          cachePolicy: cachePolicy({ gzip: true }),
          lambdas: lambdasAt('origin-response'),
          functions: { 'viewer-response': namedFunction('last') },
          responseHeadersPolicy: responseHeadersPolicy({
            headers: [{ name: 'x-note', value: 'policy', override: true }],
          }),
        }),
      ],
    }),
    origin: () => ({
      headers: { ...page.headers, 'content-type': 'text/html', 'x-note': 'origin' },
      byteLength: 5_000,
    }),
    lambda,
    functions: {
      last: {
        viewerResponse: ({ headers }) => {
          seen.push(headers.get('x-note'), headers.get('content-encoding'))
          return { headers: headers.clone().set('x-note', 'function') }
        },
      },
    },
  })
  const request = stage.request(0, { headers: { 'accept-encoding': 'gzip' } })
  stage.run()
  const { response } = eventAt('origin-response')
  expect([response?.headers?.['x-note']?.[0]?.value, response?.headers?.['content-encoding']]).toEqual([
    'origin',
    undefined,
  ])
  expect(seen).toEqual(['policy', 'gzip'])
  expect(request.response.headers.get('x-note')).toBe('function')
})

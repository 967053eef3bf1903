import { expect, test } from 'vitest'
import type { CacheBehavior, CustomErrorResponse } from '../../distribution/model.ts'
import {
  cacheBehavior,
  cachePolicy,
  CACHING_DISABLED,
  customOrigin,
  distribution,
  responseHeadersPolicy,
} from '../support/distribution.ts'
import { namedFunction } from '../support/scripted-function.ts'
import type { OriginScript } from '../support/scripted-origin.ts'
import { virtualStage, type VirtualStageOptions } from '../support/virtual-stage.ts'

const errorOf =
  (status: number): OriginScript =>
  () => ({ status, afterMs: 100 })

test.each([
  {
    rule: 'GEN-13, ERR-16 a refused connection',
    answer: { failure: 'refused' } as const,
    status: 502,
    detail: 'OriginConnectError',
  },
  {
    rule: 'GEN-12, ERR-16 a name that does not resolve',
    answer: { failure: 'dns' } as const,
    status: 502,
    detail: 'OriginDnsError',
  },
  { rule: 'GEN-17, ERR-16 silence', answer: 'silent' as const, status: 504, detail: 'OriginCommError' },
])('$rule is kept like an error of the origin', ({ answer, status, detail }) => {
  const stage = virtualStage({
    distribution: distribution({ origins: [customOrigin({ connectionAttempts: 1, readTimeoutSeconds: 5 })] }),
    origin: () => answer,
  })
  const first = stage.request(0)
  const cached = stage.request(6_000)
  stage.run()
  expect(stage.originRequests).toBe(1)
  expect(first.response).toMatchObject({ status, resultType: 'Error', detailedResultType: detail })
  expect(cached.response).toMatchObject({ status, resultType: 'Error', detailedResultType: 'Error' })
  expect(first.response.headers.get('server')).toBe('CloudFront')
})

const pageFor = (errorCode: number, responseCode = 200): CustomErrorResponse => ({
  errorCode,
  errorCachingMinTtlSeconds: 10,
  page: { path: '/static-index.html', responseCode },
})

const withPage = (
  ssr: OriginScript,
  rest: Partial<VirtualStageOptions> & {
    readonly behavior?: Partial<CacheBehavior>
    readonly pageBehavior?: Partial<CacheBehavior>
    readonly page?: OriginScript
    readonly responses?: readonly CustomErrorResponse[]
  } = {},
) =>
  virtualStage({
    distribution: distribution({
      origins: [
        customOrigin({ connectionAttempts: 1, readTimeoutSeconds: 5 }),
        customOrigin({ id: 'static', domainName: 'static.example.org' }),
      ],
      behaviors: [
        cacheBehavior({ pathPattern: '/static-*', targetOriginId: 'static', ...rest.pageBehavior }),
        cacheBehavior(rest.behavior),
      ],
      errorResponses: rest.responses ?? [403, 404, 500, 502, 503, 504].map(code => pageFor(code)),
    }),
    origin: {
      ssr,
      static: rest.page ?? (() => ({ byteLength: 9, headers: { 'cache-control': 'max-age=60', etag: '"page"' } })),
    },
    ...(rest.functions === undefined ? {} : { functions: rest.functions }),
    ...(rest.switches === undefined ? {} : { switches: rest.switches }),
  })

test('CER-14: another failing URL shares the page', () => {
  const stage = withPage(errorOf(500))
  stage.request(0, { path: '/a' })
  stage.request(1_000, { path: '/b' })
  stage.run()
  expect(stage.attemptsAt('static')).toHaveLength(1)
})

test('ERR-10, trap 14: with CachingDisabled on the page every failure fetches it', () => {
  const stage = withPage(errorOf(500), { pageBehavior: { cachePolicy: CACHING_DISABLED } })
  stage.request(0)
  stage.request(1_000)
  stage.run()
  expect(stage.attemptsAt('ssr')).toHaveLength(1)
  expect(stage.attemptsAt('static')).toHaveLength(2)
})

test('CER-09, ORR-41: neither viewer function of either behaviour runs for the page', () => {
  const calls: string[] = []
  const counting = (name: string) => ({
    viewerRequest: () => {
      calls.push(`${name} request`)
      return {}
    },
    viewerResponse: () => {
      calls.push(`${name} response`)
      return {}
    },
  })
  const both = (name: string) => ({
    functions: { 'viewer-request': namedFunction(name), 'viewer-response': namedFunction(name) },
  })
  const stage = withPage(errorOf(500), {
    behavior: both('site'),
    pageBehavior: both('page'),
    functions: { site: counting('site'), page: counting('page') },
  })
  const request = stage.request(0)
  stage.run()
  expect(calls).toEqual(['site request'])
  expect(request.stations('skipped')).toMatchObject([{ what: 'viewer-response' }])
})

test('ORR-40, CFF-113: viewer-response does not run for a 404 of the origin and runs for a 200', () => {
  let runs = 0
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [cacheBehavior({ functions: { 'viewer-response': namedFunction('vr') } })],
    }),
    origin: ({ request }) => ({ status: request.uri === '/gone' ? 404 : 200 }),
    functions: {
      vr: {
        viewerResponse: () => {
          runs += 1
          return {}
        },
      },
    },
  })
  stage.request(0, { path: '/gone' })
  stage.request(0, { path: '/there' })
  stage.run()
  expect(runs).toBe(1)
})

test('CER-16: a page whose origin is silent too gives a 502 of CloudFront', () => {
  const stage = withPage(errorOf(500), { page: () => ({ failure: 'refused' }) })
  const request = stage.request(0)
  stage.run()
  expect(request.response.status).toBe(502)
})

test.each([
  { status: 500, closes: true },
  { status: 502, closes: false },
  { status: 503, closes: false },
  { status: 504, closes: false },
  { status: 404, closes: false },
])('CER-07: after a page for $status the connection closes: $closes', ({ status, closes }) => {
  const stage = withPage(errorOf(status))
  const request = stage.request(0)
  stage.run()
  expect(request.response.closesConnection).toBe(closes)
})

test.each([
  {
    rule: 'CER-18, GEN-06 a refused method',
    behavior: { allowedMethods: new Set(['GET', 'HEAD'] as const) },
    parts: { method: 'POST' },
  },
  {
    rule: 'CER-18, GEN-01 plain HTTP under https-only',
    behavior: { viewerProtocolPolicy: 'https-only' as const },
    parts: { protocol: 'http' as const },
  },
])('$rule gets the page for 403, fetched with GET (CER-26)', ({ behavior, parts }) => {
  const stage = withPage(errorOf(500), { behavior })
  const request = stage.request(0, parts)
  stage.run()
  expect(request.response).toMatchObject({ status: 200, resultType: 'Error', body: { byteLength: 9 } })
  expect(stage.attempts.map(({ method }) => method)).toEqual(['GET'])
})

test('CER-12: the page fetch carries neither query string nor conditions of the viewer', () => {
  const stage = withPage(errorOf(500), {
    pageBehavior: { cachePolicy: cachePolicy({ queryStrings: { kind: 'all' } }) },
  })
  stage.request(0, { path: '/a?b=c', headers: { 'if-none-match': '"x"', 'if-match': '"x"', range: 'bytes=0-1' } })
  stage.run()
  const [fetch] = stage.attemptsAt('static')
  expect(fetch?.url).toBe('/static-index.html')
  expect(fetch?.headers.has('if-none-match') || fetch?.headers.has('if-match') || fetch?.headers.has('range')).toBe(
    false,
  )
})

test('CER-29: the validators of a page are the page’s, so a failing URL may be a 304', () => {
  const stage = withPage(errorOf(500))
  stage.request(0)
  const again = stage.request(1_000, { headers: { 'if-none-match': '"page"' } })
  stage.run()
  expect(again.response).toMatchObject({ status: 304, resultType: 'Error' })
})

test.each([
  { rule: 'applied by default', switches: {}, value: 'requested' },
  { rule: 'not applied under the switch', switches: { responseHeadersPolicyOnErrorPages: false }, value: undefined },
])('CER-27: the response headers policy of the requested behaviour is $rule', ({ switches, value }) => {
  const policy = (name: string) =>
    responseHeadersPolicy({ headers: [{ name: 'x-policy', value: name, override: true }] })
  const stage = withPage(errorOf(500), {
    switches,
    behavior: { responseHeadersPolicy: policy('requested') },
    pageBehavior: { responseHeadersPolicy: policy('page') },
  })
  const request = stage.request(0)
  stage.run()
  expect(request.response.headers.get('x-policy')).toBe(value)
})

test('CER-31, trap 5: a page of the failing origin itself ends in the error of the page', () => {
  const stage = withPage(errorOf(503), { pageBehavior: { targetOriginId: 'ssr' } })
  const request = stage.request(0)
  stage.run()
  expect(request.response.status).toBe(503)
  expect(stage.attempts.map(({ url }) => url)).toEqual(['/', '/static-index.html'])
})

test('CFF-119, GEN-25: the page of a failing viewer-response function has the response headers policy', () => {
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [
        cacheBehavior({
          functions: { 'viewer-response': namedFunction('vr') },
          responseHeadersPolicy: responseHeadersPolicy({ headers: [{ name: 'x-own', value: '1', override: true }] }),
        }),
      ],
    }),
    origin: () => ({}),
    functions: {
      vr: {
        viewerResponse: () => ({
          kind: 'execution-error',
          pageText: 'failed',
          message: 'TypeError',
          logs: [],
          customLogData: undefined,
        }),
      },
    },
  })
  const request = stage.request(0)
  stage.run()
  expect(request.response).toMatchObject({ status: 503, resultType: 'FunctionExecutionError' })
  expect(request.response.headers.get('x-own')).toBe('1')
})

import { describe, expect, test } from 'vitest'
import type { CacheBehavior, LambdaEventType } from '../../distribution/model.ts'
import type { LambdaEdgeEvent } from '../../pop/edge-functions/lambda-edge/invocation.ts'
import {
  cacheBehavior,
  cachePolicy,
  customOrigin,
  distribution,
  originGroup,
  originRequestPolicy,
  s3Origin,
  type DistributionParts,
} from '../support/distribution.ts'
import { namedFunction } from '../support/scripted-function.ts'
import { lambdasAt, scriptedLambda, type LambdaSteps, type ScriptedLambda } from '../support/scripted-lambda.ts'
import type { OriginScript } from '../support/scripted-origin.ts'
import { virtualStage, type VirtualStage, type VirtualStageOptions } from '../support/virtual-stage.ts'

const ALL: readonly LambdaEventType[] = ['viewer-request', 'origin-request', 'origin-response', 'viewer-response']
const page = { headers: { 'cache-control': 'max-age=60' }, afterMs: 100 }
const field = (name: string, value: string) => ({ [name]: [{ value }] })

interface Staged extends ScriptedLambda {
  readonly stage: VirtualStage
}

/** A stage whose default behaviour has a Lambda at every trigger the steps name, or at those of `at`. */
const staged = (
  steps: LambdaSteps,
  parts: {
    readonly at?: readonly LambdaEventType[]
    readonly behavior?: Partial<CacheBehavior>
    readonly distribution?: DistributionParts
    readonly origin?: VirtualStageOptions['origin']
    readonly functions?: VirtualStageOptions['functions']
  } = {},
): Staged => {
  const at = parts.at ?? ALL.filter(eventType => steps[eventType] !== undefined)
  const scripted = scriptedLambda(steps)
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [cacheBehavior({ lambdas: lambdasAt(...at), ...parts.behavior })],
      ...parts.distribution,
    }),
    origin: parts.origin ?? (() => page),
    lambda: scripted.lambda,
    ...(parts.functions === undefined ? {} : { functions: parts.functions }),
  })
  return { stage, ...scripted }
}

const names = ({ request }: LambdaEdgeEvent) => Object.keys(request.headers).toSorted()

describe('what a function sees', () => {
  const seen = (): Staged => {
    const result = staged(
      {},
      {
        at: ALL,
        behavior: {
          cachePolicy: cachePolicy({ queryStrings: { kind: 'whitelist', names: ['page'] } }),
          originRequestPolicy: originRequestPolicy({ headers: { kind: 'whitelist', names: ['x-own'] } }),
        },
        distribution: {},
        origin: () => ({ status: 200, headers: { ...page.headers, 'x-origin': ['a', 'b'] } }),
      },
    )
    result.stage.request(0, {
      path: '/a%20b?page=2&utm=1',
      headers: { 'x-own': '1', 'x-other': '2', cookie: 'a=1', connection: 'keep-alive', 'x-forwarded-proto': 'https' },
    })
    result.stage.run()
    return result
  }

  test('LAE-01: config names the distribution, the trigger and the request', () => {
    const { events, stage } = seen()
    expect(events.map(({ config }) => config)).toEqual(
      ALL.map(eventType => ({
        distributionDomainName: 'd1test.cloudfront.net',
        distributionId: 'E1TEST',
        eventType,
        requestId: stage.requests[0]?.response.headers.get('x-amz-cf-id'),
      })),
    )
  })

  test('LAE-02, LAE-10: the whole query string at the viewer, only what goes to the origin at the origin', () => {
    const { events } = seen()
    expect(events.map(({ request }) => [request.clientIp, request.method, request.uri, request.querystring])).toEqual(
      ['page=2&utm=1', 'page=2', 'page=2', 'page=2&utm=1'].map(query => ['192.0.2.7', 'GET', '/a%20b', query]),
    )
  })

  test('LAE-02, LAE-05: an origin stands in origin events alone, a body nowhere', () => {
    const { events } = seen()
    expect(events.map(({ request }) => 'origin' in request)).toEqual([false, true, true, false])
    expect(events.some(({ request }) => 'body' in request)).toBe(false)
  })

  test('LAE-03, LAE-04, HDR-01: the viewer’s headers, then those of the origin request; never the disallowed', () => {
    const { eventAt } = seen()
    expect(names(eventAt('viewer-request'))).toEqual(['cookie', 'host', 'x-other', 'x-own'])
    const { headers } = eventAt('origin-request').request
    expect(Object.keys(headers).toSorted()).toEqual(['host', 'user-agent', 'via', 'x-forwarded-for', 'x-own'])
    expect(headers).toMatchObject({
      host: [{ key: 'Host', value: 'ssr.example.org' }],
      'user-agent': [{ key: 'User-Agent', value: 'Amazon CloudFront' }],
      'x-forwarded-for': [{ key: 'X-Forwarded-For', value: '192.0.2.7' }],
    })
  })

  test('LAE-03, LAE-09, ORR-30: a response has status, description and headers, and no body', () => {
    const { eventAt } = seen()
    for (const trigger of ['origin-response', 'viewer-response'] as const) {
      const { response } = eventAt(trigger)
      expect(response).toMatchObject({ status: '200', statusDescription: 'OK' })
      expect(response?.headers?.['x-origin']?.map(({ value }) => value)).toEqual(['a', 'b'])
      expect(response).not.toHaveProperty('body')
    }
  })

  const originOf = (parts: DistributionParts) => {
    const { stage, eventsAt } = staged({}, { at: ['origin-request'], distribution: parts })
    stage.request(0)
    stage.run()
    const [event] = eventsAt('origin-request')
    return event?.request
  }
  const behaviors = [cacheBehavior({ targetOriginId: 'static', lambdas: lambdasAt('origin-request') })]
  const customHeaders = [['x-secret', 's']] as const

  test('LAE-06, LAE-08: a custom origin; its custom headers are there and not among those of the request', () => {
    const request = originOf({ origins: [customOrigin({ customHeaders, originPath: '/app', httpsPort: 8443 })] })
    expect(request?.origin).toEqual({
      custom: {
        customHeaders: { 'x-secret': [{ key: 'X-Secret', value: 's' }] },
        domainName: 'ssr.example.org',
        keepaliveTimeout: 5,
        path: '/app',
        port: 8443,
        protocol: 'https',
        readTimeout: 30,
        sslProtocols: ['TLSv1.2'],
      },
    })
    expect(request?.headers).not.toHaveProperty('x-secret')
    expect(request?.uri).toBe('/')
  })

  test.each([
    { access: 'oac-always', authMethod: 'none' },
    { access: 'oai', authMethod: 'origin-access-identity' },
  ] as const)('LAE-07: an S3 origin with access $access has authMethod $authMethod', ({ access, authMethod }) => {
    const domainName = 'static.s3.eu-central-1.amazonaws.com'
    const request = originOf({ behaviors, origins: [s3Origin({ access, customHeaders, domainName })] })
    expect(request?.origin).toEqual({
      s3: {
        authMethod,
        customHeaders: { 'x-secret': [{ key: 'X-Secret', value: 's' }] },
        domainName,
        path: '',
        region: 'eu-central-1',
      },
    })
  })
})

describe('origin-request', () => {
  test('LAE-28, ORD-07: path, query and headers are changed for the origin, the key stays the viewer’s', () => {
    const { stage, events } = staged({
      'origin-request': request => ({
        ...request,
        uri: '/changed',
        querystring: 'v=5',
        headers: { ...request.headers, ...field('x-variant', 'b') },
      }),
    })
    const first = stage.request(0, { path: '/a' })
    const second = stage.request(1_000, { path: '/a' })
    const changed = stage.request(2_000, { path: '/changed' })
    stage.run()
    expect(stage.attempts.map(({ url, headers }) => [url, headers.get('x-variant')])).toEqual([
      ['/changed?v=5', 'b'],
      ['/changed?v=5', 'b'],
    ])
    expect([first, second, changed].map(({ response }) => response.resultType)).toEqual(['Miss', 'Hit', 'Miss'])
    expect(events).toHaveLength(2)
  })

  const other = customOrigin({ id: 'other', domainName: 'other.example.org', customHeaders: [['x-secret', 'theirs']] })
  const origins = [customOrigin({ customHeaders: [['x-secret', 'ours']] }), s3Origin(), other]
  const toOther = (request: { origin?: unknown; headers: object }, customHeaders: object) => ({
    ...request,
    headers: { ...request.headers, ...field('host', 'other.example.org') },
    origin: {
      custom: {
        customHeaders,
        domainName: 'other.example.org',
        keepaliveTimeout: 5,
        path: '/v5',
        port: 443,
        protocol: 'https',
        readTimeout: 30,
        sslProtocols: ['TLSv1.2'],
      },
    },
  })

  test.each([
    { rule: 'kept as they were', customHeaders: field('x-secret', 'ours'), sent: ['ours'] },
    { rule: 'those the function wrote', customHeaders: field('X-Secret', 'new'), sent: ['new'] },
    { rule: 'none, when the function took them away', customHeaders: {}, sent: [] },
  ])('ORD-07, LAE-06, LAE-08: the chosen origin gets custom headers: $rule', ({ customHeaders, sent }) => {
    const { stage } = staged(
      { 'origin-request': request => toOther(request, customHeaders) },
      { distribution: { origins } },
    )
    stage.request(0, { path: '/a' })
    stage.run()
    expect(stage.attempts.map(({ originId, url }) => `${originId} ${url}`)).toEqual(['other /v5/a'])
    expect(stage.attempts[0]?.headers.getAll('x-secret')).toEqual(sent)
    expect(stage.attempts[0]?.headers.getAll('host')).toEqual(['other.example.org'])
  })

  test('POL-07: an unchanged origin gets its custom header, whatever the function writes under that name', () => {
    const { stage, eventAt } = staged(
      {
        'origin-request': request => ({ ...request, headers: { ...request.headers, ...field('x-secret', 'forged') } }),
      },
      { distribution: { origins } },
    )
    stage.request(0)
    stage.run()
    expect(stage.attempts[0]?.headers.getAll('x-secret')).toEqual(['ours'])
    expect(names(eventAt('origin-request'))).not.toContain('x-secret')
  })

  test('LAE-34, GEN-29, ORR-02, LAE-23, LAE-57: a generated response is stored and served without the function', () => {
    const { stage, eventsAt } = staged(
      {
        'origin-request': () => ({
          status: '200',
          headers: { ...field('cache-control', 'max-age=60'), ...field('set-cookie', 'seen=1') },
          body: 'made at the edge',
        }),
      },
      { at: ['origin-request', 'origin-response', 'viewer-response'] },
    )
    const made = stage.request(0)
    const cached = stage.request(59_000)
    const again = stage.request(61_000)
    stage.run()
    expect(stage.originRequests).toBe(0)
    expect([made, cached, again].map(({ response }) => [response.resultType, response.detailedResultType])).toEqual([
      ['Miss', 'MissGeneratedResponse'],
      ['Hit', 'Hit'],
      ['Miss', 'MissGeneratedResponse'],
    ])
    expect(eventsAt('origin-request')).toHaveLength(2)
    expect(eventsAt('origin-response')).toHaveLength(0)
    expect(eventsAt('viewer-response')).toHaveLength(3)
    expect(cached.response.body.byteLength).toBe('made at the edge'.length)
    expect(cached.response.headers.get('content-length')).toBe('16')
    expect(cached.response.headers.get('set-cookie')).toBe('seen=1')
  })

  test('GEN-29: a generated 404 is an error: the page, kept for the error TTL, no viewer-response', () => {
    const { stage, eventsAt } = staged(
      { 'origin-request': request => (request.uri === '/page' ? request : { status: '404' }) },
      {
        at: ['origin-request', 'viewer-response'],
        distribution: {
          errorResponses: [
            { errorCode: 404, errorCachingMinTtlSeconds: 20, page: { path: '/page', responseCode: 200 } },
          ],
        },
      },
    )
    const requests = [0, 19_000].map(at => stage.request(at, { path: '/gone' }))
    stage.run()
    expect(requests.map(({ response }) => [response.status, response.resultType])).toEqual([
      [200, 'Error'],
      [200, 'Error'],
    ])
    expect(eventsAt('origin-request').map(({ request }) => request.uri)).toEqual(['/gone', '/page'])
    expect(eventsAt('viewer-response')).toHaveLength(0)
  })

  test('ORR-09: a failing origin-request asks no origin and runs no origin-response', () => {
    const { stage, eventsAt } = staged(
      { 'origin-request': 'execution-error' },
      { at: ['origin-request', 'origin-response'] },
    )
    const request = stage.request(0)
    stage.run()
    expect(request.response).toMatchObject({ status: 503, resultType: 'LambdaExecutionError' })
    expect(stage.originRequests).toBe(0)
    expect(eventsAt('origin-response')).toHaveLength(0)
  })
})

const fallback: LambdaSteps = {
  'origin-response': response =>
    Number(response.status) < 500
      ? response
      : { status: '200', headers: { ...response.headers, ...field('cache-control', 'max-age=5') }, body: '<p>later' },
}

describe('origin-response', () => {
  test.each([200, 204, 301, 404, 416, 500, 503])('ORR-01, LAE-21: it runs for a %i and not on a hit', status => {
    const { stage, eventAt } = staged(
      {},
      { at: ['origin-response'], origin: () => ({ ...page, status, byteLength: status === 204 ? 0 : 10 }) },
    )
    stage.request(0)
    stage.run()
    expect(eventAt('origin-response').response?.status).toBe(String(status))
  })

  test.each([
    { rule: 'ORR-01 an object', status: 200 },
    { rule: 'ORR-04 an error', status: 500 },
  ])('$rule in the cache: silent until it expires', ({ status }) => {
    const { stage, events } = staged({}, { at: ['origin-response'], origin: () => ({ ...page, status }) })
    for (const at of [0, 1_000, 9_000, 61_000]) stage.request(at)
    stage.run()
    expect(events).toHaveLength(2)
    expect(stage.originRequests).toBe(2)
  })

  test('ORR-05, COLL-01: one run for all who wait', () => {
    const { stage, events } = staged({}, { at: ['origin-request', 'origin-response'] })
    stage.simultaneous(50, 0)
    stage.run()
    expect(events.map(({ config }) => config.eventType)).toEqual(['origin-request', 'origin-response'])
    expect(stage.resultTypes).toEqual({ Miss: 1, Hit: 49 })
  })

  test('ORR-06: under stale-while-revalidate the run belongs to the fetch in the background', () => {
    const swr: OriginScript = () => ({ headers: { 'cache-control': 'max-age=10, stale-while-revalidate=30' } })
    const { stage, events } = staged({}, { at: ['origin-response'], origin: swr })
    stage.request(0)
    const stale = stage.request(20_000)
    stage.run()
    expect(stale.stations('lambda')).toHaveLength(0)
    expect(events).toHaveLength(2)
  })

  test('TTL-37: it runs on the 304 of a confirmation, and what it adds renews the copy', () => {
    const confirming: OriginScript = ({ request }) =>
      request.headers.has('if-none-match')
        ? { status: 304, byteLength: 0 }
        : { headers: { ...page.headers, etag: '"1"' } }
    const { stage, events } = staged(
      {
        'origin-response': response => ({
          ...response,
          headers: {
            ...response.headers,
            ...field('cache-control', 'max-age=30'),
            ...field('x-seen', response.status),
          },
        }),
      },
      { origin: confirming },
    )
    stage.request(0)
    const renewed = stage.request(40_000)
    stage.run()
    expect(events.map(({ response }) => response?.status)).toEqual(['200', '304'])
    expect(renewed.response).toMatchObject({ status: 200, resultType: 'RefreshHit' })
    expect(renewed.response.headers.get('x-seen')).toBe('304')
  })

  test('LAE-37, ORR-36, ERR-20: a 500 turned into 200 lives by its own Cache-Control, not by the error TTL', () => {
    const { stage } = staged(fallback, {
      origin: () => ({ status: 500 }),
      distribution: { errorResponses: [{ errorCode: 500, errorCachingMinTtlSeconds: 300, page: undefined }] },
    })
    const requests = [0, 4_000, 6_000].map(at => stage.request(at))
    stage.run()
    expect(requests.map(({ response }) => [response.status, response.resultType])).toEqual([
      [200, 'Miss'],
      [200, 'Hit'],
      [200, 'Miss'],
    ])
    expect(requests[1]?.response.body.byteLength).toBe('<p>later'.length)
    expect(requests[1]?.response.headers.get('content-length')).toBe('8')
  })

  test('ORR-36, TTL-04: without Cache-Control it lives for the default TTL', () => {
    const { stage } = staged(
      { 'origin-response': response => ({ ...response, status: '200', body: 'later' }) },
      { origin: () => ({ status: 500 }) },
    )
    for (const at of [0, 86_399_000, 86_401_000]) stage.request(at)
    stage.run()
    expect(stage.originRequests).toBe(2)
  })

  test('ORR-37: headers of the error stay on the new body unless the function takes them away', () => {
    const { stage } = staged(fallback, { origin: () => ({ status: 500, headers: { etag: '"error"' } }) })
    const request = stage.request(0)
    stage.run()
    expect(request.response.headers.get('etag')).toBe('"error"')
  })

  test('LAE-36: the body of the origin stays when the function names none; an empty one empties it', () => {
    const bodies = [undefined, ''].map(body => {
      const { stage } = staged({
        'origin-response': response => (body === undefined ? response : { ...response, body }),
      })
      const request = stage.request(0)
      stage.run()
      return [request.response.body.byteLength, request.response.headers.get('content-length'), stage.discarded.length]
    })
    expect(bodies).toEqual([
      [1_000, '1000', 0],
      [0, '0', 1],
    ])
  })

  /** The page's behaviour has no Lambda; the viewer-response function marks what passes it. */
  const withPage = (steps: LambdaSteps, status: number): Staged =>
    staged(steps, {
      origin: ({ request }) => (request.uri === '/page' ? { byteLength: 9 } : { status }),
      functions: { mark: { viewerResponse: ({ headers }) => ({ headers: headers.clone().set('x-mark', '1') }) } },
      distribution: {
        behaviors: [
          cacheBehavior({ pathPattern: '/page' }),
          cacheBehavior({
            lambdas: lambdasAt('origin-response'),
            functions: { 'viewer-response': namedFunction('mark') },
          }),
        ],
        errorResponses: [404, 500, 503].map(errorCode => ({
          errorCode,
          errorCachingMinTtlSeconds: 10,
          page: { path: '/page', responseCode: errorCode },
        })),
      },
    })

  const toStatus = (status: string): LambdaSteps => ({ 'origin-response': response => ({ ...response, status }) })

  test.each([
    { rule: 'ORD-16, ORR-22, LAE-38, ORR-40 a 500 turned into 200', from: 500, to: '200', status: 200, paged: false },
    { rule: 'ORR-22 a 500 left as it is', from: 500, to: '500', status: 500, paged: true },
    { rule: 'ORR-22 a 500 turned into 503', from: 500, to: '503', status: 503, paged: true },
    { rule: 'LAE-38, ORR-40 a 200 turned into 404', from: 200, to: '404', status: 404, paged: true },
  ])('$rule: page $paged, viewer-response the other way round', ({ from, to, status, paged }) => {
    const { stage } = withPage(toStatus(to), from)
    const request = stage.request(0)
    stage.run()
    const { response } = request
    expect([response.status, response.body.byteLength]).toEqual([status, paged ? 9 : 1_000])
    expect(response.resultType).toBe(paged ? 'Error' : 'Miss')
    expect(response.headers.has('x-mark')).toBe(!paged)
  })

  test('TTL-43: a cookie it adds is stored with the object, the origin’s is not where cookies are not forwarded', () => {
    const { stage } = staged(
      {
        'origin-response': response => ({
          ...response,
          headers: {
            ...response.headers,
            'set-cookie': [...(response.headers['set-cookie'] ?? []), { value: 'variant=b' }],
          },
        }),
      },
      { origin: () => ({ headers: { ...page.headers, 'set-cookie': 'session=1' } }) },
    )
    const requests = [0, 1_000].map(at => stage.request(at))
    stage.run()
    expect(requests.map(({ response }) => [response.resultType, response.headers.getAll('set-cookie')])).toEqual([
      ['Miss', ['variant=b']],
      ['Hit', ['variant=b']],
    ])
  })

  test('STALE-14: stale-while-revalidate that it adds counts as the origin’s', () => {
    const { stage } = staged({
      'origin-response': response => ({
        ...response,
        headers: { ...response.headers, ...field('cache-control', 'max-age=10, stale-while-revalidate=60') },
      }),
    })
    stage.request(0)
    const stale = stage.request(50_000)
    stage.run()
    expect(stale.response.resultType).toBe('Hit')
    expect(stale.answeredAt).toBe(50_000)
    expect(stage.originRequests).toBe(2)
  })

  test.each([
    { rule: 'ORR-20, LAE-39 silence', answer: 'silent' as const, status: 504 },
    { rule: 'ORR-20, LAE-39 a refused connection', answer: { failure: 'refused' } as const, status: 502 },
    { rule: 'ORR-08 a name that does not resolve', answer: { failure: 'dns' } as const, status: 502 },
  ])('$rule is no response: it does not run', ({ answer, status }) => {
    const { stage, events } = staged(fallback, { origin: () => answer })
    const request = stage.request(0)
    stage.run()
    expect(request.response.status).toBe(status)
    expect(events).toHaveLength(0)
  })
})

describe('origin groups', () => {
  const group: DistributionParts = {
    originGroups: [originGroup([500])],
    behaviors: [
      cacheBehavior({ targetOriginId: 'ssr-or-static', lambdas: lambdasAt('origin-request', 'origin-response') }),
    ],
  }
  const origin = { ssr: () => ({ status: 500 }), static: () => page }

  test('GRP-08, LAE-25, ORR-16: the origin functions run for each member and can tell them apart', () => {
    const { stage, events } = staged(
      { 'origin-request': request => ('s3' in (request.origin ?? {}) ? { ...request, uri: '/static.html' } : request) },
      { distribution: group, origin },
    )
    const request = stage.request(0, { path: '/a' })
    stage.run()
    expect(request.response).toMatchObject({ status: 200, resultType: 'Miss' })
    expect(
      events.map(({ config, request: { origin: seen } }) => [config.eventType, ...Object.keys(seen ?? {})]),
    ).toEqual([
      ['origin-request', 'custom'],
      ['origin-response', 'custom'],
      ['origin-request', 's3'],
      ['origin-response', 's3'],
    ])
    expect(stage.attempts.map(({ originId, url }) => `${originId} ${url}`)).toEqual(['ssr /a', 'static /static.html'])
  })

  test('GRP-08: a primary that is silent has no response; the secondary runs both', () => {
    const { stage, eventsAt } = staged(
      {},
      { distribution: { ...group, originGroups: [originGroup([504])] }, origin: { ...origin, ssr: () => 'silent' } },
    )
    stage.request(0)
    stage.run()
    expect(eventsAt('origin-request')).toHaveLength(2)
    expect(eventsAt('origin-response')).toHaveLength(1)
  })

  test('a failing function is no failure of the primary', () => {
    const { stage } = staged({ 'origin-response': 'timeout' }, { distribution: group, origin })
    const request = stage.request(0)
    stage.run()
    expect(request.response).toMatchObject({ status: 503, resultType: 'LambdaExecutionError' })
    expect(stage.attemptsAt('static')).toHaveLength(0)
  })
})

describe('functions that fail', () => {
  const without =
    (name: string) =>
    <T extends { headers: object }>(message: T): T => ({
      ...message,
      headers: Object.fromEntries(Object.entries(message.headers).filter(([key]) => key !== name)),
    })

  test.each(['transfer-encoding', 'via'])('LAE-53, ORR-33: origin-response drops %s', name => {
    const { stage } = staged(
      { 'origin-response': without(name) },
      { origin: () => ({ headers: { 'transfer-encoding': 'chunked', via: '1.1 proxy' }, byteLength: null }) },
    )
    const request = stage.request(0)
    stage.run()
    expect(request.response).toMatchObject({
      status: 502,
      resultType: 'LambdaValidationError',
      detailedResultType: 'LambdaValidationError',
    })
    expect(request.stations('lambda')).toMatchObject([
      { outcome: 'validation-error', message: expect.stringContaining(name) },
    ])
    expect(stage.discarded).toHaveLength(1)
  })

  const failures = [
    { rule: 'GEN-22, LAE-50 a throw', step: 'execution-error', status: 503, type: 'LambdaExecutionError' },
    { rule: 'GEN-22, LAE-50 a timeout', step: 'timeout', status: 503, type: 'LambdaExecutionError' },
    { rule: 'GEN-23, LAE-54 throttling', step: 'throttled', status: 503, type: 'LambdaLimitExceeded' },
    { rule: 'GEN-24, LAE-51 no object', step: () => 'text', status: 502, type: 'LambdaValidationError' },
    { rule: 'GEN-30, LAE-32 status 600', step: () => ({ status: '600' }), status: 502, type: 'LambdaValidationError' },
  ] as const

  test.each(failures.flatMap(failure => ALL.map(trigger => ({ ...failure, trigger }))))(
    '$rule at $trigger gives $status $type, and nothing of it is stored',
    ({ step, status, type, trigger }) => {
      const { stage, events } = staged({ [trigger]: step })
      const requests = [0, 1_000].map(at => stage.request(at))
      stage.run()
      for (const { response } of requests) {
        expect(response).toMatchObject({ status, resultType: type })
        expect(response.headers.get('x-cache')).toBe(`${type} from cloudfront`)
      }
      expect(events).toHaveLength(2)
      expect([...(stage.pop.tiers[0]?.stored() ?? [])].filter(entry => entry.status >= 500)).toEqual([])
      expect(stage.flightCount).toBe(0)
    },
  )

  test('GEN-22, COLL-06: those who waited for a failing function ask for themselves', () => {
    const { stage, events } = staged({ 'origin-response': 'timeout' })
    const requests = stage.simultaneous(5, 0)
    stage.run()
    expect(requests.every(({ answers }) => answers === 1)).toBe(true)
    expect(events).toHaveLength(5)
    expect(stage.flightCount).toBe(0)
  })

  test('GEN-22: a failing function is no failing origin: the expired copy is not served for it', () => {
    let runs = 0
    const { stage } = staged({
      'origin-response': response => (++runs === 1 ? response : { status: '99' }),
    })
    stage.request(0)
    const later = stage.request(61_000)
    stage.run()
    expect(later.response).toMatchObject({ status: 502, resultType: 'LambdaValidationError' })
  })
})

describe('viewer-request and viewer-response', () => {
  test('LAE-20, LAE-22, ORR-43, ORD-04: they run on every request, hit or miss', () => {
    const { stage, eventsAt } = staged({}, { at: ['viewer-request', 'viewer-response'] })
    for (const at of [0, 1_000, 2_000]) stage.request(at)
    stage.run()
    expect(stage.originRequests).toBe(1)
    expect([eventsAt('viewer-request').length, eventsAt('viewer-response').length]).toEqual([3, 3])
  })

  test('LAE-20, ORD-09: not on the redirect to HTTPS', () => {
    const { stage, events } = staged(
      {},
      { at: ALL, behavior: { lambdas: lambdasAt(...ALL), viewerProtocolPolicy: 'redirect-to-https' } },
    )
    const request = stage.request(0, { protocol: 'http' })
    stage.run()
    expect(request.response.status).toBe(301)
    expect(events).toHaveLength(0)
  })

  test('LAE-28, ORD-05: viewer-request changes the key', () => {
    const { stage } = staged({ 'viewer-request': request => ({ ...request, uri: '/one' }) })
    const requests = ['/a', '/b'].map((path, second) => stage.request(second * 1000, { path }))
    stage.run()
    expect(requests.map(({ response }) => response.resultType)).toEqual(['Miss', 'Hit'])
    expect(stage.attempts.map(({ url }) => url)).toEqual(['/one'])
  })

  test('LAE-34, LAE-55, GEN-28, ORR-03, ORR-42: a generated response is never stored, and nothing else runs', () => {
    const { stage, events } = staged(
      {
        'viewer-request': () => ({
          status: '200',
          statusDescription: 'Made here',
          headers: field('cache-control', 'max-age=60'),
          body: 'made',
        }),
      },
      { at: ALL },
    )
    const requests = [0, 1_000].map(at => stage.request(at))
    stage.run()
    for (const { response } of requests) {
      expect(response).toMatchObject({
        status: 200,
        statusDescription: 'Made here',
        resultType: 'LambdaGeneratedResponse',
        body: { byteLength: 4 },
      })
      expect(response.headers.get('x-cache')).toBe('LambdaGeneratedResponse from cloudfront')
    }
    expect(events.map(({ config }) => config.eventType)).toEqual(['viewer-request', 'viewer-request'])
    expect(stage.pop.tiers.map(({ entryCount }) => entryCount)).toEqual([0, 0])
  })

  test('LAE-33: a 204 with a body is invalid at viewer-request', () => {
    const { stage } = staged({ 'viewer-request': () => ({ status: '204', body: 'text' }) })
    const request = stage.request(0)
    stage.run()
    expect(request.response).toMatchObject({ status: 502, resultType: 'LambdaValidationError' })
  })

  test('LAE-30, ORR-44: viewer-response cannot change the status', () => {
    const { stage } = staged({ 'viewer-response': response => ({ ...response, status: '201' }) })
    const request = stage.request(0)
    stage.run()
    expect(request.response).toMatchObject({ status: 502, resultType: 'LambdaValidationError' })
  })

  test('LAE-22, TTL-43, ORD-17: headers of viewer-response are this viewer’s, the stored copy stays as it is', () => {
    let runs = 0
    const { stage, eventsAt } = staged({
      'viewer-response': response => ({
        ...response,
        headers: { ...response.headers, ...field('set-cookie', `visit=${++runs}`) },
      }),
    })
    const requests = [0, 1_000].map(at => stage.request(at))
    stage.run()
    expect(requests.map(({ response }) => response.headers.getAll('set-cookie'))).toEqual([['visit=1'], ['visit=2']])
    const seen = eventsAt('viewer-response').map(({ response }) => response?.headers ?? {})
    expect(seen.every(headers => !('set-cookie' in headers) && 'cache-control' in headers)).toBe(true)
  })

  test('LAE-22, ORR-40: viewer-response does not run when the origin answered 400 or above', () => {
    const { stage, events } = staged({}, { at: ['viewer-response'], origin: () => ({ status: 404 }) })
    stage.request(0)
    stage.run()
    expect(events).toHaveLength(0)
  })
})

describe('the fetch of a custom error page', () => {
  const pages = (ssr: OriginScript, steps: LambdaSteps): Staged =>
    staged(steps, {
      origin: { ssr, static: () => ({ ...page, byteLength: 9 }) },
      distribution: {
        behaviors: [
          cacheBehavior({ pathPattern: '/page', targetOriginId: 'static', lambdas: lambdasAt(...ALL) }),
          cacheBehavior({ lambdas: lambdasAt('viewer-request', 'viewer-response') }),
        ],
        errorResponses: [403, 504].map(errorCode => ({
          errorCode,
          errorCachingMinTtlSeconds: 10,
          page: { path: '/page', responseCode: errorCode },
        })),
      },
    })

  test('LAE-24, CER-09, CER-10: the origin triggers of the page’s behaviour run on its miss, no viewer trigger does', () => {
    const { stage, events } = pages(() => 'silent', {})
    const requests = ['/a', '/b'].map((path, index) => stage.request(index * 200_000, { path }))
    stage.run(100_000)
    expect(events.map(({ config, request }) => `${config.eventType} ${request.uri}`)).toEqual([
      'viewer-request /a',
      'origin-request /page',
      'origin-response /page',
    ])
    stage.run()
    expect(requests.map(({ response }) => [response.status, response.body.byteLength])).toEqual([
      [504, 9],
      [504, 9],
    ])
  })

  test('CER-10: not while the page is in the cache', () => {
    const { stage, eventsAt } = pages(() => ({ status: 403 }), {})
    stage.request(0, { path: '/a' })
    stage.request(1_000, { path: '/b' })
    stage.run()
    expect(eventsAt('origin-request')).toHaveLength(1)
    expect(eventsAt('viewer-request')).toHaveLength(2)
  })

  test('CER-18, GEN-28: a 403 of a viewer-request Lambda gets its page', () => {
    const { stage, events } = pages(() => page, { 'viewer-request': () => ({ status: '403', body: 'no' }) })
    const request = stage.request(0)
    stage.run()
    expect(request.response).toMatchObject({ status: 403, body: { byteLength: 9 } })
    expect(events.map(({ config }) => config.eventType)).toEqual([
      'viewer-request',
      'origin-request',
      'origin-response',
    ])
    expect(stage.attemptsAt('ssr')).toHaveLength(0)
  })
})

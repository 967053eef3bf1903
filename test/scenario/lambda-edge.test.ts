import { describe, expect, test } from 'vitest'
import type { LambdaEdgeEvent } from '../../pop/edge-functions/lambda-edge/invocation.ts'
import {
  cacheBehavior,
  cachePolicy,
  customOrigin,
  originRequestPolicy,
  s3Origin,
  type DistributionParts,
} from '../support/distribution.ts'
import { ALL_TRIGGERS, field, PAGE, staged, type Staged } from '../support/lambda-stage.ts'
import { lambdasAt, type LambdaSteps } from '../support/scripted-lambda.ts'
import type { OriginScript } from '../support/scripted-origin.ts'

const names = ({ request }: LambdaEdgeEvent) => Object.keys(request.headers).toSorted()

describe('what a function sees', () => {
  const seen = (): Staged => {
    const result = staged(
      {},
      {
        at: ALL_TRIGGERS,
        behavior: {
          cachePolicy: cachePolicy({ queryStrings: { kind: 'whitelist', names: ['page'] } }),
          originRequestPolicy: originRequestPolicy({ headers: { kind: 'whitelist', names: ['x-own'] } }),
        },
        distribution: {},
        origin: () => ({ status: 200, headers: { ...PAGE.headers, 'x-origin': ['a', 'b'] } }),
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
      ALL_TRIGGERS.map(eventType => ({
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
        readTimeout: 30,
        region: 'eu-central-1',
      },
    })
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
      {
        at: ALL_TRIGGERS,
        behavior: { lambdas: lambdasAt(...ALL_TRIGGERS), viewerProtocolPolicy: 'redirect-to-https' },
      },
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
      { at: ALL_TRIGGERS },
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
      origin: { ssr, static: () => ({ ...PAGE, byteLength: 9 }) },
      distribution: {
        behaviors: [
          cacheBehavior({ pathPattern: '/page', targetOriginId: 'static', lambdas: lambdasAt(...ALL_TRIGGERS) }),
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
    const { stage, events } = pages(() => PAGE, { 'viewer-request': () => ({ status: '403', body: 'no' }) })
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

import { describe, expect, test } from 'vitest'
import type { LambdaEdgeEvent } from '../../pop/edge-functions/lambda-edge/invocation.ts'
import { cacheBehavior, customOrigin, originGroup, s3Origin, type DistributionParts } from '../support/distribution.ts'
import { field, PAGE, staged } from '../support/lambda-stage.ts'
import { lambdasAt } from '../support/scripted-lambda.ts'

const names = ({ request }: LambdaEdgeEvent) => Object.keys(request.headers).toSorted()

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

  test('LAE-12, ORD-12, GEN-12: a name that does not resolve fails before the function could choose another', () => {
    const { stage, events } = staged(
      { 'origin-request': request => toOther(request, {}) },
      { at: ['origin-request', 'origin-response'], unknownNames: ['ssr.example.org'] },
    )
    const request = stage.request(0)
    stage.run()
    expect(request.response).toMatchObject({ status: 502, detailedResultType: 'OriginDnsError' })
    expect(request.stations('skipped')).toMatchObject([{ what: 'origin-request' }])
    expect(events).toHaveLength(0)
    expect(stage.originRequests).toBe(0)
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

describe('origin groups', () => {
  const group: DistributionParts = {
    originGroups: [originGroup([500])],
    behaviors: [
      cacheBehavior({ targetOriginId: 'ssr-or-static', lambdas: lambdasAt('origin-request', 'origin-response') }),
    ],
  }
  const origin = { ssr: () => ({ status: 500 }), static: () => PAGE }

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

  test('LAE-12, GRP-05: a primary whose name does not resolve fails over without its function', () => {
    const { stage, eventsAt } = staged(
      {},
      { distribution: { ...group, originGroups: [originGroup([502])] }, origin, unknownNames: ['ssr.example.org'] },
    )
    const request = stage.request(0)
    stage.run()
    expect(request.response.status).toBe(200)
    expect(eventsAt('origin-request').map(({ request: seen }) => Object.keys(seen.origin ?? {}))).toEqual([['s3']])
  })

  test('a failing function is no failure of the primary', () => {
    const { stage } = staged({ 'origin-response': 'timeout' }, { distribution: group, origin })
    const request = stage.request(0)
    stage.run()
    expect(request.response).toMatchObject({ status: 503, resultType: 'LambdaExecutionError' })
    expect(stage.attemptsAt('static')).toHaveLength(0)
  })
})

import { describe, expect, test } from 'vitest'
import { cacheBehavior } from '../support/distribution.ts'
import { field, PAGE, staged, type Staged } from '../support/lambda-stage.ts'
import { namedFunction } from '../support/scripted-function.ts'
import { lambdasAt, type LambdaSteps } from '../support/scripted-lambda.ts'
import type { OriginScript } from '../support/scripted-origin.ts'

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
      { at: ['origin-response'], origin: () => ({ ...PAGE, status, byteLength: status === 204 ? 0 : 10 }) },
    )
    stage.request(0)
    stage.run()
    expect(eventAt('origin-response').response?.status).toBe(String(status))
  })

  test.each([
    { rule: 'ORR-01 an object', status: 200 },
    { rule: 'ORR-04 an error', status: 500 },
  ])('$rule in the cache: silent until it expires', ({ status }) => {
    const { stage, events } = staged({}, { at: ['origin-response'], origin: () => ({ ...PAGE, status }) })
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

  test('TTL-37, TTL-33, TTL-43: it runs on the 304 of a confirmation, and what it adds renews the copy', () => {
    const confirming: OriginScript = ({ request }) =>
      request.headers.has('if-none-match')
        ? { status: 304, byteLength: 0 }
        : { headers: { ...PAGE.headers, etag: '"1"' } }
    const { stage, events } = staged(
      {
        'origin-response': response => ({
          ...response,
          headers: {
            ...response.headers,
            ...field('cache-control', 'max-age=30'),
            ...field('x-seen', response.status),
            ...field('set-cookie', `seen=${response.status}`),
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
    expect(renewed.response.headers.getAll('set-cookie')).toEqual(['seen=304'])
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
      { origin: () => ({ headers: { ...PAGE.headers, 'set-cookie': 'session=1' } }) },
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

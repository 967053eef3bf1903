import { describe, expect, test } from 'vitest'
import { edgeErrorHtml } from '../../pop/error-response/edge-error.ts'
import type { FunctionFailure, ViewerRequestOutcome } from '../../pop/edge-functions/cloudfront-js/invocation.ts'
import { HeaderList } from '../../http/header-list.ts'
import { cacheBehavior, cachePolicy, distribution, originRequestPolicy } from '../support/distribution.ts'
import { namedFunction, type ScriptedFunction } from '../support/scripted-function.ts'
import { lambdasAt, scriptedLambda } from '../support/scripted-lambda.ts'
import { virtualStage } from '../support/virtual-stage.ts'

const page = { headers: { 'cache-control': 'max-age=60' }, byteLength: 9 }
const RUN = { logs: [], customLogData: undefined }
const made = (status: number, headers: Record<string, string> = {}): ViewerRequestOutcome => ({
  ...RUN,
  kind: 'response',
  status,
  statusDescription: undefined,
  headers: HeaderList.of(headers),
  body: undefined,
})
const failure: FunctionFailure = { ...RUN, kind: 'execution-error', pageText: 'it could not run', message: 'stopped' }

const stageWith = (functions: { readonly vr?: ScriptedFunction; readonly vs?: ScriptedFunction }) =>
  virtualStage({
    distribution: distribution({
      behaviors: [
        cacheBehavior({
          functions: {
            ...(functions.vr === undefined ? {} : { 'viewer-request': namedFunction('vr') }),
            ...(functions.vs === undefined ? {} : { 'viewer-response': namedFunction('vs') }),
          },
        }),
      ],
      errorResponses: [
        { errorCode: 404, errorCachingMinTtlSeconds: 10, page: { path: '/404.html', responseCode: 200 } },
      ],
    }),
    origin: () => page,
    functions,
  })

describe('viewer-request', () => {
  test('CFF-110, CMB-08: on every request, hit or miss; a request goes on to the cache', () => {
    let runs = 0
    const stage = stageWith({ vr: { viewerRequest: () => (runs++, { uri: '/a' }) } })
    stage.request(0, { path: '/1' })
    stage.request(1_000, { path: '/2' })
    stage.run()
    expect([runs, stage.originRequests, stage.resultTypes]).toEqual([2, 1, { Miss: 1, Hit: 1 }])
  })

  test('CFF-110, CMB-09: a response is sent at once, asks neither cache nor origin, and is not stored', () => {
    let runs = 0
    const stage = stageWith({ vr: { viewerRequest: () => (runs++ === 0 ? made(200) : {}) } })
    const first = stage.request(0)
    const second = stage.request(1_000)
    stage.run()
    expect([first.response.resultType, second.response.resultType]).toEqual(['FunctionGeneratedResponse', 'Miss'])
    expect(stage.originRequests).toBe(1)
  })

  test('CFF-118: what CloudFront adds to a response of a function', () => {
    const stage = stageWith({ vr: { viewerRequest: () => made(302, { location: '/b' }) } })
    const request = stage.request(0)
    stage.run()
    const { headers } = request.response
    expect(headers.get('server')).toBe('CloudFront')
    expect(headers.get('x-cache')).toBe('FunctionGeneratedResponse from cloudfront')
    expect(headers.get('content-length')).toBe('0')
    for (const name of ['date', 'via', 'x-amz-cf-pop', 'x-amz-cf-id']) expect(headers.has(name)).toBe(true)
  })

  test('CFF-116: a status of 400 or more that a function sets gets no custom error response', () => {
    const stage = stageWith({ vr: { viewerRequest: () => made(404) } })
    const request = stage.request(0)
    stage.run()
    expect([request.response.status, stage.originRequests]).toEqual([404, 0])
  })

  test('CFF-142: a function that uses up its time ends the request, which does not go on without it', () => {
    const stage = stageWith({ vr: { viewerRequest: () => failure } })
    const request = stage.request(0)
    stage.run()
    expect([request.response.status, stage.originRequests]).toEqual([503, 0])
  })

  test.each([
    { listed: true, reaches: 'v5' },
    { listed: false, reaches: undefined },
  ])('CFF-93: a header it adds reaches the origin only where a policy lists it: $listed', ({ listed, reaches }) => {
    const stage = virtualStage({
      distribution: distribution({
        behaviors: [
          cacheBehavior({
            functions: { 'viewer-request': namedFunction('vr') },
            originRequestPolicy: originRequestPolicy(
              listed ? { headers: { kind: 'whitelist', names: ['x-flag'] } } : {},
            ),
          }),
        ],
      }),
      origin: () => page,
      functions: { vr: { viewerRequest: ({ headers }) => ({ headers: headers.clone().set('x-flag', 'v5') }) } },
    })
    stage.request(0)
    stage.run()
    expect(stage.attempts.map(({ headers }) => headers.get('x-flag'))).toEqual([reaches])
  })
})

describe('viewer-response', () => {
  test('CFF-111, CMB-08: before the response leaves, from the origin and from the cache alike', () => {
    let runs = 0
    const stage = stageWith({
      vs: { viewerResponse: ({ headers }) => ({ headers: headers.clone().set('x-run', String(++runs)) }) },
    })
    const [first, second] = [stage.request(0), stage.request(1_000)]
    stage.run()
    expect([first.response.headers.get('x-run'), second.response.headers.get('x-run')]).toEqual(['1', '2'])
    expect(stage.originRequests).toBe(1)
  })

  test('CFF-84, CFF-85: a body it replaces is let go; the headers of the new one are its own affair, its length is not', () => {
    const stage = stageWith({
      vs: {
        viewerResponse: ({ status, headers }) => ({
          ...RUN,
          kind: 'response',
          status,
          statusDescription: undefined,
          headers: headers.clone().set('content-encoding', 'br').set('content-type', 'text/x-own'),
          body: { encoding: 'text', data: 'new' },
        }),
      },
    })
    const request = stage.request(0)
    stage.run()
    const { headers } = request.response
    expect([headers.get('content-encoding'), headers.get('content-type')]).toEqual(['br', 'text/x-own'])
    expect(headers.get('content-length')).toBe('3')
    expect(stage.discarded).toEqual([{ byteLength: 9 }])
  })
})

test('CMB-07: the order on a miss', () => {
  const seen: string[] = []
  const { lambda, events } = scriptedLambda({
    'origin-request': request => request,
    'origin-response': response => response,
  })
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [
        cacheBehavior({
          cachePolicy: cachePolicy(),
          functions: { 'viewer-request': namedFunction('vr'), 'viewer-response': namedFunction('vs') },
          lambdas: lambdasAt('origin-request', 'origin-response'),
        }),
      ],
    }),
    origin: () => page,
    functions: {
      vr: { viewerRequest: () => (seen.push('viewer-request'), {}) },
      vs: { viewerResponse: () => (seen.push('viewer-response'), {}) },
    },
    lambda: invocation => {
      seen.push(invocation.event.config.eventType)
      return lambda(invocation)
    },
  })
  stage.request(0)
  stage.request(1_000)
  stage.run()
  expect(seen).toEqual([
    'viewer-request',
    'origin-request',
    'origin-response',
    'viewer-response',
    // CMB-08
    'viewer-request',
    'viewer-response',
  ])
  expect(events).toHaveLength(2)
})

test.each([
  { outcome: made(200), type: 'FunctionGeneratedResponse' },
  { outcome: failure, type: 'FunctionExecutionError' },
  { outcome: { ...failure, kind: 'validation-error' as const }, type: 'FunctionValidationError' },
])('CFF-136: $type stands in x-cache and is the result type of the log', ({ outcome, type }) => {
  const stage = stageWith({ vr: { viewerRequest: () => outcome } })
  const request = stage.request(0)
  stage.run()
  expect(request.response.headers.get('x-cache')).toBe(`${type} from cloudfront`)
  expect(request.response.resultType).toBe(type)
})

test('CFF-139: the page of an error', () => {
  const html = edgeErrorHtml(503, 'Why <it> failed.', 'request-1')
  expect(html).toContain('<TITLE>ERROR: The request could not be satisfied</TITLE>')
  expect(html).toContain('<H1>503 ERROR</H1>')
  expect(html).toContain('Why &lt;it&gt; failed.')
  expect(html).toMatch(/Generated by cloudfront \(CloudFront\)\nRequest ID: request-1/)
})

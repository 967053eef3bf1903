import { describe, expect, test } from 'vitest'
import type { CacheBehavior, LambdaEventType } from '../../distribution/model.ts'
import type { FunctionRequest, ViewerRequestOutcome } from '../../pop/edge-functions/cloudfront-js/invocation.ts'
import { HeaderList } from '../../http/header-list.ts'
import { PAGE_STATUSES } from '../../pop/error-response/custom-error-response.ts'
import { cacheBehavior, customOrigin, distribution, s3Origin } from '../support/distribution.ts'
import { namedFunction } from '../support/scripted-function.ts'
import { lambdasAt, scriptedLambda, type LambdaSteps } from '../support/scripted-lambda.ts'
import type { ScriptedAnswer } from '../support/scripted-origin.ts'
import { virtualStage, type RequestParts, type StagedRequest } from '../support/virtual-stage.ts'

// Section 11 of the reference, row by row: which of origin-response, custom error response, viewer-response and storing applies.

interface Row {
  readonly rule: string
  readonly status: number
  /** Columns of the section. */
  readonly originResponse: boolean
  readonly errorPage: boolean
  readonly viewerResponse: boolean
  readonly stored: boolean
  readonly request?: RequestParts
  readonly origin?: ScriptedAnswer
  readonly isS3?: boolean
  readonly behavior?: Partial<CacheBehavior>
  readonly lambda?: LambdaSteps
  readonly viewerRequest?: (request: FunctionRequest) => ViewerRequestOutcome
  readonly unknownNames?: readonly string[]
  readonly completionTimeoutSeconds?: number
}

const NOTHING = { originResponse: false, errorPage: false, viewerResponse: false, stored: false }
const PAGE_ONLY = { ...NOTHING, errorPage: true }
const PAGE_AND_STORED = { ...PAGE_ONLY, stored: true }

const failing = (kind: 'execution-error' | 'validation-error') => (): ViewerRequestOutcome => ({
  kind,
  pageText: 'failed',
  message: 'scripted',
  logs: [],
  customLogData: undefined,
})

const made = (status: number) => (): ViewerRequestOutcome => ({
  kind: 'response',
  status,
  statusDescription: undefined,
  headers: new HeaderList(),
  body: undefined,
  logs: [],
  customLogData: undefined,
})

const rows: readonly Row[] = [
  {
    rule: 'GEN-01 redirect to HTTPS',
    status: 301,
    ...NOTHING,
    behavior: { viewerProtocolPolicy: 'redirect-to-https' },
    request: { protocol: 'http' },
  },
  {
    rule: 'GEN-01 redirect of a POST',
    status: 307,
    ...NOTHING,
    behavior: { viewerProtocolPolicy: 'redirect-to-https' },
    request: { protocol: 'http', method: 'POST' },
  },
  {
    rule: 'GEN-01 plain HTTP under https-only',
    status: 403,
    ...PAGE_ONLY,
    behavior: { viewerProtocolPolicy: 'https-only' },
    request: { protocol: 'http' },
  },
  { rule: 'GEN-02 a malformed request', status: 400, ...NOTHING, request: { path: 'no-slash' } },
  {
    rule: 'GEN-06 a method that is not allowed',
    status: 403,
    ...PAGE_ONLY,
    behavior: { allowedMethods: new Set(['GET', 'HEAD']) },
    request: { method: 'DELETE' },
  },
  { rule: 'GEN-06 a GET with a body', status: 403, ...PAGE_ONLY, request: { body: { byteLength: 3 } } },
  { rule: 'GEN-10 a URL above 8,192 bytes', status: 414, ...NOTHING, request: { path: `/${'x'.repeat(8_192)}` } },
  {
    rule: 'GEN-11 a head above 32,768 bytes',
    status: 494,
    ...NOTHING,
    request: { headers: { a: 'x'.repeat(32_768) } },
  },
  { rule: 'GEN-12 a name that does not resolve', status: 502, ...PAGE_AND_STORED, origin: { failure: 'dns' } },
  {
    rule: 'GEN-12 the same where it is resolved for origin-request (LAE-12)',
    status: 502,
    ...PAGE_AND_STORED,
    lambda: { 'origin-request': request => request },
    unknownNames: ['ssr.example.org'],
  },
  { rule: 'GEN-13 a refused connection', status: 502, ...PAGE_AND_STORED, origin: { failure: 'refused' } },
  { rule: 'GEN-14 a failed TLS handshake', status: 502, ...PAGE_AND_STORED, origin: { failure: 'tls' } },
  { rule: 'GEN-15 not HTTP', status: 502, ...PAGE_AND_STORED, origin: { failure: 'invalid-response' } },
  { rule: 'GEN-15 headers too large', status: 502, ...PAGE_AND_STORED, origin: { failure: 'headers-too-big' } },
  {
    rule: 'GEN-15 a 206 with two lengths',
    status: 502,
    ...PAGE_AND_STORED,
    origin: { status: 206, byteLength: 10, headers: { 'content-range': 'bytes 0-19/100' } },
  },
  {
    rule: 'TTL-29 an object above 50 GB',
    status: 502,
    ...PAGE_AND_STORED,
    origin: { headers: { 'content-length': String(50 * 1024 ** 3 + 1) } },
  },
  { rule: 'GEN-16 nobody answers the connection', status: 504, ...PAGE_AND_STORED, origin: 'unreachable' },
  { rule: 'GEN-17 no first byte', status: 504, ...PAGE_AND_STORED, origin: 'silent' },
  {
    rule: 'GEN-18 the completion timeout',
    status: 504,
    ...PAGE_AND_STORED,
    origin: { afterMs: 9_000 },
    completionTimeoutSeconds: 2,
  },
  {
    rule: 'GEN-22 a Lambda that throws',
    status: 503,
    ...PAGE_ONLY,
    lambda: { 'origin-request': 'execution-error' },
  },
  { rule: 'GEN-22 a Lambda that times out', status: 503, ...PAGE_ONLY, lambda: { 'origin-request': 'timeout' } },
  { rule: 'GEN-23 a throttled Lambda', status: 503, ...PAGE_ONLY, lambda: { 'origin-request': 'throttled' } },
  { rule: 'GEN-24 an invalid result of a Lambda', status: 502, ...PAGE_ONLY, lambda: { 'origin-request': () => 1 } },
  { rule: 'GEN-25 a function that throws', status: 503, ...PAGE_ONLY, viewerRequest: failing('execution-error') },
  {
    rule: 'GEN-26 an invalid result of a function',
    status: 502,
    ...PAGE_ONLY,
    viewerRequest: failing('validation-error'),
  },
  { rule: 'GEN-27 a 403 made by a function', status: 403, ...NOTHING, viewerRequest: made(403) },
  { rule: 'GEN-27 a 200 made by a function', status: 200, ...NOTHING, viewerRequest: made(200) },
  {
    rule: 'GEN-28 a 403 made by a Lambda at viewer-request',
    status: 403,
    ...PAGE_ONLY,
    lambda: { 'viewer-request': () => ({ status: '403' }) },
  },
  {
    rule: 'GEN-28 a 200 made by a Lambda at viewer-request',
    status: 200,
    ...NOTHING,
    lambda: { 'viewer-request': () => ({ status: '200' }) },
  },
  {
    rule: 'GEN-29 a 200 made by a Lambda at origin-request',
    status: 200,
    ...NOTHING,
    viewerResponse: true,
    stored: true,
    lambda: { 'origin-request': () => ({ status: '200' }) },
  },
  {
    rule: 'GEN-29 a 503 made by a Lambda at origin-request',
    status: 503,
    ...PAGE_AND_STORED,
    lambda: { 'origin-request': () => ({ status: '503' }) },
  },
  {
    rule: 'GEN-30 a status out of range set by a Lambda',
    status: 502,
    ...PAGE_ONLY,
    lambda: { 'origin-request': () => ({ status: '600' }) },
  },
  {
    rule: 'GEN-31 a 307 of a young bucket',
    status: 307,
    ...NOTHING,
    originResponse: true,
    viewerResponse: true,
    isS3: true,
    origin: { status: 307, headers: { location: 'https://elsewhere.example.org/' } },
  },
  {
    rule: 'GEN-31 a 307 with Cache-Control',
    status: 307,
    ...NOTHING,
    originResponse: true,
    viewerResponse: true,
    stored: true,
    isS3: true,
    origin: { status: 307, headers: { location: '/', 'cache-control': 'max-age=60' } },
  },
  {
    rule: 'GEN-42 a 400 of a bucket that moved',
    status: 400,
    ...PAGE_ONLY,
    originResponse: true,
    isS3: true,
    origin: { status: 400 },
  },
]

const pagesForEveryCode = [...PAGE_STATUSES].map(errorCode => ({
  errorCode,
  errorCachingMinTtlSeconds: 10,
  page: { path: '/page', responseCode: 200 },
}))

/** The same request twice, a second apart, where every function is in place; with an error page for every code or for none. */
const play = (row: Row, hasPages: boolean) => {
  const lambda = scriptedLambda(row.lambda)
  const events: readonly LambdaEventType[] = ['viewer-request', 'origin-request'].filter(
    (event): event is 'viewer-request' | 'origin-request' => event in (row.lambda ?? {}),
  )
  let viewerResponses = 0
  const stage = virtualStage({
    distribution: distribution({
      origins: [
        row.isS3 === true
          ? s3Origin({ id: 'ssr' })
          : customOrigin({
              connectionAttempts: 1,
              connectionTimeoutSeconds: 1,
              readTimeoutSeconds: 5,
              responseCompletionTimeoutSeconds: row.completionTimeoutSeconds,
            }),
        customOrigin({ id: 'static' }),
      ],
      behaviors: [
        cacheBehavior({ pathPattern: '/page', targetOriginId: 'static' }),
        cacheBehavior({
          lambdas: lambdasAt('origin-response', ...events),
          functions: {
            'viewer-response': namedFunction('viewer-response'),
            ...(row.viewerRequest === undefined ? {} : { 'viewer-request': namedFunction('viewer-request') }),
          },
          ...row.behavior,
        }),
      ],
      errorResponses: hasPages ? pagesForEveryCode : [],
    }),
    origin: { ssr: () => row.origin ?? {}, static: () => ({ byteLength: 4_242 }) },
    lambda: lambda.lambda,
    functions: {
      'viewer-request': row.viewerRequest === undefined ? {} : { viewerRequest: row.viewerRequest },
      'viewer-response': {
        viewerResponse: () => {
          viewerResponses += 1
          return {}
        },
      },
    },
    ...(row.unknownNames === undefined ? {} : { unknownNames: row.unknownNames }),
  })
  const first = stage.request(0, row.request)
  stage.run()
  const again = stage.request(stage.now + 1_000, row.request)
  const runsForFirst = viewerResponses
  stage.run()
  return { first, again, viewerResponses: runsForFirst, originResponses: lambda.eventsAt('origin-response').length }
}

/** Whether a copy of the requested object answered; looked at where no error page is, whose own copy would count, too. */
const isFromCache = (request: StagedRequest): boolean =>
  request.stations('lookup').some(({ result }) => result === 'fresh')

describe('section 11: what applies to an error that CloudFront makes', () => {
  test.each(rows)('$rule: $status', row => {
    const bare = play(row, false)
    const paged = play(row, true)
    expect(bare.first.response.status).toBe(row.status)
    expect({
      originResponse: bare.originResponses > 0,
      errorPage: paged.first.response.body.byteLength === 4_242,
      viewerResponse: bare.viewerResponses > 0,
      stored: isFromCache(bare.again),
    }).toEqual({
      originResponse: row.originResponse,
      errorPage: row.errorPage,
      viewerResponse: row.viewerResponse,
      stored: row.stored,
    })
    expect(paged.viewerResponses > 0).toBe(row.viewerResponse)
  })

  test.each(rows.filter(({ errorPage }) => errorPage))('CER-09, CER-22, $rule: the page is 200, and an Error', row => {
    const { first } = play(row, true)
    expect(first.response).toMatchObject({ status: 200, resultType: 'Error' })
    expect(first.response.headers.get('x-cache')).toBe('Error from cloudfront')
  })
})

const ownPages = rows.filter(({ rule, status }) => status >= 400 && !/GEN-2[789]|GEN-42/.test(rule))

test.each(ownPages)('GEN-41, $rule: the page is in the form of CloudFront, with its headers', row => {
  const { headers, body } = play(row, false).first.response
  expect(headers.get('server')).toBe('CloudFront')
  expect(headers.get('content-type')).toBe('text/html')
  expect(headers.get('content-length')).toBe(String(body.byteLength))
  expect(headers.get('x-cache')).toMatch(/^(?:Error|(?:Lambda|Function)\w+) from cloudfront$/)
  for (const name of ['date', 'via', 'x-amz-cf-pop', 'x-amz-cf-id']) expect(headers.has(name)).toBe(true)
})

import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { OVER_TIME_MAX, throttledRunner } from '../../pop/edge-functions/throttled-runner.ts'
import { DEFAULT_SWITCHES, type Switches } from '../../pop/switches.ts'
import {
  cacheBehavior,
  customOrigin,
  distribution,
  originGroup,
  responseHeadersPolicy,
  s3Origin,
} from '../support/distribution.ts'
import { runnerOf } from '../support/function-runner.ts'
import { namedFunction } from '../support/scripted-function.ts'
import { lambdasAt, scriptedLambda, type LambdaSteps } from '../support/scripted-lambda.ts'
import { inTurn, type ScriptedAnswer } from '../support/scripted-origin.ts'
import { virtualStage } from '../support/virtual-stage.ts'

const bothWays = [false, true]

const errorResponses = (...codes: readonly number[]) =>
  codes.map(errorCode => ({
    errorCode,
    errorCachingMinTtlSeconds: 10,
    page: { path: '/page', responseCode: errorCode },
  }))

const page = { headers: { 'cache-control': 'max-age=60' }, byteLength: 9 }
const toOk: LambdaSteps = {
  'origin-response': response => (response.status === '200' ? response : { ...response, status: '200', body: 'later' }),
}

test('the switches stand at the defaults of the reference', () => {
  expect(DEFAULT_SWITCHES).toEqual({
    originResponseOnOriginFailure: false,
    failoverDecidedOn: 'status-after-origin-response',
    errorPageTtlAppliesToFailedKey: false,
    customErrorResponseForFunctionFailures: true,
    viewerResponseAfterGeneratedResponse: false,
    responseHeadersPolicyOnErrorPages: true,
    originResponseReplacesStaleCopy: true,
    signatureJudged: 'before-viewer-request',
    keyValueStorePropagationSeconds: 0,
    functionThrottlingSeconds: 60,
    lambdaConcurrencyMax: Infinity,
  } satisfies Switches)
})

test('CFF-135: a throttled function is a 503 of its own type, at viewer-request and at viewer-response', () => {
  for (const event of ['viewer-request', 'viewer-response'] as const) {
    const runner = throttledRunner('f', runnerOf('function handler() { for (;;); }'), 60)
    const stage = virtualStage({
      distribution: distribution({ behaviors: [cacheBehavior({ functions: { [event]: namedFunction('f') } })] }),
      origin: () => page,
      runnerOf: () => runner,
    })
    const requests = Array.from({ length: OVER_TIME_MAX + 1 }, (_, n) => stage.request(n))
    stage.run()
    expect(requests.map(({ response: { status, resultType } }) => [status, resultType])).toEqual([
      ...Array.from({ length: OVER_TIME_MAX }, () => [503, 'FunctionExecutionError']),
      [503, 'FunctionThrottledError'],
    ])
  }
})

const withoutAnswer = (answer: ScriptedAnswer, steps: LambdaSteps, originResponseOnOriginFailure: boolean) => {
  const { lambda, events } = scriptedLambda(steps)
  const stage = virtualStage({
    distribution: distribution({
      origins: [customOrigin({ connectionAttempts: 1 })],
      behaviors: [cacheBehavior({ lambdas: lambdasAt('origin-response') })],
    }),
    origin: () => answer,
    lambda,
    switches: { originResponseOnOriginFailure },
  })
  const request = stage.request(0)
  stage.run()
  return { response: request.response, events, stage }
}

test.each([
  { answer: 'silent', status: '504' },
  { answer: 'unreachable', status: '504' },
  { answer: { failure: 'refused' }, status: '502' },
  { answer: { failure: 'tls' }, status: '502' },
  { answer: { failure: 'completion-timeout' }, status: '504' },
] as const)('ORR-20, LAE-39: origin-response sees $answer as $status only under the switch', ({ answer, status }) => {
  const off = withoutAnswer(answer, toOk, false)
  expect(off.response.status).toBe(Number(status))
  expect(off.events).toHaveLength(0)

  const on = withoutAnswer(answer, toOk, true)
  expect(on.events.map(({ response }) => response?.status)).toEqual([status])
  expect(on.response).toMatchObject({ status: 200, resultType: 'Miss', body: { byteLength: 5 } })
})

test('ORR-20: under the switch a function that changes nothing leaves CloudFront’s own 504', () => {
  const { response } = withoutAnswer('silent', {}, true)
  expect(response).toMatchObject({ status: 504, resultType: 'Error', detailedResultType: 'OriginCommError' })
  expect(response.headers.get('server')).toBe('CloudFront')
  expect(response.body.byteLength).toBeGreaterThan(0)
})

test.each(bothWays)('ORR-08: a name that does not resolve runs no origin-response, switch %s', on => {
  const { response, events } = withoutAnswer({ failure: 'dns' }, toOk, on)
  expect(response).toMatchObject({ status: 502, detailedResultType: 'OriginDnsError' })
  expect(events).toHaveLength(0)
})

test.each([
  { decidedOn: 'status-after-origin-response', from: 500, to: '200', asked: ['ssr'] },
  { decidedOn: 'origin-status', from: 500, to: '200', asked: ['ssr', 'static'] },
  { decidedOn: 'status-after-origin-response', from: 404, to: '500', asked: ['ssr', 'static'] },
  { decidedOn: 'origin-status', from: 404, to: '500', asked: ['ssr'] },
] as const)('ORR-23, LAE-25: a $from turned into $to, decided on $decidedOn, asks $asked', row => {
  const { decidedOn: failoverDecidedOn, from, to, asked } = row
  const stage = virtualStage({
    distribution: distribution({
      originGroups: [originGroup([500])],
      behaviors: [cacheBehavior({ targetOriginId: 'ssr-or-static', lambdas: lambdasAt('origin-response') })],
    }),
    origin: { ssr: () => ({ status: from }), static: () => page },
    ...scriptedLambda({
      'origin-response': (response, { request }) =>
        's3' in (request.origin ?? {}) ? response : { ...response, status: to },
    }),
    switches: { failoverDecidedOn },
  })
  stage.request(0)
  stage.run()
  expect(stage.attempts.map(({ originId }) => originId)).toEqual(asked)
})

test.each([
  { rule: 'CER-14 (a): the failed key is tried again after its error TTL', on: false, attempts: 4 },
  { rule: 'CER-14 (b): the failed key is tried again after the TTL of the page', on: true, attempts: 2 },
])('$rule', ({ on, attempts }) => {
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [cacheBehavior({ pathPattern: '/page', targetOriginId: 'static' }), cacheBehavior()],
      errorResponses: errorResponses(500),
    }),
    origin: { ssr: () => ({ status: 500 }), static: () => page },
    switches: { errorPageTtlAppliesToFailedKey: on },
  })
  const requests = [0, 11_000, 22_000, 61_000].map(at => stage.request(at, { path: '/live' }))
  stage.run()
  expect(stage.attemptsAt('ssr')).toHaveLength(attempts)
  expect(stage.attemptsAt('static')).toHaveLength(2)
  expect(requests.every(({ response }) => response.status === 500 && response.body.byteLength === 9)).toBe(true)
})

const throws = {
  kind: 'execution-error',
  pageText: 'The function failed.',
  message: 'scripted',
  logs: [],
  customLogData: undefined,
} as const

const redirects = {
  kind: 'response',
  status: 302,
  statusDescription: undefined,
  headers: HeaderList.of({ location: '/elsewhere' }),
  body: undefined,
  logs: [],
  customLogData: undefined,
} as const

const failingFunctions = [
  { rule: 'GEN-22 a throwing Lambda', trigger: 'origin-request', step: 'execution-error', status: 503 },
  { rule: 'GEN-22 a slow Lambda', trigger: 'viewer-request', step: 'timeout', status: 503 },
  { rule: 'GEN-23 a throttled Lambda', trigger: 'origin-response', step: 'throttled', status: 503 },
  { rule: 'GEN-24 an invalid result', trigger: 'origin-response', step: () => 'text', status: 502 },
  { rule: 'GEN-24 an invalid result', trigger: 'viewer-request', step: () => 'text', status: 502 },
] as const

test.each(failingFunctions.flatMap(row => bothWays.map(on => ({ ...row, on }))))(
  '$rule at $trigger, LAE-58: a custom error response $on',
  ({ trigger, step, status, on }) => {
    const stage = virtualStage({
      distribution: distribution({
        behaviors: [
          cacheBehavior({ pathPattern: '/page', targetOriginId: 'static' }),
          cacheBehavior({ lambdas: lambdasAt(trigger) }),
        ],
        errorResponses: errorResponses(502, 503),
      }),
      origin: { ssr: () => ({}), static: () => page },
      ...scriptedLambda({ [trigger]: step }),
      switches: { customErrorResponseForFunctionFailures: on },
    })
    const request = stage.request(0)
    stage.run()
    expect(request.response.status).toBe(status)
    expect(stage.attemptsAt('static')).toHaveLength(on ? 1 : 0)
    expect(request.response.body.byteLength === 9).toBe(on)
    expect(request.stations('no-custom-error-response')).toHaveLength(on ? 0 : 1)
  },
)

test.each(bothWays)('GEN-25: a throwing CloudFront Function at viewer-request, a custom error response %s', on => {
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [
        cacheBehavior({ pathPattern: '/page', targetOriginId: 'static' }),
        cacheBehavior({ functions: { 'viewer-request': namedFunction('vr') } }),
      ],
      errorResponses: errorResponses(503),
    }),
    origin: { ssr: () => ({}), static: () => page },
    functions: { vr: { viewerRequest: () => throws } },
    switches: { customErrorResponseForFunctionFailures: on },
  })
  const request = stage.request(0)
  stage.run()
  expect(request.response.status).toBe(503)
  expect(request.response.body.byteLength === 9).toBe(on)
})

test.each(bothWays)('CFF-114, GEN-27: viewer-response after a response of a CloudFront Function: %s', on => {
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [
        cacheBehavior({
          functions: { 'viewer-request': namedFunction('vr'), 'viewer-response': namedFunction('mark') },
        }),
      ],
    }),
    origin: () => page,
    functions: {
      vr: { viewerRequest: () => redirects },
      mark: { viewerResponse: ({ headers }) => ({ headers: headers.clone().set('x-mark', '1') }) },
    },
    switches: { viewerResponseAfterGeneratedResponse: on },
  })
  const request = stage.request(0)
  stage.run()
  expect(request.response).toMatchObject({ status: 302, resultType: 'FunctionGeneratedResponse' })
  expect(request.response.headers.has('x-mark')).toBe(on)
})

test.each(bothWays)('CER-27: the response headers policy of the requested behaviour on an error page: %s', on => {
  const policy = (value: string) => responseHeadersPolicy({ headers: [{ name: 'x-policy', value, override: true }] })
  const stage = virtualStage({
    distribution: distribution({
      origins: [customOrigin(), s3Origin()],
      behaviors: [
        cacheBehavior({ pathPattern: '/page', targetOriginId: 'static', responseHeadersPolicy: policy('page') }),
        cacheBehavior({ responseHeadersPolicy: policy('requested') }),
      ],
      errorResponses: errorResponses(500),
    }),
    origin: { ssr: () => ({ status: 500 }), static: () => page },
    switches: { responseHeadersPolicyOnErrorPages: on },
  })
  const request = stage.request(0)
  stage.run()
  expect(request.response.headers.getAll('x-policy')).toEqual(on ? ['requested'] : [])
})

test.each([
  { rule: 'replaces the expired copy', on: true, byteLengths: [1_000, 5, 5], type: 'Miss' },
  { rule: 'gives way to the expired copy', on: false, byteLengths: [1_000, 1_000, 1_000], type: 'RefreshHit' },
])('STALE-10: a 500 that origin-response turns into 200 $rule', ({ on, byteLengths, type }) => {
  const stage = virtualStage({
    distribution: distribution({ behaviors: [cacheBehavior({ lambdas: lambdasAt('origin-response') })] }),
    origin: inTurn({ headers: { 'cache-control': 'max-age=60' } }, { status: 500 }),
    ...scriptedLambda(toOk),
    switches: { originResponseReplacesStaleCopy: on },
  })
  const requests = [0, 61_000, 62_000].map(at => stage.request(at))
  stage.run()
  expect(requests.map(({ response }) => response.body.byteLength)).toEqual(byteLengths)
  expect(requests[1]?.response).toMatchObject({ status: 200, resultType: type })
})

test('ORR-42, LAE-22: after a response of a viewer-request Lambda viewer-response never runs, whatever the switch', () => {
  const { lambda, eventsAt } = scriptedLambda({ 'viewer-request': () => ({ status: '302', headers: {} }) })
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [cacheBehavior({ lambdas: lambdasAt('viewer-request', 'viewer-response') })],
    }),
    origin: () => page,
    lambda,
    switches: { viewerResponseAfterGeneratedResponse: true },
  })
  const request = stage.request(0)
  stage.run()
  expect(request.response).toMatchObject({ status: 302, resultType: 'LambdaGeneratedResponse' })
  expect(eventsAt('viewer-response')).toHaveLength(0)
})

test('ORR-20: under the switch a function that keeps the 504 may still write its body', () => {
  const keepsStatus: LambdaSteps = { 'origin-response': response => ({ ...response, body: 'mine' }) }
  const { response } = withoutAnswer('silent', keepsStatus, true)
  expect(response).toMatchObject({ status: 504, body: { byteLength: 4 } })
})

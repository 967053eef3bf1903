import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { cacheBehavior, cachePolicy, distribution, originRequestPolicy } from '../support/distribution.ts'
import { namedFunction } from '../support/scripted-function.ts'
import { asCookies, asQuery, cannedFields, customFields, policyText, rsaKey } from '../support/signed-access.ts'
import { STAGE_BEGINS_AT, virtualStage, type VirtualStageOptions } from '../support/virtual-stage.ts'

const key = rsaKey('KMEMBERS')
const inAnHour = STAGE_BEGINS_AT / 1_000 + 3_600
const page = () => ({ headers: { 'cache-control': 'max-age=7200' } })

const members = cacheBehavior({
  trustedSigners: { keys: new Map([[key.publicKey.id, key.publicKey]]), accounts: [] },
  cachePolicy: cachePolicy({ queryStrings: { kind: 'all' }, cookies: { kind: 'all' } }),
  originRequestPolicy: originRequestPolicy({
    queryStrings: { kind: 'all' },
    cookies: { kind: 'all' },
    headers: { kind: 'allViewer' },
  }),
  functions: { 'viewer-request': namedFunction('vr') },
})

const stageWith = (options: Partial<VirtualStageOptions> = {}) =>
  virtualStage({
    distribution: distribution({ behaviors: [members] }),
    origin: page,
    functions: { vr: {} },
    ...options,
  })

const signed = (seconds = inAnHour) =>
  `/film?size=l&${asQuery(cannedFields(key, 'https://www.example.org/film?size=l', seconds))}`

test('SEC-02: two signatures share one object, and the origin sees neither', () => {
  const stage = stageWith()
  stage.request(0, { path: signed() })
  const second = stage.request(1_000, { path: signed(inAnHour + 60) })
  stage.run()
  expect(stage.attempts.map(({ url }) => url)).toEqual(['/film?size=l'])
  expect(second.response.resultType).toBe('Hit')
  expect(second.stations('signature')).toEqual([
    { station: 'signature', by: 'signed-url', policy: 'canned', keyPairId: 'KMEMBERS' },
  ])
})

test('SEC-05, SEC-02: the cookies of a signature stay out of key and request, the others do not', () => {
  const stage = stageWith()
  const cookie = (seconds: number): string =>
    `theme=dark; ${asCookies(customFields(key, policyText({ lessThan: seconds })))}`
  stage.request(0, { path: '/film', headers: { cookie: cookie(inAnHour) } })
  const second = stage.request(1_000, { path: '/film', headers: { cookie: cookie(inAnHour + 60) } })
  stage.run()
  expect(stage.attempts.map(({ headers }) => headers.get('cookie'))).toEqual(['theme=dark'])
  expect(second.response.resultType).toBe('Hit')
})

test('SEC-01: a copy in the cache does not open the door, and the refusal is not kept', () => {
  const stage = stageWith()
  stage.request(0, { path: signed() })
  const unsigned = stage.request(1_000, { path: '/film?size=l' })
  const again = stage.request(2_000, { path: signed() })
  stage.run()
  expect(unsigned.response).toMatchObject({ status: 403, resultType: 'Error' })
  expect(again.response.resultType).toBe('Hit')
  expect(stage.originRequests).toBe(1)
})

test('SEC-01: a signature that has expired meanwhile opens nothing, whatever is in the cache', () => {
  const stage = stageWith()
  stage.request(0, { path: signed() })
  const late = stage.request(3_600_000, { path: signed() })
  stage.run()
  expect(late.response.status).toBe(403)
  expect(late.stations('refused')[0]?.why).toContain('expired')
})

test('GEN-07: the log names the refusal, and the viewer reads its code', () => {
  const stage = stageWith()
  const request = stage.request(0, { path: '/film' })
  stage.run()
  expect(request.response).toMatchObject({
    status: 403,
    resultType: 'Error',
    detailedResultType: 'InvalidRequestBlocked',
  })
  expect(request.response.headers.get('content-type')).toBe('text/xml')
  expect(request.response.headers.get('x-cache')).toBe('Error from cloudfront')
})

test('CER-19: the error page stands in for the 403, and what is left of a signature does not reach it', () => {
  const stage = stageWith({
    distribution: distribution({
      behaviors: [cacheBehavior({ pathPattern: '/login.html', cachePolicy: members.cachePolicy }), members],
      errorResponses: [
        { errorCode: 403, errorCachingMinTtlSeconds: 10, page: { path: '/login.html', responseCode: 403 } },
      ],
    }),
  })
  const request = stage.request(0, { path: '/film', headers: { cookie: 'CloudFront-Key-Pair-Id=KNOBODY; a=b' } })
  stage.run()
  expect(stage.attempts.map(({ url, headers }) => `${url} ${headers.get('cookie')}`)).toEqual(['/login.html a=b'])
  expect(request.response).toMatchObject({ status: 403, resultType: 'Error' })
})

test.each([
  { moment: 'before-viewer-request', runs: 0, status: 403 },
  { moment: 'after-viewer-request', runs: 1, status: 204 },
] as const)('ORD-11, MEAS-17: judged $moment, an unsigned request gets $status', ({ moment, runs, status }) => {
  let ran = 0
  const stage = stageWith({
    switches: { signatureJudged: moment },
    functions: {
      vr: {
        viewerRequest: () => {
          ran++
          return {
            kind: 'response',
            status: 204,
            statusDescription: undefined,
            headers: new HeaderList(),
            body: undefined,
            logs: [],
            customLogData: undefined,
          }
        },
      },
    },
  })
  const request = stage.request(0, { path: '/film' })
  stage.run()
  expect(ran).toBe(runs)
  expect(request.response.status).toBe(status)
})

test('ORD-11: judged after viewer-request, it is still the URL of the viewer that must be signed', () => {
  const stage = stageWith({
    switches: { signatureJudged: 'after-viewer-request' },
    functions: { vr: { viewerRequest: () => ({ uri: '/rewritten' }) } },
  })
  const good = stage.request(0, { path: signed() })
  const bad = stage.request(1_000, { path: '/film' })
  stage.run()
  expect([good, bad].map(({ response }) => response.status)).toEqual([200, 403])
  expect(stage.attempts.map(({ url }) => url)).toEqual(['/rewritten?size=l'])
})

test('SEC-02: a behaviour that asks for no signature leaves parameters of these names alone', () => {
  const { trustedSigners: _, ...open } = members
  const stage = stageWith({ distribution: distribution({ behaviors: [open] }) })
  stage.request(0, { path: '/film?Expires=1' })
  stage.run()
  expect(stage.attempts.map(({ url }) => url)).toEqual(['/film?Expires=1'])
})

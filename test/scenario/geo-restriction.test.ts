import { expect, test } from 'vitest'
import { cacheBehavior, distribution } from '../support/distribution.ts'
import { namedFunction } from '../support/scripted-function.ts'
import { virtualStage } from '../support/virtual-stage.ts'

const geoRestriction = { kind: 'deny', countries: new Set(['AQ']) } as const
const page = () => ({ headers: { 'cache-control': 'max-age=60' } })
const blocked = { path: '/match', geography: { country: 'AQ' } }

test('ORD-31, GEN-04: a blocked viewer does not poison the object for others, and gets no copy of it', () => {
  const stage = virtualStage({ distribution: distribution({ geoRestriction }), origin: page })
  const first = stage.request(0, blocked)
  const allowed = stage.request(1_000, { path: '/match', geography: { country: 'FR' } })
  const second = stage.request(2_000, blocked)
  stage.run()
  expect([first, allowed, second].map(({ response }) => response.status)).toEqual([403, 200, 403])
  expect(second.response.resultType).toBe('Error')
  expect(stage.originRequests).toBe(1)
})

test('ORD-32: the log says Error and ClientGeoBlocked', () => {
  const stage = virtualStage({ distribution: distribution({ geoRestriction }), origin: page })
  const request = stage.request(0, blocked)
  stage.run()
  expect(request.response).toMatchObject({ resultType: 'Error', detailedResultType: 'ClientGeoBlocked' })
  expect(request.stations('refused')).toEqual([{ station: 'refused', status: 403, why: 'viewers in AQ are denied' }])
})

test('ORD-31, CER-18: the error page of the distribution stands in for the 403, and the detail stays', () => {
  const errorResponses = [
    { errorCode: 403, errorCachingMinTtlSeconds: 10, page: { path: '/sorry.html', responseCode: 200 } },
  ]
  const stage = virtualStage({ distribution: distribution({ geoRestriction, errorResponses }), origin: page })
  const request = stage.request(0, blocked)
  stage.run()
  expect(stage.attempts.map(({ url }) => url)).toEqual(['/sorry.html'])
  expect(request.response).toMatchObject({
    status: 200,
    resultType: 'Error',
    detailedResultType: 'ClientGeoBlocked',
  })
})

test('ORD-01: the country is judged before the protocol, the method and the functions', () => {
  const stage = virtualStage({
    distribution: distribution({
      geoRestriction,
      behaviors: [
        cacheBehavior({
          viewerProtocolPolicy: 'redirect-to-https',
          allowedMethods: new Set(['GET', 'HEAD']),
          functions: { 'viewer-request': namedFunction('vr') },
        }),
      ],
    }),
    origin: page,
    functions: {
      vr: {
        viewerRequest: () => {
          throw new Error('viewer-request has run')
        },
      },
    },
  })
  const request = stage.request(0, { ...blocked, method: 'POST', protocol: 'http' })
  stage.run()
  expect(request.response).toMatchObject({ status: 403, detailedResultType: 'ClientGeoBlocked' })
})

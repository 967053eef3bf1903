import { expect, test } from 'vitest'
import { reachedOrigin } from './origin-traffic.ts'

test.each([
  ['Hit', 'Hit', 'no'],
  ['Miss', 'Miss', 'yes'],
  ['Miss', 'OriginShieldHit', 'no'],
  ['Miss', 'MissGeneratedResponse', 'no'],
  ['RefreshHit', 'RefreshHit', 'yes'],
  ['Error', 'OriginCommError', 'yes'],
  ['Error', 'AbortedOrigin', 'yes'],
  ['Error', 'Error', 'unsure'],
  ['Error', 'ClientGeoBlocked', 'no'],
  ['Redirect', 'Redirect', 'no'],
  ['FunctionGeneratedResponse', 'FunctionGeneratedResponse', 'no'],
])('cloudfront-logs 1.7: %s, %s: %s', (responseResultType, detailedResultType, reached) =>
  expect(reachedOrigin({ resultType: 'Error', responseResultType, detailedResultType }, false)).toBe(reached),
)

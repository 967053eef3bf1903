import { expect, test } from 'vitest'
import { ORIGIN_FAILURES } from './origin-failure.ts'

test.each([
  { rule: 'GEN-12', failure: 'dns', status: 502, detail: 'OriginDnsError' },
  { rule: 'GEN-13, GEN-40', failure: 'refused', status: 502, detail: 'OriginConnectError' },
  { rule: 'GEN-14, GEN-40', failure: 'tls', status: 502, detail: 'OriginConnectError' },
  { rule: 'GEN-15', failure: 'invalid-response', status: 502, detail: 'OriginInvalidResponseError' },
  { rule: 'GEN-15, RESH-13', failure: 'headers-too-big', status: 502, detail: 'OriginHeaderTooBigError' },
  { rule: 'TTL-29', failure: 'larger-than-cacheable', status: 502, detail: 'OriginError' },
  { rule: 'GEN-15', failure: 'content-range-length', status: 502, detail: 'OriginContentRangeLengthError' },
  { rule: 'GEN-16, GEN-40', failure: 'connect-timeout', status: 504, detail: 'OriginConnectError' },
  { rule: 'GEN-17, GEN-40', failure: 'read-timeout', status: 504, detail: 'OriginCommError' },
  { rule: 'GEN-18', failure: 'completion-timeout', status: 504, detail: 'OriginCommError' },
] as const)('$rule: $failure gives $status', ({ failure, status, detail }) => {
  expect(ORIGIN_FAILURES[failure]).toMatchObject({ status, detailedResultType: detail })
})

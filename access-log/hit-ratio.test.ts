import { expect, test } from 'vitest'
import { HIT_RATIOS, namedRatios } from './hit-ratio.ts'

const evening = {
  requests: 200,
  hit: 100,
  refreshHit: 20,
  miss: 40,
  error: 10,
  cacheable: 150,
  cacheableHit: 90,
  bytesOut: 1_000,
  bytesMiss: 250,
  originRequests: 64,
}

test.each([
  { name: 'ratio_console', rule: 'divides by all requests', ratio: 100 / 200 },
  { name: 'ratio_console_legend', rule: 'divides by hits, misses and errors', ratio: 100 / 150 },
  { name: 'ratio_cloudwatch', rule: 'divides by cacheable GET and HEAD requests', ratio: 90 / 150 },
  { name: 'ratio_offload', rule: 'is what did not reach the origin', ratio: 1 - 64 / 200 },
  { name: 'ratio_fresh_or_validated', rule: 'counts RefreshHit as a hit', ratio: 120 / 160 },
  { name: 'byte_hit_ratio', rule: 'is what was not bytes of misses', ratio: 0.75 },
])('cloudfront-logs 6.3, $name $rule', ({ name, ratio }) => {
  expect(namedRatios(evening)[name]).toBeCloseTo(ratio, 12)
})

const NOTHING = {
  requests: 0,
  hit: 0,
  refreshHit: 0,
  miss: 0,
  error: 0,
  cacheable: 0,
  cacheableHit: 0,
  bytesOut: 0,
  bytesMiss: 0,
  originRequests: 0,
}

test('no ratio of nothing is 0 or 100 %', () => {
  expect(HIT_RATIOS.map(({ of }) => of(NOTHING))).toEqual([null, null, null, null, null, null])
})

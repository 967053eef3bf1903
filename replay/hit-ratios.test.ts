import { expect, test } from 'vitest'
import { hitRatios } from './hit-ratios.ts'

test('cloudfront-logs 6.3: six ratios of the same requests', () => {
  const byResultType = { Hit: 60, RefreshHit: 10, Miss: 20, Error: 5, Redirect: 5 }
  const ratios = hitRatios({
    requests: 100,
    byResultType,
    readsByResultType: { ...byResultType, Hit: 50 },
    originRequests: 33,
    bytes: 1_000,
    missBytes: 250,
  })
  expect(ratios).toEqual({
    ratio_console: 0.6,
    ratio_console_legend: 60 / 85,
    ratio_cloudwatch: 50 / 80,
    ratio_offload: 1 - 33 / 100,
    ratio_fresh_or_validated: 70 / 90,
    byte_hit_ratio: 0.75,
  })
})

import { expect, test } from 'vitest'
import { sampleRecord } from '../access-log/sample-record.test-data.ts'
import { CaptureCounter } from './capture-summary.ts'

const T = Date.UTC(2026, 10, 21, 20, 0, 59)

test('rows, period, busiest minute and shares', () => {
  const counter = new CaptureCounter()
  const row = (endedAt: number, variant: string, isCrawler: boolean, status = 200, resultType = 'Hit'): void =>
    counter.count({ record: { ...sampleRecord(), endedAt, status, resultType }, kind: 'page', variant, isCrawler })
  row(T + 1_000, 'v4', false)
  row(T + 2_000, 'v5', false)
  row(T, 'v4', false, 0, 'Error')
  row(T + 3_000, 'v4', true)
  expect(counter.summary('mine', 7)).toEqual({
    scenario: 'mine',
    seed: 7,
    rows: 4,
    period: { from: '2026-11-21T20:00:59.000Z', to: '2026-11-21T20:01:02.000Z' },
    peakMinute: { from: '2026-11-21T20:01:00.000Z', rows: 3 },
    kinds: { page: 1 },
    statuses: { '000': 0.25, '200': 0.75 },
    resultTypes: { Hit: 0.75, Error: 0.25 },
    variants: { v4: 0.6667, v5: 0.3333 },
    crawlers: 0.25,
  })
})

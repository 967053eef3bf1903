import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccessLogRecord } from '../access-log/access-log-record.ts'
import { sampleRecord } from '../access-log/sample-record.test-data.ts'
import { v1Header, v1Row } from '../access-log/write-v1.ts'
import { v2Header, v2Row } from '../access-log/write-v2.ts'
import { ingestFiles } from '../ingest/ingest-files.io.ts'
import { openStore, type Store } from '../ingest/store.io.ts'
import { namedRatios } from '../access-log/hit-ratio.ts'
import type { ReportData } from '../report/report-data.ts'
import { MINUTE_MS } from '../report/timeline.ts'
import { readReportData } from './read-report-data.io.ts'
import type { TimeRange } from './report-queries.ts'

const KICK_OFF_MS = Date.UTC(2026, 10, 24, 18, 0)
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'

let requests = 0

/** A request that began so many minutes after kick-off. */
const record = (minute: number, result: string, some: Partial<AccessLogRecord> = {}): AccessLogRecord => ({
  ...sampleRecord(),
  endedAt: KICK_OFF_MS + minute * MINUTE_MS + 20_000,
  timeTakenMs: 1_000,
  requestId: `request-${requests++}`,
  uri: '/live',
  queryString: undefined,
  pathPattern: '*',
  sentBytes: 1_000,
  resultType: result,
  responseResultType: result,
  detailedResultType: result,
  ...some,
})

const masked = { status: 200, detailedResultType: 'OriginCommError' }
const v5 = { viewerRequestLogData: 'v=site:v5' }

const MILLISECOND_ROWS = [
  record(0, 'Hit'),
  record(0, 'Hit', v5),
  record(0, 'Miss', v5),
  record(0, 'RefreshHit'),
  record(2, 'Error', masked),
  record(2, 'Error', { ...masked, userAgent: GOOGLEBOT, uri: '/' }),
  record(2, 'Error', { status: 503 }),
  record(2, 'Miss', { method: 'POST', pathPattern: '/api/*', uri: '/api/score' }),
  record(2, 'Miss', { viewerResponseLogData: 'f=origin-5xx', uri: '/schedule' }),
  record(2, 'Redirect', { status: 301 }),
]
const SECOND_ROWS = [
  record(3, 'Hit', { sentBytes: 5_000 }),
  record(3, 'Error', { status: 404, uri: '/assets/v4/app.js', detailedResultType: 'OriginError' }),
]

describe('the report of a real store', () => {
  let folder: string
  let store: Store
  const read = (range: Partial<TimeRange> = {}): Promise<ReportData> =>
    readReportData(store, {
      range: { fromMs: undefined, toMs: undefined, ...range },
      storeName: 'store',
      nowMs: KICK_OFF_MS,
    })

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'understudy-report-data-'))
    const file = (name: string, content: string | Uint8Array): string => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    const files = [
      file('v2.log', `${v2Header()}${MILLISECOND_ROWS.map(v2Row).join('\n')}\n`),
      file('v1.log', `${v1Header()}${SECOND_ROWS.map(v1Row).join('\n')}\n2026-11-24\tonly\n`),
      file('damaged.gz', gzipSync(`${v1Header()}${v1Row(record(0, 'Hit'))}\n`).subarray(0, 90)),
    ]
    const writer = await openStore(join(folder, 'store'))
    await ingestFiles(writer, files)
    writer.close()
    store = await openStore(join(folder, 'store'), { readOnly: true })
  })
  afterAll(() => {
    store?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('period, classes, peaks and the worst minute', async () => {
    const { observed } = await read()
    expect(observed?.period).toEqual({ fromMs: KICK_OFF_MS, toMs: KICK_OFF_MS + 4 * MINUTE_MS })
    expect(observed?.timeline.totals).toEqual({
      requests: 12,
      hit: 3,
      refreshHit: 1,
      miss: 3,
      error: 4,
      redirect: 1,
      generated: 0,
      functionError: 0,
      other: 0,
      cacheable: 6,
      cacheableHit: 3,
      bytesOut: 16_000,
      bytesMiss: 3_000,
      originRequests: 7,
      unsure: 1,
      masked: 3,
      maskedByErrorPage: 2,
    })
    expect(observed?.timeline.buckets.map(({ sums }) => sums.requests)).toEqual([4, 0, 6, 2])
    expect(observed?.timeline.busiestForOrigin).toMatchObject({
      minuteMs: KICK_OFF_MS + 2 * MINUTE_MS,
      originRequests: 4,
    })
    expect(observed?.timeline.worstForViewers?.minuteMs).toBe(KICK_OFF_MS + 2 * MINUTE_MS)
  })

  test('cloudfront-logs 6.3: the six ratios of each minute are those of the view', async () => {
    const { observed } = await read()
    const names =
      'ratio_console, ratio_console_legend, ratio_cloudwatch, ratio_offload, ratio_fresh_or_validated, byte_hit_ratio'
    const view = await store.query(`SELECT ${names} FROM cache_minute ORDER BY minute`)
    const ours = observed?.timeline.buckets.filter(({ sums }) => sums.requests > 0).map(({ sums }) => namedRatios(sums))
    expect(view).toHaveLength(3)
    expect(ours).toEqual(view)
  })

  test('who missed what', async () => {
    const { observed } = await read()
    expect(observed?.variants).toMatchObject([
      { variant: null, requests: 10, buckets: [{ requests: 2, hit: 1 }, {}, { requests: 6 }, { requests: 2, hit: 1 }] },
      { variant: 'site:v5', requests: 2, hit: 1, originRequests: 1 },
    ])
    expect(observed?.variantsLeftOut).toBe(0)
    expect(observed?.misses.map(({ path, misses }) => [path, misses])).toEqual([
      ['/live', 1],
      ['/api/score', 1],
      ['/schedule', 1],
    ])
    expect(observed?.behaviors.map(({ behavior, originRequests }) => [behavior, originRequests])).toContainEqual([
      '/api/*',
      1,
    ])
    expect(observed?.maskedErrors.map(({ path, marker }) => [path, marker])).toEqual([
      ['/', null],
      ['/live', null],
      ['/schedule', 'origin-5xx'],
    ])
    expect(observed?.crawlers).toMatchObject([{ status: 200, requests: 1, masked: 1 }])
    expect(observed?.missingAssetCount).toBe(1)
    expect(observed?.missingAssets).toMatchObject([
      { path: '/assets/v4/app.js', status: 404, requests: 1, firstSeenMs: KICK_OFF_MS + 3 * MINUTE_MS + 19_000 },
    ])
  })

  test('what the figures rest on', async () => {
    const { basis } = await read()
    expect(basis).toMatchObject({ rows: 12, rowsInWholeSeconds: 2, objectsIngested: 2, objectsSetAside: 1 })
    expect(basis.setAside[0]?.objectKey).toContain('damaged.gz')
    expect(basis.rowsSkipped.reduce((sum, { rows }) => sum + rows, 0)).toBe(1)
  })

  test('--from is in, --to is out, in every table', async () => {
    const { observed, basis } = await read({
      fromMs: KICK_OFF_MS + 2 * MINUTE_MS + 19_000,
      toMs: KICK_OFF_MS + 3 * MINUTE_MS + 19_000,
    })
    expect(observed?.timeline.totals.requests).toBe(6)
    expect(observed?.misses.map(({ path }) => path)).toEqual(['/api/score', '/schedule'])
    expect(observed?.missingAssets).toEqual([])
    expect(observed?.variants).toMatchObject([{ variant: null, requests: 6 }])
    expect(basis).toMatchObject({ rows: 6, objectsIngested: 2 })
  })

  test('a time in which nothing happened', async () => {
    const { observed, basis } = await read({ toMs: KICK_OFF_MS })
    expect(observed).toBeUndefined()
    expect(basis).toMatchObject({ rows: 0, rowsInWholeSeconds: 0, objectsIngested: 2 })
  })
})

import { beforeAll, afterAll, expect, test } from 'vitest'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ingestFiles } from './ingest-files.io.ts'
import { v2Log, type RecordPart } from './store-for-test.test-data.ts'
import { openStore, type OpenStore } from './store.io.ts'

const FIRST = Date.UTC(2027, 5, 11, 18, 0, 0)
const SECOND = FIRST + 60_000
const types = (type: string, detailedResultType = type): RecordPart => ({
  resultType: type,
  responseResultType: type,
  detailedResultType,
})
const ROW: RecordPart = { endedAt: FIRST + 1_000, timeTakenMs: 500, sentBytes: 100, uri: '/live', pathPattern: '*' }

/** Counted by hand below. Every row starts in the first minute unless it says otherwise. */
const ROWS: readonly RecordPart[] = [
  { ...ROW, ...types('Hit'), viewerRequestLogData: 'v=site:v4;u=/live;k=browser' },
  { ...ROW, ...types('Hit'), viewerRequestLogData: 'v=site:v5;u=/live;k=browser' },
  { ...ROW, ...types('Hit'), method: 'OPTIONS' },
  { ...ROW, ...types('Hit', 'OriginShieldHit'), viewerRequestLogData: 'v=site:v5' },
  { ...ROW, ...types('RefreshHit') },
  { ...ROW, ...types('Miss'), sentBytes: 1_000, viewerRequestLogData: 'v=site:v5' },
  { ...ROW, ...types('Miss', 'OriginShieldHit'), sentBytes: 1_000 },
  { ...ROW, ...types('Redirect'), status: 301 },
  { ...ROW, ...types('FunctionGeneratedResponse'), status: 400 },
  { ...ROW, ...types('FunctionExecutionError'), status: 500 },
  { ...ROW, ...types('LambdaExecutionError'), status: 502 },
  { ...ROW, ...types('LimitExceeded'), status: 403 },
  { ...ROW, ...types('SomethingNew') },
  // A 504 of the origin that the viewer saw as 200.
  { ...ROW, ...types('Error', 'OriginCommError'), status: 200, uri: '/programme' },
  // Perhaps from the error cache.
  { ...ROW, ...types('Error'), status: 503 },
  // The viewer left in the middle of a hit: field 14 alone says Error, and nothing is masked.
  { ...ROW, resultType: 'Error', responseResultType: 'Hit', detailedResultType: 'ClientCommError' },
  // The second minute, by its start.
  {
    ...ROW,
    ...types('Miss'),
    endedAt: SECOND + 900,
    timeTakenMs: 600,
    uri: '/x',
    viewerResponseLogData: 'f=origin-5xx',
  },
  { ...ROW, ...types('Miss'), endedAt: SECOND + 900, timeTakenMs: 901, uri: '/x', viewerResponseLogData: 'f=-' },
  {
    ...ROW,
    ...types('Error'),
    endedAt: SECOND + 5_000,
    status: 404,
    uri: '/assets/a.js',
    referer: 'https://www.example.com/b?token=1',
  },
  {
    ...ROW,
    ...types('Hit'),
    endedAt: SECOND + 6_000,
    status: 403,
    uri: '/assets/a.js',
    referer: 'https://www.example.com/a',
  },
  { ...ROW, ...types('Error'), endedAt: SECOND + 7_000, status: 404, uri: '/assets/a.js', referer: undefined },
  {
    ...ROW,
    ...types('Miss'),
    endedAt: SECOND + 8_000,
    userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    viewerResponseLogData: 'f=origin-5xx',
  },
  { ...ROW, ...types('Hit'), endedAt: SECOND + 8_000, userAgent: 'curl/8.5.0', uri: '/x' },
  // A third minute of nothing to divide by.
  { ...ROW, ...types('Redirect'), endedAt: SECOND + 61_000, sentBytes: 0, uri: '/r' },
]

let store: OpenStore
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-views-'))
  const log = join(folder, 'log')
  writeFileSync(log, v2Log(ROWS))
  store = await openStore(join(folder, 'store'))
  await ingestFiles(store, [log], undefined, { now: () => SECOND + 3_600_000 })
})
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

test('cache_minute: classes by field 23, each row in one, and six ratios with their own denominators (6.3)', async () => {
  const [first, second, third, ...rest] = await store.query('SELECT * FROM cache_minute ORDER BY minute')
  expect(rest).toEqual([])
  expect(first).toEqual({
    minute: new Date(FIRST),
    // The row of `timeTakenMs: 901` started before the second minute began.
    requests: 17,
    hit: 5,
    refresh_hit: 1,
    miss: 3,
    error: 3,
    redirect: 1,
    generated: 1,
    function_error: 2,
    other: 1,
    bytes_out: 15 * 100 + 2 * 1_000,
    bytes_miss: 100 + 2 * 1_000,
    ratio_console: 5 / 17,
    ratio_console_legend: 5 / 11,
    // OPTIONS is not among the cacheable.
    ratio_cloudwatch: 4 / 8,
    // RefreshHit, two of three Misses, OriginCommError.
    ratio_offload: 1 - 4 / 17,
    ratio_fresh_or_validated: 6 / 9,
    byte_hit_ratio: 1 - 2_100 / 3_500,
  })
  expect(second).toMatchObject({ requests: 6, hit: 2, miss: 2, error: 2, other: 0 })
  expect(third).toMatchObject({
    redirect: 1,
    ratio_console: 0,
    ratio_console_legend: null,
    ratio_cloudwatch: null,
    ratio_offload: 1,
    ratio_fresh_or_validated: null,
    byte_hit_ratio: null,
  })
})

test('origin_minute: bare errors are a bracket of their own (1.7)', async () => {
  expect(await store.query('SELECT * FROM origin_minute')).toEqual([
    { minute: new Date(FIRST), behavior: '*', origin_requests: 4, unsure: 1 },
    { minute: new Date(SECOND), behavior: '*', origin_requests: 2, unsure: 2 },
    { minute: new Date(SECOND + 60_000), behavior: '*', origin_requests: 0, unsure: 0 },
  ])
})

test('miss_top: most misses first', async () => {
  expect(await store.query('SELECT path_raw, requests, misses, origin_requests, bytes_out FROM miss_top')).toEqual([
    { path_raw: '/live', requests: 16, misses: 3, origin_requests: 3, bytes_out: 3_400 },
    { path_raw: '/x', requests: 3, misses: 2, origin_requests: 2, bytes_out: 300 },
    { path_raw: '/assets/a.js', requests: 3, misses: 0, origin_requests: 0, bytes_out: 300 },
    { path_raw: '/programme', requests: 1, misses: 0, origin_requests: 1, bytes_out: 100 },
    { path_raw: '/r', requests: 1, misses: 0, origin_requests: 0, bytes_out: 0 },
  ])
})

test('masked_errors: a success in place of an error, and what a fallback marked (1.8 rule 2, 4.3)', async () => {
  expect(await store.query('SELECT * FROM masked_errors')).toEqual([
    {
      minute: new Date(FIRST),
      path_raw: '/programme',
      detailed_result_type: 'OriginCommError',
      marker: null,
      requests: 1,
    },
    { minute: new Date(SECOND), path_raw: '/live', detailed_result_type: 'Miss', marker: 'origin-5xx', requests: 1 },
    { minute: new Date(SECOND), path_raw: '/x', detailed_result_type: 'Miss', marker: 'origin-5xx', requests: 1 },
  ])
})

test('variant_minute: by what viewer-request logged', async () => {
  expect(await store.query(`SELECT * FROM variant_minute WHERE variant IS NOT NULL`)).toEqual([
    { minute: new Date(FIRST), variant: 'site:v4', requests: 1, hit: 1, miss: 0, error: 0, origin_requests: 0 },
    { minute: new Date(FIRST), variant: 'site:v5', requests: 3, hit: 2, miss: 1, error: 0, origin_requests: 1 },
  ])
})

test('crawler_status: named crawlers and others, people left out', async () => {
  expect(await store.query('SELECT * FROM crawler_status')).toEqual([
    { crawler: 'Googlebot', status: 200, requests: 1, masked: 1 },
    { crawler: 'other bot', status: 200, requests: 1, masked: 0 },
  ])
})

test('asset_404: 403 and 404 under /assets/, with the pages that asked, without the values of their queries', async () => {
  const at = (ms: number) => new Date(SECOND + ms - 500)
  expect(await store.query('SELECT * FROM asset_404')).toEqual([
    {
      path_raw: '/assets/a.js',
      status: 404,
      requests: 2,
      first_seen: at(5_000),
      last_seen: at(7_000),
      referers: 'https://www.example.com/b?token',
    },
    {
      path_raw: '/assets/a.js',
      status: 403,
      requests: 1,
      first_seen: at(6_000),
      last_seen: at(6_000),
      referers: 'https://www.example.com/a',
    },
  ])
})

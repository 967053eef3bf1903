import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openStore, type OpenStore } from './store.io.ts'
import {
  count,
  ended,
  file,
  ingest,
  parts,
  temporaryFolder,
  temporaryStore,
  v1Log,
  v2Log,
} from './store-for-test.test-data.ts'

const parquetFiles = (store: OpenStore): string[] =>
  readdirSync(store.folder, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.parquet'))

describe('each log once (1.2 rule 6)', () => {
  test('a log seen before is skipped, under whatever name, compressed or not', async () => {
    const [folder, store] = [temporaryFolder(), await temporaryStore()]
    const log = file(folder, 'a.log', v1Log(parts(10)))
    expect((await ingest(store, log)).kinds).toEqual(['ingested'])
    const copy = file(folder, 'b.log', v1Log(parts(10)))
    const compressed = file(folder, 'c', gzipSync(v1Log(parts(10))))
    expect((await ingest(store, log, copy, compressed)).kinds).toEqual(['known', 'known', 'known'])
    expect((await ingest(store, compressed)).kinds).toEqual(['known'])
    expect(await count(store)).toEqual({ rows: 10, ids: 10 })
  })

  test('a log that has grown replaces its rows', async () => {
    const [folder, store] = [temporaryFolder(), await temporaryStore()]
    const log = file(folder, 'access.log', v1Log(parts(10)))
    await ingest(store, log)
    writeFileSync(log, v1Log(parts(25)))
    const { outcomes } = await ingest(store, log)
    expect(outcomes).toMatchObject([{ kind: 'ingested', rows: 25, isReplacement: true }])
    expect(await count(store)).toEqual({ rows: 25, ids: 25 })
    expect(parquetFiles(store)).toHaveLength(1)
  })

  test.each([
    { order: 'the rotated one first', names: ['access.log.1', 'access.log'] },
    { order: 'the new one first', names: ['access.log', 'access.log.1'] },
  ])('rotation loses and doubles nothing: $order', async ({ names }) => {
    const [folder, store] = [temporaryFolder(), await temporaryStore()]
    const log = file(folder, 'access.log', v1Log(parts(10)))
    await ingest(store, log)
    renameSync(log, join(folder, 'access.log.1'))
    file(folder, 'access.log', v1Log(parts(5, 10)))
    await ingest(store, ...names.map(name => join(folder, name)))
    expect(await count(store)).toEqual({ rows: 15, ids: 15 })
  })

  test('the store can be moved', async () => {
    const folder = temporaryFolder()
    const store = await openStore(join(folder, 'first'))
    await ingest(store, file(folder, 'log', v1Log(parts(3))))
    store.close()
    renameSync(join(folder, 'first'), join(folder, "second [1] o'clock"))
    expect(await count(await temporaryStore(join(folder, "second [1] o'clock")))).toEqual({ rows: 3, ids: 3 })
  })
})

test('rows lie in the hour of their start, by distribution', async () => {
  const [folder, store] = [temporaryFolder(), await temporaryStore()]
  const hour = Date.UTC(2027, 5, 12)
  const log = v2Log([
    { endedAt: hour + 500, timeTakenMs: 501, requestId: 'before' },
    { endedAt: hour + 500, timeTakenMs: 500, requestId: 'after' },
    { endedAt: hour, timeTakenMs: 0, requestId: 'other', distributionDomainName: '../../evil' },
  ])
  await ingest(store, file(folder, 'log', log))
  expect(await store.query('SELECT request_id, distribution, dt, hour FROM requests ORDER BY request_id')).toEqual([
    { request_id: 'after', distribution: 'd111111abcdef8.cloudfront.net', dt: '2027-06-12', hour: 0 },
    { request_id: 'before', distribution: 'd111111abcdef8.cloudfront.net', dt: '2027-06-11', hour: 23 },
    { request_id: 'other', distribution: 'unknown', dt: '2027-06-12', hour: 0 },
  ])
})

test('a log of many batches keeps every row and its line number', async () => {
  const [folder, store] = [temporaryFolder(), await temporaryStore()]
  const rows = 130_001
  await ingest(store, file(folder, 'log', v1Log(parts(rows))))
  const [row] = await store.query(
    `SELECT count(*) AS rows, count(DISTINCT request_id) AS ids, count(DISTINCT line_no) AS lines, max(line_no) AS last,
      count(*) FILTER (WHERE request_id = 'id-' || (line_no - 3)) AS right FROM requests`,
  )
  expect(row).toEqual({ rows, ids: rows, lines: rows, last: rows + 2, right: rows })
}, 60_000)

describe('a log that cannot be used is set aside', () => {
  const whole = gzipSync(
    v1Log(Array.from({ length: 2_000 }, (_, i) => ({ endedAt: ended, referer: Math.sin(i).toString(36) }))),
  )

  test.each([
    {
      damage: 'gzip that breaks off',
      content: whole.subarray(0, whole.length / 2),
      reason: 'the gzip data breaks off',
    },
    {
      damage: 'gzip with a wrong byte',
      content: Buffer.concat([whole.subarray(0, 20_000), Buffer.alloc(50), whole.subarray(20_050)]),
      reason: 'the gzip data is damaged',
    },
    { damage: 'bytes', content: Buffer.from([1, 2, 0, 3]), reason: 'it is a binary file' },
    {
      damage: 'another text',
      content: Buffer.from('hello\nworld\n'),
      reason: 'it is no access log: no line begins with #Fields',
    },
  ])('$damage', async ({ content, reason }) => {
    const [folder, store] = [temporaryFolder(), await temporaryStore()]
    const damaged = file(folder, 'damaged', content)
    const good = file(folder, 'good', v1Log(parts(3)))
    const { outcomes } = await ingest(store, damaged, good)
    expect(outcomes).toMatchObject([
      { kind: 'set-aside', key: damaged, reason },
      { kind: 'ingested', rows: 3 },
    ])
    expect(await count(store)).toEqual({ rows: 3, ids: 3 })
    expect(await store.query('SELECT key, reason FROM set_aside')).toEqual([{ key: damaged, reason }])
    expect(readdirSync(store.folder)).not.toContain('staging')
  })

  test('what the store had under its name stays, and a mended file is no longer aside', async () => {
    const [folder, store] = [temporaryFolder(), await temporaryStore()]
    const log = file(folder, 'log', v1Log(parts(3)))
    await ingest(store, log)
    writeFileSync(log, whole.subarray(0, 100))
    expect((await ingest(store, log)).kinds).toEqual(['set-aside'])
    expect(await count(store)).toEqual({ rows: 3, ids: 3 })
    writeFileSync(log, v1Log(parts(4)))
    await ingest(store, log)
    expect(await store.query('SELECT * FROM set_aside')).toEqual([])
  })

  test('more hours than make sense', async () => {
    const [folder, store] = [temporaryFolder(), await temporaryStore()]
    const hours = Array.from({ length: 10_001 }, (_, i) => ({ endedAt: ended - i * 3_600_000 }))
    const { outcomes } = await ingest(store, file(folder, 'log', v1Log(hours)))
    expect(outcomes).toMatchObject([{ kind: 'set-aside', reason: expect.stringContaining('split it') }])
    expect(parquetFiles(store)).toEqual([])
  })

  test('a file that is not there', async () => {
    const store = await temporaryStore()
    const { outcomes } = await ingest(store, '/nowhere/access.log')
    expect(outcomes).toEqual([{ kind: 'set-aside', key: '/nowhere/access.log', reason: 'there is no such file' }])
  })
})

test('an empty file has no rows, and is known the next time', async () => {
  const [folder, store] = [temporaryFolder(), await temporaryStore()]
  const empty = file(folder, 'empty', '')
  expect((await ingest(store, empty)).outcomes).toMatchObject([{ kind: 'ingested', rows: 0, sizeBytes: 0 }])
  expect((await ingest(store, empty)).kinds).toEqual(['known'])
  expect(await count(store)).toEqual({ rows: 0, ids: 0 })
})

test('folders are searched for logs by content', async () => {
  const [folder, store] = [temporaryFolder(), await temporaryStore()]
  mkdirSync(join(folder, 'a/b'), { recursive: true })
  file(folder, 'a/b/log.txt', v1Log(parts(2)))
  file(folder, 'a/compressed', gzipSync(v2Log(parts(3, 2))))
  const readme = file(folder, 'README.log', 'no log at all')
  const { kinds, ignored } = await ingest(store, folder)
  expect([kinds, ignored]).toEqual([['ingested', 'ingested'], [readme]])
  expect(await count(store)).toEqual({ rows: 5, ids: 5 })
})

test('rows that are none are skipped by reason, and the reasons kept', async () => {
  const [folder, store] = [temporaryFolder(), await temporaryStore()]
  const log =
    v1Log([...parts(2), { endedAt: ended + 90 * 86_400_000 }, { endedAt: Date.UTC(2001, 0, 1) }]) +
    'too\tshort\n' +
    `${'x\t'.repeat(40)}\n` +
    `${'y'.repeat(1_100_000)}\n`
  const skipped = { 'time-out-of-range': 2, 'too-few-columns': 1, 'too-many-columns': 1, 'line-too-long': 1 }
  const { outcomes } = await ingest(store, file(folder, 'log', log))
  expect(outcomes).toMatchObject([{ kind: 'ingested', rows: 2, skipped }])
  const kept = await store.query(`SELECT skipped['time-out-of-range'] AS times, rows FROM objects`)
  expect(kept).toEqual([{ times: 2, rows: 2 }])
})

test('unknown fields are passed over and named', async () => {
  const [folder, store] = [temporaryFolder(), await temporaryStore()]
  const log = v1Log(parts(1)).replace('c-port', 'c-new-field')
  const { outcomes } = await ingest(store, file(folder, 'log', log))
  expect(outcomes).toMatchObject([{ kind: 'ingested', rows: 1, unknownFields: ['c-new-field'] }])
})

test('files that the catalogue does not name are read by nobody, and gone after the next run', async () => {
  const [folder, store] = [temporaryFolder(), await temporaryStore()]
  await ingest(store, file(folder, 'log', v1Log(parts(3))))
  const [known = ''] = parquetFiles(store)
  const orphan = join(store.folder, known.replace('-0.parquet', '-9.parquet'))
  writeFileSync(orphan, readFileSync(join(store.folder, known)))
  mkdirSync(join(store.folder, 'staging/0'), { recursive: true })
  await store.refreshViews()
  expect(await count(store)).toEqual({ rows: 3, ids: 3 })
  expect((await ingest(store)).orphansRemoved).toBe(1)
  expect(parquetFiles(store)).toEqual([known])
  expect(readdirSync(store.folder)).not.toContain('staging')
})

import fc from 'fast-check'
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { encodeValue } from '../access-log/encode-value.ts'
import { ingestFiles } from './ingest-files.io.ts'
import { file, temporaryFolder, temporaryStore, v1Log, v2Log, type RecordPart } from './store-for-test.test-data.ts'
import { parquetColumnName } from './parquet-log.ts'
import { openStore, type OpenStore } from './store.io.ts'

const ended = Date.UTC(2027, 5, 11, 18, 30)
const NOW = ended + 86_400_000

const parts = (count: number, from = 0): RecordPart[] =>
  Array.from({ length: count }, (_, i) => ({ endedAt: ended, requestId: `id-${from + i}` }))

const ingest = async (store: OpenStore, ...paths: string[]) => {
  const summary = await ingestFiles(store, paths, undefined, { now: () => NOW })
  return { ...summary, kinds: summary.outcomes.map(({ kind }) => kind) }
}

const count = async (store: OpenStore): Promise<unknown> => {
  const [row] = await store.query('SELECT count(*) AS rows, count(DISTINCT request_id) AS ids FROM requests')
  return row
}

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

describe('v2 in Parquet, as the bundle has it delivered (2.2)', () => {
  const records = [
    ...parts(3_000),
    {
      endedAt: ended,
      requestId: 'odd',
      userAgent: '# a\tb \u00e9',
      uri: '/words/%E5%A5%BD/',
      queryString: undefined,
      status: 0,
    },
  ]

  /** The same log in Parquet: all columns text, names with underscores, absent values null. */
  const parquetLog = async (store: OpenStore, folder: string): Promise<string> => {
    const log = v2Log(records)
    const names = log.slice('#Fields: '.length, log.indexOf('\n')).split(' ').map(parquetColumnName)
    const columns = names.map(name => `'${name}': 'VARCHAR'`).join(', ')
    const [text, parquet] = [file(folder, 'v2.txt', Buffer.from(log, 'latin1')), join(folder, 'v2.parquet')]
    await store.query(
      `COPY (SELECT * FROM read_csv('${text}', auto_detect = false, delim = '\t', header = false, skip = 1, quote = '', escape = '',
        nullstr = '-', columns = {${columns}})) TO '${parquet}' (FORMAT parquet)`,
    )
    return parquet
  }

  test('gives the rows of the same log in format w3c', async () => {
    const [folder, store] = [temporaryFolder(), await temporaryStore()]
    const parquet = await parquetLog(store, folder)
    const { outcomes } = await ingest(store, parquet, join(folder, 'v2.txt'))
    expect(outcomes).toMatchObject([
      { kind: 'ingested', rows: 3_001, skipped: {}, unknownFields: [] },
      { kind: 'ingested', rows: 3_001 },
    ])
    const differing = await store.query(
      `SELECT * EXCLUDE (object_key) FROM requests GROUP BY ALL HAVING count(DISTINCT object_key) <> 2`,
    )
    expect(differing).toEqual([])
  })

  test('is found in a folder, other Parquet is not', async () => {
    const [folder, store] = [temporaryFolder(), await temporaryStore()]
    const parquet = await parquetLog(store, folder)
    const other = join(folder, 'other.parquet')
    await store.query(`COPY (SELECT * FROM requests) TO '${other}' (FORMAT parquet)`)
    const { kinds, ignored } = await ingest(store, folder)
    expect([kinds, ignored]).toEqual([['ingested', 'ingested'], [other]])
    expect((await ingest(store, other)).outcomes).toMatchObject([
      { kind: 'set-aside', reason: 'it is a Parquet file, but none of an access log' },
    ])
    writeFileSync(parquet, readFileSync(parquet).subarray(0, -2_000))
    expect((await ingest(store, parquet)).outcomes).toMatchObject([
      { kind: 'set-aside', reason: expect.stringContaining('the Parquet data cannot be read') },
    ])
  })
})

test('rows that are none are skipped by reason, and the reasons kept', async () => {
  const [folder, store] = [temporaryFolder(), await temporaryStore()]
  const log =
    v1Log([...parts(2), { endedAt: NOW + 90 * 86_400_000 }, { endedAt: Date.UTC(2001, 0, 1) }]) +
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

describe('hostile values change nothing but their own cell', () => {
  const HOSTILE = [
    `' OR 1=1; DROP TABLE objects; --`,
    `"'\`$$`,
    '\0',
    '\u001f',
    '#',
    '%FF',
    'caf\u00e9 \u00ff\u00fe',
    '\t\n\r',
    '-- ',
  ]

  test.each(HOSTILE.map(value => ({ value })))('$value', async ({ value }) => {
    const [folder, store] = [temporaryFolder(), await temporaryStore()]
    const hostile: RecordPart = {
      endedAt: ended,
      uri: `/${value}`,
      userAgent: `a${value}`,
      hostHeader: `h${value}`,
      requestId: value,
    }
    await ingest(store, file(folder, 'log', Buffer.from(v1Log([...parts(1), hostile, ...parts(1, 1)]), 'latin1')))
    const rows = await store.query('SELECT request_id, path_raw, user_agent, bytes_out FROM requests ORDER BY line_no')
    expect(rows).toMatchObject([
      { request_id: 'id-0', bytes_out: 10_342 },
      { request_id: value, path_raw: `/${value}`, user_agent: `a${value}`, bytes_out: 10_342 },
      { request_id: 'id-1', bytes_out: 10_342 },
    ])
  })

  test('nearly a megabyte', async () => {
    const [folder, store] = [temporaryFolder(), await temporaryStore()]
    const userAgent = 'x'.repeat(1_000_000)
    await ingest(store, file(folder, 'log', v1Log([{ endedAt: ended, userAgent }])))
    expect(await store.query('SELECT length(user_agent) AS length FROM requests')).toEqual([{ length: 1_000_000 }])
  })

  test('file names too', async () => {
    const folder = temporaryFolder()
    const store = await temporaryStore(join(folder, `st'ore "x" $1`))
    const log = file(folder, `log'; DROP TABLE objects; -- [a] *`, v1Log(parts(2)))
    expect((await ingest(store, log)).kinds).toEqual(['ingested'])
    expect(await store.query('SELECT DISTINCT object_key FROM requests')).toEqual([{ object_key: log }])
  })

  test('any bytes in any text field come out as they went in', async () => {
    const cell = fc.string({ unit: 'binary', maxLength: 12 }).map(text => Buffer.from(text, 'utf8').toString('utf8'))
    const record = fc.record({
      requestId: cell,
      contentType: cell,
      tlsCipher: cell,
      uri: cell.map(text => `/${text.replaceAll('?', '')}`),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 20 }), async records => {
        const folder = temporaryFolder()
        const store = await openStore(join(folder, 'store'))
        await ingest(
          store,
          file(folder, 'log', Buffer.from(v1Log(records.map(part => ({ ...part, endedAt: ended }))), 'latin1')),
        )
        const rows = await store.query(
          'SELECT request_id, content_type, tls_cipher, path_raw FROM requests ORDER BY line_no',
        )
        store.close()
        expect(rows).toEqual(
          records.map(({ requestId, contentType, tlsCipher, uri }) => ({
            request_id: absent(requestId),
            content_type: absent(contentType),
            tls_cipher: absent(tlsCipher),
            path_raw: uri,
          })),
        )
      }),
      { numRuns: 15 },
    )
  }, 60_000)
})

/** In a log, an empty value and a hyphen are an absent one. */
const absent = (text: string): string | null => (encodeValue(text) === '-' ? null : text)

describe('a store is not to be had', () => {
  test('read-only where there is none', async () => {
    await expect(openStore('/nowhere', { readOnly: true })).rejects.toMatchObject({ problem: 'absent' })
  })

  test('a file of something else', async () => {
    const folder = temporaryFolder()
    const other = file(folder, 'catalogue.duckdb', 'something else entirely, longer than a header would be'.repeat(100))
    await expect(openStore(folder)).rejects.toMatchObject({ problem: 'not-a-store' })
    expect(readFileSync(other, 'utf8')).toContain('something else')
  })

  test('a store of another format', async () => {
    const folder = temporaryFolder()
    const store = await openStore(folder)
    await store.query('UPDATE store_format SET format = 2')
    store.close()
    await expect(openStore(folder)).rejects.toMatchObject({ problem: 'not-a-store' })
    await expect(openStore(folder, { readOnly: true })).rejects.toMatchObject({ problem: 'not-a-store' })
  })

  test('read-only reads, and writes nothing', async () => {
    const folder = temporaryFolder()
    const written = await openStore(join(folder, 'store'))
    await ingest(written, file(folder, 'log', v1Log(parts(3))))
    written.close()
    const store = await openStore(join(folder, 'store'), { readOnly: true })
    expect(await count(store)).toEqual({ rows: 3, ids: 3 })
    await expect(store.query('DELETE FROM objects')).rejects.toMatchObject({ problem: 'query-failed' })
    store.close()
  })
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

test('a result is cut where it was asked to be', async () => {
  const [folder, store] = [temporaryFolder(), await temporaryStore()]
  await ingest(store, file(folder, 'log', v1Log(parts(5_000))))
  const table = await store.queryTable('SELECT request_id, 9007199254740993 AS large FROM requests', 3_000)
  expect([table.rows.length, table.isCut, table.columns]).toEqual([3_000, true, ['request_id', 'large']])
  expect(table.rows[0]?.[1]).toBe('9007199254740993')
})

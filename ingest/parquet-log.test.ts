import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parquetColumnName } from './parquet-log.ts'
import type { OpenStore } from './store.io.ts'
import { ended, file, ingest, parts, temporaryFolder, temporaryStore, v2Log } from './store-for-test.test-data.ts'

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

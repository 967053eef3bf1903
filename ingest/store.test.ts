import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openStore } from './store.io.ts'
import { count, file, ingest, parts, temporaryFolder, temporaryStore, v1Log } from './store-for-test.test-data.ts'

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

  test('a file in the place of the folder', async () => {
    const other = file(temporaryFolder(), 'store', 'something else')
    await expect(openStore(other)).rejects.toMatchObject({ problem: 'not-a-store' })
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

test('a result is cut where it was asked to be', async () => {
  const [folder, store] = [temporaryFolder(), await temporaryStore()]
  await ingest(store, file(folder, 'log', v1Log(parts(5_000))))
  const table = await store.queryTable('SELECT request_id, 9007199254740993 AS large FROM requests', 3_000)
  expect([table.rows.length, table.isCut, table.columns]).toEqual([3_000, true, ['request_id', 'large']])
  expect(table.rows[0]?.[1]).toBe('9007199254740993')
})

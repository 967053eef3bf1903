import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openAccessLog } from './access-log-file.io.ts'
import { sampleRecord } from './sample-record.test-data.ts'
import { v1Header, v1Row } from './write-v1.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-log-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const ROW = `${v1Row(sampleRecord())}\n`

test('a new file, in a folder that does not exist yet, starts with the header; a second run adds rows only', async () => {
  const file = join(folder, 'deep/er/access.log')
  for (const count of [2, 1]) {
    const log = openAccessLog(file)
    for (let i = 0; i < count; i++) log.write(sampleRecord())
    // oxlint-disable-next-line no-await-in-loop -- the second run comes after the first
    await log.close()
    expect([log.rowsWritten, log.rowsLost]).toEqual([count, 0])
  }
  expect(await readFile(file, 'utf8')).toBe(v1Header() + ROW + ROW + ROW)
})

test('no row, no file', async () => {
  const file = join(folder, 'never.log')
  await openAccessLog(file).close()
  expect(existsSync(file)).toBe(false)
})

test('a file that is opened before the first row is told of at once when it cannot be written', async () => {
  await expect(openAccessLog(folder).open()).rejects.toThrow(/EISDIR/)
  const file = join(folder, 'opened.log')
  const log = openAccessLog(file)
  await log.open()
  log.write(sampleRecord())
  await log.close()
  expect(await readFile(file, 'utf8')).toBe(v1Header() + ROW)
})

test('half a row of a run that was killed does not swallow the next', async () => {
  const file = join(folder, 'half.log')
  await writeFile(file, `${v1Header()}2026-11-23\t20:`)
  const log = openAccessLog(file)
  log.write(sampleRecord())
  await log.close()
  expect(await readFile(file, 'utf8')).toBe(`${v1Header()}2026-11-23\t20:\n${ROW}`)
})

test.each([
  { rule: 'the interval passes', options: { flushIntervalMs: 5 } },
  { rule: 'enough rows wait', options: { flushIntervalMs: 60_000, flushCharacters: 100 } },
])('rows reach the file when $rule', async ({ rule, options }) => {
  const file = join(folder, rule)
  const log = openAccessLog(file, options)
  log.write(sampleRecord())
  await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toBe(v1Header() + ROW), { interval: 5 })
  await log.close()
  expect(log.rowsWritten).toBe(1)
})

test('rows keep their order over many flushes', async () => {
  const file = join(folder, 'order.log')
  const log = openAccessLog(file, { flushCharacters: 1 })
  for (let port = 0; port < 200; port++) log.write({ ...sampleRecord(), clientPort: port })
  await log.close()
  const rows = (await readFile(file, 'utf8')).trimEnd().split('\n').slice(2)
  expect(rows.map(row => Number(row.split('\t')[26]))).toEqual(Array.from({ length: 200 }, (_, port) => port))
})

const lossOf = async (file: string) => {
  const troubles: string[] = []
  const log = openAccessLog(file, { onTrouble: message => troubles.push(message) })
  log.write(sampleRecord())
  log.write(sampleRecord())
  await log.flush()
  log.write(sampleRecord())
  await log.close()
  return { troubles, written: log.rowsWritten, lost: log.rowsLost }
}

test('a file that cannot be opened is reported once, its rows are counted', async () => {
  const { troubles, written, lost } = await lossOf(folder)
  expect([written, lost, troubles.length]).toEqual([0, 3, 1])
  expect(troubles[0]).toMatch(/^access log .+ cannot be written, its rows are lost: EISDIR/)
})

test.skipIf(!existsSync('/dev/full'))('a full disk is reported once, its rows are counted', async () => {
  const { troubles, written, lost } = await lossOf('/dev/full')
  expect([written, lost, troubles.length]).toEqual([0, 3, 1])
  expect(troubles[0]).toContain('ENOSPC')
})

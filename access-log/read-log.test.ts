import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FIELD } from './fields.ts'
import { readLogFile } from './read-log.io.ts'
import { sampleRecord } from './sample-record.test-data.ts'
import { v1Header, v1Row } from './write-v1.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-read-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = async (content: Buffer | string) => {
  const file = join(folder, 'log')
  writeFileSync(file, content)
  const ports: (number | undefined)[] = []
  const outcome = await readLogFile(file, { row: row => ports.push(row.integer(FIELD['c-port'])) })
  return { outcome, ports }
}

const rows = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, i) => `${v1Row({ ...sampleRecord(), clientPort: from + i })}\n`).join('')

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

test.each([
  { kind: 'plain', encode: (text: string) => Buffer.from(text) },
  { kind: 'gzip', encode: (text: string) => gzipSync(text) },
])('$kind, by its first bytes, over many pieces', async ({ encode }) => {
  const log = v1Header() + rows(3_000)
  const { outcome, ports } = await read(encode(log))
  expect(ports).toEqual(numbers(3_000))
  expect(outcome).toMatchObject({ kind: 'complete', logBytes: log.length })
})

test('gzip files put together, each with its header', async () => {
  const { outcome, ports } = await read(
    Buffer.concat([gzipSync(v1Header() + rows(5)), gzipSync(v1Header() + rows(5, 5))]),
  )
  expect([outcome.kind, ports]).toEqual(['complete', numbers(10)])
})

test('an empty file has no rows', async () => {
  const { outcome, ports } = await read('')
  expect([outcome.kind, ports, outcome.counts.skipped]).toEqual(['complete', [], {}])
})

describe('damage is named, what stood before it is read', () => {
  test('gzip that breaks off', async () => {
    // Bytes that do not compress, so that half the file is half the rows.
    const text =
      v1Header() +
      Array.from(
        { length: 2_000 },
        (_, i) => `${v1Row({ ...sampleRecord(), clientPort: i, cookie: Math.sin(i).toString(36) })}\n`,
      ).join('')
    const gzip = gzipSync(text)
    const { outcome, ports } = await read(gzip.subarray(0, gzip.length / 2))
    expect(outcome).toMatchObject({ kind: 'damaged', why: 'the gzip data breaks off' })
    expect(ports.length).toBeGreaterThan(100)
    expect(ports).toEqual(numbers(ports.length))
  })

  test('gzip with a flipped byte', async () => {
    const gzip = gzipSync(v1Header() + rows(100))
    gzip[gzip.length - 6] = (gzip[gzip.length - 6] ?? 0) ^ 0xff
    expect((await read(gzip)).outcome).toMatchObject({ kind: 'damaged', why: 'the gzip data is damaged' })
  })

  test.each([
    { what: 'Parquet', content: 'PAR1\x15\x04', why: /Parquet/ },
    { what: 'JSON', content: '{"date":"2026-11-23"}\n', why: /JSON/ },
    { what: 'an image', content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]), why: /binary/ },
    { what: 'Parquet in gzip', content: gzipSync('PAR1...'), why: /Parquet/ },
  ])('$what', async ({ content, why }) => {
    const { outcome, ports } = await read(content)
    expect([outcome.kind, ports]).toEqual(['damaged', []])
    expect('why' in outcome && outcome.why).toMatch(why)
  })
})

test('what the reader of the rows throws goes through', async () => {
  const file = join(folder, 'throws')
  writeFileSync(file, v1Header() + rows(1))
  const broken = readLogFile(file, {
    row: () => {
      throw new Error('mine')
    },
  })
  await expect(broken).rejects.toThrow('mine')
})

test('reading stops when told to, between two pieces', async () => {
  const file = join(folder, 'stops')
  writeFileSync(file, v1Header() + rows(5_000))
  let seen = 0
  const outcome = await readLogFile(file, { row: () => void seen++, afterChunk: () => 'stop' })
  expect(outcome.kind).toBe('complete')
  expect(seen).toBeGreaterThan(0)
  expect(seen).toBeLessThan(5_000)
})

test('a file that is not there', async () => {
  await expect(readLogFile(join(folder, 'missing'), { row: () => {} })).rejects.toThrow(/ENOENT/)
})

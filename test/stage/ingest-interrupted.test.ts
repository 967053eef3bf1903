import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleRecord } from '../../access-log/sample-record.test-data.ts'
import { v1Header, v1Row } from '../../access-log/write-v1.ts'
import { ingestFiles } from '../../ingest/ingest-files.io.ts'
import { openStore } from '../../ingest/store.io.ts'

const HOUR_MS = 3_600_000
const FIRST = Date.UTC(2026, 5, 11, 18)
const FILES = 4
const ROWS = 3_000

let folder = ''
let logs = ''

/** Three hours a log, so that an object is several files. */
const log = (number: number): string =>
  v1Header() +
  Array.from({ length: ROWS }, (_, i) => {
    const endedAt = FIRST + (i % 3) * HOUR_MS + i
    return `${v1Row({ ...sampleRecord(), endedAt, timeTakenMs: 0, requestId: `${number}-${i}`, sentBytes: i })}\n`
  }).join('')

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-interrupted-'))
  logs = join(folder, 'logs.txt')
  for (let i = 0; i < FILES; i++) writeFileSync(`${logs}.${i}`, log(i))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const paths = (): string[] => Array.from({ length: FILES }, (_, i) => `${logs}.${i}`)

/** The built ingestion in a process of its own; a line for each step, written before the step goes on. */
const PROGRAM = `
  import { writeSync } from 'node:fs'
  import { openStore } from './dist/ingest/store.io.js'
  import { ingestFiles } from './dist/ingest/ingest-files.io.js'
  const [folder, dieAt, ...files] = process.argv.slice(1)
  const store = await openStore(folder)
  let steps = 0
  await ingestFiles(store, files, ({ kind }) => {
    writeSync(1, kind + '\\n')
    if (++steps === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
  })
  store.close()`

const start = (store: string, dieAt: number) =>
  spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, store, String(dieAt), ...paths()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })

const stepsOf = async (
  child: ReturnType<typeof start>,
  onStep: (steps: number) => void = () => {},
): Promise<number> => {
  const ended = once(child, 'close')
  let steps = 0
  for await (const _ of createInterface({ input: child.stdout })) onStep(++steps)
  await ended
  return steps
}

/** What the views see of a store; reading it takes nothing away. */
const contents = async (folderOfStore: string) => {
  const store = await openStore(folderOfStore, { readOnly: true })
  try {
    const [all] = await store.query(
      'SELECT count(*) AS rows, count(DISTINCT request_id) AS ids, coalesce(sum(bytes_out), 0) AS bytes FROM requests',
    )
    const objects = await store.query<{ rows: number }>('SELECT count(*) AS rows FROM requests GROUP BY object_key')
    return { all, objects: objects.map(({ rows }) => rows) }
  } finally {
    store.close()
  }
}

const parquetFiles = (store: string): number =>
  readdirSync(store, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.parquet')).length

const runAgain = async (folderOfStore: string): Promise<void> => {
  const store = await openStore(folderOfStore)
  await ingestFiles(store, paths())
  store.close()
}

const WHOLE = {
  all: { rows: FILES * ROWS, ids: FILES * ROWS, bytes: (FILES * ROWS * (ROWS - 1)) / 2 },
  objects: Array.from({ length: FILES }, () => ROWS),
}

/** After the kill: whole objects only. After another run: everything, once, and no file too many. */
const expectNothingLostOrDoubled = async (store: string): Promise<void> => {
  const { objects } = await contents(store)
  expect(objects.every(rows => rows === ROWS)).toBe(true)
  await runAgain(store)
  expect(await contents(store)).toEqual(WHOLE)
  expect(parquetFiles(store)).toBe(FILES * 3)
}

describe('killed at any moment, an ingestion loses and doubles nothing', () => {
  test('undisturbed, it has these rows', async () => {
    const store = join(folder, 'undisturbed')
    await stepsOf(start(store, 0))
    expect(await contents(store)).toEqual(WHOLE)
  })

  test('it dies at each of its steps', async () => {
    const steps = await stepsOf(start(join(folder, 'counted'), 0))
    expect(steps).toBeGreaterThan(3 * FILES)
    for (let dieAt = 1; dieAt <= steps; dieAt++) {
      const store = join(folder, `step-${dieAt}`)
      expect(await stepsOf(start(store, dieAt))).toBe(dieAt)
      await expectNothingLostOrDoubled(store)
    }
  }, 240_000)

  // From outside the blow falls wherever the process is by then: in a rename, in a commit.
  test('it is killed between its steps', async () => {
    for (let killAt = 1; killAt <= 16; killAt += 2) {
      const store = join(folder, `between-${killAt}`)
      const child = start(store, 0)
      await stepsOf(child, steps => {
        if (steps === killAt) child.kill('SIGKILL')
      })
      await expectNothingLostOrDoubled(store)
    }
  }, 240_000)
})

/** A file system of a few megabytes; undefined where this account may not make one. */
const smallDisk = (): string | undefined => {
  const place = join(folder, 'small')
  mkdirSync(place, { recursive: true })
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', place])
  return status === 0 ? place : undefined
}

// However little is left, something does not fit: a folder, a file of Parquet, the log of the catalogue.
const fullDisks = [0, 8, 40, 80, 120].map(leftKibibytes => ({ leftKibibytes }))

test.for(fullDisks)('a disk with $leftKibibytes KiB left loses nothing', async ({ leftKibibytes }, context) => {
  const disk = smallDisk()
  if (disk === undefined) return context.skip('this account may not mount a file system')
  try {
    const filler = join(disk, 'filler')
    const store = join(disk, 'store')
    const first = await openStore(store)
    await ingestFiles(first, paths().slice(0, 1))
    first.close()
    fillUp(filler)
    truncateSync(filler, statSync(filler).size - 1_024 * leftKibibytes)
    const again = await openStore(store)
    await expect(ingestFiles(again, paths())).rejects.toMatchObject({ problem: 'disk-full' })
    again.close()
    expect((await contents(store)).objects).toContain(ROWS)
    expect((await contents(store)).objects.every(rows => rows === ROWS)).toBe(true)
    rmSync(filler)
    await runAgain(store)
    expect(await contents(store)).toEqual(WHOLE)
    expect(parquetFiles(store)).toBe(FILES * 3)
  } finally {
    spawnSync('umount', [disk])
  }
})

/** Until not one byte more fits. */
const fillUp = (file: string): void => {
  const descriptor = openSync(file, 'w')
  for (let piece = 65_536; piece >= 1; piece = piece >> 1) {
    try {
      for (;;) writeSync(descriptor, Buffer.alloc(piece))
    } catch {
      // As much as this does not fit any more.
    }
  }
  closeSync(descriptor)
}

test('two at once: the second is refused in words, the first is not disturbed', async () => {
  const store = join(folder, 'shared')
  const first = await openStore(store)
  const second = spawn(process.execPath, ['dist/cli/understudy.js', 'logs', 'ingest', ...paths(), '--store', store])
  const said: Buffer[] = []
  second.stderr.on('data', (piece: Buffer) => said.push(piece))
  const [status] = await once(second, 'close')
  expect([status, Buffer.concat(said).toString()]).toEqual([
    1,
    expect.stringContaining('another process is using the store'),
  ])
  await ingestFiles(first, paths())
  first.close()
  expect(await contents(store)).toEqual(WHOLE)
})

import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeToFile, writeToStream } from './write-log.io.ts'

let root = ''
let folder = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'understudy-capture-'))
})
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'test-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const NEVER = new AbortController().signal
const BLOCKS = ['a\n', 'b\n'.repeat(100_000), 'c\n']

describe('a file', () => {
  test('is written whole, and replaces what was there', async () => {
    const file = join(folder, 'log')
    await writeFile(file, 'old')
    expect(await writeToFile(BLOCKS, file, NEVER)).toBe('whole')
    expect(await readFile(file, 'latin1')).toBe(BLOCKS.join(''))
    expect(readdirSync(folder)).toEqual(['log'])
  })

  test('is compressed when its name ends in .gz', async () => {
    const file = join(folder, 'log.gz')
    await writeToFile(BLOCKS, file, NEVER)
    expect(gunzipSync(await readFile(file)).toString('latin1')).toBe(BLOCKS.join(''))
  })

  test('behind a link is replaced, the link stays', async () => {
    const [file, link] = [join(folder, 'log'), join(folder, 'link')]
    await writeFile(file, 'old')
    await symlink(file, link)
    await writeToFile(BLOCKS, link, NEVER)
    expect(await readFile(file, 'latin1')).toBe(BLOCKS.join(''))
  })

  const failing = function* (error: Error): Generator<string> {
    yield 'a\n'
    throw error
  }

  test('of a run that fails in the middle keeps what was there, and nothing else is left', async () => {
    const file = join(folder, 'log')
    await writeFile(file, 'old')
    await expect(writeToFile(failing(new Error('a bug')), file, NEVER)).rejects.toThrow('a bug')
    expect(await readFile(file, 'latin1')).toBe('old')
    expect(readdirSync(folder)).toEqual(['log'])
  })

  test('of a run that is stopped is not there', async () => {
    const stopping = new AbortController()
    const endless = function* (): Generator<string> {
      for (let block = 0; ; block++) {
        if (block === 20) stopping.abort()
        yield 'a\n'
      }
    }
    await expect(writeToFile(endless(), join(folder, 'log.gz'), stopping.signal)).rejects.toThrow(/aborted/)
    expect(readdirSync(folder)).toEqual([])
  })

  test('in a folder that does not exist is an error of the system', async () => {
    await expect(writeToFile(BLOCKS, join(folder, 'absent', 'log'), NEVER)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('that is a folder is an error, too', async () => {
    await expect(writeToFile(BLOCKS, folder, NEVER)).rejects.toMatchObject({ code: 'EISDIR' })
  })

  test.skipIf(!existsSync('/dev/full'))('a device is written into, never replaced: a full disk', async () => {
    await expect(writeToFile(BLOCKS, '/dev/full', NEVER)).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(readdirSync('/dev').filter(name => name.includes('unfinished'))).toEqual([])
  })
})

describe('a stream', () => {
  test('gets everything and stays open', async () => {
    const stream = new PassThrough({ highWaterMark: 1_000_000 })
    expect(await writeToStream(BLOCKS, stream)).toBe('whole')
    expect(stream.writableEnded).toBe(false)
    expect(stream.read()?.toString('latin1')).toBe(BLOCKS.join(''))
  })

  test('is written as slowly as it is read', async () => {
    let made = 0
    const endless = function* (): Generator<string> {
      for (;;) {
        made++
        yield 'x'.repeat(65_536)
      }
    }
    const epipe = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
    let taken = 0
    const slow = new Writable({
      highWaterMark: 65_536,
      write: (_block, _encoding, done) => setImmediate(() => done(++taken === 100 ? epipe : null)),
    })
    expect(await writeToStream(endless(), slow)).toBe('reader-left')
    expect(made).toBeLessThan(200)
  })

  test('that fails for another reason fails here', async () => {
    const broken = new Writable({ write: (_block, _encoding, done) => done(new Error('no')) })
    await expect(writeToStream(BLOCKS, broken)).rejects.toThrow('no')
  })
})

import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Failure } from './failure.ts'
import { watchStores, type WatchedStores } from './watched-stores.io.ts'

let folder: string
let file: string
let watched: WatchedStores | undefined
let said: string[]

const contents = (value: string): string => JSON.stringify({ data: [{ key: 'a', value }] })

const watch = (): WatchedStores =>
  (watched = watchStores(new Map([['flags', file]]), { say: text => said.push(text), now: () => 1_000 }))

const value = (at = 1_000): string | undefined => watched?.stores.get('flags')?.(at).get('a')

const until = (assertion: () => void): Promise<void> => vi.waitFor(assertion, { timeout: 8_000, interval: 20 })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-stores-'))
  file = join(folder, 'flags.json')
  writeFileSync(file, contents('1'))
  said = []
})
afterEach(() => {
  watched?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a file that changed is read again, and its contents count from then on', async () => {
  watch()
  expect(value()).toBe('1')
  writeFileSync(file, contents('changed'))
  await until(() => expect(value()).toBe('changed'))
  expect(value(999)).toBe('1')
  expect(said).toEqual([`store flags read again   ${file}`])
})

test('a file that an editor replaced is followed', async () => {
  watch()
  writeFileSync(join(folder, 'new'), contents('replaced'))
  renameSync(join(folder, 'new'), file)
  await until(() => expect(value()).toBe('replaced'))
})

test('a broken file is told once with its place and loses nothing; mended, it is read', async () => {
  watch()
  writeFileSync(file, '{ "data": [')
  await until(() => expect(said).toHaveLength(1))
  expect(said[0]).toContain('not JSON')
  expect(said[0]).toContain(file)
  expect(said[0]).toContain('the store flags keeps what it had')
  expect(value()).toBe('1')
  writeFileSync(file, contents('mended'))
  await until(() => expect(value()).toBe('mended'))
  expect(said).toHaveLength(2)
})

test('a file that is broken at the start is a failure', () => {
  writeFileSync(file, '{}')
  expect(watch).toThrow(Failure)
})

test('a file that went away is told once, and followed when it is back', async () => {
  watch()
  rmSync(file)
  await until(() => expect(said).toHaveLength(1))
  expect(said[0]).toContain('cannot be read')
  expect(value()).toBe('1')
  writeFileSync(file, contents('back'))
  await until(() => expect(value()).toBe('back'))
  expect(said).toHaveLength(2)
})

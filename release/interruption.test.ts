import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Interrupted, interruptedStore, type Moment } from '../test/support/interrupted-store.ts'
import { createMemoryReleaseStore, type MemoryReleaseStore } from '../test/support/memory-release-store.ts'
import { releaseFolder } from '../test/support/release-folder.ts'
import { listReleases } from './list-releases.ts'
import { ReleaseRefused } from './problem.ts'
import { publishRelease } from './publish.io.ts'
import { readRelease } from './read-release.io.ts'
import { readState } from './read-state.io.ts'
import type { ReleaseStore } from './release-store.ts'
import { DEFAULT_RETENTION } from './retention.ts'
import { rollBack } from './rollback.io.ts'

let scratch = ''
let oldDir = ''
let newDir = ''
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'understudy-interruption-'))
  oldDir = releaseFolder(scratch, ['shared-1.js', 'old-1.js'])
  newDir = releaseFolder(scratch, ['shared-1.js', 'new-1.js', 'new-2.js'], { 'favicon.svg': '<svg/>' })
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const RETENTION = { keep: 1, keepDays: 0 }
const START = Date.parse('2026-11-01T10:00:00Z')
const DAY_MS = 86_400_000
const at = (day: number) => ({ retention: RETENTION, now: () => START + day * DAY_MS })

/** `old` is live; an even older one has left assets that are tagged, among them one that `new` needs. */
const prepared = async (): Promise<MemoryReleaseStore> => {
  const store = createMemoryReleaseStore()
  await publishRelease(store, newDir, { name: 'new', ...at(0) })
  await publishRelease(store, oldDir, { name: 'old', ...at(1) })
  expect(store.objects.get('assets/new-1.js')?.superseded).toBe(true)
  return store
}

const publishNew = (store: ReleaseStore, takeOver = false) =>
  publishRelease(store, newDir, { name: 'new', takeOver, ...at(2) })
/** The files of `new` under a name that the bucket does not know. */
const publishNext = (store: ReleaseStore, takeOver = false) =>
  publishRelease(store, newDir, { name: 'next', takeOver, ...at(2) })
const rollBackToNew = (store: ReleaseStore, takeOver = false) => rollBack(store, 'new', { takeOver, ...at(2) })

const COMMANDS = [
  { name: 'publishing a new release', run: publishNext, target: 'next' },
  { name: 'publishing an older release again', run: publishNew, target: 'new' },
  { name: 'rolling back', run: rollBackToNew, target: 'new' },
] as const

const pageIn = async (store: ReleaseStore): Promise<'old' | 'new' | 'other'> => {
  const page = await store.sha256('static-index.html')
  if (page === (await readRelease(oldDir)).staticPage.sha256) return 'old'
  return page === (await readRelease(newDir)).staticPage.sha256 ? 'new' : 'other'
}

/** Everything that the live page loads is there and will stay; files of the root are whole, each of one release or the other. */
const expectWhole = async (store: MemoryReleaseStore, page: 'old' | 'new'): Promise<void> => {
  const [oldFiles, newFiles] = await Promise.all([readRelease(oldDir), readRelease(newDir)])
  for (const { key, sha256 } of (page === 'old' ? oldFiles : newFiles).assets) {
    expect(await store.sha256(key), key).toBe(sha256)
    expect(store.objects.get(key)?.superseded, key).toBe(false)
  }
  for (const { key } of oldFiles.rootFiles) {
    const versions = [oldFiles, newFiles].map(files => files.rootFiles.find(file => file.key === key)?.sha256)
    expect(versions, key).toContain(await store.sha256(key))
  }
}

const expectDone = async (store: MemoryReleaseStore, target: string): Promise<void> => {
  const list = listReleases(await readState(store), DEFAULT_RETENTION, START + 2 * DAY_MS)
  expect(list.releases.find(({ isLive }) => isLive)).toMatchObject({ name: target, missingFiles: 0 })
  expect(list.switchingTo).toBeUndefined()
  expect(await pageIn(store)).toBe('new')
  await expectWhole(store, 'new')
  expect(store.objects.get('assets/old-1.js')?.superseded).toBe(true)
  const { rootFiles } = await readRelease(newDir)
  for (const { key, sha256 } of rootFiles) expect(await store.sha256(key), key).toBe(sha256)
}

const changesOf = async (run: (store: ReleaseStore) => Promise<unknown>): Promise<number> => {
  const store = interruptedStore(await prepared(), Number.POSITIVE_INFINITY, {
    moment: 'before',
    forEver: false,
    failure: () => new Interrupted(),
  })
  await run(store)
  return store.changes
}

describe.each(COMMANDS)('$name', ({ run, target }) => {
  test.each<Moment>(['before', 'after'])(
    'killed %s any of its changes, leaves a whole release, and completes when it runs again',
    async moment => {
      const changes = await changesOf(run)
      expect(changes).toBeGreaterThan(8)
      const pages = new Set<string>()
      for (let killed = 0; killed < changes; killed++) {
        const store = await prepared()
        const failure = (): Error => new Interrupted()
        const dying = run(interruptedStore(store, killed, { moment, forEver: true, failure }))
        // The last change gives the claim back: it was done, only nobody said so.
        if (killed < changes - 1) await expect(dying).rejects.toThrow(Interrupted)
        else await dying
        const page = await pageIn(store)
        if (page === 'other') throw new Error(`killed ${moment} change ${killed}: the page is of no release`)
        pages.add(page)
        await expectWhole(store, page)
        await run(store)
        await expectDone(store, target)
      }
      expect([...pages].toSorted()).toEqual(['new', 'old'])
    },
  )

  test('refused at any of its changes, says what is live, holds up nobody, and completes when it runs again', async () => {
    const changes = await changesOf(run)
    for (let failed = 1; failed < changes - 1; failed++) {
      const store = await prepared()
      const failure = (): Error => new ReleaseRefused({ message: 'no room', place: 'disk', remedy: 'make room' })
      const broken = interruptedStore(store, failed, { moment: 'before', forEver: false, failure })
      const said = await run(broken).then(
        () => '',
        (error: Error) => error.message,
      )
      const page = await pageIn(store)
      expect(said).toMatch(/no room[\s\S]+Running the same command again completes it/)
      if (said.includes('old is live as before')) expect(page).toBe('old')
      else expect(said).toContain('The new release is live')
      await expectWhole(store, page === 'old' ? 'old' : 'new')
      // Another release may come next: the claim was given back.
      await publishRelease(store, oldDir, { name: 'old', ...at(2) })
      await run(store)
      await expectDone(store, target)
    }
  })
})

test('after half a publish, rollback without a name puts the release back that was live', async () => {
  const changes = await changesOf(publishNext)
  for (let killed = 0; killed < changes - 1; killed++) {
    const store = await prepared()
    const dead = interruptedStore(store, killed, { moment: 'after', forEver: true, failure: () => new Interrupted() })
    await expect(publishNext(dead)).rejects.toThrow(Interrupted)
    const { record } = await readState(store)
    // Before the switch nothing is half done; the release before `old` is then what rollback means.
    if (record.switching === undefined) continue
    await rollBack(store, undefined, { takeOver: true, ...at(2) })
    expect((await readState(store)).live).toBe('old')
    expect(await pageIn(store)).toBe('old')
    const { rootFiles } = await readRelease(oldDir)
    for (const { key, sha256 } of rootFiles) expect(await store.sha256(key), key).toBe(sha256)
    await expectWhole(store, 'old')
  }
})

import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { S3Origin } from '../distribution/model.ts'
import { HeaderList } from '../http/header-list.ts'
import { createFolderOrigin } from '../pop/origin/s3-folder-origin.io.ts'
import { releaseFolder } from '../test/support/release-folder.ts'
import { openFolderStore } from './folder-store.io.ts'
import { publishRelease } from './publish.io.ts'
import { readState } from './read-state.io.ts'

let scratch = ''
let bucket = ''
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'understudy-folder-store-'))
})
beforeEach(() => {
  bucket = mkdtempSync(join(scratch, 'bucket-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const publish = async (assets: readonly string[], name: string, folder = bucket) =>
  publishRelease(await openFolderStore(folder), releaseFolder(scratch, assets), {
    name,
    retention: { keep: 1, keepDays: 0 },
  })

const ORIGIN: S3Origin = {
  kind: 's3',
  id: 'static',
  domainName: 'bucket.s3.eu-central-1.amazonaws.com',
  originPath: '',
  customHeaders: [],
  connectionAttempts: 3,
  connectionTimeoutSeconds: 10,
  readTimeoutSeconds: 30,
  responseCompletionTimeoutSeconds: undefined,
  originShieldRegion: undefined,
  access: 'oac-always',
}

/** As the stage asks its bucket. */
const asked = async (uri: string) => {
  const outcome = await createFolderOrigin(bucket).attempt({
    origin: ORIGIN,
    request: {
      method: 'HEAD',
      uri,
      queryString: undefined,
      headers: HeaderList.of({ host: ORIGIN.domainName }),
      body: undefined,
      viewerProtocol: 'https',
    },
    connectionTimeoutMs: 1_000,
    readTimeoutMs: 1_000,
    completionTimeoutMs: undefined,
  })
  if (outcome.kind === 'failure') throw new Error(outcome.detail)
  const { status, headers } = outcome.response
  return { status, cacheControl: headers.get('cache-control'), contentType: headers.get('content-type') }
}

describe('what the stage serves of a published release', () => {
  test.each([
    {
      uri: '/assets/app.js',
      status: 200,
      cacheControl: 'public, max-age=31536000, immutable',
      contentType: 'text/javascript; charset=utf-8',
    },
    {
      uri: '/static-index.html',
      status: 200,
      cacheControl: 'public, max-age=0, s-maxage=60',
      contentType: 'text/html; charset=utf-8',
    },
    { uri: '/robots.txt', status: 200, cacheControl: 'public, max-age=60', contentType: 'text/plain; charset=utf-8' },
    { uri: '/releases/one.json', status: 200, cacheControl: 'private, no-store', contentType: 'application/json' },
  ])('$uri', async ({ uri, ...expected }) => {
    await publish(['app.js'], 'one')
    expect(await asked(uri)).toEqual(expected)
  })

  test('tags, headers, lock and half-written files are served to nobody', async () => {
    await publish(['app.js'], 'one')
    await publish(['other.js'], 'two')
    writeFileSync(join(bucket, '.understudy-lock'), '')
    writeFileSync(join(bucket, '.understudy-incoming/half'), 'half')
    const hidden = readdirSync(bucket).filter(name => name.startsWith('.'))
    expect(hidden.toSorted()).toEqual([
      '.understudy-incoming',
      '.understudy-lock',
      '.understudy-metadata.json',
      '.understudy-tags.json',
    ])
    for (const name of [...hidden, '.understudy-incoming/half'])
      expect((await asked(`/${name}`)).status, name).toBe(403)
  })

  test('headers that the user wrote stay, and hold', async () => {
    const file = join(bucket, '.understudy-metadata.json')
    writeFileSync(file, '{ "robots.txt": { "Cache-Control": "no-cache" } }')
    await publish(['app.js'], 'one')
    expect((await asked('/robots.txt')).cacheControl).toBe('no-cache')
    expect((await asked('/assets/app.js')).cacheControl).toBe('public, max-age=31536000, immutable')
  })
})

describe('the folder', () => {
  test('holds nothing but objects and hidden files after publishing; half-written ones are gone', async () => {
    await publish(['app.js'], 'one')
    expect(
      readdirSync(bucket)
        .filter(name => !name.startsWith('.'))
        .toSorted(),
    ).toEqual(['assets', 'releases', 'robots.txt', 'static-index.html'])
    expect(readdirSync(join(bucket, '.understudy-incoming'))).toEqual([])
  })

  test('an asset that is there with equal content is not written again', async () => {
    await publish(['app.js'], 'one')
    const file = join(bucket, 'assets/app.js')
    utimesSync(file, 1_000, 1_000)
    await publish(['app.js', 'more.js'], 'two')
    expect((await asked('/assets/app.js')).status).toBe(200)
    expect(execFileSync('stat', ['-c', '%Y', file], { encoding: 'utf8' }).trim()).toBe('1000')
  })

  test('what a killed process left half-written a day ago is removed, later work is not', async () => {
    mkdirSync(join(bucket, '.understudy-incoming'))
    const [old, young] = ['old', 'young'].map(name => join(bucket, '.understudy-incoming', name))
    for (const file of [old, young]) writeFileSync(file ?? '', 'half')
    utimesSync(old ?? '', 1_000, 1_000)
    await openFolderStore(bucket)
    expect(readdirSync(join(bucket, '.understudy-incoming'))).toEqual(['young'])
  })

  test('a lock that a killed process left does not stop anybody', async () => {
    const lock = join(bucket, '.understudy-lock')
    writeFileSync(lock, '')
    utimesSync(lock, 1_000, 1_000)
    await publish(['app.js'], 'one')
    expect(existsSync(lock)).toBe(false)
  })

  test('tags of the user stay', async () => {
    await publish(['app.js'], 'one')
    const file = join(bucket, '.understudy-tags.json')
    writeFileSync(file, '{ "assets/app.js": { "team": "web" }, "other": { "x": "y" } }')
    await publish(['other.js'], 'two')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      'assets/app.js': { team: 'web', 'understudy:superseded': 'true' },
      other: { x: 'y' },
    })
    await publish(['app.js'], 'three')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ 'assets/app.js': { team: 'web' } })
    const { superseded } = await readState(await openFolderStore(bucket))
    expect([...superseded]).toEqual(['assets/other.js'])
  })
})

describe('refused with place and remedy', () => {
  test('a bucket that is a file', async () => {
    const file = join(scratch, 'a-file')
    writeFileSync(file, '')
    await expect(openFolderStore(file)).rejects.toThrow(/is a file.+a-file/)
  })

  test('a bucket that does not exist', async () => {
    await expect(openFolderStore(join(scratch, 'absent'))).rejects.toThrow(/does not exist.+absent\n {2}→ make it/)
  })

  test('a tags file that is none, before anything is changed', async () => {
    await publish(['app.js'], 'one')
    writeFileSync(join(bucket, '.understudy-tags.json'), '{ "half')
    await expect(publish(['other.js'], 'two')).rejects.toThrow('.understudy-tags.json is not a JSON object')
    expect(existsSync(join(bucket, 'assets/other.js'))).toBe(false)
  })

  test('a manifest that is none, before anything is changed: it might need any asset', async () => {
    await publish(['app.js'], 'one')
    writeFileSync(join(bucket, 'releases/one.json'), '{ "format": 1 }')
    await expect(publish(['other.js'], 'two')).rejects.toThrow('releases/one.json is not the manifest of one')
    expect(existsSync(join(bucket, 'assets/other.js'))).toBe(false)
  })

  test('a link that leads out of the bucket', async () => {
    const outside = mkdtempSync(join(scratch, 'outside-'))
    symlinkSync(outside, join(bucket, 'assets'))
    await expect(publish(['app.js'], 'one')).rejects.toThrow('would be written outside of the bucket')
    expect(readdirSync(outside)).toEqual([])
  })

  test('a file where a folder has to be', async () => {
    writeFileSync(join(bucket, 'assets'), '')
    await expect(publish(['app.js'], 'one')).rejects.toThrow(/→ remove the file/)
  })
})

/** A file system of half a megabyte; undefined where this account may not mount one. */
const mountSmallDisk = (): string | undefined => {
  const folder = mkdtempSync(join(scratch, 'small-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder], { stdio: 'ignore' })
    return folder
  } catch {
    return undefined
  }
}

test('a full disk: the reason, what is live, and a bucket that works when there is room', async context => {
  const disk = mountSmallDisk()
  if (disk === undefined) return context.skip('this account may not mount a tmpfs')
  try {
    await publish(['app.js'], 'one', disk)
    const page = readFileSync(join(disk, 'static-index.html'), 'utf8')
    const store = await openFolderStore(disk)
    const large = releaseFolder(scratch, ['app.js'], { 'assets/large.bin': 'x'.repeat(600_000) })
    await expect(publishRelease(store, large, { name: 'two' })).rejects.toThrow(
      /ENOSPC[\s\S]+→ make room on the disk\n {2}one is live as before/,
    )
    expect(readFileSync(join(disk, 'static-index.html'), 'utf8')).toBe(page)
    expect(createHash('sha256').update(page).digest('hex')).toBe(await store.sha256('static-index.html'))
    expect(readdirSync(join(disk, '.understudy-incoming'))).toEqual([])
    await publish(['small.js'], 'three', disk)
    expect((await readState(store)).live).toBe('three')
  } finally {
    execFileSync('umount', [disk])
  }
})

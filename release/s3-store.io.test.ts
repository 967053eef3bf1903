import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { releaseFolder } from '../test/support/release-folder.ts'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, startS3Server, type S3Server } from '../test/support/s3-server.ts'
import { listReleases } from './list-releases.ts'
import { publishRelease } from './publish.io.ts'
import { readState } from './read-state.io.ts'
import type { ReleaseStore } from './release-store.ts'
import { rollBack } from './rollback.io.ts'
import { openS3Store } from './s3-store.io.ts'

let scratch = ''
let server: S3Server
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'understudy-s3-store-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
beforeEach(async () => {
  server = await startS3Server('site')
})
afterEach(() => server.close())

interface Access {
  readonly bucket?: string
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
  readonly endpoint?: string
}

const open = ({
  bucket = 'site',
  accessKeyId = ACCESS_KEY_ID,
  secretAccessKey = SECRET_ACCESS_KEY,
  endpoint = server.url,
}: Access = {}): Promise<ReleaseStore> => {
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 })
  return openS3Store({ bucket, client })
}

const ONLY_LIVE = { keep: 1, keepDays: 0 }
const publish = async (store: ReleaseStore, assets: readonly string[], name: string) =>
  publishRelease(store, releaseFolder(scratch, assets), { name, retention: ONLY_LIVE })

test('type and lifetime travel with each object', async () => {
  await publish(await open(), ['app.js'], 'one')
  const keys = [...server.objects.keys()].toSorted()
  const headersOf = (key: string) => server.objects.get(key)?.headers ?? {}
  expect(keys.map(key => [key, headersOf(key)['content-type'], headersOf(key)['cache-control']])).toEqual([
    ['assets/app.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['releases/live.json', 'application/json', 'private, no-store'],
    ['releases/one.json', 'application/json', 'private, no-store'],
    ['releases/one/robots.txt', 'text/plain; charset=utf-8', 'private, no-store'],
    ['releases/one/static-index.html', 'text/html; charset=utf-8', 'private, no-store'],
    ['robots.txt', 'text/plain; charset=utf-8', 'public, max-age=60'],
    ['static-index.html', 'text/html; charset=utf-8', 'public, max-age=0, s-maxage=60'],
  ])
})

test('on the wire: assets before the manifest, the static page after everything it needs', async () => {
  await publish(await open(), ['app.js'], 'one')
  const changes = server.requests.filter(request => request.startsWith('PUT'))
  const ofInterest = changes.filter(request => !request.includes('live.json'))
  expect(ofInterest[0]).toBe('PUT assets/app.js')
  expect(ofInterest.indexOf('PUT releases/one.json')).toBeLessThan(ofInterest.indexOf('PUT robots.txt'))
  expect(ofInterest.at(-1)).toBe('PUT static-index.html')
})

test('what is there is not sent again; what nobody needs is tagged, and untagged before it is needed', async () => {
  const store = await open()
  await publish(store, ['shared.js', 'one.js'], 'one')
  server.requests.length = 0
  await publish(store, ['shared.js', 'two.js'], 'two')
  expect(server.requests).toContain('PUT assets/two.js')
  expect(server.requests).not.toContain('PUT assets/shared.js')
  expect(server.requests.filter(request => request.startsWith('PUT')).slice(-2)[0]).toBe('PUT assets/one.js?tagging')
  expect(server.objects.get('assets/one.js')?.tags).toEqual(new Map([['understudy:superseded', 'true']]))

  server.requests.length = 0
  await rollBack(store, undefined, { retention: ONLY_LIVE })
  const untagged = server.requests.indexOf('DELETE assets/one.js?tagging')
  expect(untagged).toBeGreaterThan(-1)
  expect(untagged).toBeLessThan(server.requests.indexOf('PUT static-index.html'))
  expect(server.objects.get('assets/one.js')?.tags.size).toBe(0)
  const list = listReleases(await readState(store), ONLY_LIVE, Date.now())
  expect(list.releases.map(({ name, isLive, kept }) => [name, isLive, kept])).toEqual([
    ['one', true, 'live'],
    ['two', false, undefined],
  ])
})

test('other tags of an object stay', async () => {
  const store = await open()
  await publish(store, ['app.js'], 'one')
  const object = server.objects.get('assets/app.js')
  if (object === undefined) throw new Error('the asset is missing')
  server.objects.set('assets/app.js', { ...object, tags: new Map([['team', 'web']]) })
  await publish(store, ['other.js'], 'two')
  expect(server.objects.get('assets/app.js')?.tags).toEqual(
    new Map([
      ['team', 'web'],
      ['understudy:superseded', 'true'],
    ]),
  )
  await publish(store, ['app.js'], 'three')
  expect(server.objects.get('assets/app.js')?.tags).toEqual(new Map([['team', 'web']]))
})

test('an asset that another tool has uploaded, without a checksum, is known by its content', async () => {
  const store = await open()
  server.objects.set('assets/app.js', { bytes: Buffer.from('content of app.js'), headers: {}, tags: new Map() })
  await publish(store, ['app.js'], 'one')
  expect(server.requests).not.toContain('PUT assets/app.js')
  server.objects.set('assets/two.js', { bytes: Buffer.from('something else'), headers: {}, tags: new Map() })
  await expect(publish(store, ['two.js'], 'two')).rejects.toThrow('in the bucket with other content: assets/two.js')
})

test('a file too large to be held in memory is streamed', async () => {
  const dir = releaseFolder(scratch, ['app.js'])
  writeFileSync(join(dir, 'assets/video.mp4'), 'start')
  truncateSync(join(dir, 'assets/video.mp4'), 20_000_000)
  await publishRelease(await open(), dir, { name: 'one' })
  expect(server.objects.get('assets/video.mp4')?.bytes.length).toBe(20_000_000)
})

test('an answer that was lost does not pass for somebody else’s write', async () => {
  const store = await open()
  // As the client repeats it after a lost answer: the object is there already, by the same hand.
  expect(await store.write('releases/x.json', 'text', undefined)).toMatchObject({ kind: 'written' })
  expect(await store.write('releases/x.json', 'text', undefined)).toMatchObject({ kind: 'written' })
  expect(await store.write('releases/x.json', 'other', undefined)).toEqual({ kind: 'changed-meanwhile' })
})

describe('one clear error', () => {
  test.each<{ rule: string; access: Access; says: RegExp }>([
    { rule: 'no such bucket', access: { bucket: 'nope' }, says: /the bucket does not exist {3}s3:\/\/nope\n {2}→ / },
    { rule: 'an unknown access key', access: { accessKeyId: 'AKIAOTHER' }, says: /does not know the access key/ },
    { rule: 'a wrong secret', access: { secretAccessKey: 'wrong' }, says: /secret access key does not belong/ },
    { rule: 'nobody answers', access: { endpoint: 'http://127.0.0.1:1' }, says: /S3 cannot be reached/ },
  ])('$rule', async ({ access, says }) => {
    const refused = publish(await open(access), ['app.js'], 'one')
    await expect(refused).rejects.toMatchObject({ name: expect.stringMatching(/^Release(Refused|Stopped)$/) })
    await expect(refused).rejects.toThrow(says)
    expect(server.objects.size).toBe(0)
  })

  test.each([
    {
      code: 'AccessDenied',
      at: 'PUT assets/app.js',
      says: /access denied[\s\S]+s3:PutObjectTagging[\s\S]+one is live/,
    },
    {
      code: 'SlowDown',
      at: 'PUT static-index.html',
      says: /slow down \(S3-09\)[\s\S]+one is live as before; files of the root/,
    },
    { code: 'InternalError', at: 'PUT assets/old.js?tagging', says: /S3 answers 500[\s\S]+The new release is live/ },
  ])('$code at $at', async ({ code, at, says }) => {
    const store = await open()
    await publish(store, ['old.js'], 'one')
    server.onRequest = request => (request === at ? code : undefined)
    await expect(publish(store, ['app.js'], 'two')).rejects.toThrow(says)
    server.onRequest = () => undefined
    await publish(store, ['app.js'], 'two')
    expect((await readState(store)).live).toBe('two')
  })
})

describe('two publishes at once', () => {
  /** Runs a second publish to its end when the first one's request arrives, before that is carried out. */
  const duringFirst = (request: string, store: ReleaseStore): Promise<unknown> =>
    new Promise(resolve => {
      server.onRequest = async asked => {
        if (asked !== request) return undefined
        server.onRequest = () => undefined
        const second = await publish(store, ['b.js'], 'b').catch((error: unknown) => error)
        resolve(second)
        return undefined
      }
    })

  test('while one uploads, the other is told to wait', async () => {
    const store = await open()
    const second = duringFirst('PUT assets/a.js', store)
    await publish(store, ['a.js'], 'a')
    expect(String(await second)).toMatch(/a is being published[\s\S]+--take-over/)
    expect((await readState(store)).live).toBe('a')
    expect(server.objects.has('assets/b.js')).toBe(false)
  })

  test('both ask for the claim: the slower one changes nothing', async () => {
    const store = await open()
    const second = duringFirst('PUT releases/live.json', store)
    await expect(publish(store, ['a.js'], 'a')).rejects.toThrow('somebody else began to publish')
    expect(await second).toMatchObject({ release: { name: 'b' } })
    expect((await readState(store)).live).toBe('b')
    expect(server.objects.has('assets/a.js')).toBe(false)
  })

  test.each([
    { rule: 'by another release', name: 'b', says: 'somebody else began to publish' },
    { rule: 'by other files of the same name', name: 'a', says: 'the release a was published with other files' },
  ])('one that was taken over $rule stops before the switch', async ({ name, says }) => {
    const store = await open()
    const dir = releaseFolder(scratch, ['b.js'])
    server.onRequest = async asked => {
      if (asked !== 'PUT releases/a.json') return undefined
      server.onRequest = () => undefined
      await publishRelease(store, dir, { name, takeOver: true })
      return undefined
    }
    await expect(publish(store, ['a.js'], 'a')).rejects.toThrow(says)
    expect((await readState(store)).live).toBe(name)
    expect(server.objects.get('static-index.html')?.bytes.toString()).toContain('b.js')
  })
})

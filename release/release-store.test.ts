import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMemoryReleaseStore } from '../test/support/memory-release-store.ts'
import { hasMotoServer, startMotoServer } from '../test/support/moto-server.ts'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, startS3Server } from '../test/support/s3-server.ts'
import { openFolderStore } from './folder-store.io.ts'
import { ReleaseRefused } from './problem.ts'
import { TEXT_MAX_BYTES, type ReleaseStore } from './release-store.ts'
import { openS3Store } from './s3-store.io.ts'

let scratch = ''
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'understudy-store-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

interface Opened {
  readonly store: ReleaseStore
  readonly close: () => Promise<void>
}

const clientOf = (endpoint: string): S3Client =>
  new S3Client({
    endpoint,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY },
  })

const nothing = async (): Promise<void> => {}

const openS3 = async (server: { readonly url: string; readonly close: () => Promise<void> }): Promise<Opened> => {
  const client = clientOf(server.url)
  return { store: await openS3Store({ bucket: 'site', client }), close: server.close }
}

interface Kind {
  readonly name: string
  /** Why it cannot run here. */
  readonly skip?: string
  /** Why it does not refuse content other than announced. */
  readonly noChecksums?: string
  readonly open: () => Promise<Opened>
}

const STORES: readonly Kind[] = [
  { name: 'a bucket in memory', open: async () => ({ store: createMemoryReleaseStore(), close: nothing }) },
  {
    name: 'a folder',
    open: async () => {
      const folder = join(scratch, 'folder')
      await mkdir(folder)
      return { store: await openFolderStore(folder), close: nothing }
    },
  },
  { name: 'S3 on a loopback port, signatures checked', open: async () => openS3(await startS3Server('site')) },
  {
    name: 'moto_server',
    noChecksums: 'moto_server does not compare checksums',
    ...(hasMotoServer ? {} : { skip: 'moto_server is not on PATH' }),
    open: async () => {
      const server = await startMotoServer()
      await clientOf(server.url).send(new CreateBucketCommand({ Bucket: 'site' }))
      return openS3(server)
    },
  },
]

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex')

describe.each(STORES)('$name', ({ skip, noChecksums, open }) => {
  let opened: Opened
  let store: ReleaseStore
  beforeAll(async () => {
    if (skip !== undefined) return
    opened = await open()
    store = opened.store
  }, 30_000)
  afterAll(() => opened?.close())

  const contract = (name: string, run: () => Promise<void>, why = skip): void => {
    test(why === undefined ? name : `${name} (skipped: ${why})`, context => {
      if (why !== undefined) context.skip(why)
      return run()
    })
  }

  const put = async (key: string, text: string, announced = text): Promise<void> => {
    const path = join(scratch, 'upload')
    writeFileSync(path, text)
    await store.put({ key, sizeBytes: Buffer.byteLength(announced), sha256: sha256Of(announced) }, path)
  }

  contract('an object is listed with its size and known by its hash', async () => {
    await put('assets/a b+ü%.js', 'text of a')
    expect(await store.list('assets/')).toEqual(new Map([['assets/a b+ü%.js', 9]]))
    expect(await store.sha256('assets/a b+ü%.js')).toBe(sha256Of('text of a'))
  })

  contract('an empty object is an object', async () => {
    await put('empty/of-bytes.txt', '')
    expect(await store.list('empty/')).toEqual(new Map([['empty/of-bytes.txt', 0]]))
    expect(await store.sha256('empty/of-bytes.txt')).toBe(sha256Of(''))
  })

  contract('a listing is complete, and holds nothing of another prefix', async () => {
    const keys = Array.from({ length: 8 }, (_, index) => `many/deep/er/${index}.txt`)
    for (const key of keys) await put(key, key)
    await put('many-others.txt', 'not under many/')
    expect([...(await store.list('many/')).keys()].toSorted()).toEqual(keys)
  })

  contract('what is not there is nowhere', async () => {
    expect(await store.list('nowhere/')).toEqual(new Map())
    expect(await store.read('nowhere/x.json')).toBeUndefined()
    expect(await store.sha256('nowhere/x.json')).toBeUndefined()
    expect(await store.isSuperseded('nowhere/x.json')).toBe(false)
    await store.markSuperseded('nowhere/x.json')
    await store.clearSuperseded('nowhere/x.json')
    expect(await store.list('nowhere/')).toEqual(new Map())
  })

  contract('a text is written once where nothing is there', async () => {
    expect(await store.write('releases/once.json', 'first', undefined)).toMatchObject({ kind: 'written' })
    expect(await store.write('releases/once.json', 'second', undefined)).toEqual({ kind: 'changed-meanwhile' })
    expect((await store.read('releases/once.json'))?.text).toBe('first')
  })

  contract('a text that is too large to be one is not read', async () => {
    await put('releases/large.json', 'x'.repeat(TEXT_MAX_BYTES + 1))
    await expect(store.read('releases/large.json')).rejects.toThrow('releases/large.json has 33554433 bytes')
    expect(await store.sha256('releases/large.json')).toMatch(/^[0-9a-f]{64}$/)
  })

  contract('a text is replaced only in the version that was read', async () => {
    await store.write('releases/record.json', 'one', undefined)
    const version = (await store.read('releases/record.json'))?.version
    const written = await store.write('releases/record.json', 'two', version)
    expect(written).toEqual({ kind: 'written', version: (await store.read('releases/record.json'))?.version })
    expect(await store.write('releases/record.json', 'three', version)).toEqual({ kind: 'changed-meanwhile' })
    expect((await store.read('releases/record.json'))?.text).toBe('two')
    expect(await store.write('releases/gone.json', 'x', version)).toEqual({ kind: 'changed-meanwhile' })
    expect(await store.read('releases/gone.json')).toBeUndefined()
  })

  contract('of many writers of one version one succeeds', async () => {
    await store.write('releases/race.json', 'start', undefined)
    const version = (await store.read('releases/race.json'))?.version
    const texts = Array.from({ length: 8 }, (_, index) => `writer ${index}`)
    const outcomes = await Promise.all(texts.map(text => store.write('releases/race.json', text, version)))
    const winners = outcomes.flatMap(({ kind }, index) => (kind === 'written' ? [texts[index]] : []))
    expect(winners).toEqual([(await store.read('releases/race.json'))?.text])
  })

  contract('a copy has the bytes and not the tags', async () => {
    await put('releases/v4/robots.txt', 'robots')
    await store.markSuperseded('releases/v4/robots.txt')
    await put('robots.txt', 'older')
    await store.copy('releases/v4/robots.txt', 'robots.txt')
    expect(await store.sha256('robots.txt')).toBe(sha256Of('robots'))
    expect(await store.isSuperseded('robots.txt')).toBe(false)
  })

  contract('a mark is set once, taken off, and gone with a new upload', async () => {
    await put('assets/marked.js', 'text')
    expect(await store.isSuperseded('assets/marked.js')).toBe(false)
    for (const _ of [1, 2]) await store.markSuperseded('assets/marked.js')
    expect(await store.isSuperseded('assets/marked.js')).toBe(true)
    for (const _ of [1, 2]) await store.clearSuperseded('assets/marked.js')
    expect(await store.isSuperseded('assets/marked.js')).toBe(false)
    await store.markSuperseded('assets/marked.js')
    await put('assets/marked.js', 'text')
    expect(await store.isSuperseded('assets/marked.js')).toBe(false)
  })

  contract('marks of many objects at once are all kept', async () => {
    const keys = Array.from({ length: 8 }, (_, index) => `assets/at-once-${index}.js`)
    for (const key of keys) await put(key, key)
    await Promise.all(keys.map(key => store.markSuperseded(key)))
    expect(await Promise.all(keys.map(key => store.isSuperseded(key)))).toEqual(keys.map(() => true))
  })

  contract(
    'content that is not the one announced is refused, and what was there stays',
    async () => {
      await put('assets/strict.js', 'announced')
      const refused = put('assets/strict.js', 'delivered', 'announced')
      await expect(refused).rejects.toThrow(ReleaseRefused)
      await expect(refused).rejects.toThrow('changed while it was published')
      expect(await store.sha256('assets/strict.js')).toBe(sha256Of('announced'))
    },
    skip ?? noChecksums,
  )
})

import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SiteNotBuilt } from './built-site.io.ts'
import { publishRelease } from './publish.io.ts'
import type { ReleaseManifest } from './release-manifest.ts'
import type { SiteVersion } from './site-version.ts'

let folder: string
let bucketDir: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'site-publish-'))
  bucketDir = join(folder, 'bucket')
})

afterEach(() => rm(folder, { recursive: true }))

/** A client build on disk whose asset names carry `hash`. */
const built = async (name: string, version: SiteVersion, hash: string): Promise<string> => {
  const builtDir = join(folder, name)
  const release = join(builtDir, 'client', version)
  const script = `assets/${version}-${hash}.js`
  const style = `assets/${version}-${hash}.css`
  const manifest: ReleaseManifest = {
    version,
    script,
    style,
    assets: [style, script],
    rootFiles: ['robots.txt'],
    staticPage: 'static-index.html',
  }
  await mkdir(join(release, 'assets'), { recursive: true })
  for (const key of [...manifest.assets, ...manifest.rootFiles, manifest.staticPage])
    await writeFile(join(release, key), `${key} of ${name}`)
  await writeFile(`${release}.manifest.json`, JSON.stringify(manifest))
  return builtDir
}

const stored = (key: string): Promise<string> => readFile(join(bucketDir, key), 'utf8')

test('assets come first, the static page last', async () => {
  const keys = await publishRelease({ version: 'v4', bucketDir, builtDir: await built('one', 'v4', 'AAAA') })
  expect(keys).toEqual(['assets/v4-AAAA.css', 'assets/v4-AAAA.js', 'robots.txt', 'static-index.html'])
  expect(await stored('static-index.html')).toBe('static-index.html of one')
})

test('a newer release keeps every asset of the older one and replaces the static page', async () => {
  const before = await publishRelease({ version: 'v4', bucketDir, builtDir: await built('one', 'v4', 'AAAA') })
  await publishRelease({ version: 'v5', bucketDir, builtDir: await built('two', 'v5', 'BBBB') })
  for (const key of before.filter(name => name.startsWith('assets/'))) expect(await stored(key)).toBe(`${key} of one`)
  expect(await stored('assets/v5-BBBB.js')).toBe('assets/v5-BBBB.js of two')
  expect(await stored('static-index.html')).toBe('static-index.html of two')
})

test('publishing again leaves published assets untouched and nothing temporary behind', async () => {
  const builtDir = await built('one', 'v4', 'AAAA')
  await publishRelease({ version: 'v4', bucketDir, builtDir })
  const first = await stat(join(bucketDir, 'assets/v4-AAAA.js'))
  await publishRelease({ version: 'v4', bucketDir, builtDir })
  const second = await stat(join(bucketDir, 'assets/v4-AAAA.js'))
  expect([second.ino, second.mtimeMs]).toEqual([first.ino, first.mtimeMs])
  expect((await readdir(bucketDir)).toSorted()).toEqual(['assets', 'robots.txt', 'static-index.html'])
})

test('a release that lacks a file publishes no static page that needs it', async () => {
  const builtDir = await built('one', 'v4', 'AAAA')
  await rm(join(builtDir, 'client/v4/assets/v4-AAAA.js'))
  await expect(publishRelease({ version: 'v4', bucketDir, builtDir })).rejects.toThrow('v4-AAAA.js')
  expect(await readdir(bucketDir)).toEqual(['assets'])
})

test('a release that was not built is named with its remedy', async () => {
  const published = publishRelease({ version: 'v5', bucketDir, builtDir: await built('one', 'v4', 'AAAA') })
  await expect(published).rejects.toThrow(SiteNotBuilt)
  await expect(published).rejects.toThrow('v5.manifest.json is missing')
})

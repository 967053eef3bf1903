import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SITE_VERSIONS } from '../site/site-version.ts'
import { buildSite } from './build-site.io.ts'
import type { BuiltSite } from './build-site.io.ts'

let folder: string
let built: BuiltSite

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'site-build-'))
  built = await buildSite({ outDir: join(folder, 'one') })
})

afterAll(() => rm(folder, { recursive: true }))

const filesUnder = async (dir: string): Promise<readonly string[]> =>
  (await readdir(dir, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .toSorted()

test('the same sources give the same names and bytes', async () => {
  const other = await buildSite({ outDir: join(folder, 'two') })
  const files = await filesUnder(built.outDir)
  expect(await filesUnder(other.outDir)).toEqual(files)
  for (const file of files) {
    const [one, two] = await Promise.all([built.outDir, other.outDir].map(dir => readFile(join(dir, file), 'latin1')))
    expect(one === two, file).toBe(true)
  }
})

test.each(SITE_VERSIONS)('the manifest of %s lists every file of the release', async version => {
  const { assets, rootFiles, staticPage } = built.manifests[version]
  expect([...assets, ...rootFiles, staticPage].toSorted()).toEqual(
    await filesUnder(join(built.outDir, 'client', version)),
  )
  expect(JSON.parse(await readFile(join(built.outDir, 'client', `${version}.manifest.json`), 'utf8'))).toEqual(
    built.manifests[version],
  )
})

test.each(SITE_VERSIONS)('every asset of %s carries a hash', version => {
  for (const asset of built.manifests[version].assets)
    expect(asset).toMatch(/^assets\/[a-z0-9]+-[A-Z0-9]{8}\.(js|css)$/)
})

test.each(SITE_VERSIONS)('the static page of %s loads the script and the style sheet of its release', async version => {
  const { script, style, staticPage } = built.manifests[version]
  const html = await readFile(join(built.outDir, 'client', version, staticPage), 'utf8')
  expect(html).toContain(`src="/${script}"`)
  expect(html).toContain(`href="/${style}"`)
})

test('React is the production build', async () => {
  const script = await readFile(join(built.outDir, 'client/v4', built.manifests.v4.script), 'utf8')
  expect(script).not.toContain('Warning:')
  expect(script).not.toContain('process.env')
})

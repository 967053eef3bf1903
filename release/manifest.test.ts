import { describe, expect, test } from 'vitest'
import { releaseFile, releaseManifest } from '../test/support/release-manifests.ts'
import { contentDigest, defaultReleaseName, manifestText, parseManifest } from './manifest.ts'
import { isReleaseName } from './keys.ts'

const MANIFEST = releaseManifest('v4', Date.parse('2026-11-24T18:00:00.500Z'), ['app-1.js', 'app-1.css'])

test('a manifest survives its text', () => {
  expect(parseManifest(manifestText(MANIFEST))).toEqual(MANIFEST)
})

describe('what is not a manifest is refused, down to the last key', () => {
  const sha256 = MANIFEST.staticPage.sha256
  const changed = (change: Readonly<Record<string, unknown>>): string =>
    JSON.stringify({ ...JSON.parse(manifestText(MANIFEST)), ...change })
  const asset = (change: Readonly<Record<string, unknown>>): string =>
    changed({ assets: [{ key: 'assets/app.js', sizeBytes: 1, sha256, ...change }] })

  test('the pattern of the rows below is one', () => {
    expect(parseManifest(asset({}))).toBeDefined()
  })

  test.each([
    { what: 'no JSON', text: '{' },
    { what: 'a list', text: '[]' },
    { what: 'another format', text: changed({ format: 2 }) },
    { what: 'a name that is a path', text: changed({ name: '../v4' }) },
    { what: 'a time that is none', text: changed({ publishedAt: 'yesterday' }) },
    { what: 'no static page', text: changed({ staticPage: undefined }) },
    { what: 'another static page', text: changed({ staticPage: releaseFile('index.html') }) },
    { what: 'assets that are no list', text: changed({ assets: {} }) },
    { what: 'a key that leaves the bucket', text: asset({ key: 'assets/../../etc/passwd' }) },
    { what: 'an asset elsewhere', text: asset({ key: 'robots.txt' }) },
    { what: 'a root file among the assets', text: changed({ rootFiles: [releaseFile('assets/x.js')] }) },
    { what: 'the static page as a root file', text: changed({ rootFiles: [releaseFile('static-index.html')] }) },
    { what: 'a key of the releases', text: changed({ rootFiles: [releaseFile('releases/v5.json')] }) },
    { what: 'a negative size', text: asset({ sizeBytes: -1 }) },
    { what: 'a size in words', text: asset({ sizeBytes: '1' }) },
    { what: 'half a hash', text: asset({ sha256: sha256.slice(1) }) },
  ])('$what', ({ text }) => {
    expect(parseManifest(text)).toBeUndefined()
  })
})

describe('the digest of a release', () => {
  test('is the same for the same files, whatever name, time and order', () => {
    const other = { ...MANIFEST, name: 'x', publishedAt: 0, assets: MANIFEST.assets.toReversed() }
    expect(contentDigest(other)).toBe(contentDigest(MANIFEST))
  })

  test('changes with a key and with a content', () => {
    const [first] = MANIFEST.assets
    const renamed = { ...MANIFEST, assets: [{ ...releaseFile('assets/app-1.js'), key: 'assets/app-2.js' }] }
    const changed = { ...MANIFEST, staticPage: { ...MANIFEST.staticPage, sha256: first?.sha256 ?? '' } }
    expect(new Set([MANIFEST, renamed, changed].map(contentDigest)).size).toBe(3)
  })

  test('gives a valid name', () => {
    expect(isReleaseName(defaultReleaseName(MANIFEST))).toBe(true)
  })
})

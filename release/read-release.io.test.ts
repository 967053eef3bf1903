import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { releaseFolder } from '../test/support/release-folder.ts'
import { readRelease } from './read-release.io.ts'

let scratch = ''
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'understudy-read-release-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('assets, files of the root and the static page, each with size and hash, in the order of their keys', async () => {
  const dir = releaseFolder(scratch, ['b.js', 'deep/er/a.js'], {
    'empty.txt': '',
    '.well-known/assetlinks.json': '[]',
    'img/logo.svg': '<svg/>',
  })
  const { assets, rootFiles, staticPage } = await readRelease(dir)
  expect(assets.map(({ key }) => key)).toEqual(['assets/b.js', 'assets/deep/er/a.js'])
  expect(rootFiles.map(({ key }) => key)).toEqual([
    '.well-known/assetlinks.json',
    'empty.txt',
    'img/logo.svg',
    'robots.txt',
  ])
  expect(staticPage.key).toBe('static-index.html')
  expect(rootFiles[1]).toEqual({
    key: 'empty.txt',
    sizeBytes: 0,
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  })
})

describe('what cannot be published is refused with its name', () => {
  const file = (name: string): string => {
    const path = join(mkdtempSync(join(scratch, 'file-')), name)
    writeFileSync(path, '')
    return path
  }
  const folderWith = (change: (dir: string) => void): string => {
    const dir = releaseFolder(scratch, ['app.js'])
    change(dir)
    return dir
  }

  test.each([
    { what: 'a folder that is not there', dir: () => join(scratch, 'absent'), says: 'the folder does not exist' },
    { what: 'a file', dir: () => file('x.html'), says: 'this is no folder' },
    { what: 'an empty folder', dir: () => mkdtempSync(join(scratch, 'empty-')), says: 'the folder is empty' },
    {
      what: 'folders and nothing in them',
      dir: () => {
        const dir = mkdtempSync(join(scratch, 'bare-'))
        mkdirSync(join(dir, 'assets/deep'), { recursive: true })
        return dir
      },
      says: 'the folder is empty',
    },
    {
      what: 'no static page',
      dir: () => folderWith(dir => rmSync(join(dir, 'static-index.html'))),
      says: 'the folder has no static-index.html',
    },
    {
      what: 'a page whose script is missing',
      dir: () => folderWith(dir => rmSync(join(dir, 'assets/app.js'))),
      says: 'loads assets that the folder does not have: assets/app.js',
    },
    {
      what: 'a link to a file outside',
      dir: () => folderWith(dir => symlinkSync('/etc/hostname', join(dir, 'assets/host.txt'))),
      says: '1 entries are symbolic links: assets/host.txt',
    },
    {
      what: 'a link to a folder',
      dir: () => folderWith(dir => symlinkSync('/etc', join(dir, 'assets/etc'))),
      says: 'symbolic links: assets/etc',
    },
    {
      what: 'a hidden file',
      dir: () => folderWith(dir => writeFileSync(join(dir, '.env'), 'SECRET=1')),
      says: '.env is hidden',
    },
    {
      what: 'a file where the releases are kept',
      dir: () =>
        folderWith(dir => {
          mkdirSync(join(dir, 'releases'))
          writeFileSync(join(dir, 'releases/v4.json'), '{}')
        }),
      says: 'releases/v4.json lies under releases/',
    },
    {
      what: 'a backslash, which is a folder elsewhere',
      dir: () => folderWith(dir => writeFileSync(join(dir, 'assets\\..\\..\\evil'), '')),
      says: 'has a backslash',
    },
    {
      what: 'a line break in a name, shown as one',
      dir: () => folderWith(dir => writeFileSync(join(dir, 'assets/a\nb.js'), '')),
      says: 'assets/a\\nb.js has a backslash or a character',
    },
    {
      what: 'a name that is no text',
      dir: () => folderWith(dir => writeFileSync(Buffer.concat([Buffer.from(`${dir}/x`), Buffer.from([0xff])]), '')),
      says: 'a character that is no text',
    },
    {
      what: 'more than one upload carries',
      dir: () =>
        folderWith(dir => {
          writeFileSync(join(dir, 'assets/video.mp4'), '')
          truncateSync(join(dir, 'assets/video.mp4'), 5 * 1024 ** 3 + 1)
        }),
      says: 'assets/video.mp4 is larger than 5 GiB',
    },
  ])('$what', async ({ dir, says }) => {
    const refused = readRelease(dir())
    await expect(refused).rejects.toMatchObject({ name: 'ReleaseRefused' })
    await expect(refused).rejects.toThrow(says)
  })
})

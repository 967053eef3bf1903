import { describe, expect, test } from 'vitest'
import { copyKey, isReleaseName, keyProblem, manifestKey, releaseOfManifestKey } from './keys.ts'

test.each([
  { name: 'v4', valid: true },
  { name: '2026-11-24.1_hotfix', valid: true },
  { name: 'x'.repeat(64), valid: true },
  { name: 'x'.repeat(65), valid: false },
  { name: '', valid: false },
  { name: '..', valid: false },
  { name: '../v4', valid: false },
  { name: 'a/b', valid: false },
  { name: 'V4', valid: false },
  { name: '-rf', valid: false },
  { name: 'v4\n', valid: false },
  // The key of its manifest would be that of the record; the folder of its copies that of a manifest.
  { name: 'live', valid: false },
  { name: 'v4.json', valid: false },
])('the name "$name" is valid: $valid', ({ name, valid }) => {
  expect(isReleaseName(name)).toBe(valid)
})

test('a manifest is known by its key, and nothing else under releases/ is one', () => {
  expect(releaseOfManifestKey(manifestKey('v4'))).toBe('v4')
  for (const key of ['releases/live.json', 'releases/v4/app.json', 'releases/.json', 'assets/v4.json', 'v4.json'])
    expect(releaseOfManifestKey(key), key).toBeUndefined()
})

describe('keys of files', () => {
  test.each(['assets/app.js', 'robots.txt', '.well-known/assetlinks.json', 'a b+ü.txt', 'x'.repeat(940)])('%s', key => {
    expect(keyProblem(key)).toBeUndefined()
  })

  test.each([
    { key: '../secret', why: 'leaves its folder' },
    { key: 'assets/../../secret', why: 'leaves its folder' },
    { key: '/etc/passwd', why: 'leaves its folder' },
    { key: 'assets//app.js', why: 'leaves its folder' },
    { key: 'assets\\app.js', why: 'has a backslash' },
    { key: 'a\nb', why: 'no text in its name' },
    { key: 'a\ufffd.js', why: 'no text in its name' },
    { key: 'releases/v4.json', why: 'where the releases are kept' },
    { key: '.env', why: 'is hidden' },
    { key: '.git/config', why: 'is hidden' },
    { key: '.understudy-metadata.json', why: 'is hidden' },
    { key: 'assets/.well-known/x', why: 'is hidden' },
    { key: 'ü'.repeat(500), why: 'is longer than' },
  ])('$key: $why', ({ key, why }) => {
    expect(keyProblem(key)).toContain(why)
  })

  test('the longest key still has room for the prefix of its copy', () => {
    const longest = Array.from({ length: 1_100 }, (_, length) => 'x'.repeat(length + 1)).findLast(
      key => keyProblem(key) === undefined,
    )
    expect(copyKey('x'.repeat(64), longest ?? '')).toHaveLength(1_024)
  })
})

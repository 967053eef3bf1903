import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cacheBehavior, customOrigin, distribution, s3Origin } from '../test/support/distribution.ts'
import { findImportFiles } from './import-sources.io.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-import-'))
  mkdirSync(join(folder, 'bucket'))
  writeFileSync(join(folder, 'bucket', 'flags.json'), '{}')
  writeFileSync(join(folder, 'secret.json'), '{}')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const siteWith = (sourceArn: string, file = 'template.yml') => {
  const fn = {
    logicalId: 'Fn',
    name: 'fn',
    runtime: 'cloudfront-js-2.0',
    code: 'function handler(event) { return event.request }',
    keyValueStore: {
      logicalId: 'Flags',
      name: 'flags',
      importSource: { sourceArn, place: { file, line: 7 } },
    },
    place: { file: 'template.yml' },
  } as const
  return distribution({
    origins: [customOrigin(), { ...s3Origin(), id: 'assets', domainName: 'assets.s3.eu-west-3.amazonaws.com' }],
    behaviors: [cacheBehavior({ functions: { 'viewer-request': fn } })],
  })
}

const filesOf = (sourceArn: string, given = new Map<string, string>()) =>
  findImportFiles(
    given,
    [siteWith(sourceArn)],
    new Map([['assets', { kind: 'folder', folder: join(folder, 'bucket') }]]),
  )

test('the object of a bucket that a folder stands in for', () => {
  expect(filesOf('arn:aws:s3:::assets/flags.json')).toEqual({
    files: new Map([['flags', join(folder, 'bucket', 'flags.json')]]),
    warnings: [],
  })
})

test('an asset of the CDK lies beside its template', () => {
  const list = { files: { '0f0f': { source: { path: 'asset.0f0f.json' } } } }
  writeFileSync(join(folder, 'Site.assets.json'), JSON.stringify(list))
  const site = siteWith('arn:aws:s3:::cdk-hnb659fds-assets-123456789012-us-east-1/0f0f.json', join(folder, 'a.json'))
  expect(findImportFiles(new Map(), [site])).toEqual({
    files: new Map([['flags', join(folder, 'asset.0f0f.json')]]),
    warnings: [],
  })
})

test('--kvs counts more', () => {
  expect(filesOf('arn:aws:s3:::assets/flags.json', new Map([['flags', 'mine.json']])).files).toEqual(new Map())
})

test.each([
  { what: 'another bucket', sourceArn: 'arn:aws:s3:::asset/flags.json' },
  { what: 'no such object', sourceArn: 'arn:aws:s3:::assets/absent.json' },
  { what: 'a key that leads out of the folder', sourceArn: 'arn:aws:s3:::assets/../secret.json' },
])('$what: a warning with its place, and the store starts empty', ({ sourceArn }) => {
  const { files, warnings } = filesOf(sourceArn)
  expect(files).toEqual(new Map())
  expect(warnings).toEqual([
    `• the store flags starts empty: ${sourceArn} is not at hand   template.yml:7 [CFF-153]\n  → --kvs flags=FILE, or --origin ID=FOLDER for the origin of that bucket`,
  ])
})

test('where origins have no stand-ins, only --kvs is offered', () => {
  const { files, warnings } = findImportFiles(new Map(), [siteWith('arn:aws:s3:::assets/flags.json')])
  expect(files).toEqual(new Map())
  expect(warnings).toEqual([expect.stringMatching(/→ --kvs flags=FILE$/)])
})

import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SAMPLE_YAML } from './fixtures/sample.ts'
import { loadTemplateFile } from './load-template.io.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-template-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const load = (file: string) => loadTemplateFile(file, { parameters: {} })

test('a missing file is one problem', async () => {
  const file = join(folder, 'missing.json')
  expect(await load(file)).toMatchObject({
    distributions: [],
    problems: [{ severity: 'error', message: 'the template file does not exist', place: { file } }],
  })
})

test('a folder is one problem', async () => {
  expect((await load(folder)).problems).toMatchObject([{ message: 'the template is a folder' }])
})

test('an empty file is one problem', async () => {
  const file = join(folder, 'empty.yml')
  await writeFile(file, '')
  expect((await load(file)).problems).toMatchObject([{ message: 'the template is empty' }])
})

test('a file over 10 MB is one problem', async () => {
  const file = join(folder, 'big.yml')
  await writeFile(file, '')
  await truncate(file, 10_000_001)
  expect((await load(file)).problems).toMatchObject([{ message: expect.stringMatching(/10000001 bytes/) }])
})

test('binary content is one problem', async () => {
  const file = join(folder, 'binary.yml')
  await writeFile(file, Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0xff, 0xfe]))
  expect((await load(file)).problems).toHaveLength(1)
})

test('UTF-16, as Windows PowerShell redirects, is read', async () => {
  const file = join(folder, 'powershell.json')
  await writeFile(file, `\uFEFF{ "DistributionList": {} }`, 'utf16le')
  expect((await load(file)).problems).toMatchObject([{ message: 'this is a list of distributions' }])
})

test('code of Lambdas is looked for beside the template', async () => {
  const file = join(folder, 'template.yml')
  await writeFile(file, SAMPLE_YAML.text)
  const before = await load(file)
  expect(before.problems.map(({ message }) => message)).toContain(
    `the code of the Lambda is not there: ${join(folder, 'originResponse.zip')}`,
  )
  await writeFile(join(folder, 'originResponse.zip'), '')
  expect((await load(file)).distributions).toHaveLength(1)
})

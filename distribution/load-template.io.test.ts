import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SAMPLE_YAML } from './fixtures/sample.ts'
import { loadTemplateFile } from './load-template.io.ts'

/** A distribution with one origin. */
const MINIMAL = {
  Resources: {
    Site: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          Origins: [
            { Id: 'web', DomainName: 'www.example.org', CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } },
          ],
          DefaultCacheBehavior: {
            TargetOriginId: 'web',
            ViewerProtocolPolicy: 'https-only',
            CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
          },
        },
      },
    },
  },
}

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

test('the stages of a CDK app lie in folders of their own', async () => {
  const app = join(folder, 'app')
  const stage = join(app, 'assembly-Live')
  await mkdir(stage, { recursive: true })
  const manifest = (artifact: object): string => JSON.stringify({ version: '36.0.0', artifacts: { artifact } })
  const inner = { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Live' } }
  await writeFile(join(app, 'manifest.json'), manifest(inner))
  const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: 'LiveSite.template.json' } }
  await writeFile(join(stage, 'manifest.json'), manifest(stack))
  await writeFile(join(stage, 'LiveSite.template.json'), JSON.stringify(MINIMAL))
  expect((await load(app)).distributions).toHaveLength(1)
})

test('the manifest of an app that names itself as its stage is read once', async () => {
  const app = join(folder, 'circle')
  await mkdir(app)
  const itself = { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } }
  await writeFile(join(app, 'manifest.json'), JSON.stringify({ artifacts: { itself } }))
  expect((await load(app)).problems).toMatchObject([{ message: 'the template is a folder' }])
})

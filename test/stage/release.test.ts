import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openFolderStore } from '../../release/folder-store.io.ts'
import { readRelease } from '../../release/read-release.io.ts'
import type { ReleaseStore } from '../../release/release-store.ts'
import { releaseFolder } from '../support/release-folder.ts'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, startS3Server, type S3Server } from '../support/s3-server.ts'

const COMMAND = resolve('dist/cli/understudy.js')
const [V4, V5] = ['v4', 'v5'].map(version => resolve('dist/site/client', version))

interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

let scratch = ''
let bucket = ''
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'understudy-release-'))
})
beforeEach(() => {
  bucket = mkdtempSync(join(scratch, 'bucket-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const OFFLINE = { PATH: process.env['PATH'] ?? '', AWS_EC2_METADATA_DISABLED: 'true' }

const started = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [COMMAND, 'release', ...args], {
    cwd: scratch,
    env: { ...OFFLINE, HOME: scratch, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => (output.stdout += String(chunk)))
  child.stderr.on('data', chunk => (output.stderr += String(chunk)))
  const ended = new Promise<Run>(done => child.on('close', status => done({ status, ...output })))
  return { kill: () => child.kill('SIGKILL'), ended }
}

const run = (...args: readonly string[]): Promise<Run> => started(args).ended

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted()

describe('understudy release on the folder of a bucket', () => {
  const publish = (dir = V4 ?? '', ...more: readonly string[]): Promise<Run> =>
    run('publish', dir, '--folder', bucket, ...more)

  test('publish, publish, list, roll back: the talk on stderr, the data on stdout', async () => {
    const first = await publish(V4, '--name', 'v4')
    expect(first).toMatchObject({ status: 0, stdout: '' })
    expect(first.stderr).toMatch(/^live {2}v4 .+\n {2}assets {6}4, 4 of them uploaded/)
    const second = await publish(V5, '--name', 'v5', '--json', '--keep', '1', '--keep-days', '0')
    expect(second).toMatchObject({ status: 0, stderr: '' })
    expect(JSON.parse(second.stdout)).toMatchObject({
      release: 'v5',
      liveBefore: 'v4',
      uploadedAssets: 2,
      superseded: 2,
      kept: [{ name: 'v5', because: 'live' }],
    })
    const list = await run('list', '--folder', bucket, '--json', '--keep', '1', '--keep-days', '0')
    expect(JSON.parse(list.stdout).releases).toMatchObject([
      { name: 'v5', isLive: true, kept: 'live' },
      { name: 'v4', isLive: false, kept: null, missingFiles: 0 },
    ])
    const back = await run('rollback', '--folder', bucket)
    expect(back).toMatchObject({ status: 0, stdout: '' })
    expect(back.stderr).toContain('live again  v4')
    expect(readFileSync(join(bucket, 'static-index.html'))).toEqual(readFileSync(join(V4 ?? '', 'static-index.html')))
    expect((await run('list', '--folder', bucket)).stdout).toMatch(/^● +v4 /m)
  })

  test('a dry run prints every step in order and changes nothing', async () => {
    await publish(V4, '--name', 'v4')
    const before = filesIn(bucket).map(file => [file, readFileSync(file, 'utf8')])
    const plan = await publish(V5, '--name', 'v5', '--dry-run')
    const kinds = plan.stdout.split('\n').map(line => line.split(' ')[0])
    expect([...new Set(kinds)]).toEqual([
      'put-asset',
      'put-copy',
      'put-manifest',
      'verify',
      'begin-switch',
      'restore-root-file',
      'restore-static-page',
      'end-switch',
      '',
    ])
    expect(plan.stderr).toContain('dry run: nothing was changed')
    const asJson = await publish(V5, '--name', 'v5', '--dry-run', '--json')
    expect(JSON.parse(asJson.stdout).steps.join('\n')).toBe(plan.stdout.trimEnd())
    expect(filesIn(bucket).map(file => [file, readFileSync(file, 'utf8')])).toEqual(before)
  })

  test.each([
    { rule: 'no bucket', args: ['publish', 'DIR'], status: 2, says: /no bucket is named\n {2}→ pass one of/ },
    {
      rule: 'two buckets',
      args: ['list', '--folder', 'BUCKET', '--bucket', 'x'],
      status: 2,
      says: /more than one bucket/,
    },
    { rule: 'another stage', args: ['list', '--stage', 'prod'], status: 2, says: /only the stage "local"/ },
    { rule: 'no stage here', args: ['list', '--stage', 'local'], status: 1, says: /understudy start makes its bucket/ },
    { rule: 'no such folder', args: ['list', '--folder', 'BUCKET/x'], status: 1, says: /bucket does not exist/ },
    {
      rule: 'a name that is a path',
      args: ['publish', 'DIR', '--folder', 'BUCKET', '--name', '../../x'],
      status: 2,
      says: /--name "\.\.\/\.\.\/x": not the name of a release/,
    },
    {
      rule: 'a number that is none',
      args: ['list', '--folder', 'BUCKET', '--keep', '0'],
      status: 2,
      says: /--keep 0: expected a whole number from 1/,
    },
    {
      rule: 'no such release',
      args: ['rollback', 'v9', '--folder', 'BUCKET'],
      status: 1,
      says: /there is no release v9/,
    },
    {
      rule: 'a folder that is no client',
      args: ['publish', 'DIR/assets', '--folder', 'BUCKET'],
      status: 1,
      says: /has no static-index\.html/,
    },
    {
      rule: 'a bucket name that is none',
      args: ['list', '--bucket', 'a/../b'],
      status: 2,
      says: /not the name of a bucket/,
    },
    {
      rule: 'no credentials',
      args: ['list', '--bucket', 'site'],
      status: 1,
      says: /no AWS credentials {3}s3:\/\/site\n {2}→ set AWS_ACCESS_KEY_ID/,
      env: { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    },
    { rule: 'no region', args: ['list', '--bucket', 'site'], status: 1, says: /no AWS region is set/ },
  ])('$rule: one clear error', async ({ args, status, says, env }) => {
    const given = args.map(arg => arg.replace('DIR', V4 ?? '').replace('BUCKET', bucket))
    const { ended } = started(given, env)
    const result = await ended
    expect(result.stderr).toMatch(says)
    expect(result.stderr).not.toMatch(/\n\s+at .+:\d+:\d+/)
    expect(result).toMatchObject({ status, stdout: '' })
    expect(readdirSync(bucket)).toEqual([])
  })
})

/** Everything that the page in the bucket loads is there; answers with the release that the page is of. */
const wholeRelease = async (store: ReleaseStore, dirs: readonly string[]): Promise<string> => {
  const page = await store.sha256('static-index.html')
  for (const dir of dirs) {
    const { assets, staticPage } = await readRelease(dir)
    if (staticPage.sha256 !== page) continue
    for (const { key, sha256 } of assets) {
      expect(await store.sha256(key), key).toBe(sha256)
      expect(await store.isSuperseded(key), key).toBe(false)
    }
    return dir
  }
  throw new Error('the page in the bucket is of no release')
}

describe('a process killed with SIGKILL', () => {
  let oldDir = ''
  let newDir = ''
  const retention = ['--keep', '1', '--keep-days', '0']
  beforeAll(() => {
    oldDir = releaseFolder(scratch, ['shared.js', 'old.js'])
    newDir = releaseFolder(scratch, ['shared.js', 'new.js'])
  })

  test('while it writes a folder, at many moments: the live release is whole, and running it again completes', async () => {
    // Many files, so that the signal arrives long before the end.
    const many = Array.from({ length: 60 }, (_, index) => `new-${index}.js`)
    const largeDir = releaseFolder(scratch, ['shared.js', ...many])
    const pages = new Set<string>()
    for (let moment = 1; moment <= 6; moment++) {
      const folder = join(bucket, String(moment))
      mkdirSync(folder)
      await run('publish', oldDir, '--folder', folder, '--name', 'old')
      const publishing = ['publish', largeDir, '--folder', folder, '--name', 'new', ...retention]
      const dying = started(publishing)
      let seen = 0
      const watcher = watch(folder, { recursive: false }, () => {
        seen += 1
        if (seen === moment) dying.kill()
      })
      await dying.ended
      watcher.close()
      pages.add(await wholeRelease(await openFolderStore(folder), [oldDir, largeDir]))
      expect(await run(...publishing)).toMatchObject({ status: 0 })
      expect(await wholeRelease(await openFolderStore(folder), [largeDir])).toBe(largeDir)
    }
    expect(pages).toContain(oldDir)
  })

  describe('while it writes to S3', () => {
    let server: S3Server
    const env = (): Record<string, string> => ({
      AWS_ENDPOINT_URL: server.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
    })
    const publish = (dir: string, name: string) =>
      started(['publish', dir, '--bucket', 'site', '--name', name, ...retention], env())
    const isChange = (request: string): boolean => !/^(GET|HEAD) /.test(request)

    const pageIn = (): string => server.objects.get('static-index.html')?.bytes.toString() ?? ''
    /** The S3 of the tests is asked without the client: it is what S3 holds that counts. */
    const expectWhole = async (dir: string): Promise<void> => {
      for (const { key, sizeBytes } of (await readRelease(dir)).assets) {
        expect(server.objects.get(key)?.bytes.length, key).toBe(sizeBytes)
        expect(server.objects.get(key)?.tags.size, key).toBe(0)
      }
    }

    test('at each of its changes in turn: the live release is whole, and running it again completes', async () => {
      const pages: string[] = []
      for (let change = 0; ; change++) {
        server = await startS3Server('site')
        try {
          expect(await publish(oldDir, 'old').ended).toMatchObject({ status: 0 })
          const dying = publish(newDir, 'new')
          let seen = 0
          let isKilled = false
          server.onRequest = async request => {
            if (!isChange(request) || seen++ !== change) return undefined
            isKilled = dying.kill()
            await dying.ended
            return undefined
          }
          const { status } = await dying.ended
          server.onRequest = () => undefined
          if (!isKilled) {
            expect([status, change > 9]).toEqual([0, true])
            break
          }
          const dir = pageIn().includes('new.js') ? newDir : oldDir
          pages.push(dir)
          await expectWhole(dir)
          expect(await publish(newDir, 'new').ended).toMatchObject({ status: 0 })
          expect(pageIn()).toContain('new.js')
          await expectWhole(newDir)
        } finally {
          await server.close()
        }
      }
      // Old until the page is written, new from then on.
      expect(pages.toSorted((a, b) => Number(a === newDir) - Number(b === newDir))).toEqual(pages)
      expect(new Set(pages).size).toBe(2)
    }, 180_000)
  })
})

test('the commands of docs/release.md run, in their order', async () => {
  const text = readFileSync('docs/release.md', 'utf8')
  const blocks = [...text.matchAll(/<!-- runs -->\s+```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block)
  const commands = blocks
    .join('')
    .split('\n')
    .filter(line => line.startsWith('npx understudy release '))
  expect(commands.length).toBeGreaterThan(4)
  const project = mkdtempSync(join(scratch, 'project-'))
  mkdirSync(join(project, '.understudy/bucket'), { recursive: true })
  cpSync(V4 ?? '', join(project, 'dist/site/client/v4'), { recursive: true })
  cpSync(V5 ?? '', join(project, 'dist/site/client/v5'), { recursive: true })
  for (const command of commands) {
    const args = command
      .replace(/ +#.*$/, '')
      .split(' ')
      .slice(2)
    const child = spawn(process.execPath, [COMMAND, ...args], { cwd: project, stdio: 'ignore' })
    expect([command, await new Promise(done => child.on('close', done))]).toEqual([command, 0])
  }
})

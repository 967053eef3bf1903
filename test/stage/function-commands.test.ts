import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  startCloudFrontServer,
  type ServedFunction,
} from '../support/cloudfront-server.ts'

interface Run {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

const understudy = (args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}): Promise<Run> =>
  new Promise(resolve => {
    const child = execFile(
      process.execPath,
      ['dist/cli/understudy.js', ...args],
      { timeout: 60_000, maxBuffer: 64_000_000, env: { ...process.env, ...env } },
      (error, stdout, stderr) =>
        resolve({ status: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }),
    )
    child.stdin?.end(input)
  })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-function-commands-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, content: string): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('understudy invoke', () => {
  test('the output is data, everything else is talk', async () => {
    const { status, stdout, stderr } = await understudy(['invoke', 'functions/viewer-request/handler.ts'])
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ request: { headers: { 'x-feature-flipping': { value: 'site:v4' } } } })
    expect(stderr).toMatch(/^\d+ steps, [\d,]+ bytes$/m)
  })

  test('TypeScript and what was built from it give the same, and fail at the same place', async () => {
    const [source, built] = await Promise.all([
      understudy(['invoke', 'functions/viewer-response/handler.ts', '--type', 'viewer-response', '--json']),
      understudy(['invoke', 'dist/edge/functions/viewer-response.js', '--type', 'viewer-response', '--json']),
    ])
    expect(JSON.parse(source.stdout)).toEqual(JSON.parse(built.stdout))
    const failing = await Promise.all([
      understudy(['invoke', 'functions/viewer-response/handler.ts']),
      understudy(['invoke', 'dist/edge/functions/viewer-response.js']),
    ])
    for (const { status, stdout, stderr } of failing) {
      expect(status).toBe(1)
      expect(stdout).toBe('')
      expect(stderr).toMatch(/at .*functions\/viewer-response\/handler\.ts:\d+:\d+/)
    }
  })

  test.each([
    { rule: 'no function', args: ['invoke'], says: 'no function is named' },
    {
      rule: 'a batch of a file',
      args: ['invoke', 'a.js', '--batch'],
      says: '--batch reads functions from standard input',
    },
    { rule: 'an option that does not exist', args: ['invoke', 'a.js', '--speed'], says: "unknown option '--speed'" },
  ])('$rule is wrong usage', async ({ args, says }) => {
    const { status, stderr } = await understudy(args)
    expect(status).toBe(2)
    expect(stderr).toContain(says)
  })
})

describe('understudy invoke --batch', () => {
  const batch = async (
    lines: readonly unknown[],
  ): Promise<{ readonly run: Run; readonly answers: readonly unknown[] }> => {
    const texts = lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line)))
    const run = await understudy(['invoke', '--batch'], texts.map(text => `${text}\n`).join(''))
    return {
      run,
      answers: run.stdout
        .trim()
        .split('\n')
        .map((text): unknown => JSON.parse(text)),
    }
  }

  test('one answer a line, in order, across a change of workers', async () => {
    const lines = Array.from({ length: 1_200 }, (_, id) => ({
      id,
      code: `function handler(event) { event.request.uri = '/${id}'; return event.request }`,
    }))
    const { run, answers } = await batch(lines)
    expect(run.status).toBe(0)
    expect(answers).toHaveLength(lines.length)
    expect(answers).toEqual(
      lines.map(({ id }) =>
        expect.objectContaining({ id, got: { request: expect.objectContaining({ uri: `/${id}` }) } }),
      ),
    )
  })

  test('how many answers are errors is told on stderr', async () => {
    const code = 'function handler() { return { statusCode: 204 } }'
    const { run } = await batch([{ code }, { code: 'function handler() { throw new Error("no") }' }, { code }])
    expect(run.stderr).toMatch(/^3 lines, 1 of them errors, in \d+\.\d s\n$/)
  })

  test('a bad line costs nobody but itself', async () => {
    const good = { id: 'good', code: 'function handler() { return { statusCode: 204 } }' }
    const { run, answers } = await batch([
      'no JSON',
      { id: 'regular expression', code: `function handler() { return /^(?=a)(a+)+$/.test('${'a'.repeat(60)}b') }` },
      {
        id: 'hidden expression',
        code: `function handler() { return (/a/).constructor('^(?=a)(a+)+$').test('${'a'.repeat(60)}b') }`,
      },
      good,
      { id: 'loop', code: 'function handler() { for (;;); }' },
      { id: 'recursion', code: 'function handler(event) { return handler(event) }' },
      {
        id: 'rejection',
        code: 'async function handler() { Promise.reject(new Error("unheard")); return { statusCode: 204 } }',
      },
      '"' + 'x'.repeat(8_000_001),
      good,
    ])
    expect(run.status).toBe(0)
    const got = { response: { statusCode: 204 } }
    expect(answers).toEqual([
      { id: null, error: expect.stringContaining('not JSON') },
      { id: 'regular expression', error: expect.stringMatching(/stopped after \d+ ms/) },
      { id: 'hidden expression', error: expect.stringMatching(/stopped after \d+ ms/) },
      { id: 'good', got },
      { id: 'loop', error: expect.stringContaining('steps') },
      { id: 'recursion', error: expect.anything() },
      { id: 'rejection', got },
      { id: null, error: expect.stringContaining('at most 8000000 bytes') },
      { id: 'good', got },
    ])
  })
})

describe('understudy test', () => {
  test('the project has cases, and all are as expected', async () => {
    const { status, stdout, stderr } = await understudy(['test'])
    expect(status, stdout).toBe(0)
    expect(stdout).toContain('functions/viewer-request\n  ✔ at-the-flip')
    expect(stderr).toMatch(/^(\d+) of \1 cases as expected$/m)
  })

  test('a difference is a finding, in words and as JSON', async () => {
    cpSync('dist/edge/functions/asset-viewer-request.js', join(folder, 'fn.js'))
    const path = write(
      'case.json',
      JSON.stringify({ event: {}, function: 'fn.js', expect: { request: { uri: '/other', method: 'GET' } } }),
    )
    const [text, json] = await Promise.all([understudy(['test', path]), understudy(['test', path, '--json'])])
    expect([text.status, json.status]).toEqual([1, 1])
    expect(text.stdout).toContain('request.uri\n        expected  "/other"\n        got       "/"')
    expect(JSON.parse(json.stdout)).toMatchObject({
      asExpected: false,
      differences: [{ path: 'request.uri', expected: '/other', got: '/' }],
    })
  })
})

describe('understudy release verify', () => {
  const verify = async (run: ServedFunction['run']): Promise<Run> => {
    const server = await startCloudFrontServer(new Map([['assets', { etags: { LIVE: 'E' }, run }]]))
    const args = ['release', 'verify', 'assets', 'functions/asset-viewer-request', '--stage', 'LIVE']
    const env = {
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
    }
    return understudy(args, '', env).finally(() => server.close())
  }

  test('the same at CloudFront, and something else', async () => {
    const withoutQuery = (event: unknown): string => {
      const { request } = JSON.parse(JSON.stringify(event)) as { request: object }
      return JSON.stringify({ request: { ...request, querystring: {} } })
    }
    const same = await verify(event => ({ output: withoutQuery(event), logs: [], errorMessage: '' }))
    expect(same.status, same.stdout + same.stderr).toBe(0)
    expect(same.stderr).toContain('1 of 1 cases give the same here and at CloudFront   assets, LIVE')
    const other = await verify(event => ({ output: JSON.stringify({ request: event }), logs: [], errorMessage: '' }))
    expect(other.status).toBe(1)
    expect(other.stdout).toContain('request.uri\n        local  "/assets/app-3f9a.js"\n        real   nothing')
  })

  test('without credentials there is a remedy and no stack', async () => {
    const args = ['release', 'verify', 'assets', 'functions/asset-viewer-request']
    const env = {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    }
    const { status, stderr } = await understudy(args, '', { ...env, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' })
    expect(status).toBe(1)
    expect(stderr).toContain('there are no AWS credentials   function assets\n  → set AWS_ACCESS_KEY_ID')
    expect(stderr).not.toContain('    at ')
  })
})

describe('docs/functions.md', () => {
  const text = readFileSync('docs/functions.md', 'utf8')
  const blocks = [...text.matchAll(/<!-- runs -->\s+```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block)

  test('has commands that run', () => {
    expect(blocks.length).toBeGreaterThan(1)
  })

  test.each(blocks.flatMap(block => block.trim().split('\n')))('%s', line => {
    const command = line.replaceAll('npx understudy', `"${process.execPath}" dist/cli/understudy.js`)
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8', stdio: 'pipe' })).not.toBe('')
  })

  test('the case it shows is as it expects', async () => {
    const [, shown = ''] = /```json\n([\s\S]*?)```/.exec(text) ?? []
    cpSync('dist/edge/functions/viewer-request.js', join(folder, 'viewer-request.js'))
    const path = write('shown.json', JSON.stringify({ ...JSON.parse(shown), function: 'viewer-request.js' }))
    const { status, stdout } = await understudy(['test', path])
    expect(status, stdout).toBe(0)
  })
})

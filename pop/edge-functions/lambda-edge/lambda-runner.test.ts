import { mkdir, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { LambdaCode, LambdaFunction } from '../../../distribution/model.ts'
import type { LambdaEdgeEvent, LambdaInvocation, LambdaOutcome } from './invocation.ts'
import { createLambdaRunner, type LambdaRunner, type LambdaRunnerOptions } from './lambda-runner.io.ts'

const event: LambdaEdgeEvent = {
  config: {
    distributionDomainName: 'd111111abcdef8.cloudfront.net',
    distributionId: 'EDFDVBD6EXAMPLE',
    eventType: 'origin-request',
    requestId: 'r1',
  },
  request: { clientIp: '203.0.113.178', method: 'GET', uri: '/live', querystring: '', headers: {} },
}

const lambdaOf = (code: LambdaCode, settings: Partial<LambdaFunction> = {}): LambdaFunction => ({
  logicalId: 'Fn',
  name: 'fn',
  runtime: 'nodejs22.x',
  handler: 'index.handler',
  timeoutSeconds: 5,
  memoryMegabytes: 128,
  code,
  ...settings,
})

const inline = (source: string, settings: Partial<LambdaFunction> = {}): LambdaInvocation => ({
  association: { lambda: lambdaOf({ kind: 'inline', source }, settings), includeBody: false },
  event,
})

const resultOf = (outcome: LambdaOutcome): unknown => (outcome.kind === 'result' ? outcome.result : outcome)

let seen: { host: string | undefined; url: string | undefined; method: string | undefined; body: string }[] = []
let server: Server
let stageUrl = ''
let folder = ''
let runner: LambdaRunner
const newRunner = (options: Partial<LambdaRunnerOptions> = {}): LambdaRunner =>
  createLambdaRunner({ stageOrigins: () => new Map([['d111111abcdef8.cloudfront.net', stageUrl]]), ...options })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-test-'))
  server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => (body += String(chunk)))
    request.on('end', () => {
      seen.push({ host: request.headers.host, url: request.url, method: request.method, body })
      if (request.url === '/moved') response.writeHead(302, { location: '/static-index.html' }).end()
      else response.writeHead(200, { 'x-from': 'stage' }).end('<html>')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  stageUrl = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
  runner = newRunner()
})
afterEach(() => {
  seen = []
})
afterAll(async () => {
  await runner.close()
  server.close()
  await rm(folder, { recursive: true, force: true })
})

describe('handlers', () => {
  test.each([
    {
      rule: 'an async handler',
      source: 'exports.handler = async event => event.Records[0].cf.request.uri',
      result: '/live',
    },
    {
      rule: 'LAE-74 a callback handler under nodejs22.x',
      source: 'exports.handler = (event, context, callback) => setImmediate(() => callback(null, "called back"))',
      result: 'called back',
    },
    {
      rule: 'a callback’s answer waits until the event loop is empty',
      source: `let late = 'no'
        exports.handler = (event, context, callback) => {
          setTimeout(() => { late = 'yes' }, 20)
          callback(null, { toJSON: () => late })
        }`,
      result: 'yes',
    },
    {
      rule: 'unless callbackWaitsForEmptyEventLoop is false',
      source: `exports.handler = (event, context, callback) => {
          context.callbackWaitsForEmptyEventLoop = false
          setInterval(() => {}, 1000)
          callback(null, 'at once')
        }`,
      result: 'at once',
    },
    {
      rule: 'an async handler that calls back and returns nothing',
      source: 'exports.handler = async (event, context, callback) => { callback(null, "called back") }',
      result: 'called back',
    },
    {
      rule: 'the first of two callbacks counts',
      source: 'exports.handler = (event, context, callback) => { callback(null, 401); callback(null, 200) }',
      result: 401,
    },
    {
      rule: 'a callback counts before an exception',
      source:
        'exports.handler = (event, context, callback) => { callback(null, "called back"); throw new Error("late") }',
      result: 'called back',
    },
    { rule: 'context.succeed', source: 'exports.handler = (e, c) => c.succeed("succeeded")', result: 'succeeded' },
    { rule: 'a handler that never calls back', source: 'exports.handler = (e, c, callback) => {}', result: null },
    { rule: 'a handler that returns nothing gives null', source: 'exports.handler = async () => {}', result: null },
    {
      rule: 'LAE-72 no variables of this machine',
      source: 'exports.handler = async () => [process.env.PATH ?? "none", process.env.AWS_REGION]',
      result: ['none', 'us-east-1'],
    },
    {
      rule: 'the context knows name and memory',
      source:
        'exports.handler = async (e, c) => [c.functionName, c.memoryLimitInMB, c.getRemainingTimeInMillis() > 1000]',
      result: ['us-east-1.fn', '128', true],
    },
  ])('$rule', async ({ source, result }) => {
    expect(resultOf(await runner.invoke(inline(source)))).toEqual(result)
  })

  test('LAE-74 a callback handler is refused under nodejs24.x', async () => {
    const source = 'exports.handler = (event, context, callback) => callback(null, 1)'
    const outcome = await runner.invoke(inline(source, { runtime: 'nodejs24.x' }))
    expect(outcome).toMatchObject({ kind: 'execution-error', message: expect.stringContaining('callback') })
  })

  test('a container is used again and keeps its state; another function has its own', async () => {
    const source = 'let calls = 0; exports.handler = async () => ++calls'
    const invocation = inline(source)
    await runner.invoke(invocation)
    expect(resultOf(await runner.invoke(invocation))).toBe(2)
    expect(resultOf(await runner.invoke(inline(source)))).toBe(1)
  })

  test('twelve events at once need ten containers; the others wait', async () => {
    const source = `let calls = 0
      exports.handler = async () => { calls++; await new Promise(resolve => setTimeout(resolve, 20)); return calls }`
    const invocation = inline(source)
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => runner.invoke(invocation)))
    const firstCalls = outcomes.map(resultOf).filter(calls => calls === 1)
    expect(firstCalls.length).toBeLessThanOrEqual(10)
    expect(outcomes.every(({ kind }) => kind === 'result')).toBe(true)
  })

  test('LAE-54, LAE-83: beyond the concurrency limit an event is throttled at once, waiting ones count', async () => {
    const limited = newRunner({ concurrencyMax: 2 })
    const invocation = inline('exports.handler = async () => 1')
    const outcomes = await Promise.all(Array.from({ length: 3 }, () => limited.invoke(invocation)))
    expect(outcomes.map(({ kind }) => kind)).toEqual(['result', 'result', 'throttled'])
    expect(await limited.invoke(invocation)).toMatchObject({ kind: 'result' })
    await limited.close()
  })

  test('LAE-76 the log of an invocation has START, its lines with the request id, END and REPORT', async () => {
    const logs: { logGroup: string; lines: readonly string[] }[] = []
    const logging = newRunner({ onLog: (logGroup, lines) => logs.push({ logGroup, lines }) })
    const invocation = inline(`exports.handler = async (e, c) => { console.warn('seen'); throw new Error('bad') }`)
    await logging.invoke(invocation)
    await logging.invoke(invocation)
    await logging.close()
    const id = /^START RequestId: ([0-9a-f-]{36}) Version: 1$/.exec(logs[0]?.lines[0] ?? '')?.[1] ?? 'no id'
    const stamp = String.raw`^\d{4}-\d\d-\d\dT[\d:.]+Z\t${id}\t`
    expect(logs[0]?.logGroup).toBe('/aws/lambda/us-east-1.fn')
    expect(logs[0]?.lines.slice(1)).toEqual([
      expect.stringMatching(new RegExp(`${stamp}WARN\tseen$`)),
      expect.stringMatching(new RegExp(`${stamp}ERROR\tError: bad\r.*/var/task/index.js:1`)),
      `END RequestId: ${id}`,
      expect.stringMatching(
        new RegExp(
          String.raw`^REPORT RequestId: ${id}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: [1-9]\d+ MB\tInit Duration: [\d.]+ ms$`,
        ),
      ),
    ])
    expect(logs[1]?.lines.at(-1)).not.toContain('Init Duration')
  })

  test('what a function writes is the log of its invocation', async () => {
    const outcome = await runner.invoke(
      inline(
        'exports.handler = async () => { console.log("a %d", 1); console.error({ b: 2 }); process.stdout.write("raw\\n"); require("fs").writeSync(1, "pino\\n"); return 1 }',
      ),
    )
    expect(outcome.logs).toEqual(['a 1', '{ b: 2 }', 'raw', 'pino'])
  })
})

describe('LAE-50 a failing function harms only itself', () => {
  test.each([
    {
      rule: 'an exception',
      source: 'exports.handler = async () => { throw new TypeError("no") }',
      message: 'TypeError: no',
    },
    { rule: 'process.exit', source: 'exports.handler = () => process.exit(3)', message: 'status 3' },
    {
      rule: 'an exception outside of the handler',
      source: 'exports.handler = () => new Promise(() => setImmediate(() => { throw new Error("later") }))',
      message: 'later',
    },
    {
      rule: 'a rejection nobody awaits',
      source: 'exports.handler = () => new Promise(() => { Promise.reject(new Error("unheard")) })',
      message: 'unheard',
    },
    { rule: 'a module that throws', source: 'throw new Error("at load")', message: 'at load' },
    {
      rule: 'no such export',
      source: 'exports.other = 1',
      message: 'index.handler is undefined or not exported; the file exports other',
    },
    {
      rule: 'an export that is no function',
      source: 'exports.handler = {}',
      message: 'index.handler is not a function',
    },
    { rule: 'process.kill', source: 'exports.handler = () => process.kill(process.pid)', message: 'SIGTERM' },
    { rule: 'an answer over 6 MB', source: 'exports.handler = async () => "x".repeat(7e6)', message: '6291556' },
    { rule: 'a result that is no data', source: 'exports.handler = async () => ({ n: 1n })', message: 'BigInt' },
  ])('$rule', async ({ source, message }) => {
    const invocation = inline(source)
    const outcome = await runner.invoke(invocation)
    expect(outcome).toMatchObject({ kind: 'execution-error', message: expect.stringContaining(message) })
    expect(await runner.invoke(invocation)).toMatchObject({ kind: 'execution-error' })
  })

  test.each([
    { rule: 'an array', source: 'const all = []; for (;;) all.push(1)' },
    { rule: 'large arrays', source: 'const all = []; for (;;) all.push(new Array(1e6).fill(0))' },
    { rule: 'a map', source: 'const all = new Map(); for (let i = 0; ; i++) all.set(i, i)' },
    {
      rule: 'text',
      source: 'const all = Array(5e5).fill({ a: 1 }), texts = []; for (;;) texts.push(JSON.stringify(all))',
    },
    // Elsewhere nobody tells how much memory another process has.
    ...(process.platform === 'linux'
      ? [{ rule: 'buffers outside of the heap', source: 'const all = []; for (;;) all.push(Buffer.alloc(1e6, 1))' }]
      : []),
  ])('$rule that fills the memory ends its own container', async ({ source }) => {
    const outcome = await runner.invoke(inline(`exports.handler = async () => { ${source} }`, { timeoutSeconds: 30 }))
    expect(outcome).toMatchObject({ kind: 'execution-error', message: 'the function ran out of memory (128 MB)' })
  })

  test('an error thrown after the answer is nobody else’s: the next event gets a new container', async () => {
    const source = `let calls = 0
      exports.handler = async () => { setImmediate(() => { throw new Error('late') }); return ++calls }`
    const invocation = inline(source)
    expect(resultOf(await runner.invoke(invocation))).toBe(1)
    // Whether the next event came before the end of the process or after it: the stage goes on, and no state is left.
    const next = await runner.invoke(invocation)
    if (next.kind === 'result') expect(next.result).toBe(1)
    else expect(next.message).toContain('late')
  })

  test('what fills the pipe through process.stdout arrives in order with what console writes', async () => {
    const source = `exports.handler = async () => {
      process.stdout.write('a'.repeat(150000) + '\\n')
      console.log('between')
      process.stdout.write('b'.repeat(50000) + '\\n')
    }`
    const { logs } = await runner.invoke(inline(source))
    expect(logs.map(line => `${line.slice(0, 7)} ${line.length}`)).toEqual([
      'aaaaaaa 150000',
      'between 7',
      'bbbbbbb 50000',
    ])
  })

  test('a flood of output is cut and slows down its own function alone', async () => {
    const source = `exports.handler = async () => { for (let i = 0; i < 2e4; i++) console.log('x'.repeat(200)); return 'done' }`
    const flooding = runner.invoke(inline(source, { timeoutSeconds: 30 }))
    const other = await runner.invoke(inline('exports.handler = async () => "quick"'))
    expect(resultOf(other)).toBe('quick')
    const outcome = await flooding
    expect(resultOf(outcome)).toBe('done')
    expect(outcome.logs.join('').length).toBeLessThan(300_000)
    expect(outcome.logs.at(-1)).toContain('the rest is not shown')
  })

  test('an endless loop times out, the next event gets a new container', async () => {
    const source = `exports.handler = async ({ Records: [{ cf }] }) => { while (cf.request.uri === '/loop'); return 'fine' }`
    const invocation = inline(source, { timeoutSeconds: 1 })
    const looping = { ...invocation, event: { ...event, request: { ...event.request, uri: '/loop' } } }
    const outcome = await runner.invoke(looping)
    expect(outcome).toMatchObject({ kind: 'timeout', message: 'Task timed out after 1.00 seconds' })
    expect(resultOf(await runner.invoke(invocation))).toBe('fine')
  })
})

describe('code', () => {
  const zipped = async (name: string, files: Record<string, string>): Promise<LambdaCode> => {
    const file = join(folder, name)
    const bytes = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]),
    )
    await writeFile(file, zipSync(bytes))
    return { kind: 'zip', file }
  }
  const invoke = (code: LambdaCode, handler: string, with_ = runner): Promise<LambdaOutcome> =>
    with_.invoke({ association: { lambda: lambdaOf(code, { handler }), includeBody: false }, event })

  test('a zip with an ES module that imports another', async () => {
    const code = await zipped('esm.zip', {
      'src/api.mjs': 'import { answer } from "./answer.mjs"; export const handler = async () => answer',
      'src/answer.mjs': 'export const answer = 42',
    })
    expect(resultOf(await invoke(code, 'src/api.handler'))).toBe(42)
  })

  test('a folder', async () => {
    await writeFile(join(folder, 'index.cjs'), 'exports.handler = async () => "folder"')
    expect(resultOf(await invoke({ kind: 'folder', folder }, 'index.handler'))).toBe('folder')
  })

  test('what lies above the folder does not count, as on Lambda', async () => {
    const asset = join(folder, 'project', 'asset')
    await mkdir(asset, { recursive: true })
    await writeFile(join(folder, 'project', 'package.json'), '{ "type": "module" }')
    await writeFile(
      join(asset, 'index.js'),
      'exports.handler = async () => __dirname !== process.cwd() ? "elsewhere" : "task"',
    )
    expect(resultOf(await invoke({ kind: 'folder', folder: asset }, 'index.handler'))).toBe('task')
  })

  test.each(['import("@aws-sdk/client-s3")', 'require("@aws-sdk/client-s3")'])(
    'the AWS SDK is there as on Lambda: %s',
    async loading => {
      const source = `exports.handler = async () => typeof (await ${loading}).S3Client`
      expect(resultOf(await invoke({ kind: 'inline', source }, 'index.handler'))).toBe('function')
    },
  )

  test.each([
    { name: '@aws-sdk/client-braket', remedy: 'npm install --save-dev @aws-sdk/client-braket' },
    { name: 'aws-sdk', remedy: 'use the clients of @aws-sdk' },
  ])('a missing $name says what to do', async ({ name, remedy }) => {
    const outcome = await invoke({ kind: 'inline', source: `require('${name}/x')` }, 'index.handler')
    expect(outcome).toMatchObject({ kind: 'execution-error', message: expect.stringContaining(remedy) })
  })

  test('a zip that leads out of its folder is refused', async () => {
    const code = await zipped('slip.zip', { '../understudy-slip.js': 'exports.handler = 1', 'index.js': '' })
    expect(await invoke(code, 'index.handler')).toMatchObject({
      kind: 'execution-error',
      message: expect.stringContaining('outside of its folder'),
    })
    expect(await readdir(tmpdir())).not.toContain('understudy-slip.js')
  })

  test('LAE-82, QUO-19 a zip over 50 MB is refused, and one that would unpack to more than 250 MB', async () => {
    const large = join(folder, 'large.zip')
    await writeFile(large, '')
    await truncate(large, 50 * 1_024 * 1_024 + 1)
    const outcome = await invoke({ kind: 'zip', file: large }, 'index.handler')
    expect(outcome).toMatchObject({ kind: 'execution-error', message: expect.stringContaining('50 MB') })
    const bomb = await zipped('bomb.zip', { 'index.js': 'exports.handler = async () => 1' })
    if (bomb.kind !== 'zip') throw new Error('not a zip')
    const bytes = await readFile(bomb.file)
    const UNCOMPRESSED_SIZE = 24
    bytes.writeUInt32LE(251 * 1_024 * 1_024, bytes.indexOf('PK\x01\x02') + UNCOMPRESSED_SIZE)
    await writeFile(bomb.file, bytes)
    expect(await invoke(bomb, 'index.handler')).toMatchObject({ message: expect.stringContaining('250 MB') })
  })

  test('a missing zip and a missing file are told in words', async () => {
    const missing = await invoke({ kind: 'zip', file: join(folder, 'absent.zip') }, 'index.handler')
    expect(missing).toMatchObject({ kind: 'execution-error', message: expect.stringContaining('absent.zip') })
    const wrong = await invoke({ kind: 'inline', source: '' }, 'api.handler')
    expect(wrong).toMatchObject({ message: expect.stringContaining('no file for the handler api.handler') })
  })

  test('what was extracted is gone after close', async () => {
    const closing = newRunner()
    const source = 'exports.handler = async () => __dirname'
    const place = String(resultOf(await invoke({ kind: 'inline', source }, 'index.handler', closing)))
    await expect(readdir(place)).resolves.toEqual(['index.js'])
    await closing.close()
    await expect(readdir(place)).rejects.toThrow()
  })
})

describe('requests to the stage', () => {
  const own = 'https://d111111abcdef8.cloudfront.net'
  test.each([
    {
      rule: 'fetch',
      source: `const r = await fetch('${own}/static-index.html?a=1'); return [r.status, r.headers.get('x-from'), await r.text()]`,
      request: { host: 'd111111abcdef8.cloudfront.net', url: '/static-index.html?a=1', method: 'GET', body: '' },
    },
    {
      rule: 'fetch with a body',
      source: `const r = await fetch(new Request('${own}/api', { method: 'POST', body: 'data' })); return [r.status, r.headers.get('x-from'), await r.text()]`,
      request: { host: 'd111111abcdef8.cloudfront.net', url: '/api', method: 'POST', body: 'data' },
    },
    {
      rule: 'fetch that follows a redirect',
      source: `const r = await fetch('${own}/moved'); return [r.status, r.headers.get('x-from'), await r.text()]`,
      request: { host: 'd111111abcdef8.cloudfront.net', url: '/static-index.html', method: 'GET', body: '' },
    },
    {
      rule: 'https.get',
      source: `return new Promise((resolve, reject) => require('node:https').get('${own}/page', r => {
        let text = ''; r.on('data', c => { text += c }); r.on('end', () => resolve([r.statusCode, r.headers['x-from'], text]))
      }).on('error', reject))`,
      request: { host: 'd111111abcdef8.cloudfront.net', url: '/page', method: 'GET', body: '' },
    },
  ])('$rule reaches its loopback address under its own name', async ({ source, request }) => {
    const outcome = await runner.invoke(inline(`exports.handler = async () => { ${source} }`))
    expect(resultOf(outcome)).toEqual([200, 'stage', '<html>'])
    expect(seen.at(-1)).toEqual(request)
  })
})

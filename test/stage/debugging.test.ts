import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { SourceMap } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildEdge } from '../../build/build-edge.io.ts'

// The stage as a user starts it under a debugger, and the inspector's protocol as an editor speaks it.

const SOURCE = resolve('functions/viewer-request/handler.ts')
const COMMAND = resolve('dist/cli/understudy.js')
const BUILT = resolve('dist/edge/functions/viewer-request.js')

const template = (code: string): string =>
  JSON.stringify({
    Resources: {
      Flags: { Type: 'AWS::CloudFront::KeyValueStore', Properties: { Name: 'flags' } },
      Fn: {
        Type: 'AWS::CloudFront::Function',
        Properties: {
          Name: 'fn',
          AutoPublish: true,
          FunctionCode: code,
          FunctionConfig: {
            Comment: '',
            Runtime: 'cloudfront-js-2.0',
            KeyValueStoreAssociations: [{ KeyValueStoreARN: { 'Fn::GetAtt': ['Flags', 'Arn'] } }],
          },
        },
      },
      Site: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            Enabled: true,
            Origins: [
              {
                Id: 'site',
                DomainName: 'site.example.com',
                CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
              },
            ],
            DefaultCacheBehavior: {
              TargetOriginId: 'site',
              ViewerProtocolPolicy: 'allow-all',
              CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
              FunctionAssociations: [
                { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['Fn', 'FunctionARN'] } },
              ],
            },
          },
        },
      },
    },
  })

let folder: string
let origin: Server
let originUrl: string
const children: ChildProcess[] = []

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'understudy-debugging-')))
  origin = createServer((request, response) => response.end(JSON.stringify(request.headers)))
  await new Promise<void>(listening => origin.listen(0, '127.0.0.1', listening))
  const address = origin.address()
  originUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
})
afterAll(async () => {
  for (const child of children) child.kill()
  await new Promise(closed => origin.close(closed))
  rmSync(folder, { recursive: true, force: true })
})

/** `understudy dev` on a function, and what it has said so far. */
const startStage = async (
  code: string,
  { nodeArguments = [], kvs, cwd = '.' }: { nodeArguments?: string[]; kvs?: string; cwd?: string } = {},
) => {
  const file = join(folder, 'template.json')
  writeFileSync(file, template(code))
  const dev = ['dev', '-t', file, '--origin', `site=${originUrl}`, '--port', '0']
  const stores = kvs === undefined ? [] : ['--kvs', `flags=${kvs}`]
  const child = spawn(process.execPath, [...nodeArguments, COMMAND, ...dev, ...stores], { cwd })
  children.push(child)
  let said = ''
  child.stderr.on('data', text => (said += String(text)))
  const find = (pattern: RegExp): Promise<string> =>
    vi.waitFor(
      () => {
        const [, found] = pattern.exec(said) ?? []
        if (found === undefined) throw new Error(`no ${pattern.source} in: ${said}`)
        return found
      },
      { timeout: 20_000, interval: 20 },
    )
  return { url: await find(/listening\S*\s+(http:\S+)/), find }
}

interface CallFrame {
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number }
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly result?: { readonly locations?: readonly CallFrame['location'][] }
  readonly params?: {
    readonly url?: string
    readonly sourceMapURL?: string
    readonly callFrames?: readonly CallFrame[]
  }
}

const connect = (url: string) => {
  const child = spawn(process.execPath, ['--experimental-websocket', 'test/support/inspector-client.mjs', url])
  children.push(child)
  const messages: Message[] = []
  createInterface({ input: child.stdout }).on('line', line => messages.push(JSON.parse(line)))
  let lastId = 0
  const find = (matches: (message: Message) => boolean, from = 0): Promise<Message> =>
    vi.waitFor(
      () => {
        const found = messages.slice(from).find(matches)
        if (found === undefined) throw new Error(`not among ${messages.length} messages`)
        return found
      },
      { timeout: 20_000, interval: 20 },
    )
  const send = async (method: string, params: object = {}): Promise<Message> => {
    const id = ++lastId
    child.stdin.write(`${JSON.stringify({ id, method, params })}\n`)
    return find(message => message.id === id)
  }
  return { send, find, count: () => messages.length }
}

/** Where the first statement of a source line stands in the script, and back; an editor does the same with the map. */
const mapOf = (sourceMapUrl: string) => {
  const [, encoded = ''] = /^data:application\/json;base64,(.*)$/.exec(sourceMapUrl) ?? []
  const map = new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()))
  const sourceOf = (column: number) => ({ originalSource: '', originalLine: -1, ...map.findEntry(0, column) })
  const source = pathToFileURL(SOURCE).href
  return {
    sourceOf,
    columnOf: (line: number): number =>
      Array.from({ length: 50_000 }, (_, column) => column).find(column => {
        const { originalSource, originalLine } = sourceOf(column)
        return originalSource === source && originalLine === line
      }) ?? -1,
  }
}

test('a breakpoint in the TypeScript of a function stops each request at its line', async () => {
  const { url, find } = await startStage(readFileSync(BUILT, 'utf8'), { nodeArguments: ['--inspect=127.0.0.1:0'] })
  const inspector = connect(await find(/Debugger listening on (ws:\S+)/))
  await inspector.send('Debugger.enable')
  const script = await inspector.find(({ params }) => params?.url === pathToFileURL(BUILT).href)
  const map = mapOf(script.params?.sourceMapURL ?? '')
  const line = readFileSync(SOURCE, 'utf8')
    .split('\n')
    .findIndex(text => text.includes('URL_TEXT.test(url)) return'))
  const set = await inspector.send('Debugger.setBreakpointByUrl', {
    url: script.params?.url,
    lineNumber: 0,
    columnNumber: map.columnOf(line),
  })
  expect(set.result?.locations).toHaveLength(1)

  // Equal requests: what a function answered before is not remembered under a debugger.
  for (const _ of [1, 2]) {
    const before = inspector.count()
    const response = fetch(`${url}/live`)
    const paused = await inspector.find(({ method }) => method === 'Debugger.paused', before)
    const { columnNumber = -1, lineNumber } = paused.params?.callFrames?.[0]?.location ?? {}
    expect(lineNumber).toBe(0)
    expect(map.sourceOf(columnNumber)).toMatchObject({ originalSource: pathToFileURL(SOURCE).href, originalLine: line })
    await inspector.send('Debugger.resume')
    expect((await response).status).toBe(200)
  }
})

test('console lines carry the request id of the response', async () => {
  const code = 'function handler(event) { console.log("seen " + event.request.uri); return event.request }'
  const { url, find } = await startStage(code)
  const response = await fetch(`${url}/a`)
  expect(await find(/(\S+) fn: seen \/a/)).toBe(response.headers.get('x-amz-cf-id'))
})

test('a store follows its file while the stage runs', async () => {
  const kvs = join(folder, 'flags.json')
  const write = (value: string): void => writeFileSync(kvs, JSON.stringify({ data: [{ key: 'a', value }] }))
  write('1')
  const code = `import cf from 'cloudfront';
async function handler(event) {
  const store = cf.kvs();
  const value = await store.get('a');
  return { statusCode: 200, headers: { 'x-seen': { value: value } } };
}`
  const { url } = await startStage(code, { kvs })
  const seen = async (): Promise<string | null> => (await fetch(url)).headers.get('x-seen')
  // Thrice: the second answer is learned, the third remembered.
  expect([await seen(), await seen(), await seen()]).toEqual(['1', '1', '1'])
  write('changed')
  await vi.waitFor(async () => expect(await seen()).toBe('changed'), { timeout: 20_000, interval: 50 })
})

test('the line of a request names the TypeScript of the function that failed', async () => {
  mkdirSync(join(folder, 'functions/failing'), { recursive: true })
  const source = join(folder, 'functions/failing/handler.ts')
  writeFileSync(
    source,
    `const refuse = (uri: string): never => {\n  throw new Error('no ' + uri)\n}\n
export function handler(event: { request: { uri: string } }) {\n  return refuse(event.request.uri)\n}\n`,
  )
  expect((await buildEdge({ root: folder })).findings).toEqual([])
  const code = readFileSync(join(folder, 'dist/edge/functions/failing.js'), 'utf8')
  const { url, find } = await startStage(code, { cwd: folder })
  expect((await fetch(`${url}/a`)).status).toBe(503)
  expect(await find(/fn: Error: no \/a \((\S+)\)/)).toBe(`${source}:2`)
})

import { Agent, createServer, request, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LambdaEventType, Method } from '../../distribution/model.ts'
import { createStage, type Stage, type StageOptions } from '../../pop/stage.io.ts'
import { CACHING_DISABLED, cacheBehavior, distribution } from '../support/distribution.ts'

// Lambdas in containers of their own behind real HTTP.

const METHODS = new Set<Method>(['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'])

const received: { method: string | undefined; body: Buffer; length: string | undefined }[] = []
const stages: Stage[] = []
let origin: Server
let originUrl = new URL('http://127.0.0.1')

beforeAll(async () => {
  origin = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method, headers } = request
      received.push({ method, body: Buffer.concat(chunks), length: headers['content-length'] })
      response.end('origin')
    })
  })
  await new Promise<void>(resolve => origin.listen(0, '127.0.0.1', resolve))
  const address = origin.address()
  if (typeof address === 'object' && address !== null) originUrl = new URL(`http://127.0.0.1:${address.port}`)
})
afterAll(async () => {
  await Promise.all(stages.map(stage => stage.close()))
  origin.close()
})

/** `/lambda` runs the source at that event; every other path has no function. */
const listening = async (
  at: LambdaEventType,
  source: string,
  options: Partial<StageOptions> = {},
): Promise<{ readonly url: string; readonly stage: Stage }> => {
  const lambda = {
    logicalId: 'Lambda',
    name: 'lambda',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    timeoutSeconds: 2,
    memoryMegabytes: 128,
    code: { kind: 'inline', source },
  } as const
  const shared = { allowedMethods: METHODS, cachePolicy: CACHING_DISABLED }
  const includeBody = at.endsWith('-request')
  const stage = createStage({
    distributions: [
      distribution({
        behaviors: [
          cacheBehavior({ ...shared, pathPattern: '/lambda', lambdas: { [at]: { lambda, includeBody } } }),
          cacheBehavior(shared),
        ],
      }),
    ],
    origins: new Map([['ssr', { kind: 'url', url: originUrl }]]),
    ...options,
  })
  stages.push(stage)
  return { url: (await stage.listen(0)).url, stage }
}

const post = async (url: string, body: Buffer): Promise<{ readonly status: number; readonly seen: string | null }> => {
  const response = await fetch(`${url}/lambda`, { method: 'POST', body: new Uint8Array(body) })
  await response.arrayBuffer()
  return { status: response.status, seen: response.headers.get('x-seen') }
}

describe('IncludeBody', () => {
  test('LAE-40: 50 KB arrive cut at 40 KB at viewer-request, and whole at the origin', async () => {
    const logs: (readonly string[])[] = []
    const { url } = await listening(
      'viewer-request',
      `exports.handler = async ({ Records: [{ cf: { request } }] }) => {
        const { inputTruncated, data } = request.body
        console.log(inputTruncated, Buffer.from(data, 'base64').length)
        return request
      }`,
      { onLambdaLog: (_group, lines) => logs.push(lines) },
    )
    const body = Buffer.alloc(51_200, 'upload ')
    expect((await post(url, body)).status).toBe(200)
    expect(received.at(-1)?.body.equals(body)).toBe(true)
    expect(logs[0]?.[1]).toMatch(/\tINFO\ttrue 40960$/)
  })

  test('LAE-40: 3 MB of which origin-request sees the first reach the origin whole', async () => {
    const { url } = await listening('origin-request', 'exports.handler = async e => e.Records[0].cf.request')
    const body = Buffer.alloc(3_000_000, 'larger than any buffer on the way ')
    expect((await post(url, body)).status).toBe(200)
    expect(received.at(-1)?.body.equals(body)).toBe(true)
  })

  test('LAE-40: a replaced body goes out with its own length', async () => {
    const { url } = await listening(
      'origin-request',
      `exports.handler = async ({ Records: [{ cf: { request } }] }) => {
        const text = Buffer.from(request.body.data, 'base64').toString().toUpperCase()
        return { ...request, body: { action: 'replace', encoding: 'text', data: text + '!' } }
      }`,
    )
    await post(url, Buffer.from('héllo'))
    expect(received.at(-1)).toMatchObject({ body: Buffer.from('HÉLLO!'), length: '7' })
  })
})

test('LAE-31: a generated answer leaves the connection free for the next request, whatever was uploaded', async () => {
  const source = `exports.handler = async () => ({ status: '302', headers: { location: [{ value: '/' }] } })`
  const { url } = await listening('viewer-request', source)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const upload = (): Promise<{ readonly status: number | undefined; readonly port: number | undefined }> =>
    new Promise((resolve, reject) => {
      const options = { agent, method: 'POST', headers: { 'content-length': 3_000_000 } }
      const outgoing = request(`${url}/lambda`, options, response => {
        const port = outgoing.socket?.localPort
        response.resume().on('end', () => resolve({ status: response.statusCode, port }))
      })
      outgoing.on('error', reject)
      outgoing.end(Buffer.alloc(3_000_000))
    })
  const first = await upload()
  expect(first.status).toBe(302)
  expect(await upload()).toEqual(first)
  agent.destroy()
})

test('LAE-31: a status description of any characters goes out as UTF-8', async () => {
  const source = `exports.handler = async () => ({ status: '200', statusDescription: 'Fine \u2713' })`
  const { url } = await listening('viewer-request', source)
  const statusText = await new Promise(resolve => {
    request(`${url}/lambda`, response => resolve(response.statusMessage)).end()
  })
  expect(Buffer.from(String(statusText), 'latin1').toString()).toBe('Fine \u2713')
})

describe('a Lambda in trouble', () => {
  test('LAE-54: over the limit of concurrency viewers get 503 LambdaLimitExceeded', async () => {
    const source = 'exports.handler = e => new Promise(resolve => setTimeout(resolve, 300, e.Records[0].cf.request))'
    const { url } = await listening('viewer-request', source, { switches: { lambdaConcurrencyMax: 1 } })
    const responses = await Promise.all([fetch(`${url}/lambda`), fetch(`${url}/lambda`)])
    const outcomes = responses.map(({ status, headers }) => `${status} ${headers.get('x-cache')}`).toSorted()
    expect(outcomes).toEqual(['200 Miss from cloudfront', '503 LambdaLimitExceeded from cloudfront'])
    const texts = await Promise.all(responses.map(response => response.text()))
    expect(texts.join()).toContain('The Lambda function associated with the CloudFront distribution was throttled.')
  })

  test.each([
    { trouble: 'loops', source: 'exports.handler = async () => { for (;;); }' },
    { trouble: 'fills its memory', source: 'exports.handler = async () => { const all = []; for (;;) all.push(1) }' },
    { trouble: 'ends its process', source: 'exports.handler = async () => process.kill(process.pid, "SIGKILL")' },
    {
      trouble: 'writes without end',
      source: 'exports.handler = async () => { for (;;) console.log("x".repeat(999)) }',
    },
    {
      trouble: 'writes without end to the bare stream',
      source: 'exports.handler = async () => { for (;;) require("fs").writeSync(1, "x".repeat(9999)) }',
    },
  ])('LAE-50: one that $trouble fails alone; others are served meanwhile', async ({ source }) => {
    const { url } = await listening('viewer-request', source)
    const failing = fetch(`${url}/lambda`)
    let hasFailed = false
    void failing.then(() => (hasFailed = true))
    const durationsMs: number[] = []
    while (!hasFailed || durationsMs.length < 20) {
      const start = performance.now()
      expect((await fetch(`${url}/other`)).status).toBe(200)
      durationsMs.push(performance.now() - start)
    }
    const response = await failing
    expect([response.status, response.headers.get('x-cache')]).toEqual([503, 'LambdaExecutionError from cloudfront'])
    expect(await response.text()).toContain("is invalid or doesn't have the required permissions")
    const median = durationsMs.toSorted((a, b) => a - b)[Math.floor(durationsMs.length / 2)] ?? Infinity
    expect(median).toBeLessThan(50)
  })
})

import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  startCloudFrontServer,
  type CloudFrontServer,
  type ServedFunction,
} from '../../test/support/cloudfront-server.ts'
import { ReleaseRefused } from '../problem.ts'
import { openCloudFrontFunctions } from './cloudfront-functions.io.ts'

let server: CloudFrontServer
beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', ACCESS_KEY_ID)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET_ACCESS_KEY)
  server = await startCloudFrontServer(
    new Map<string, ServedFunction>([
      [
        'echo',
        {
          etags: { DEVELOPMENT: 'ETAGOFDEV', LIVE: 'ETAGOFLIVE' },
          run: event => ({ output: JSON.stringify(event), logs: ['<1> & "2"', ''], errorMessage: '' }),
        },
      ],
      ['unpublished', { etags: { DEVELOPMENT: 'E' }, run: () => ({ output: '', logs: [], errorMessage: 'no' }) }],
    ]),
  )
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

const waits: number[] = []
const open = (endpoint = new URL(server.url)) => {
  waits.length = 0
  return openCloudFrontFunctions({ endpoint, wait: async ms => void waits.push(ms) })
}

const refusal = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.catch((thrown: unknown) => thrown)
  if (error instanceof ReleaseRefused) return error.message
  throw new Error(`it was to be refused, and gave ${String(error)}`)
}

describe('the wire format, with signatures that the server checks (CFF-157, CFF-158)', () => {
  test.each([
    { stage: 'DEVELOPMENT' as const, etag: 'ETAGOFDEV' },
    { stage: 'LIVE' as const, etag: 'ETAGOFLIVE' },
  ])('$stage has its own ETag, and an event goes there and back', async ({ stage, etag }) => {
    const api = await open()
    expect(await api.describe('echo', stage)).toBe(etag)
    const event = JSON.stringify({ uri: '/é<&>', emoji: '🎭' })
    expect(await api.test('echo', stage, etag, event)).toEqual({
      output: event,
      logs: ['<1> & "2"', ''],
      errorMessage: '',
      computeUtilization: '21',
    })
    expect(server.requests).toEqual([
      `GET /2020-05-31/function/echo/describe?Stage=${stage}`,
      'POST /2020-05-31/function/echo/test',
    ])
  })

  test('no log line at all, and a function that fails', async () => {
    const run = await (await open()).test('unpublished', 'DEVELOPMENT', 'E', '{}')
    expect(run).toMatchObject({ logs: [], errorMessage: 'no', output: '' })
  })
})

describe('what CloudFront refuses is told with a remedy', () => {
  test.each([
    {
      rule: 'no such function',
      call: async () => (await open()).describe('absent', 'LIVE'),
      says: 'has no such function in this stage   function absent',
    },
    {
      rule: 'never published',
      call: async () => (await open()).describe('unpublished', 'LIVE'),
      says: 'never published',
    },
    {
      rule: 'changed meanwhile',
      call: async () => (await open()).test('echo', 'LIVE', 'OLD', '{}'),
      says: 'was changed while it was tested',
    },
    {
      rule: 'an event over 40,960 bytes',
      call: async () => (await open()).test('echo', 'LIVE', 'E', `"${'x'.repeat(40_960)}"`),
      says: 'TestFunction takes at most 40960',
    },
  ])('$rule', async ({ call, says }) => {
    expect(await refusal(call())).toContain(says)
  })

  test('a secret of another key', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wrong')
    expect(await refusal((await open()).describe('echo', 'LIVE'))).toContain('the secret access key does not belong')
  })

  test('a code nobody knows is shown as it is', async () => {
    server.onRequest = () => [500, 'TestFunctionFailed']
    expect(await refusal((await open()).describe('echo', 'LIVE'))).toContain(
      'CloudFront answers 500 TestFunctionFailed',
    )
  })

  test('nobody there', async () => {
    await server.close()
    expect(await refusal((await open()).describe('echo', 'LIVE'))).toContain('CloudFront cannot be reached')
  })

  test.each([
    { status: 502, says: 'CloudFront answers 502' },
    { status: 200, says: 'what answers is not CloudFront' },
  ])('something else that answers $status', async ({ status, says }) => {
    const other = createServer((_request, response) => void response.writeHead(status).end('<html><p>proxy'))
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const api = await open(new URL(`http://127.0.0.1:${port}`))
    expect(await refusal(api.describe('echo', 'LIVE'))).toContain(says)
    expect(await refusal(api.test('echo', 'LIVE', 'E', '{}'))).toContain(says)
    other.close()
  })
})

describe('requests that come too fast are sent again, later each time', () => {
  test('until there is an answer', async () => {
    let left = 2
    server.onRequest = () => (left-- > 0 ? [429, 'Throttling'] : undefined)
    expect(await (await open()).describe('echo', 'LIVE')).toBe('ETAGOFLIVE')
    expect(waits).toEqual([500, 1_000])
  })

  test('four times at most', async () => {
    server.onRequest = () => [503, 'Throttling']
    expect(await refusal((await open()).describe('echo', 'LIVE'))).toContain('CloudFront asks to slow down')
    expect(server.requests).toHaveLength(4)
  })
})

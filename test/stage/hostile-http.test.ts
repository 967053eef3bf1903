import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDemoStage, type DemoStage } from '../../demo/demo-stage.io.ts'
import { get } from '../../demo/get.io.ts'

let demo: DemoStage
beforeAll(async () => {
  demo = await openDemoStage('error-pages')
})
afterAll(() => demo.close())

/** Sends bytes as they are; gives what came back when the connection ends or nothing more comes. */
const raw = (text: string): Promise<string> =>
  new Promise(resolve => {
    const socket = connect(Number(new URL(demo.url).port), '127.0.0.1')
    let answer = ''
    const done = (): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(700, done)
    socket.on('data', chunk => {
      answer += chunk.toString('latin1')
    })
    socket.on('error', done)
    socket.on('close', done)
    socket.write(text, 'latin1')
  })

const statuses = (answer: string): number[] =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(match => Number(match[1]))

const cases: readonly { readonly name: string; readonly bytes: string; readonly allowed: readonly number[] }[] = [
  { name: 'no HTTP at all', bytes: 'BLAH BLAH\r\n\r\n', allowed: [400] },
  {
    name: 'an absolute URL of another site: one distribution answers every name',
    bytes: 'GET http://evil.example/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    allowed: [200],
  },
  {
    name: 'Content-Length beside Transfer-Encoding',
    bytes:
      'POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n',
    allowed: [400],
  },
  {
    name: 'two different Content-Lengths',
    bytes: 'POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde',
    allowed: [400],
  },
  {
    name: 'a chunk of no size',
    bytes: 'POST /api/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    allowed: [400, 502],
  },
  { name: 'a header name with a space', bytes: 'GET / HTTP/1.1\r\nHost: a\r\nX y: 1\r\n\r\n', allowed: [400] },
  { name: 'a NUL in a header', bytes: 'GET / HTTP/1.1\r\nHost: a\r\nX-A: a\0b\r\n\r\n', allowed: [400] },
  {
    name: 'a header over 32 KB',
    bytes: `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(40_000)}\r\nConnection: close\r\n\r\n`,
    allowed: [494],
  },
  {
    name: 'a header over 64 KB',
    bytes: `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(80_000)}\r\n\r\n`,
    allowed: [494],
  },
  {
    name: 'a URL over 8 KB',
    bytes: `GET /${'a'.repeat(9_000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    allowed: [414],
  },
  { name: 'a method nobody knows', bytes: 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', allowed: [400] },
  { name: 'TRACE', bytes: 'TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', allowed: [403] },
  {
    name: 'a poisoned cookie',
    bytes: 'GET / HTTP/1.1\r\nHost: a\r\nCookie: featureFlipping=__proto__:v5; =; ;;; a=\r\nConnection: close\r\n\r\n',
    allowed: [200],
  },
  {
    name: 'a body on GET',
    bytes: 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc',
    allowed: [403],
  },
  { name: 'CONNECT', bytes: 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n', allowed: [403] },
]

describe('hostile HTTP never gets more than one plain refusal, and the stage goes on', () => {
  test.each(cases)('$name', async ({ bytes, allowed }) => {
    const answered = statuses(await raw(bytes))
    expect(answered.length).toBeLessThanOrEqual(1)
    for (const status of answered) expect(allowed).toContain(status)
    if (allowed.length > 0) expect(answered).toHaveLength(1)
    expect((await get(demo.url, '/robots.txt')).status).toBe(200)
  })

  test('a viewer who leaves in the middle of everything harms nobody', async () => {
    const leave = (text: string): Promise<void> =>
      new Promise(resolve => {
        const socket = connect(Number(new URL(demo.url).port), '127.0.0.1', () => {
          socket.write(text)
          socket.destroy()
        })
        socket.on('error', () => {})
        socket.on('close', () => resolve())
      })
    const beginnings = [
      'GET / HT',
      'GET /live HTTP/1.1\r\nHost: a\r\n',
      'GET /programme/apogee HTTP/1.1\r\nHost: a\r\n\r\n',
      'POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc',
    ]
    await Promise.all(Array.from({ length: 100 }, (_, i) => leave(beginnings[i % beginnings.length] ?? '')))
    expect((await get(demo.url, '/live')).status).toBe(200)
  })
})

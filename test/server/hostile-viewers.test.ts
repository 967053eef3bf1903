import { connect as connectHttp2, constants, type ClientHttp2Session } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { get } from '../../demo/get.io.ts'
import { selfSignedCertificate } from '../../pop/http/self-signed.io.ts'
import { cacheBehavior, CACHING_DISABLED, customOrigin, distribution } from '../support/distribution.ts'
import { listenLocally, openLiveStage, RawViewer, type ListeningServer, type LiveStage } from '../support/live-stage.ts'

let live: LiveStage
let origin: ListeningServer
let secureUrl = ''
/** What reached the origin: `METHOD target body`. */
const seen: string[] = []

/** How each of them said where its body ends. */
const framings: (string | undefined)[] = []

const HEAD_MS = 60

beforeAll(async () => {
  origin = await listenLocally(
    createServer((request, response) => {
      let body = ''
      request.on('data', chunk => {
        body += String(chunk)
      })
      request.on('error', () => {})
      request.on('end', () => {
        seen.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`)
        framings.push(request.headers['transfer-encoding'] ?? request.headers['content-length'])
        response.end('ok')
      })
    }),
  )
  live = await openLiveStage({
    distribution: distribution({
      origins: [customOrigin({ connectionAttempts: 1, readTimeoutSeconds: 5 })],
      behaviors: [cacheBehavior({ cachePolicy: CACHING_DISABLED })],
    }),
    originPorts: { ssr: origin.port },
    viewerLimits: { headMs: HEAD_MS, requestMs: HEAD_MS * 2, keepAliveMs: 1_000 },
  })
  secureUrl = (await live.stage.listenSecurely(0, await selfSignedCertificate())).url
})
afterAll(async () => {
  await live.close()
  origin.close()
})

interface Case {
  readonly what: string
  readonly bytes: string
  /** Of every answer on the connection. */
  readonly statuses: readonly number[]
  /** What reaches the origin. */
  readonly reaches?: readonly string[]
}

const post = (fields: string, body = ''): string => `POST /x HTTP/1.1\r\nHost: a\r\n${fields}\r\n${body}`
const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'
const refused = (what: string, bytes: string): Case => ({ what, bytes, statuses: [400] })

const SMUGGLING: readonly Case[] = [
  refused('CL.TE', post('Content-Length: 6\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${SMUGGLED}`)),
  refused('TE.CL', post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', `5c\r\n${SMUGGLED}\r\n0\r\n\r\n`)),
  refused('an obscured coding', post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${SMUGGLED}`)),
  refused('two codings, chunked not last', post('Transfer-Encoding: chunked, identity\r\n', `0\r\n\r\n${SMUGGLED}`)),
  refused('a coding twice', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n', `0\r\n\r\n${SMUGGLED}`)),
  refused('GEN-02 a coding nobody asked for', post('Transfer-Encoding: gzip, chunked\r\n', `0\r\n\r\n${SMUGGLED}`)),
  refused('GEN-02 an empty coding', post('Transfer-Encoding: , chunked\r\n', `0\r\n\r\n${SMUGGLED}`)),
  refused('GEN-02 no coding beside a length', post('Transfer-Encoding:\r\nContent-Length: 4\r\n', 'abcd')),
  refused(
    'GEN-02 a coding before chunked',
    post('Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
  ),
  refused('GEN-02 a coding in HTTP/1.0', 'POST /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
  refused('a space before the colon', post('Transfer-Encoding : chunked\r\n', `0\r\n\r\n${SMUGGLED}`)),
  refused('a vertical tab in the coding', post('Transfer-Encoding: \x0bchunked\r\n', `0\r\n\r\n${SMUGGLED}`)),
  refused('two lengths', post('Content-Length: 4\r\nContent-Length: 5\r\n', 'abcde')),
  refused('two equal lengths', post('Content-Length: 4\r\nContent-Length: 4\r\n', 'abcd')),
  refused('a list of lengths', post('Content-Length: 4, 5\r\n', 'abcde')),
  refused('a signed length', post('Content-Length: +4\r\n', 'abcd')),
  refused('a hexadecimal length', post('Content-Length: 0x4\r\n', 'abcd')),
  refused('a length beyond every number', post('Content-Length: 99999999999999999999999\r\n', 'abcd')),
  refused('a folded field', `GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n`),
  refused('a bare LF in the head', `GET / HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n`),
  refused('a bare CR in a field', `GET / HTTP/1.1\r\nHost: a\r\nX-A: b\rX-B: c\r\n\r\n`),
  refused('a NUL in a field', `GET / HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n`),
  refused('a NUL in the path', `GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n`),
  refused('a space in the path', `GET /a b HTTP/1.1\r\nHost: a\r\n\r\n`),
  refused('a field without a name', `GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n`),
  refused('no Host', `GET / HTTP/1.1\r\nX-A: b\r\n\r\n`),
  refused('two Hosts', `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`),
  refused('the absolute form without Host', `GET http://a/ HTTP/1.1\r\n\r\n`),
  refused('the absolute form with two Hosts', `GET http://a/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`),
  refused('the absolute form beside a Host that is none', `GET http://a/ HTTP/1.1\r\nHost: a/b\r\n\r\n`),
  refused('the absolute form with a user', `GET http://user@a/ HTTP/1.1\r\nHost: a\r\n\r\n`),
  refused('the absolute form with a fragment', `GET http://a/b#c HTTP/1.1\r\nHost: a\r\n\r\n`),
  refused('the absolute form without a host', `GET http:///b HTTP/1.1\r\nHost: a\r\n\r\n`),
  refused('the absolute form of another scheme', `GET ftp://a/b HTTP/1.1\r\nHost: a\r\n\r\n`),
  refused('GEN-02 the asterisk form', `OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n`),
  refused('a fragment', `GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n`),
  refused('a Host with a path', `GET / HTTP/1.1\r\nHost: a/b\r\n\r\n`),
  refused('a Host with a port that is no number', `GET / HTTP/1.1\r\nHost: a:b\r\n\r\n`),
  refused('a Host with a space', `GET / HTTP/1.1\r\nHost: a b\r\n\r\n`),
  refused('a version that HTTP/1.1 is not', `GET / HTTP/2.0\r\nHost: a\r\n\r\n`),
  { what: 'MET-05 CONNECT', bytes: 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n', statuses: [403] },
  refused('no version, with fields', `GET /\r\nHost: a\r\n\r\n`),
  refused('an unknown version', `GET / HTTP/3.7\r\nHost: a\r\n\r\n`),
  refused('HTTP/2 without TLS', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`),
  refused('a chunk size that is none', post('Transfer-Encoding: chunked\r\n', 'zz\r\nabc\r\n0\r\n\r\n')),
  refused('a chunk size beyond every number', post('Transfer-Encoding: chunked\r\n', `${'f'.repeat(40)}\r\nabc`)),
  refused('a chunk longer than stated', post('Transfer-Encoding: chunked\r\n', '3\r\nabcd\r\n0\r\n\r\n')),
]

const SIZES: readonly Case[] = [
  {
    what: 'QUO-01 a URL of 9,000 bytes',
    bytes: `GET /${'a'.repeat(9_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    statuses: [414],
  },
  {
    what: 'QUO-02 a head of 40,000 bytes',
    bytes: `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`,
    statuses: [494],
  },
  {
    what: 'QUO-02, GEN-11 a head of 80,000 bytes',
    bytes: `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(80_000)}\r\n\r\n`,
    statuses: [494],
  },
  {
    what: 'QUO-02, GEN-11 ten thousand fields',
    bytes: `GET / HTTP/1.1\r\nHost: a\r\n${'X-A: aaaaaaa\r\n'.repeat(10_000)}\r\n`,
    statuses: [494],
  },
  { what: 'QUO-02, GEN-11 a URL without end', bytes: `GET /${'a'.repeat(200_000)}`, statuses: [494] },
]

describe.each([
  ['HTTP', () => new RawViewer(live.port)],
  [
    'HTTPS',
    () =>
      new RawViewer(
        connectTls({ port: Number(new URL(secureUrl).port), rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }),
      ),
  ],
] as const)('hostile HTTP/1.1 over %s: one refusal, nothing at the origin, and the connection ends', (_name, dial) => {
  test.each([...SMUGGLING, ...SIZES])('$what', async ({ bytes, statuses, reaches = [] }) => {
    seen.length = 0
    const rowsBefore = live.finished.length
    const answer = await dial().send(bytes).end()
    expect([...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))).toEqual(statuses)
    expect(seen).toEqual(reaches)
    // A row for what was a request at all.
    expect(live.finished.length - rowsBefore).toBeLessThanOrEqual(1)
    expect((await get(live.url, '/')).status).toBe(200)
  })

  test('pipelined requests are answered in their order', async () => {
    const viewer = dial()
    viewer.send(
      `${post('Content-Length: 1\r\n', 'a')}${post('Transfer-Encoding: chunked\r\n', '1\r\nb\r\n0\r\n\r\n')}GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    )
    const answers = await viewer.end()
    expect(answers.match(/HTTP\/1\.1 200 /g)).toHaveLength(3)
    expect(seen.slice(-3).toSorted()).toEqual(['GET /last ', 'POST /x a', 'POST /x b'])
  })

  const NEXT = 'GET /next HTTP/1.1\r\nHost: a\r\n\r\n'

  test.each([
    { what: 'one that cannot be read', bytes: `no request\r\n\r\n`, status: 400 },
    { what: 'one of another version', bytes: 'GET / HTTP/2.0\r\nHost: a\r\n\r\n', status: 400 },
    { what: 'one without an end', bytes: post('Transfer-Encoding: chunked\r\n', 'zz\r\n'), status: 400 },
    { what: 'MET-05 CONNECT', bytes: 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n', status: 403 },
  ])('$what does not take the place of the answer before it', async ({ bytes, status }) => {
    const answers = await dial().send(`${NEXT}${bytes}`).end()
    expect([...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, found]) => Number(found))).toEqual([200, status])
  })

  test('RFC 9112, 9.6: what stands behind a refusal that ends the connection is not served', async () => {
    seen.length = 0
    await dial().send(`GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n${NEXT}`).end()
    expect((await get(live.url, '/')).status).toBe(200)
    expect(seen).toEqual(['GET / '])
  })

  test.each([
    { rule: 'a coding goes on in one spelling', fields: 'Transfer-Encoding: CHUNKED', body: '1\r\na\r\n0\r\n\r\n' },
    { rule: 'a length goes on without zeros', fields: 'Content-Length: 001', body: 'a' },
  ])('GEN-02 $rule', async ({ fields, body }) => {
    const viewer = dial().send(post(`${fields}\r\nConnection: close\r\n`, body))
    expect(await viewer.end()).toContain('HTTP/1.1 200 ')
    expect(framings.at(-1)).toBe(fields.startsWith('T') ? 'chunked' : '1')
  })

  test.each([
    { what: 'a connection that says nothing', bytes: '' },
    { what: 'half a head', bytes: 'GET / HTTP/1.1\r\nHost: a\r\n' },
    { what: 'half a body', bytes: post('Content-Length: 100\r\n', 'abc') },
    { what: 'half a chunk', bytes: post('Transfer-Encoding: chunked\r\n', '5\r\nab') },
  ])('$what is waited for no longer than the limit', async ({ bytes }) => {
    const answer = await dial().send(bytes).end()
    expect(answer).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/)
  })
})

describe('HTTP/2', () => {
  const open = async (): Promise<ClientHttp2Session> => {
    const session = connectHttp2(secureUrl, { rejectUnauthorized: false })
    session.on('error', () => {})
    await once(session, 'connect')
    return session
  }

  const status = async (session: ClientHttp2Session, headers: Record<string, string>): Promise<unknown> => {
    const stream = session.request({ ':path': '/', ...headers })
    stream.on('error', () => {})
    const first = await Promise.race([
      once(stream, 'response').then(([head]) => (head as { ':status': number })[':status']),
      once(stream, 'close').then(() => `reset ${stream.rstCode}`),
    ])
    stream.destroy()
    return first
  }

  test('a thousand streams opened and reset at once leave the stage answering, each with its row or none', async () => {
    const session = await open()
    for (let i = 0; i < 1_000; i++) {
      const stream = session.request({ ':path': `/reset-${i}` })
      stream.on('error', () => {})
      stream.close(constants.NGHTTP2_CANCEL)
    }
    await new Promise(resolve => session.close(() => resolve(undefined)))
    session.destroy()
    const again = await open()
    expect(await status(again, {})).toBe(200)
    again.destroy()
    const urls = live.finished.map(({ row }) => row.uri).filter(uri => uri.startsWith('/reset-'))
    expect(new Set(urls).size).toBe(urls.length)
    expect(live.messages).toEqual([])
  })

  test.each([
    { what: 'QUO-01 a URL of 9,000 bytes', headers: { ':path': `/${'a'.repeat(9_000)}` }, expected: 414 },
    { what: 'QUO-02 a head of 40,000 bytes', headers: { 'x-a': 'a'.repeat(40_000) }, expected: 494 },
    { what: 'MET-05 a method nobody knows', headers: { ':method': 'BREW' }, expected: 403 },
  ])('$what: $expected', async ({ headers, expected }) => {
    const session = await open()
    expect(await status(session, headers)).toBe(expected)
    session.destroy()
  })

  test('a flood of pings and settings does no harm', async () => {
    const session = await open()
    for (let i = 0; i < 2_000; i++) session.ping(() => {})
    const first = await Promise.race([status(session, {}), once(session, 'close').then(() => 'closed')])
    expect([200, 'closed']).toContain(first)
    session.destroy()
    expect((await get(live.url, '/')).status).toBe(200)
  })
})

import { once } from 'node:events'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { readPlainResponse } from '../../http/plain-response.ts'
import { customOrigin } from '../../test/support/distribution.ts'
import { StreamedBody, readAll } from '../bytes.io.ts'
import { selfSignedCertificate } from '../http/self-signed.io.ts'
import { createHttpOrigin, type HttpOrigin } from './http-origin.io.ts'
import type { OriginAttempt } from './origin-attempt.ts'

const PRIMING = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** What the origin sends to `/asked`, in these pieces; then it closes, or not. */
let pieces: readonly Buffer[] = []
let closes = true
/** Every request line of `/asked` or `/next`, with the number of its connection. */
let asked: string[] = []

const sendInPieces = async (socket: Socket): Promise<void> => {
  for (const piece of pieces) {
    if (piece.length > 0) await new Promise(resolve => socket.write(piece, resolve))
    await new Promise(resolve => setImmediate(resolve))
  }
  if (closes) socket.end()
}

let connections = 0
const sockets = new Set<Socket>()
let server: Server
let port = 0
beforeAll(async () => {
  server = createServer(socket => {
    const nth = ++connections
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', packet => {
      const path = packet.toString('latin1').split(' ')[1] ?? ''
      if (path !== '/priming') asked.push(`${path} on ${nth}`)
      if (path === '/asked') void sendInPieces(socket)
      else socket.write(PRIMING)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

let origin: HttpOrigin
const openOrigin = (): void => {
  connections = 0
  asked = []
  closes = true
  origin = createHttpOrigin({ target: () => ({ protocol: 'http', hostname: '127.0.0.1', port }) })
}
afterEach(() => origin.close())

const attemptOf = (uri: string, method = 'GET', limits: Partial<OriginAttempt> = {}): OriginAttempt => ({
  origin: customOrigin(),
  request: {
    method,
    uri,
    queryString: undefined,
    headers: HeaderList.fromRaw(['Host', 'a.example']),
    body: undefined,
    viewerProtocol: 'http',
  },
  connectionTimeoutMs: 10_000,
  readTimeoutMs: 10_000,
  completionTimeoutMs: undefined,
  ...limits,
})

/** All that is to be known of an answer. Why a body broke off is told in different words. */
const resultOf = async (attempt: OriginAttempt) => {
  const outcome = await origin.attempt(attempt)
  if (outcome.kind === 'failure') return outcome.failure
  const { status, headers, body } = outcome.response
  const read = await readAll(body, 1_000_000)
  const text = read.kind === 'whole' ? read.bytes.toString('latin1') : read.kind
  return { status, headers: headers.toRaw(), text }
}

const prime = () => resultOf(attemptOf('/priming'))

/** The same answer, to a first request (`node:http`) and to one on a kept connection. */
const bothResults = async (answer: Buffer, cuts: readonly number[], method = 'GET') => {
  const places = [...new Set(cuts.map(cut => cut % (answer.length + 1)))].toSorted((a, b) => a - b)
  pieces = [0, ...places].map((start, index) => answer.subarray(start, places[index] ?? answer.length))
  openOrigin()
  const byNode = await resultOf(attemptOf('/asked', method))
  origin.close()
  openOrigin()
  await prime()
  const onKept = await resultOf(attemptOf('/asked', method))
  origin.close()
  return { byNode, onKept, timesAsked: asked.length }
}

/** Mostly what a plain answer has there, else one of the others. */
const mostly = (usual: readonly string[], others: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

const field = fc
  .tuple(
    mostly(['X-A', 'ETag', 'Set-Cookie'], ['Content-Length', 'Transfer-Encoding', 'Connection', 'Upgrade', '', 'a b']),
    mostly([': ', ':'], [' : ', '', ': \t']),
    mostly(['a', 'é', '"x"'], ['0', '3', 'chunked', 'close', 'keep-alive', 'a\r\n b', 'a\nb', '\0', 'a ']),
  )
  .map(parts => `${parts.join('')}\r\n`)

const framed = fc.oneof(
  mostly(['abc', '', 'a'.repeat(3_000)], ['abc', 'more']).chain(body =>
    mostly([String(body.length)], ['1', '9', '01', '1, 1']).map(length => ['Content-Length', length, body] as const),
  ),
  fc
    .array(
      mostly(
        ['3\r\nabc\r\n', 'A\r\n0123456789\r\n', '003\r\nabc\r\n'],
        ['3;x=y\r\nabc\r\n', '2\r\nabc\r\n', 'g\r\n', '3\nabc\r\n', '\r\n', '00000003\r\nabc\r\n', '3 \r\nabc\r\n'],
      ),
      { maxLength: 3 },
    )
    .chain(chunks =>
      mostly(['0\r\n\r\n'], ['', '0\r\nX: y\r\n\r\n', '0\r\n', '0\r\n\r\nrest', '0\r\nno trailer\r\n\r\n']).map(
        end => ['Transfer-Encoding', 'chunked', chunks.join('') + end] as const,
      ),
    ),
  fc.constantFrom('', 'abc').map(body => ['X-Unframed', '1', body] as const),
)

const answer = fc
  .tuple(
    mostly(
      ['HTTP/1.1 200 OK', 'HTTP/1.1 404 Not Found', 'HTTP/1.1 304 Not Modified', 'HTTP/1.1 204 No Content'],
      [
        'HTTP/1.0 200 OK',
        'HTTP/1.1 200',
        'HTTP/1.1 20 OK',
        'HTTP/1.1 100 Continue',
        'http/1.1 200 OK',
        'HTTP/1.1  200 OK',
      ],
    ),
    fc.array(field, { maxLength: 3 }),
    framed,
    mostly(['\r\n'], ['\n', '']),
  )
  .map(([line, fields, [name, value, body], end]) =>
    Buffer.from(`${line}\r\n${fields.join('')}${name}: ${value}\r\n${end}${body}`, 'latin1'),
  )

const cuts = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(fc.nat(), { maxLength: 4 }) },
)

describe('an answer on a kept connection is what node:http makes of it', () => {
  it('for answers of all sorts of pieces, cut anywhere', { timeout: 60_000 }, async () => {
    let plain = 0
    await fc.assert(
      fc.asyncProperty(answer, cuts, fc.constantFrom('GET', 'GET', 'HEAD'), async (bytes, places, method) => {
        if (readPlainResponse(method, bytes) !== undefined) plain++
        const { byNode, onKept, timesAsked } = await bothResults(bytes, places, method)
        expect(onKept).toEqual(byNode)
        expect(timesAsked).toBe(1)
      }),
      { numRuns: 500 },
    )
    expect(plain).toBeGreaterThan(100)
  })

  it('for a good answer with one byte changed, anywhere', { timeout: 60_000 }, async () => {
    const good = Buffer.from(
      'HTTP/1.1 200 OK\r\nETag: "a"\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\na\r\n0123456789\r\n0\r\n\r\n',
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), cuts, async (at, byte, places) => {
        const bytes = Buffer.from(good)
        bytes[at] = byte
        const { byNode, onKept } = await bothResults(bytes, places)
        expect(onKept).toEqual(byNode)
      }),
      { numRuns: 500 },
    )
  })
})

const answers = (...texts: string[]): void => {
  pieces = texts.map(text => Buffer.from(text, 'latin1'))
}

describe('the connection after an answer', () => {
  const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n'
  const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
  test.each<[what: string, stays: boolean, ...pieces: string[]]>([
    ['of a stated length', true, `${LENGTH}abc`],
    ['in two packets', true, LENGTH, 'abc'],
    ['in chunks', true, `${CHUNKED}3\r\nabc\r\n`, '0\r\n\r\n'],
    ['that a full parser had to judge', true, 'HTTP/1.1 200 OK\r\nX: a \r\nContent-Length: 3\r\n\r\nabc'],
    ['whose head came in pieces', true, 'HTTP/1.1 200 OK\r\n', 'Content-Length: 3\r\n\r\nabc'],
    ['after an interim one', true, `HTTP/1.1 103 Early Hints\r\n\r\n${LENGTH}abc`],
    ['that is the last one', false, 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc'],
    ['with more bytes than stated', false, `${LENGTH}abcd`],
    ['with bytes behind the last chunk', false, `${CHUNKED}3\r\nabc\r\n0\r\n\r\nx`],
    ['with a trailer, judged from the middle', false, `${CHUNKED}3\r\nabc\r\n`, '0\r\nX: y\r\n\r\n'],
  ])('%s: %s', async (_, stays, ...sent) => {
    openOrigin()
    answers(...sent)
    closes = false
    await prime()
    expect(await resultOf(attemptOf('/asked'))).toMatchObject({ text: 'abc' })
    await resultOf(attemptOf('/next'))
    expect(asked).toEqual(['/asked on 1', `/next on ${stays ? 1 : 2}`])
  })

  test('bytes that nobody asked for are no answer to the next request', async () => {
    openOrigin()
    await prime()
    const [socket] = sockets
    await new Promise(resolve => socket?.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil', resolve))
    if (socket !== undefined) await once(socket, 'close')
    expect(await resultOf(attemptOf('/next'))).toMatchObject({ text: 'ok' })
    expect(asked).toEqual(['/next on 2'])
  })
})

test('ORIG-15 connections over TLS are kept, too, and not for another name', async () => {
  const { key, cert } = await selfSignedCertificate(['a.example', 'b.example'])
  const seen: string[] = []
  let handshakes = 0
  const secure = createHttpsServer({ key, cert }, (request, response) => {
    seen.push(`${request.url} on ${handshakes}`)
    response.writeHead(200, { 'content-length': '2' }).end('ok')
  }).on('secureConnection', () => handshakes++)
  secure.listen(0, '127.0.0.1')
  await once(secure, 'listening')
  const securePort = (secure.address() as AddressInfo).port
  let name = 'a.example'
  origin = createHttpOrigin({
    target: () => ({
      protocol: 'https',
      hostname: '127.0.0.1',
      port: securePort,
      tls: { servername: name, names: [name], minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
    }),
    agentOptions: { ca: cert },
  })
  for (const uri of ['/one', '/two', '/three']) expect(await resultOf(attemptOf(uri))).toMatchObject({ text: 'ok' })
  name = 'b.example'
  await resultOf(attemptOf('/four'))
  expect(seen).toEqual(['/one on 1', '/two on 1', '/three on 1', '/four on 2'])
  origin.close()
  await new Promise(resolve => secure.close(resolve))
})

describe('an answer that a full parser took over', () => {
  test('GEN-17 its read timeout goes on', async () => {
    openOrigin()
    answers('HTTP/1.1 200 O')
    closes = false
    await prime()
    expect(await resultOf(attemptOf('/asked', 'GET', { readTimeoutMs: 30 }))).toBe('read-timeout')
  })

  test('GEN-18 its completion timeout goes on', async () => {
    openOrigin()
    answers('HTTP/1.1 200 O')
    closes = false
    await prime()
    expect(await resultOf(attemptOf('/asked', 'GET', { completionTimeoutMs: 30 }))).toBe('completion-timeout')
  })

  test('RESH-13 its head is bounded', async () => {
    openOrigin()
    answers(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(40_000)}\r\nContent-Length: 0\r\n\r\n`)
    await prime()
    expect(await resultOf(attemptOf('/asked'))).toBe('headers-too-big')
    expect(asked).toEqual(['/asked on 1'])
  })
})

describe('kept connections as those of node:http', () => {
  test('GEN-17 a silent origin: read-timeout', async () => {
    openOrigin()
    answers()
    closes = false
    await prime()
    expect(await resultOf(attemptOf('/asked', 'GET', { readTimeoutMs: 30 }))).toBe('read-timeout')
    expect(asked).toEqual(['/asked on 1'])
  })

  test('GEN-18 the completion timeout cuts the body off', async () => {
    openOrigin()
    answers('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na')
    closes = false
    await prime()
    expect(await resultOf(attemptOf('/asked', 'GET', { completionTimeoutMs: 30 }))).toMatchObject({
      text: 'source-failed',
    })
  })

  test('an abandoned body ends the connection', async () => {
    openOrigin()
    answers('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na')
    closes = false
    await prime()
    const outcome = await origin.attempt(attemptOf('/asked'))
    const [socket] = sockets
    if (outcome.kind === 'response' && outcome.response.body instanceof StreamedBody) outcome.response.body.cancel()
    if (socket !== undefined) await once(socket, 'close')
    expect(sockets.size).toBe(0)
  })

  test('close ends the answer to a first request, too', async () => {
    openOrigin()
    answers('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na')
    closes = false
    const outcome = await origin.attempt(attemptOf('/asked'))
    const [socket] = sockets
    origin.close()
    if (socket !== undefined) await once(socket, 'close')
    const body = outcome.kind === 'response' ? outcome.response.body : undefined
    expect(body instanceof StreamedBody && (await body.complete).kind).toBe('incomplete')
  })

  test('close ends what is under way', async () => {
    openOrigin()
    answers('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na')
    closes = false
    await prime()
    const result = resultOf(attemptOf('/asked'))
    const [socket] = sockets
    if (socket !== undefined) await once(socket, 'data')
    origin.close()
    expect(['reset', 'source-failed']).toContain(await result.then(one => (typeof one === 'string' ? one : one.text)))
  })
})

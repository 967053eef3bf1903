import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { PassThrough, Writable } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import type { CustomOrigin } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import { NO_BODY } from '../body.ts'
import { BufferedBody, StreamedBody, readAll, sendBody } from '../bytes.io.ts'
import { selfSignedCertificate } from '../http/self-signed.io.ts'
import { createHttpOrigin, type HttpOrigin, type HttpOriginOptions, type OriginTarget } from './http-origin.io.ts'
import type { OriginAttempt, OriginRequest } from './origin-attempt.ts'
import { originTls } from './origin-tls.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map(cleanup => cleanup()))
})

const listening = async (server: Server): Promise<number> => {
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const deferred = <Value>() => {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>(settle => {
    resolve = settle
  })
  return { promise, resolve: (value: Value) => resolve(value) }
}

const httpServer = (listener: RequestListener): Promise<number> => listening(createHttpServer(listener))

/** An origin that speaks raw bytes: `answer` is called with each packet that comes in. */
const tcpServer = (answer: (socket: Socket, packet: string, nth: number) => void): Promise<number> => {
  let packets = 0
  return listening(
    createTcpServer(socket => socket.on('data', packet => answer(socket, packet.toString('latin1'), ++packets))),
  )
}

const ssr: CustomOrigin = {
  kind: 'custom',
  id: 'ssr',
  domainName: 'ssr.example.com',
  originPath: '',
  customHeaders: [],
  connectionAttempts: 1,
  connectionTimeoutSeconds: 10,
  readTimeoutSeconds: 30,
  responseCompletionTimeoutSeconds: undefined,
  originShieldRegion: undefined,
  protocolPolicy: 'http-only',
  httpPort: 80,
  httpsPort: 443,
  keepaliveTimeoutSeconds: 5,
  sslProtocols: ['TLSv1.2'],
}

const SSR_TLS = originTls(ssr, 'ssr.example.com')

const attemptOf = (request: Partial<OriginRequest> = {}, limits: Partial<OriginAttempt> = {}): OriginAttempt => ({
  origin: ssr,
  request: {
    method: 'GET',
    uri: '/live',
    queryString: undefined,
    headers: HeaderList.fromRaw([
      'Host',
      'ssr.example.com',
      'X-feature-Flipping',
      'site:v5',
      'Connection',
      'Keep-Alive',
    ]),
    body: undefined,
    viewerProtocol: 'http',
    ...request,
  },
  connectionTimeoutMs: 1_000,
  readTimeoutMs: 1_000,
  completionTimeoutMs: undefined,
  ...limits,
})

const originAt = (target: Partial<OriginTarget>, options: Partial<HttpOriginOptions> = {}): HttpOrigin => {
  const origin = createHttpOrigin({
    target: () => ({ protocol: 'http', hostname: '127.0.0.1', port: 1, ...target }),
    ...options,
  })
  cleanups.push(() => origin.close())
  return origin
}

const answerOf = async (origin: HttpOrigin, attempt = attemptOf()) => {
  const outcome = await origin.attempt(attempt)
  if (outcome.kind === 'failure') throw new Error(`${outcome.failure}: ${outcome.detail}`)
  const { status, headers, body } = outcome.response
  const read = await readAll(body, 10_000_000)
  const { connection } = outcome
  return { status, headers, body, connection, text: read.kind === 'whole' ? read.bytes.toString() : read.kind }
}

const failureOf = async (origin: HttpOrigin, attempt = attemptOf()): Promise<string> => {
  const outcome = await origin.attempt(attempt)
  return outcome.kind === 'failure' ? outcome.failure : `status ${outcome.response.status}`
}

describe('what is sent', () => {
  test('the header list and nothing else, Host untouched by the address', async () => {
    const seen = deferred<string>()
    const port = await tcpServer((socket, packet) => {
      seen.resolve(packet)
      socket.end('HTTP/1.1 204 No Content\r\n\r\n')
    })
    await answerOf(originAt({ port }), attemptOf({ queryString: 'a=1' }))
    expect(await seen.promise).toBe(
      'GET /live?a=1 HTTP/1.1\r\nHost: ssr.example.com\r\nX-feature-Flipping: site:v5\r\nConnection: Keep-Alive\r\n\r\n',
    )
  })

  test('a buffered body and a body that is still arriving', async () => {
    const port = await httpServer((request, response) => {
      void text(request).then(body => response.end(`${body} ${request.headers['content-length'] ?? 'chunked'}`))
    })
    const origin = originAt({ port })
    const buffered = attemptOf({ method: 'POST', body: BufferedBody.ofText('abc') })
    expect((await answerOf(origin, buffered)).text).toBe('abc 3')
    const arriving = new StreamedBody()
    const answer = answerOf(origin, attemptOf({ method: 'POST', body: arriving }))
    arriving.push(Buffer.from('ab'))
    setImmediate(() => {
      arriving.push(Buffer.from('cd'))
      arriving.end()
    })
    expect((await answer).text).toBe('abcd chunked')
  })

  test('the viewer breaks off its body: request-aborted', async () => {
    const port = await httpServer(() => {})
    const body = new StreamedBody()
    body.push(Buffer.from('ab'))
    body.fail('viewer left')
    expect(await failureOf(originAt({ port }), attemptOf({ method: 'POST', body }))).toBe('request-aborted')
  })

  test('RETRY-03 a refused connection leaves the body whole for the next attempt', async () => {
    const body = new StreamedBody()
    body.push(Buffer.from('abc'))
    body.end()
    const attempt = attemptOf({ method: 'POST', body })
    expect(await failureOf(originAt({ port: await closedPort() }), attempt)).toBe('refused')
    const port = await httpServer((request, response) => request.pipe(response))
    expect((await answerOf(originAt({ port }), attempt)).text).toBe('abc')
  })
})

describe('what comes back', () => {
  test('status, headers in their spelling and order, repeated ones apart', async () => {
    const port = await tcpServer(socket =>
      socket.write('HTTP/1.1 503 Busy\r\nset-cookie: a\r\nX-oDd: 1\r\nSet-Cookie: b\r\nContent-Length: 2\r\n\r\nhi'),
    )
    const { status, headers, text: body } = await answerOf(originAt({ port }))
    expect([status, body]).toEqual([503, 'hi'])
    expect(headers.toRaw()).toEqual(['set-cookie', 'a', 'X-oDd', '1', 'Set-Cookie', 'b', 'Content-Length', '2'])
  })

  test('the outcome comes with the headers, the body arrives behind it', async () => {
    const port = await httpServer((_request, response) => {
      response.write('first ')
      finish = () => response.end('last')
    })
    let finish = (): void => {}
    const outcome = await originAt({ port }).attempt(attemptOf())
    if (outcome.kind === 'failure') throw new Error(outcome.detail)
    const read = readAll(outcome.response.body, 100)
    finish()
    expect(await read).toEqual({ kind: 'whole', bytes: Buffer.from('first last') })
  })

  test.each([
    { rule: 'HEAD', method: 'HEAD', answer: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n' },
    { rule: '204', method: 'GET', answer: 'HTTP/1.1 204 No Content\r\n\r\n' },
    { rule: '304', method: 'GET', answer: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n' },
    { rule: 'length 0', method: 'GET', answer: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' },
  ])('$rule has no body, and the connection is used again', async ({ method, answer }) => {
    const sockets = new Set<Socket>()
    const port = await tcpServer(socket => {
      sockets.add(socket)
      socket.write(answer)
    })
    const origin = originAt({ port })
    for (let i = 0; i < 2; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other on one connection
      expect((await answerOf(origin, attemptOf({ method }))).body).toBe(NO_BODY)
      // oxlint-disable-next-line no-await-in-loop
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(sockets.size).toBe(1)
  })

  test('1xx answers are passed over', async () => {
    const early = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n'
    const port = await tcpServer(socket => socket.write(`${early}HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx`))
    const { status, headers } = await answerOf(originAt({ port }))
    expect([status, headers.length]).toEqual([200, 1])
  })

  test('TTL-30 a body without length and chunking ends with the connection', async () => {
    const port = await tcpServer(socket => socket.end('HTTP/1.0 200 OK\r\n\r\nall'))
    expect((await answerOf(originAt({ port }))).text).toBe('all')
  })
})

const closedPort = async (): Promise<number> => {
  const server = createTcpServer()
  const port = await listening(server)
  server.close()
  await once(server, 'close')
  return port
}

describe('why there is no answer', () => {
  test('GEN-13 a closed port: refused', async () => {
    expect(await failureOf(originAt({ port: await closedPort() }))).toBe('refused')
  })

  test.each(['ENOTFOUND', 'EAI_AGAIN'])('GEN-12 %s: dns', async code => {
    const origin = originAt(
      { hostname: 'ssr.invalid' },
      { lookup: (_name, _options, done) => done(Object.assign(new Error(code), { code }), '') },
    )
    expect(await failureOf(origin)).toBe('dns')
  })

  test('LAE-12 a name is looked up beforehand: what does not resolve, what does, what takes too long to wait for', async () => {
    const lookups: Record<string, NonNullable<HttpOriginOptions['lookup']>> = {
      unknown: (_name, _options, done) => done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), ''),
      known: (_name, _options, done) => done(null, '192.0.2.1', 4),
      slow: () => {},
    }
    const impatient = { ...ssr, connectionTimeoutSeconds: 0.02 }
    const resolved = Object.values(lookups).map(lookup => originAt({}, { lookup }).resolvesName(impatient))
    expect(await Promise.all(resolved)).toEqual([false, true, true])
    expect(await originAt({ hostname: '127.0.0.1' }).resolvesName(ssr)).toBe(true)
  })

  test('GEN-16 a name that is never resolved counts as a connection that is never made', async () => {
    const origin = originAt({ hostname: 'ssr.invalid' }, { lookup: () => {} })
    expect(await failureOf(origin, attemptOf({}, { connectionTimeoutMs: 30 }))).toBe('connect-timeout')
  })

  test('GEN-16 a handshake that hangs counts as connecting', async () => {
    const port = await tcpServer(() => {})
    const origin = originAt({ port, protocol: 'https' })
    expect(await failureOf(origin, attemptOf({}, { connectionTimeoutMs: 40 }))).toBe('connect-timeout')
  })

  test('GEN-17 connected and silent: read-timeout', async () => {
    const port = await httpServer(() => {})
    const outcome = await originAt({ port }).attempt(attemptOf({}, { readTimeoutMs: 40 }))
    expect(outcome).toMatchObject({ kind: 'failure', failure: 'read-timeout' })
    expect(outcome.durationMs).toBeGreaterThan(38)
  })

  test('ORIG-03 a head that arrives in pieces is waited for between them', async () => {
    const port = await tcpServer(socket => {
      const pieces = ['HTTP/1.1 200 OK\r\n', ...Array.from({ length: 9 }, (_, i) => `X-${i}: a\r\n`), '\r\n']
      const next = (): void => {
        const piece = pieces.shift()
        if (piece === undefined) return void socket.end()
        socket.write(piece)
        setTimeout(next, 20)
      }
      next()
    })
    expect(await failureOf(originAt({ port }), attemptOf({}, { readTimeoutMs: 100 }))).toBe('status 200')
  })

  test('GEN-17 the whole body is sent and the origin is silent: read-timeout', async () => {
    const port = await httpServer(() => {})
    const attempt = attemptOf({ method: 'POST', body: BufferedBody.ofText('x') }, { readTimeoutMs: 40 })
    expect(await failureOf(originAt({ port }), attempt)).toBe('read-timeout')
  })

  test('GEN-18 the completion timeout is earlier than the read timeout', async () => {
    const port = await httpServer(() => {})
    expect(await failureOf(originAt({ port }), attemptOf({}, { completionTimeoutMs: 40 }))).toBe('completion-timeout')
  })

  const headerBomb = `HTTP/1.1 200 OK\r\nX-Bomb: ${'x'.repeat(40_000)}\r\n\r\n`
  test.each([
    { rule: 'GEN-15 garbage', answer: 'hello there\r\n\r\n', failure: 'invalid-response' },
    { rule: 'GEN-15 half a header', answer: 'HTTP/1.1 200 OK\r\nX-A', failure: 'invalid-response' },
    {
      rule: 'GEN-15 two framings',
      answer: 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n',
      failure: 'invalid-response',
    },
    {
      rule: 'GEN-15 an upgrade',
      answer: 'HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      failure: 'invalid-response',
    },
    { rule: 'RESH-13, QUO-03 headers over 32,768 bytes', answer: headerBomb, failure: 'headers-too-big' },
    { rule: 'RETRY-06 closed without a byte', answer: '', failure: 'reset' },
  ])('$rule: $failure', async ({ answer, failure }) => {
    const port = await tcpServer(socket => socket.end(answer))
    expect(await failureOf(originAt({ port }))).toBe(failure)
  })

  test('RESH-13, QUO-03 headers just below the limit are read', async () => {
    const port = await tcpServer(socket => socket.end(`HTTP/1.1 200 OK\r\nX-Big: ${'x'.repeat(32_000)}\r\n\r\n`))
    expect(await failureOf(originAt({ port }))).toBe('status 200')
  })

  test('RETRY-06 reset by the origin before a byte', async () => {
    const port = await tcpServer(socket => socket.resetAndDestroy())
    expect(await failureOf(originAt({ port }))).toBe('reset')
  })
})

describe('TLS', () => {
  const tlsServer = async (names: readonly string[]) => {
    const certificate = await selfSignedCertificate(names)
    const listener: RequestListener = (_request, response) => response.end('safe')
    return { port: await listening(createHttpsServer(certificate, listener)), ca: certificate.cert }
  }

  test('a certificate for the name is accepted, the address may be another', async () => {
    const { port, ca } = await tlsServer(['ssr.example.com'])
    const origin = originAt({ protocol: 'https', port, tls: SSR_TLS }, { agentOptions: { ca } })
    expect((await answerOf(origin)).text).toBe('safe')
  })

  test('GEN-14 self-signed: tls', async () => {
    const { port } = await tlsServer(['ssr.example.com'])
    expect(await failureOf(originAt({ protocol: 'https', port, tls: SSR_TLS }))).toBe('tls')
  })

  test('GEN-14 another name: tls', async () => {
    const { port, ca } = await tlsServer([])
    const origin = originAt({ protocol: 'https', port, tls: SSR_TLS }, { agentOptions: { ca } })
    expect(await failureOf(origin)).toBe('tls')
  })

  test('GEN-14 no TLS at all: tls', async () => {
    const port = await tcpServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(await failureOf(originAt({ protocol: 'https', port }))).toBe('tls')
  })
})

describe('the body breaks off', () => {
  test.each([
    {
      rule: 'TTL-30 short against Content-Length',
      answer: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc',
      why: 'cut off',
    },
    {
      rule: 'TTL-30 a cut chunked body',
      answer: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n',
      why: 'cut off',
    },
  ])('$rule', async ({ answer, why }) => {
    const port = await tcpServer(socket => socket.end(answer))
    const { body, text: read } = await answerOf(originAt({ port }))
    expect(read).toBe('source-failed')
    if (!(body instanceof StreamedBody)) throw new Error('not a streamed body')
    expect(await body.complete).toEqual({ kind: 'incomplete', why: expect.stringContaining(why) })
  })

  test.each([
    { rule: 'ORIG-03 silence between packets', limits: { readTimeoutMs: 40 }, why: 'read-timeout' },
    { rule: 'ORIG-05 the completion timeout', limits: { completionTimeoutMs: 60 }, why: 'completion-timeout' },
  ])('$rule', async ({ limits, why }) => {
    const port = await tcpServer(socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'))
    const { body, text: read } = await answerOf(originAt({ port }), attemptOf({}, limits))
    expect(read).toBe('source-failed')
    if (!(body instanceof StreamedBody)) throw new Error('not a streamed body')
    expect(await body.complete).toEqual({ kind: 'incomplete', why: expect.stringContaining(why) })
  })
})

const BIG_BYTES = 8_000_000

describe('back-pressure', () => {
  const bigBody = (sent: { bytes: number }): Promise<number> =>
    httpServer((_request, response) => {
      const chunk = Buffer.alloc(64_000)
      const more = (): void => {
        while (sent.bytes < BIG_BYTES) {
          sent.bytes += chunk.length
          if (!response.write(chunk)) return void response.once('drain', more)
        }
        response.end()
      }
      more()
    })

  test('a slow viewer holds the origin back and is not mistaken for a slow origin', async () => {
    const sent = { bytes: 0 }
    const port = await bigBody(sent)
    const outcome = await originAt({ port }).attempt(attemptOf({}, { readTimeoutMs: 100 }))
    if (outcome.kind === 'failure') throw new Error(outcome.detail)
    const viewer = new PassThrough({ highWaterMark: 16_384 })
    const delivery = sendBody(outcome.response.body, viewer)
    await new Promise(resolve => setTimeout(resolve, 150))
    const held = sent.bytes
    let received = 0
    for await (const chunk of viewer) received += (chunk as Buffer).length
    expect(await delivery).toBe('delivered')
    expect(held).toBeLessThan(BIG_BYTES)
    expect(received).toBe(sent.bytes)
  })

  test('the only viewer leaves: the origin is told to stop', async () => {
    const closed = deferred<boolean>()
    const port = await httpServer((_request, response) => {
      response.once('close', () => closed.resolve(response.writableFinished))
      response.write('first')
    })
    const outcome = await originAt({ port }).attempt(attemptOf())
    if (outcome.kind === 'failure') throw new Error(outcome.detail)
    const viewer = new Writable({ write: () => viewer.destroy() })
    expect(await sendBody(outcome.response.body, viewer)).toBe('sink-closed')
    expect(await closed.promise).toBe(false)
  })
})

describe('kept connections', () => {
  /** Answers the first request, then closes the connection when the second arrives on it. */
  const staleServer = (connections: Set<Socket>): Promise<number> =>
    tcpServer(socket => {
      if (connections.has(socket)) return void socket.resetAndDestroy()
      connections.add(socket)
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    })

  test('a connection closed by the origin between two requests is no failure: a fresh one is used', async () => {
    const connections = new Set<Socket>()
    const origin = originAt({ port: await staleServer(connections) })
    for (let i = 0; i < 3; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await answerOf(origin)).text).toBe('ok')
      // oxlint-disable-next-line no-await-in-loop
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(connections.size).toBeGreaterThan(1)
  })

  test('what must not be sent twice never meets a stale connection', async () => {
    const connections = new Set<Socket>()
    const origin = originAt({ port: await staleServer(connections) })
    expect((await answerOf(origin)).text).toBe('ok')
    await new Promise(resolve => setImmediate(resolve))
    expect((await answerOf(origin, attemptOf({ method: 'POST' }))).text).toBe('ok')
  })

  test('ORIG-04 the keep-alive timeout closes idle connections, not busy ones', async () => {
    const closes: Promise<unknown>[] = []
    const port = await httpServer((request, response) => {
      closes.push(once(request.socket, 'close'))
      setTimeout(() => response.end('late'), 90)
    })
    const origin = { ...ssr, keepaliveTimeoutSeconds: 0.03 }
    expect((await answerOf(originAt({ port }), attemptOf({}, { origin }))).text).toBe('late')
    await Promise.all(closes)
    expect(closes).toHaveLength(1)
  })

  test.each([
    { what: 'an address', hostname: '127.0.0.1', looksUp: false },
    { what: 'a name', hostname: 'localhost', looksUp: true },
  ])('RHP-32 a new connection takes time, a kept one none: $what', async ({ hostname, looksUp }) => {
    const port = await httpServer((_request, response) => response.end('ok'))
    const origin = originAt({ port, hostname })
    const first = (await answerOf(origin)).connection
    await new Promise(resolve => setImmediate(resolve))
    const second = (await answerOf(origin)).connection
    expect(first?.connectMs).toBeGreaterThan(0)
    expect((first?.dnsMs ?? 0) > 0).toBe(looksUp)
    expect(second).toEqual({ dnsMs: 0, connectMs: 0 })
  })

  test.each([
    { count: 1, outcome: 'status 200' },
    { count: 2, outcome: 'invalid-response' },
  ])('MET-09 $count times 100 Continue before the answer: $outcome', async ({ count, outcome }) => {
    const port = await tcpServer(socket =>
      socket.end(`${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(count)}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`),
    )
    expect(await failureOf(originAt({ port }), attemptOf({ method: 'POST', body: BufferedBody.ofText('x') }))).toBe(
      outcome,
    )
  })

  test('close leaves no connection', async () => {
    const server = createHttpServer((_request, response) => response.end('ok'))
    const port = await listening(server)
    const origin = originAt({ port })
    await Promise.all([answerOf(origin), answerOf(origin), answerOf(origin, attemptOf({ method: 'POST' }))])
    origin.close()
    // The server's close event waits for every connection.
    const closed = once(server, 'close')
    server.close()
    await closed
    expect(server.listening).toBe(false)
  })

  test('close ends an exchange that hangs', async () => {
    const requested = deferred<undefined>()
    const port = await httpServer(() => requested.resolve(undefined))
    const origin = originAt({ port })
    const failure = failureOf(origin)
    await requested.promise
    origin.close()
    expect(await failure).toBe('reset')
  })
})

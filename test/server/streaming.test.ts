import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { selfSignedCertificate } from '../../pop/http/self-signed.io.ts'
import { cacheBehavior, CACHING_DISABLED, cachePolicy, customOrigin, distribution } from '../support/distribution.ts'
import { listenLocally, openLiveStage, rawOrigin, RawViewer, type LiveStage } from '../support/live-stage.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map(cleanup => cleanup()))
})

const stageBefore = async (port: number): Promise<LiveStage> => {
  const live = await openLiveStage({
    distribution: distribution({
      origins: [customOrigin({ readTimeoutSeconds: 5, connectionAttempts: 1 })],
      behaviors: [
        cacheBehavior({ pathPattern: '/pass/*', cachePolicy: CACHING_DISABLED }),
        cacheBehavior({ compress: true, cachePolicy: cachePolicy({ gzip: true }) }),
      ],
    }),
    originPorts: { ssr: port },
  })
  cleanups.push(() => live.close())
  return live
}

const originOf = async (listener: (request: IncomingMessage, response: ServerResponse) => void) => {
  const origin = await listenLocally(createServer(listener))
  cleanups.push(() => origin.close())
  return origin
}

describe('ORD-18: nothing waits for what is still to come', () => {
  test.each(['/pass/x', '/kept'])(
    '%s: the first bytes reach the viewer while the origin holds the rest',
    async path => {
      let release: () => void = () => {}
      const origin = await originOf((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).write('<head>')
        release = () => response.end('</html>')
      })
      const live = await stageBefore(origin.port)
      const viewer = new RawViewer(live.port).send(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
      expect(await viewer.until('<head>')).not.toContain('</html>')
      release()
      expect(await viewer.end()).toContain('</html>')
      expect(await live.rowAt(1)).toMatchObject({ status: 200, resultType: 'Miss' })
    },
  )

  test('so does a head whose body has not begun: an event source is open before its first event', async () => {
    let release: () => void = () => {}
    const origin = await originOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      release = () => response.end('data: 1\n\n')
    })
    const live = await stageBefore(origin.port)
    const viewer = new RawViewer(live.port).send('GET /pass/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect(await viewer.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n$/)
    release()
    expect(await viewer.end()).toContain('data: 1')
  })

  test('the same over HTTP/2', async () => {
    let release: () => void = () => {}
    const origin = await originOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      release = () => response.end('data: 1\n\n')
    })
    const live = await stageBefore(origin.port)
    const secure = await live.stage.listenSecurely(0, await selfSignedCertificate())
    const session = connectHttp2(secure.url, { rejectUnauthorized: false })
    cleanups.push(() => session.destroy())
    const stream = session.request({ ':path': '/pass/x' })
    const [head] = (await once(stream, 'response')) as [{ ':status': number }]
    expect(head[':status']).toBe(200)
    release()
    expect(await text(stream)).toBe('data: 1\n\n')
  })
})

/** Two connections with the largest buffers that Linux gives them, and the streams' own. */
const ON_THE_WAY_MAX_BYTES = 40 * 1024 * 1024
const TOTAL_BYTES = 96 * 1024 * 1024

describe('back-pressure', () => {
  test('a slow viewer holds the origin back: what is on the way stays within the buffers', async () => {
    let writtenBytes = 0
    const chunk = Buffer.alloc(65_536)
    const origin = await originOf((_request, response) => {
      const more = (): void => {
        while (writtenBytes < TOTAL_BYTES) {
          writtenBytes += chunk.length
          if (!response.write(chunk)) return void response.once('drain', more)
        }
        response.end()
      }
      more()
    })
    const live = await stageBefore(origin.port)
    const viewer = connect(live.port, '127.0.0.1')
    viewer.write('GET /pass/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    let readBytes = 0
    let onTheWayBytes = 0
    for await (const read of viewer) {
      readBytes += (read as Buffer).length
      onTheWayBytes = Math.max(onTheWayBytes, writtenBytes - readBytes)
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(readBytes).toBeGreaterThan(TOTAL_BYTES)
    expect(onTheWayBytes).toBeLessThan(ON_THE_WAY_MAX_BYTES)
  })

  test('a slow origin holds an upload back in the same way', async () => {
    let readBytes = 0
    let writtenBytes = 0
    let onTheWayBytes = 0
    const origin = await originOf((request, response) => {
      void (async () => {
        for await (const read of request) {
          readBytes += (read as Buffer).length
          onTheWayBytes = Math.max(onTheWayBytes, writtenBytes - readBytes)
          await new Promise(resolve => setImmediate(resolve))
        }
        response.end(String(readBytes))
      })()
    })
    const live = await stageBefore(origin.port)
    const upload = httpRequest({ port: live.port, method: 'POST', path: '/pass/x', agent: false })
    const answer = once(upload, 'response') as Promise<[IncomingMessage]>
    const chunk = Buffer.alloc(65_536)
    while (writtenBytes < TOTAL_BYTES) {
      writtenBytes += chunk.length
      // oxlint-disable-next-line no-await-in-loop -- as fast as the connection takes it
      if (!upload.write(chunk)) await once(upload, 'drain')
    }
    upload.end()
    const [response] = await answer
    expect(await text(response)).toBe(String(writtenBytes))
    expect(onTheWayBytes).toBeLessThan(ON_THE_WAY_MAX_BYTES)
  })
})

describe('uploads', () => {
  const echo = (): ReturnType<typeof originOf> =>
    originOf((request, response) => {
      response.setHeader('x-framing', request.headers['content-length'] ?? request.headers['transfer-encoding'] ?? '-')
      response.setHeader('x-expect', request.headers.expect ?? '-')
      void text(request).then(body => response.end(body))
    })

  test('the first bytes of an upload reach the origin while the viewer holds the rest', async () => {
    let arrived: (text: string) => void = () => {}
    const first = new Promise<string>(resolve => {
      arrived = resolve
    })
    const origin = await originOf((request, response) => {
      request.once('data', chunk => arrived(String(chunk)))
      request.on('end', () => response.end('ok'))
    })
    const live = await stageBefore(origin.port)
    const viewer = new RawViewer(live.port)
    viewer.send('POST /pass/x HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nConnection: close\r\n\r\nabc')
    expect(await first).toBe('abc')
    viewer.send('def')
    expect(await viewer.end()).toMatch(/ok$/)
  })

  test.each([
    { what: 'a stated length', framing: 'Content-Length: 5', body: 'hello', seen: '5' },
    {
      what: 'chunks',
      framing: 'Transfer-Encoding: chunked',
      body: '2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n',
      seen: 'chunked',
    },
  ])('$what goes to the origin as it came', async ({ framing, body, seen }) => {
    const live = await stageBefore((await echo()).port)
    const viewer = new RawViewer(live.port)
    viewer.send(`POST /pass/x HTTP/1.1\r\nHost: a\r\n${framing}\r\nConnection: close\r\n\r\n${body}`)
    const answer = await viewer.end()
    expect(answer.toLowerCase()).toContain(`x-framing: ${seen}\r\n`)
    expect(answer).toMatch(/hello$/)
  })

  test('Expect: 100-continue is answered here and not passed on (REQH-02)', async () => {
    const live = await stageBefore((await echo()).port)
    const viewer = new RawViewer(live.port)
    viewer.send(
      'POST /pass/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n',
    )
    expect(await viewer.until('100 Continue\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    const answer = await viewer.send('hello').end()
    expect(answer).toContain('x-expect: -\r\n')
    expect(answer).toContain('hello')
  })

  test.each([
    { what: 'and closes', fields: 'Connection: close\r\n' },
    { what: 'and stays', fields: '' },
  ])('an origin that answers before the body is there $what: its answer goes to the viewer', async ({ fields }) => {
    const origin = await rawOrigin((socket, packet) => {
      if (packet.startsWith('POST')) socket.write(`HTTP/1.1 413 Too Large\r\n${fields}Content-Length: 5\r\n\r\nlarge`)
      if (packet.startsWith('POST') && fields !== '') socket.end()
    })
    cleanups.push(() => origin.close())
    const live = await stageBefore(origin.port)
    const viewer = new RawViewer(live.port)
    viewer.send(`POST /pass/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\nConnection: close\r\n\r\n`)
    viewer.send('x'.repeat(100_000))
    expect(await viewer.until('large')).toMatch(/^HTTP\/1\.1 413 /)
    viewer.socket.destroy()
    expect(await live.rowAt(1)).toMatchObject({ status: 413 })
  })

  test('a viewer that breaks off its upload breaks off the request to the origin: 400 in the log, nothing tried again', async () => {
    let requests = 0
    let aborted: Promise<unknown> = Promise.resolve()
    const origin = await originOf(request => {
      requests++
      aborted = new Promise(resolve => request.once('error', resolve))
      request.resume()
      viewer.socket.destroy()
    })
    const live = await stageBefore(origin.port)
    const viewer = new RawViewer(live.port)
    viewer.send('POST /pass/x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc')
    expect(await live.rowAt(1)).toMatchObject({ resultType: 'Error', detailedResultType: 'ClientHungUpRequest' })
    await aborted
    expect(requests).toBe(1)
  })
})

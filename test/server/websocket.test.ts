import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { cacheBehavior, cachePolicy, customOrigin, distribution, originRequestPolicy } from '../support/distribution.ts'
import {
  listenLocally,
  openLiveStage,
  RawViewer,
  type LiveStage,
  type LiveStageOptions,
} from '../support/live-stage.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map(cleanup => cleanup()))
})

const HANDSHAKE_FIELDS = ['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-protocol']
const FORWARDING = originRequestPolicy({ headers: { kind: 'whitelist', names: HANDSHAKE_FIELDS } })

/** An origin that takes every upgrade whose key it sees, and sends back what it gets; otherwise it answers 426. */
const echoOrigin = async (onTunnel: (socket: Socket) => void = socket => socket.pipe(socket)) => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.headers.upgrade ?? '-'}`)
    void text(request).then(body => response.writeHead(426, { 'content-type': 'text/plain' }).end(`no upgrade${body}`))
  })
  server.on('upgrade', (request, socket: Socket, head: Buffer) => {
    seen.push(`upgrade ${request.headers.upgrade ?? '-'} ${request.headers.connection ?? '-'}`)
    socket.on('error', () => {})
    if (request.headers['sec-websocket-key'] === undefined) {
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 6\r\nConnection: close\r\n\r\nno key')
      return
    }
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: yes\r\n\r\n',
    )
    socket.unshift(head)
    onTunnel(socket)
  })
  const listening = await listenLocally(server)
  cleanups.push(() => listening.close())
  return { ...listening, seen }
}

const stageBefore = async (
  port: number,
  { behavior = {}, ...options }: Partial<LiveStageOptions> & { behavior?: Parameters<typeof cacheBehavior>[0] } = {},
): Promise<LiveStage> => {
  const live = await openLiveStage({
    distribution: distribution({
      origins: [customOrigin({ readTimeoutSeconds: 1, connectionAttempts: 1 })],
      behaviors: [cacheBehavior({ originRequestPolicy: FORWARDING, ...behavior })],
    }),
    originPorts: { ssr: port },
    ...options,
  })
  cleanups.push(() => live.close())
  return live
}

const handshake = (fields = 'Sec-WebSocket-Key: abc\r\nSec-WebSocket-Version: 13\r\n', method = 'GET'): string =>
  `${method} /live HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${fields}\r\n`

describe('NET-03: a WebSocket goes through to the origin', () => {
  test('behind another request in one packet: it waits for the answer before it', async () => {
    const origin = await echoOrigin()
    const live = await stageBefore(origin.port)
    const viewer = new RawViewer(live.port).send(`GET /before HTTP/1.1\r\nHost: a\r\n\r\n${handshake()}first`)
    await viewer.until('first')
    viewer.socket.end()
    const received = await viewer.end()
    expect(received.match(/HTTP\/1\.1 (\d{3}) /g)).toEqual(['HTTP/1.1 426 ', 'HTTP/1.1 101 '])
    expect(live.messages).toEqual([])
  })

  test('the handshake is answered by the origin, bytes go both ways, and the row is written at the close: 101, Miss', async () => {
    const origin = await echoOrigin()
    const live = await stageBefore(origin.port)
    const viewer = new RawViewer(live.port).send(`${handshake()}first`)
    const head = await viewer.until('first')
    expect(head).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/)
    expect(head).toContain('Sec-WebSocket-Accept: yes\r\n')
    expect(head).toContain('X-Cache: Miss from cloudfront\r\n')
    expect(head).toContain('Connection: Upgrade\r\nUpgrade: websocket\r\n')
    viewer.send('second')
    await viewer.until('second')
    expect(live.finished).toHaveLength(0)
    viewer.socket.end()
    const row = await live.rowAt(1)
    expect(row).toMatchObject({ status: 101, resultType: 'Miss', detailedResultType: 'Miss', protocol: 'wss' })
    expect(row.sentBytes).toBe(viewer.received.length)
    expect(origin.seen).toEqual(['upgrade websocket Upgrade'])
  })

  test('it is never answered from the cache and leaves nothing there', async () => {
    const origin = await echoOrigin()
    const live = await stageBefore(origin.port, { behavior: { cachePolicy: cachePolicy({ minTtlSeconds: 60 }) } })
    for (let count = 1; count <= 2; count++) {
      const viewer = new RawViewer(live.port).send(handshake('\r\n'))
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await viewer.end()).toContain('no key')
    }
    await live.rowAt(2)
    expect(origin.seen).toHaveLength(2)
    expect(live.finished.map(({ served }) => served.trace.find(({ station }) => station === 'cache-bypassed'))).toEqual(
      [
        { station: 'cache-bypassed', why: 'websocket' },
        { station: 'cache-bypassed', why: 'websocket' },
      ],
    )
  })

  test('handshake fields that no policy forwards are missing at the origin, whose refusal goes to the viewer', async () => {
    const origin = await echoOrigin()
    const live = await stageBefore(origin.port, { behavior: { originRequestPolicy: undefined } })
    const answer = await new RawViewer(live.port).send(handshake()).end()
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(answer).toContain('no key')
    expect(await live.rowAt(1)).toMatchObject({ status: 400, resultType: 'Error' })
  })

  test.each<{ rule: string; behavior: Parameters<typeof cacheBehavior>[0]; status: number }>([
    { rule: 'ORD-20 the viewer protocol policy', behavior: { viewerProtocolPolicy: 'redirect-to-https' }, status: 301 },
    { rule: 'ORD-20 https-only', behavior: { viewerProtocolPolicy: 'https-only' }, status: 403 },
  ])('$rule decides before', async ({ behavior, status }) => {
    const origin = await echoOrigin()
    const live = await stageBefore(origin.port, { behavior })
    const { selfSignedCertificate } = await import('../../pop/http/self-signed.io.ts')
    // Beside an HTTPS listener a plain one counts as HTTP.
    await live.stage.listenSecurely(0, await selfSignedCertificate())
    const plain = await live.stage.listen(0)
    expect(await new RawViewer(plain.port).send(handshake()).end()).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(origin.seen).toEqual([])
  })

  test('nobody listens at the origin: the 502 of every other request', async () => {
    const origin = await echoOrigin()
    origin.close()
    const live = await stageBefore(origin.port)
    expect(await new RawViewer(live.port).send(handshake()).end()).toMatch(/^HTTP\/1\.1 502 /)
    expect(await live.rowAt(1)).toMatchObject({ status: 502, detailedResultType: 'OriginConnectError' })
  })
})

describe('the two sides of a WebSocket end together', () => {
  test('ORIG-08 silence of the origin closes both sides after the idle limit', async () => {
    const tunnels: Socket[] = []
    const origin = await echoOrigin(socket => tunnels.push(socket))
    const live = await stageBefore(origin.port, { viewerLimits: { webSocketIdleMs: 40 } })
    const viewer = new RawViewer(live.port).send(handshake())
    expect(await viewer.end()).toMatch(/^HTTP\/1\.1 101 /)
    expect(await live.rowAt(1)).toMatchObject({ status: 101, resultType: 'Miss' })
  })

  test('the origin closes: the viewer gets the last bytes and then the end', async () => {
    const origin = await echoOrigin(socket => socket.end('bye'))
    const live = await stageBefore(origin.port)
    expect(await new RawViewer(live.port).send(handshake()).end()).toMatch(/\r\n\r\nbye$/)
    expect(await live.rowAt(1)).toMatchObject({ status: 101 })
  })

  test('the viewer is reset: the origin’s connection closes', async () => {
    let closed: Promise<unknown> = Promise.resolve()
    const origin = await echoOrigin(socket => {
      closed = new Promise(resolve =>
        socket
          .on('end', () => socket.end())
          .resume()
          .once('close', resolve),
      )
      socket.write('open')
    })
    const live = await stageBefore(origin.port)
    const viewer = new RawViewer(live.port).send(handshake())
    await viewer.until('open')
    viewer.socket.resetAndDestroy()
    await closed
    expect(await live.rowAt(1)).toMatchObject({ status: 101 })
  })

  test('a viewer that leaves before the origin has answered leaves no connection behind', async () => {
    const arrived: { resolve: () => void } = { resolve: () => {} }
    const atOrigin = new Promise<void>(resolve => {
      arrived.resolve = resolve
    })
    const answer: { send: () => void } = { send: () => {} }
    const server = createServer()
    let closed: Promise<unknown> = Promise.resolve()
    server.on('upgrade', (_request, socket: Socket) => {
      socket.on('error', () => {})
      // What nobody reads tells of no end.
      closed = new Promise(resolve =>
        socket
          .on('end', () => socket.end())
          .resume()
          .once('close', resolve),
      )
      answer.send = () =>
        void socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
      arrived.resolve()
    })
    const origin = await listenLocally(server)
    cleanups.push(() => origin.close())
    const live = await stageBefore(origin.port)
    const viewer = new RawViewer(live.port).send(handshake())
    await atOrigin
    viewer.socket.destroy()
    answer.send()
    await closed
    await live.rowAt(1)
    expect(origin.sockets.size).toBe(0)
  })

  test('a slow viewer holds the origin back: what is on the way stays within the buffers', async () => {
    const TOTAL_BYTES = 96 * 1024 * 1024
    // Two connections with the largest buffers that Linux gives them, and the streams' own.
    const ON_THE_WAY_MAX_BYTES = 40 * 1024 * 1024
    const chunk = Buffer.alloc(65_536)
    let writtenBytes = 0
    const origin = await echoOrigin(socket => {
      const more = (): void => {
        while (writtenBytes < TOTAL_BYTES) {
          writtenBytes += chunk.length
          if (!socket.write(chunk)) return void socket.once('drain', more)
        }
        socket.end()
      }
      more()
    })
    const live = await stageBefore(origin.port)
    const viewer = connect(live.port, '127.0.0.1').setTimeout(20_000)
    viewer.write(handshake())
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
})

describe('an upgrade to anything else is ignored (RFC 9110, 7.8)', () => {
  test.each([
    { what: 'h2c, as curl asks for it', head: 'GET /live HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n', body: '' },
    {
      what: 'h2c with a body',
      head: 'POST /live HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nContent-Length: 4\r\n',
      body: 'text',
    },
    { what: 'a WebSocket by POST', head: 'POST /live HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n', body: '' },
  ])('$what: an ordinary request, and another one on the same connection', async ({ head, body }) => {
    const origin = await echoOrigin()
    const live = await stageBefore(origin.port)
    const viewer = new RawViewer(live.port).send(`${head}Connection: Upgrade\r\n\r\n${body}`)
    await viewer.until(`no upgrade${body}`)
    viewer.send('GET /again HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    const answers = await viewer.end()
    expect(answers.match(/HTTP\/1\.1 426 /g)).toHaveLength(2)
    expect(origin.seen).toEqual([`${head.split(' ')[0] ?? ''} -`, 'GET -'])
  })

  test('behind another request in one packet: its answer follows the first', async () => {
    const origin = await echoOrigin()
    const live = await stageBefore(origin.port)
    const viewer = new RawViewer(live.port).send(
      'GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nGET /third HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    )
    expect((await viewer.end()).match(/HTTP\/1\.1 426 /g)).toHaveLength(3)
  })
})

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { connect, type Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom, type Random } from '../../capture/random.ts'
import { PLAIN_REQUEST_START } from '../../pop/http/plain-connection.io.ts'
import { createStage, type Stage } from '../../pop/stage.io.ts'
import { cacheBehavior, CACHING_DISABLED, cachePolicy, customOrigin, distribution } from '../support/distribution.ts'
import { ORIGIN_ACT_NAMES, startFaultyOrigin } from '../support/faulty-origin.ts'
import type { ListeningServer } from '../support/live-stage.ts'

const REQUESTS = 10_000
const VIEWERS = 32
const SEED = 20_261_124
/** After so many requests everything that lives as long as the process is there. */
const WARM_REQUESTS = 2_500
const HEAP_GROWTH_MAX_BYTES = 12 * 1024 * 1024

const NEVER_KEPT = { ...CACHING_DISABLED, queryStrings: { kind: 'all' } } as const

let origin: ListeningServer
let stage: Stage
let port = 0
/** How often each request began and how often it was logged, by URL. */
const started = new Map<string, number>()
const logged = new Map<string, number>()
const stageSockets = new Set<Socket>()
const messages: string[] = []
const rejections: unknown[] = []
let wake: () => void = () => {}

const count = (counts: Map<string, number>, url: string): void => void counts.set(url, (counts.get(url) ?? 0) + 1)

const onStarted = (message: unknown): void => {
  const { request, socket } = message as { request: { url: string }; socket: Socket }
  if (socket.localPort !== port) return
  count(started, request.url)
  stageSockets.add(socket)
}
const onRejection = (reason: unknown): void => void rejections.push(reason)

beforeAll(async () => {
  origin = await startFaultyOrigin()
  stage = createStage({
    distributions: [
      distribution({
        origins: [
          customOrigin({
            connectionAttempts: 2,
            readTimeoutSeconds: 0.06,
            connectionTimeoutSeconds: 1,
            keepaliveTimeoutSeconds: 0.5,
          }),
        ],
        behaviors: [
          cacheBehavior({ pathPattern: '/pass/*', cachePolicy: NEVER_KEPT }),
          cacheBehavior({
            compress: true,
            cachePolicy: cachePolicy({ queryStrings: { kind: 'all' }, gzip: true, brotli: true }),
          }),
        ],
        errorResponses: [
          { errorCode: 502, errorCachingMinTtlSeconds: 0, page: { path: '/error.html', responseCode: 200 } },
        ],
      }),
    ],
    origins: new Map([['ssr', { kind: 'url', url: new URL(`http://127.0.0.1:${origin.port}`) }]]),
    tierCapacityBytes: 1_000_000,
    viewerLimits: { headMs: 400, requestMs: 400, keepAliveMs: 2_000 },
    onFinished: ({ viewer: { uri, queryString } }) => {
      count(logged, queryString === undefined ? uri : `${uri}?${queryString}`)
      wake()
    },
    onMessage: text => messages.push(text),
  })
  ;({ port } = await stage.listen(0))
  subscribe('http.server.request.start', onStarted)
  subscribe(PLAIN_REQUEST_START, onStarted)
  process.on('unhandledRejection', onRejection)
})
afterAll(async () => {
  unsubscribe('http.server.request.start', onStarted)
  unsubscribe(PLAIN_REQUEST_START, onStarted)
  process.off('unhandledRejection', onRejection)
  await stage.close()
  origin.close()
})

const pick = <T>(random: Random, values: readonly T[]): T => values[random.below(values.length)] as T

/** Like `once` of Node.js, but an error on the way is none of ours. */
const happens = (socket: Socket, event: 'connect' | 'data' | 'close'): Promise<void> =>
  new Promise(resolve => {
    if (socket.destroyed) resolve()
    else socket.once(event, () => resolve())
  })

const closed = (socket: Socket): Promise<void> => happens(socket.resume(), 'close')

/** One connection of a viewer. */
const dial = async (): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await Promise.race([happens(socket, 'connect'), happens(socket, 'close')])
  return socket
}

/** Settles when one answer is whole as far as its head tells, or when the connection is over. */
const answered = (socket: Socket, hasBody: boolean): Promise<'whole' | 'closed'> =>
  new Promise(resolve => {
    let text = ''
    const done = (how: 'whole' | 'closed'): void => {
      socket.off('data', onData).off('close', onClose)
      resolve(how)
    }
    const onClose = (): void => done('closed')
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end === -1) return
      const head = text.slice(0, end).toLowerCase()
      if (head.startsWith('http/1.1 100')) {
        text = text.slice(end + 4)
        return
      }
      const length = /content-length: (\d+)/.exec(head)
      const bodyBytes = text.length - end - 4
      if (!hasBody || /^http\/1\.1 (?:204|304)/.test(head)) done('whole')
      else if (length !== null && bodyBytes >= Number(length[1])) done('whole')
      else if (head.includes('transfer-encoding: chunked') && text.endsWith('0\r\n\r\n')) done('whole')
    }
    if (socket.destroyed) resolve('closed')
    else socket.on('data', onData).once('close', onClose)
  })

interface Plan {
  readonly url: string
  readonly random: Random
}

const head = (method: string, url: string, fields = '', version = '1.1'): string =>
  `${method} ${url} HTTP/${version}\r\nHost: a\r\nAccept-Encoding: gzip, br\r\n${fields}\r\n`

/** What a viewer may do, with the connection it may leave for the next request. */
type Behaviour = (socket: Socket, plan: Plan) => Promise<void>

const asks =
  (method: string, fields = '', body = '', version = '1.1'): Behaviour =>
  async (socket, { url }) => {
    socket.write(head(method, url, fields, version) + body)
    if ((await answered(socket, method !== 'HEAD')) === 'whole' && version === '1.0') await closed(socket)
  }

const leavesAfter =
  (bytesOf: (url: string) => string, leave: (socket: Socket) => void): Behaviour =>
  async (socket, { url }) => {
    await new Promise<void>(resolve => socket.write(bytesOf(url), () => resolve()))
    leave(socket)
    await closed(socket)
  }

const leavesAtFirstByte: Behaviour = async (socket, { url, random }) => {
  socket.write(head('GET', url))
  await Promise.race([happens(socket, 'data'), happens(socket, 'close')])
  if (random.chance(0.5)) socket.resetAndDestroy()
  else socket.destroy()
}

const readsSlowly: Behaviour = async (socket, { url }) => {
  socket.write(head('GET', url, 'Connection: close\r\n'))
  socket.pause()
  await new Promise(resolve => setTimeout(resolve, 20))
  await closed(socket)
}

const malformed: Behaviour = async (socket, { random }) => {
  socket.write(
    pick(random, [
      'nonsense\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nX y: 1\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      `GET / HTTP/1.1\r\nX-A: ${'a'.repeat(80_000)}\r\n\r\n`,
    ]),
  )
  await closed(socket)
}

const sendsHalfAHead: Behaviour = async (socket, { url }) => {
  socket.write(`GET ${url} HTTP/1.1\r\nHo`)
  await closed(socket)
}

const pipelines: Behaviour = async (socket, { url }) => {
  socket.write(head('GET', url) + head('GET', `${url}&second`, 'Connection: close\r\n'))
  await closed(socket)
}

const reset = (socket: Socket): void => void socket.resetAndDestroy()
const leave = (socket: Socket): void => void socket.destroy()
const CHUNKED_BODY = '3\r\nabc\r\n0\r\n\r\n'

const BEHAVIOURS: readonly (readonly [weight: number, behaviour: Behaviour])[] = [
  [30, asks('GET')],
  [4, asks('HEAD')],
  [4, asks('GET', 'Range: bytes=0-99\r\n')],
  [4, asks('GET', 'If-None-Match: "1"\r\n')],
  [5, asks('POST', 'Content-Length: 5\r\n', 'hello')],
  [4, asks('POST', 'Transfer-Encoding: chunked\r\n', CHUNKED_BODY)],
  [3, asks('POST', 'Content-Length: 5\r\nExpect: 100-continue\r\n', 'hello')],
  [2, asks('GET', '', '', '1.0')],
  [2, asks('BREW')],
  [2, asks('GET', 'Content-Length: 3\r\n', 'abc')],
  [3, pipelines],
  [4, readsSlowly],
  [5, leavesAtFirstByte],
  [4, leavesAfter(url => head('GET', url), leave)],
  [4, leavesAfter(url => head('GET', url), reset)],
  [
    3,
    leavesAfter(
      url => head('GET', url, 'Connection: close\r\n'),
      socket => void socket.end(),
    ),
  ],
  [3, leavesAfter(url => `${head('POST', url, 'Content-Length: 900\r\n')}abc`, leave)],
  [2, leavesAfter(url => `${head('POST', url, 'Transfer-Encoding: chunked\r\n')}3\r\nab`, reset)],
  [
    1,
    leavesAfter(
      url => `${head('POST', url, 'Transfer-Encoding: chunked\r\n')}zz\r\nab`,
      () => {},
    ),
  ],
  [3, malformed],
  [1, sendsHalfAHead],
]
const WEIGHTED: readonly Behaviour[] = BEHAVIOURS.flatMap(([weight, behaviour]) =>
  Array<Behaviour>(weight).fill(behaviour),
)

/** A viewer that asks one thing after another, on a kept connection where there is one. */
const play = async (next: () => Plan | undefined): Promise<void> => {
  let socket = await dial()
  for (let plan = next(); plan !== undefined; plan = next()) {
    /* oxlint-disable no-await-in-loop -- one request after the other is what a viewer does */
    if (socket.destroyed || socket.readableEnded || plan.random.chance(0.2)) {
      socket.destroy()
      socket = await dial()
    }
    await pick(plan.random, WEIGHTED)(socket, plan)
    /* oxlint-enable no-await-in-loop */
  }
  socket.destroy()
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** What is in use after collecting; buffers go one collection later than the objects that hold them. */
const bytesInUse = async (): Promise<number> => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  await turn()
  collect()
  await turn()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const playMany = async (from: number, to: number): Promise<void> => {
  let number = from
  const next = (): Plan | undefined => {
    if (number === to) return undefined
    const random = seededRandom(SEED + number)
    const path = random.chance(0.5) ? '/pass/' : '/kept/'
    return { url: `${path}${number++}?act=${pick(random, ORIGIN_ACT_NAMES)}`, random }
  }
  await Promise.all(Array.from({ length: VIEWERS }, () => play(next)))
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((total, one) => total + one, 0)

/** Every request that began is over. */
const settled = async (): Promise<void> => {
  while (sum(logged) < sum(started)) {
    // oxlint-disable-next-line no-await-in-loop
    await new Promise<void>(resolve => {
      wake = resolve
    })
  }
}

const allClosed = (sockets: Iterable<Socket>): Promise<unknown> => Promise.all([...sockets].map(closed))

const openSockets = (): string[] => process.getActiveResourcesInfo().filter(name => name.startsWith('TCPSocket'))

/** The far end of a connection hears of its close some turns later; what is open after so long was forgotten. */
const FAR_END_CLOSES_WITHIN_MS = 5_000

const leftOpen = async (): Promise<string[]> => {
  const deadlineMs = performance.now() + FAR_END_CLOSES_WITHIN_MS
  // oxlint-disable-next-line no-await-in-loop
  while (openSockets().length > 0 && performance.now() < deadlineMs) await turn()
  return openSockets()
}

test(
  '10,000 random requests with random faults on both sides: one row each, nothing left behind',
  { timeout: 120_000 },
  async () => {
    await playMany(0, WARM_REQUESTS)
    await settled()
    const warmBytes = await bytesInUse()
    await playMany(WARM_REQUESTS, REQUESTS)
    await settled()

    expect(logged).toEqual(started)
    expect([...logged].filter(([, rows]) => rows !== 1)).toEqual([])
    // Malformed requests and broken heads never begin; a reset may overtake a request.
    expect(sum(logged)).toBeGreaterThan(REQUESTS * 0.9)
    expect(messages).toEqual([])
    expect(rejections).toEqual([])

    await allClosed(stageSockets)
    await allClosed(origin.sockets)
    expect(await leftOpen()).toEqual([])
    stageSockets.clear()
    expect((await bytesInUse()) - warmBytes).toBeLessThan(HEAP_GROWTH_MAX_BYTES)
  },
)

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { get } from '../../demo/get.io.ts'
import { cacheBehavior, CACHING_DISABLED, cachePolicy, customOrigin, distribution } from '../support/distribution.ts'
import { startFaultyOrigin, type OriginActName } from '../support/faulty-origin.ts'
import { listenLocally, openLiveStage, rawOrigin, RawViewer, type LiveStage } from '../support/live-stage.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map(cleanup => cleanup()))
})

const NEVER_KEPT = { ...CACHING_DISABLED, queryStrings: { kind: 'all' } } as const

const stageBefore = async (port: number): Promise<LiveStage> => {
  const live = await openLiveStage({
    distribution: distribution({
      origins: [customOrigin({ readTimeoutSeconds: 0.4, connectionAttempts: 2 })],
      behaviors: [
        cacheBehavior({ pathPattern: '/pass/*', cachePolicy: NEVER_KEPT }),
        cacheBehavior({ compress: true, cachePolicy: cachePolicy({ gzip: true, queryStrings: { kind: 'all' } }) }),
      ],
    }),
    originPorts: { ssr: port },
  })
  cleanups.push(() => live.close())
  return live
}

interface Case {
  readonly act: OriginActName
  readonly rule: string
  /** What the viewer gets first. */
  readonly status: number
  /** `cut`: the viewer sees that the rest is missing. */
  readonly body: 'whole' | 'cut'
  readonly detailedResultType: string
  readonly attempts: number
}

const whole = (act: OriginActName, rule: string, status = 200, detailedResultType = 'Miss'): Case => ({
  act,
  rule,
  status,
  body: 'whole',
  detailedResultType,
  attempts: 1,
})
const failed = (act: OriginActName, rule: string, detailedResultType: string, attempts = 1, status = 502): Case => ({
  act,
  rule,
  status,
  body: 'whole',
  detailedResultType,
  attempts,
})
const cut = (act: OriginActName, rule: string): Case => ({
  act,
  rule,
  status: 200,
  body: 'cut',
  detailedResultType: 'AbortedOrigin',
  attempts: 1,
})

const CASES: readonly Case[] = [
  whole('page', 'GRP-11'),
  whole('unframed', 'TTL-30 a body that ends with its connection'),
  whole('keep-alive-and-close', 'ORIG-04'),
  whole('early-hints', '1xx are passed over, however many'),
  whole('longer-than-stated', 'what stands behind the stated length is dropped'),
  whole('two-answers', 'a second answer is dropped'),
  whole('broken-gzip', 'COMP-05 an encoded body is passed on as it is'),
  whole('error', 'RETRY-04 an answered 5xx is an answer', 500, 'Error'),
  failed('silent', 'RETRY-01, GEN-17', 'OriginCommError', 2, 504),
  failed('closes', 'RETRY-06', 'OriginCommError', 2),
  failed('resets', 'RETRY-06', 'OriginCommError', 2),
  failed('resets-in-head', 'GEN-15', 'OriginInvalidResponseError'),
  failed('garbage', 'GEN-15', 'OriginInvalidResponseError'),
  failed('http-0.9', 'GEN-15', 'OriginInvalidResponseError'),
  failed('http-2.0', 'GEN-15', 'OriginInvalidResponseError'),
  failed('bad-status', 'GEN-15', 'OriginInvalidResponseError'),
  failed('two-lengths', 'GEN-15', 'OriginInvalidResponseError'),
  failed('upgrades', 'REQH-02 an upgrade that nobody asked for', 'OriginInvalidResponseError'),
  failed('head-bomb', 'RESH-13', 'OriginHeaderTooBigError'),
  failed('endless-head', 'RESH-13', 'OriginHeaderTooBigError'),
  cut('resets-in-body', 'TTL-30, ORIG-07'),
  cut('silent-in-body', 'ORIG-03, ORIG-07'),
  cut('shorter-than-stated', 'TTL-30'),
  cut('bad-chunk', 'TTL-30'),
  cut('cut-chunk', 'TTL-30'),
]

describe.each(['/pass/', '/kept/'])('an origin that fails or lies, under %s', path => {
  test.each(CASES)('$rule: $act', async ({ act, status, body, detailedResultType, attempts }) => {
    const origin = await startFaultyOrigin()
    cleanups.push(() => origin.close())
    const live = await stageBefore(origin.port)
    const viewer = new RawViewer(live.port)
    viewer.send(`GET ${path}x?act=${act} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    const answer = await viewer.end()
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    const row = await live.rowAt(1)
    expect(row).toMatchObject({ status, detailedResultType })
    const isWhole = /transfer-encoding: chunked/i.test(answer)
      ? answer.endsWith('\r\n0\r\n\r\n')
      : Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? -1) === answer.length - answer.indexOf('\r\n\r\n') - 4
    expect(isWhole).toBe(body === 'whole')
    expect(live.stage.counters.originAttempts).toEqual({ ssr: attempts })
    expect(live.messages).toEqual([])
    // What broke off is asked for again, and the stage goes on.
    expect((await get(live.url, `${path}next`)).status).toBe(200)
  })
})

test('a body that broke off is never stored (TTL-30)', async () => {
  const origin = await startFaultyOrigin()
  cleanups.push(() => origin.close())
  const live = await stageBefore(origin.port)
  const ask = (): Promise<string> =>
    new RawViewer(live.port).send('GET /x?act=cut-chunk HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n').end()
  await ask()
  await ask()
  expect(live.stage.counters).toMatchObject({ originAttempts: { ssr: 2 } })
})

describe('a kept connection', () => {
  const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'

  test('what an origin sends on an idle connection is never the answer to the next request', async () => {
    const sockets: Socket[] = []
    let onEvil: () => void = () => {}
    const origin = await rawOrigin((socket, packet) => {
      if (!sockets.includes(socket)) sockets.push(socket)
      socket.write(`${HEAD}ok`, () => {
        if (!packet.includes('/first')) return
        setImmediate(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil', () => onEvil()))
      })
    })
    cleanups.push(() => origin.close())
    const live = await stageBefore(origin.port)
    const evil = new Promise<void>(resolve => {
      onEvil = resolve
    })
    expect((await get(live.url, '/pass/first')).body.toString()).toBe('ok')
    await evil
    for (let i = 0; i < 3; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other on one connection
      expect((await get(live.url, `/pass/${i}`)).body.toString()).toBe('ok')
    }
  })

  test.each(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'])(
    'RETRY-06, RETRY-02 that the origin closes while %s comes in is nobody’s error',
    async method => {
      let requests = 0
      const seen = new Set<Socket>()
      const origin = await rawOrigin(socket => {
        // The second request on a connection meets its end.
        if (seen.has(socket)) return void socket.resetAndDestroy()
        seen.add(socket)
        requests++
        socket.write(`${HEAD}ok`)
      })
      cleanups.push(() => origin.close())
      const live = await stageBefore(origin.port)
      for (let i = 0; i < 4; i++) {
        const viewer = new RawViewer(live.port)
        // oxlint-disable-next-line no-await-in-loop -- the connection is kept between two requests
        await viewer.send('GET /pass/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n').end()
        const next = new RawViewer(live.port)
        next.send(`${method} /pass/x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
        // oxlint-disable-next-line no-await-in-loop
        expect(await next.end()).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
      }
      // One at the origin for each, none twice.
      expect(requests).toBe(8)
    },
  )
})

test('an endless body is passed on as it comes, and the origin is told when the viewer leaves', async () => {
  let closed: Promise<unknown> = Promise.resolve()
  const server = createServer((_request, response) => {
    closed = once(response, 'close')
    response.writeHead(200)
    const more = (): void => {
      while (!response.destroyed) if (!response.write('x'.repeat(65_536))) return void response.once('drain', more)
    }
    more()
  })
  const origin = await listenLocally(server)
  cleanups.push(() => origin.close())
  const live = await stageBefore(origin.port)
  const viewer = new RawViewer(live.port)
  viewer.send('GET /pass/x HTTP/1.1\r\nHost: a\r\n\r\n')
  await viewer.until('xxx')
  viewer.socket.destroy()
  await closed
  expect(await live.rowAt(1)).toMatchObject({ status: 200, detailedResultType: 'ClientCommError' })
})

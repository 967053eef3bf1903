import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ViewerLimits } from '../../pop/server.io.ts'
import { cacheBehavior, customOrigin, distribution } from '../support/distribution.ts'
import { listenLocally, openLiveStage, RawViewer, type ListeningServer, type LiveStage } from '../support/live-stage.ts'

const PAGE = 'a page of a site '.repeat(20)

let hold: (release: () => void) => void
/** Settles when the origin has a request for `/held`, with what lets it answer. */
let held: Promise<() => void>

const answerAsOrigin = (incoming: IncomingMessage, response: ServerResponse): void => {
  const { pathname } = new URL(incoming.url ?? '/', 'http://origin')
  if (pathname === '/never') return
  if (pathname === '/held') {
    hold(() => response.writeHead(200, { 'content-length': String(PAGE.length) }).end(PAGE))
    return
  }
  if (pathname === '/gone') {
    response.writeHead(500, { 'content-length': '0' }).end()
  } else if (pathname === '/missing') {
    response.writeHead(404, { 'content-length': '2' }).end('no')
  } else if (pathname === '/chunked') {
    response.writeHead(200, { 'cache-control': 'no-store' }).write('first,')
    response.end('second')
  } else if (pathname === '/cut') {
    response.writeHead(200, { 'content-length': '100', 'cache-control': 'no-store' })
    response.write('only this', () => response.destroy())
  } else if (incoming.method === 'POST') {
    incoming.resume().on('end', () => response.writeHead(200, { 'content-length': '2' }).end('ok'))
  } else {
    const fields = { 'content-length': String(PAGE.length), 'cache-control': 'max-age=60', etag: '"one"' }
    response.writeHead(200, fields).end(PAGE)
  }
}

let origin: ListeningServer
let live: LiveStage
const viewers: RawViewer[] = []

const viewer = (): RawViewer => {
  const made = new RawViewer(live.port)
  viewers.push(made)
  return made
}

const openStage = (viewerLimits: Partial<ViewerLimits> = {}): Promise<LiveStage> =>
  openLiveStage({
    distribution: distribution({
      origins: [customOrigin({ readTimeoutSeconds: 120, connectionAttempts: 1 })],
      behaviors: [cacheBehavior()],
      errorResponses: [{ errorCode: 500, errorCachingMinTtlSeconds: 10, page: { path: '/page', responseCode: 500 } }],
    }),
    originPorts: { ssr: origin.port },
    viewerLimits,
  })

beforeEach(async () => {
  held = new Promise(resolve => {
    hold = resolve
  })
  origin = await listenLocally(createServer(answerAsOrigin))
  live = await openStage()
})
afterEach(async () => {
  for (const { socket } of viewers.splice(0)) socket.destroy()
  await live.close()
  origin.close()
  expect(live.messages).toEqual([])
})

const get = (path: string, fields = ''): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`
const head = (path: string): string => `HEAD ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
const post = (path: string): string => `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody`
/** The last of a connection, which then closes. */
const LAST = get('/last', 'Connection: close\r\n')

interface Answer {
  readonly status: number
  readonly body: string
}

/** What stands in the bytes of a connection, answer by answer. */
const answersIn = (received: string, isHead: (index: number) => boolean = () => false): Answer[] => {
  const answers: Answer[] = []
  let rest = received
  while (rest !== '') {
    const headEnd = rest.indexOf('\r\n\r\n')
    expect(headEnd).toBeGreaterThan(0)
    const fields = rest.slice(0, headEnd)
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(fields)?.[1])
    rest = rest.slice(headEnd + 4)
    let body = ''
    if (!isHead(answers.length) && status !== 304) {
      if (/\r\ntransfer-encoding: chunked/i.test(fields)) {
        for (;;) {
          const [line = ''] = rest.split('\r\n', 1)
          const size = Number.parseInt(line, 16)
          body += rest.slice(line.length + 2, line.length + 2 + size)
          rest = rest.slice(line.length + 2 + size + 2)
          if (size === 0) break
        }
      } else {
        const size = Number(/\r\ncontent-length: (\d+)/i.exec(fields)?.[1])
        body = rest.slice(0, size)
        rest = rest.slice(size)
      }
    }
    answers.push({ status, body })
  }
  return answers
}

/** Without what differs from answer to answer. */
const headOf = (answer: string): string[] =>
  (answer.split('\r\n\r\n', 1)[0] ?? '')
    .split('\r\n')
    .filter(line => !/^(x-amz-cf-id|date|age|keep-alive):/i.test(line))

describe('a plain connection answers as a full HTTP server does', () => {
  it.each([
    ['a hit', get('/page')],
    ['HEAD', head('/page')],
    ['a confirmed copy', get('/page', 'If-None-Match: "one"\r\n')],
    ['a range', get('/page', 'Range: bytes=2-5\r\n')],
    ['an error', get('/missing')],
    ['a body of unknown length', get('/chunked')],
    ['a refused method', 'HEAD /page HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('%s', async (_, request) => {
    await viewer().send(get('/page')).until(PAGE)
    const plain = viewer().send(request)
    plain.send(LAST)
    // A POST before it: from then on the connection belongs to the full server.
    const full = viewer().send(post('/page'))
    await full.until('ok')
    full.send(request)
    full.send(LAST)
    const isHead = request.startsWith('HEAD')
    const plainly = await plain.end()
    const [, ...fully] = (await full.end()).split(/(?=HTTP\/1\.1 )/)
    expect(headOf(plainly)).toEqual(headOf(fully[0] ?? ''))
    expect(answersIn(plainly, index => isHead && index === 0)).toEqual(
      answersIn(fully.join(''), index => isHead && index === 0),
    )
  })
})

describe('a connection that changes its kind', () => {
  it('goes on with a full server at the first request that is not plain', async () => {
    const one = viewer().send(get('/page'))
    await one.until(PAGE)
    one.send(post('/page'))
    await one.until('ok')
    one.send(LAST)
    expect(answersIn(await one.end()).map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('answers in order whatever the pieces it arrives in', async () => {
    await viewer().send(get('/page')).until(PAGE)
    const kinds = { page: get('/page'), missing: get('/missing'), chunked: get('/chunked'), post: post('/page') }
    const expected = {
      page: { status: 200, body: PAGE },
      missing: { status: 404, body: 'no' },
      chunked: { status: 200, body: 'first,second' },
      post: { status: 200, body: 'ok' },
    }
    const kind = fc.constantFrom('page', 'page', 'page', 'missing', 'chunked', 'post')
    await fc.assert(
      fc.asyncProperty(fc.array(kind, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 6 }), async (names, cuts) => {
        const text = names.map(name => kinds[name as 'page']).join('') + LAST
        const places = [0, ...cuts.map(cut => cut % text.length).toSorted((a, b) => a - b), text.length]
        const one = viewer()
        for (let i = 1; i < places.length; i++) {
          one.send(text.slice(places[i - 1], places[i]))
          // oxlint-disable-next-line no-await-in-loop -- a packet of its own
          await new Promise(resolve => setImmediate(resolve))
        }
        expect(answersIn(await one.end())).toEqual([...names.map(name => expected[name as 'page']), expected.page])
      }),
      { numRuns: 60 },
    )
  })
})

describe('what breaks off', () => {
  it('GEN-19: an origin that breaks off cuts the connection, and the log says whose fault it was', async () => {
    const one = viewer().send(get('/cut'))
    expect(await one.end()).toMatch(/only this$/)
    expect((await live.rowAt(1)).detailedResultType).toBe('AbortedOrigin')
  })

  it('a viewer who leaves while the origin thinks is logged once, as gone', async () => {
    const one = viewer().send(get('/never'))
    await new Promise<void>(resolve => {
      const look = (): void => {
        if (origin.sockets.size > 0) resolve()
        else setImmediate(look)
      }
      look()
    })
    one.socket.destroy()
    // Whatever was on the way before this answer has arrived.
    await viewer().send(get('/page')).until(PAGE)
    origin.close()
    expect(await live.rowAt(2)).toMatchObject({ uri: '/never', detailedResultType: 'ClientCommError' })
    expect(live.finished).toHaveLength(2)
  })
})

describe('time', () => {
  it.each([
    ['a connection without a request', ''],
    ['a connection between two requests', get('/page')],
  ])('%s is closed', async (_, request) => {
    await live.close()
    live = await openStage({ headMs: 20, keepAliveMs: 20 })
    const one = viewer()
    if (request !== '') one.send(request)
    expect(answersIn(await one.end())).toHaveLength(request === '' ? 0 : 1)
  })

  it('a request under way has longer than the pause between two', async () => {
    await live.close()
    live = await openStage({ headMs: 20, keepAliveMs: 20, idleMs: 60_000 })
    const patient = viewer().send(get('/held'))
    const release = await held
    // The pause of a later connection is over: the one before it has waited for longer.
    await viewer().send(get('/page')).end()
    release()
    expect(await patient.until(PAGE)).toContain(PAGE)
  })

  it('a slow answer does not make the pause after it longer', async () => {
    await live.close()
    live = await openStage({ headMs: 20, keepAliveMs: 20, idleMs: 60_000 })
    const patient = viewer().send(get('/held'))
    const release = await held
    await viewer().send(get('/page')).end()
    release()
    expect(answersIn(await patient.end())).toHaveLength(1)
  })

  it('CER-07: a viewer who goes on talking after the last answer is cut off', async () => {
    const one = viewer().send(get('/gone'))
    const talk = setInterval(() => one.send('x'), 5)
    try {
      expect(await one.end()).toMatch(/^HTTP\/1\.1 500 [^]*\r\nConnection: close\r\n/)
    } finally {
      clearInterval(talk)
    }
  })

  it('a request under way ends when nothing moves for too long', async () => {
    await live.close()
    live = await openStage({ headMs: 20, keepAliveMs: 20, idleMs: 30 })
    expect(await viewer().send(get('/never')).end()).toBe('')
  })
})

describe('closing the stage', () => {
  it('ends connections that wait for a request, at once', async () => {
    const one = viewer().send(get('/page'))
    await one.until(PAGE)
    await live.stage.close()
    expect(answersIn(await one.end())).toHaveLength(1)
  })
})

import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { Agent, request as httpsRequest } from 'node:https'
import { connect as connectTcp, createServer as createTcpServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccessLogRecord } from '../access-log/access-log-record.ts'
import type { CacheBehavior } from '../distribution/model.ts'
import {
  cacheBehavior,
  CACHING_DISABLED,
  customOrigin,
  distribution,
  originRequestPolicy,
} from '../test/support/distribution.ts'
import { namedFunction } from '../test/support/scripted-function.ts'
import { selfSignedCertificate } from './http/self-signed.io.ts'
import { createStage, type StageOptions } from './stage.io.ts'
import { accessLogRecord } from './trace/access-log-record.ts'

// What only sockets show: a real origin, a real stage, real viewers.

const cleanups: (() => unknown)[] = []
afterAll(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup()
})

let originUrl = ''
/** What the origin got, newest last. */
const received: IncomingHttpHeaders[] = []
const requested: string[] = []
/** Ends the answer of `/slow`. */
let finishSlow: () => void = () => {}

beforeAll(async () => {
  const origin = createServer((request, response) => {
    received.push(request.headers)
    requested.push(request.url ?? '')
    response.setHeader('cache-control', 'max-age=60')
    if (request.url === '/big') return response.end('x'.repeat(100_000))
    if (request.url !== '/slow') return response.end('ok')
    response.write('first ')
    finishSlow = () => response.end('last')
    return undefined
  })
  origin.listen(0, '127.0.0.1')
  await once(origin, 'listening')
  cleanups.push(() => origin.close())
  originUrl = `http://127.0.0.1:${(origin.address() as AddressInfo).port}`
})

const staged = (behavior: Partial<CacheBehavior>, options: Partial<StageOptions> = {}) => {
  const stage = createStage({
    distributions: [distribution({ origins: [customOrigin()], behaviors: [cacheBehavior(behavior)] })],
    origins: new Map([['ssr', { kind: 'url', url: new URL(originUrl) }]]),
    ...options,
  })
  cleanups.push(() => stage.close())
  return stage
}

const listing = (...names: string[]): Partial<CacheBehavior> => ({
  cachePolicy: CACHING_DISABLED,
  originRequestPolicy: originRequestPolicy({ headers: { kind: 'whitelist', names } }),
})

const textOf = async (response: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return text
}

const getSecurely = async (port: number, agent: Agent): Promise<void> => {
  const request = httpsRequest({ port, host: '127.0.0.1', agent, rejectUnauthorized: false })
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  await textOf(response)
}

describe('who a viewer is', () => {
  const names = ['cloudfront-viewer-country', 'cloudfront-viewer-city', 'x-understudy-country']
  const seen = async (headers: Record<string, string>, options: Partial<StageOptions> = {}) => {
    const { url } = await staged(listing(...names), options).listen(0)
    await (await fetch(url, { headers })).text()
    return names.map(name => received.at(-1)?.[name])
  }
  const inBelgium: Partial<StageOptions> = { geographyOf: () => ({ country: 'BE', city: 'Gent' }) }

  test('ORD-30 nobody knows', async () => expect(await seen({})).toEqual([undefined, undefined, undefined]))

  test('REQH-09 the stage knows', async () => expect(await seen({}, inBelgium)).toEqual(['BE', 'Gent', undefined]))

  test('REQH-09 the log knows it too', async () => {
    const rows: AccessLogRecord[] = []
    await seen(
      { 'x-understudy-country': 'FR', 'x-understudy-asn': '64500' },
      { onFinished: exchange => rows.push(accessLogRecord(exchange)) },
    )
    expect(rows).toMatchObject([{ country: 'FR', asn: 64_500 }])
  })

  test('REQH-09 the request knows better, and nothing of it goes on', async () =>
    expect(await seen({ 'x-understudy-country': 'fr' }, inBelgium)).toEqual(['FR', undefined, undefined]))
})

test('CFF-91, REQH-14 what a function remembers of one country it does not answer to another', async () => {
  const stage = staged({
    ...listing('cloudfront-viewer-country'),
    functions: {
      'viewer-request': {
        ...namedFunction('by-country'),
        code: `function handler(event) {
          var request = event.request, country = request.headers['cloudfront-viewer-country']
          request.uri = '/' + (country ? country.value : 'nowhere')
          return request
        }`,
      },
    },
  })
  const { url } = await stage.listen(0)
  const paths: string[] = []
  for (const country of ['FR', 'BE', 'FR', '', 'BE', 'FR']) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await (await fetch(url, { headers: { 'x-understudy-country': country } })).text()
    paths.push(requested.at(-1) ?? '')
  }
  expect(paths).toEqual(['/FR', '/BE', '/FR', '/nowhere', '/BE', '/FR'])
})

describe('REQH-11 the handshake under a request', () => {
  const setUp = async () => {
    const stage = staged(
      listing('cloudfront-viewer-tls', 'cloudfront-viewer-http-version', 'cloudfront-forwarded-proto'),
    )
    const { port } = await stage.listenSecurely(0, await selfSignedCertificate([]))
    return port
  }
  const lastSeen = () => [
    received.at(-1)?.['cloudfront-viewer-tls'],
    received.at(-1)?.['cloudfront-viewer-http-version'],
    received.at(-1)?.['cloudfront-forwarded-proto'],
  ]

  test('over HTTP/1.1', async () => {
    const port = await setUp()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    await getSecurely(port, agent)
    expect(lastSeen()).toEqual([expect.stringMatching(/^TLSv1\.3:TLS_[A-Z0-9_]+:fullHandshake$/), '1.1', 'https'])
    await getSecurely(port, agent)
    expect(lastSeen()[0]).toMatch(/:connectionReused$/)
    agent.destroy()
    await getSecurely(port, agent)
    expect(lastSeen()[0]).toMatch(/:sessionResumed$/)
    agent.destroy()
  })

  test('over HTTP/2', async () => {
    const port = await setUp()
    const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
    for (const handshake of ['fullHandshake', 'connectionReused']) {
      const stream = session.request({ ':path': `/${handshake}` })
      stream.resume()
      // oxlint-disable-next-line no-await-in-loop -- one after the other on one connection
      await once(stream, 'end')
      expect(lastSeen()).toEqual([expect.stringMatching(new RegExp(`:${handshake}$`)), '2.0', 'https'])
    }
    session.close()
  })

  test('a plain listener has none', async () => {
    const { url } = await staged(listing('cloudfront-viewer-tls')).listen(0)
    await (await fetch(url)).text()
    expect(received.at(-1)).not.toHaveProperty('cloudfront-viewer-tls')
  })
})

describe('REQH-11 fingerprints', () => {
  const names = ['cloudfront-viewer-ja3-fingerprint', 'cloudfront-viewer-ja4-fingerprint']
  const lastSeen = () => names.map(name => received.at(-1)?.[name])
  const setUp = async (...listed: string[]) => {
    const { port } = await staged(listing(...listed)).listenSecurely(0, await selfSignedCertificate([]))
    return port
  }

  /** A whole connection through a relay that passes on `bytes` at a time. */
  const relayed = async (port: number, bytes: number): Promise<void> => {
    const relay = createTcpServer(near => {
      const far = connectTcp(port, '127.0.0.1')
      near.on('data', (chunk: Buffer) => {
        for (let at = 0; at < chunk.length; at += bytes) far.write(chunk.subarray(at, at + bytes))
      })
      far.pipe(near)
      far.on('error', () => near.destroy())
      near.on('error', () => far.destroy())
      near.on('close', () => far.destroy())
    })
    relay.listen(0, '127.0.0.1')
    await once(relay, 'listening')
    await getSecurely((relay.address() as AddressInfo).port, new Agent())
    relay.close()
  }

  test('of a viewer over HTTP/1.1, of one over HTTP/2, and of a hello in small pieces', async () => {
    const port = await setUp(...names)
    await getSecurely(port, new Agent())
    const [ja3, ja4] = lastSeen()
    expect(ja3).toMatch(/^[0-9a-f]{32}$/)
    expect(ja4).toMatch(/^t13i\d{4}(h1|00)_[0-9a-f]{12}_[0-9a-f]{12}$/)
    await relayed(port, 7)
    expect(lastSeen()).toEqual([ja3, ja4])
    const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
    const stream = session.request({ ':path': '/' })
    stream.resume()
    await once(stream, 'end')
    expect(lastSeen()[1]).toMatch(/^t13i\d{4}h2_/)
    session.close()
  })

  test('as the request says', async () => {
    const { url } = await staged(listing(...names)).listen(0)
    await (await fetch(url, { headers: { 'x-understudy-ja3-fingerprint': 'of-a-bot' } })).text()
    expect(lastSeen()).toEqual(['of-a-bot', undefined])
  })

  test('nobody looks at connections where no policy names them', async () => {
    const port = await setUp('cloudfront-viewer-tls', 'user-agent')
    await getSecurely(port, new Agent())
    expect(lastSeen()).toEqual([undefined, undefined])
    expect(received.at(-1)?.['cloudfront-viewer-tls']).toMatch(/^TLSv1\.3:/)
  })

  test('what is no TLS ends, and leaves the listener whole', async () => {
    const port = await setUp(...names)
    const stray = connectTcp(port, '127.0.0.1')
    stray.on('error', () => {})
    stray.resume()
    stray.write('GET / HTTP/1.1\r\n\r\n')
    await once(stray, 'close')
    const silent = connectTcp(port, '127.0.0.1')
    await once(silent, 'connect')
    silent.end()
    await once(silent, 'close')
    await getSecurely(port, new Agent())
    expect(lastSeen()[1]).toMatch(/^t13/)
  })
})

test('the header that names an edge location goes no further, on a stage with one as well', async () => {
  const { url } = await staged(listing('x-understudy-pop', 'x-other')).listen(0)
  await (await fetch(url, { headers: { 'x-understudy-pop': 'FRA56-P1', 'x-other': '1' } })).text()
  expect([received.at(-1)?.['x-understudy-pop'], received.at(-1)?.['x-other']]).toEqual([undefined, '1'])
})

test('each request of an HTTP/2 connection counts the bytes since the one before', async () => {
  const sent: number[] = []
  const stage = staged({}, { onFinished: exchange => sent.push(exchange.bytesSent()) })
  const { port } = await stage.listenSecurely(0, await selfSignedCertificate([]))
  const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
  for (const path of ['/big', '/small', '/small']) {
    const stream = session.request({ ':path': path })
    stream.resume()
    // oxlint-disable-next-line no-await-in-loop -- one after the other on one connection
    await once(stream, 'close')
  }
  session.close()
  await once(session, 'close')
  expect(sent).toHaveLength(3)
  expect(sent[0]).toBeGreaterThan(100_000)
  expect(sent[1]).toBeLessThan(10_000)
  expect(sent[2]).toBeLessThan(10_000)
})

test('ORD-18 the viewer gets the first byte before the origin has sent the last', async () => {
  const { url } = await staged({}).listen(0)
  const request = httpRequest(`${url}/slow`)
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const [first] = (await once(response, 'data')) as [Buffer]
  expect(first.toString()).toBe('first ')
  finishSlow()
  expect(await textOf(response)).toBe('last')
})

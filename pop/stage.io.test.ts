import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { Agent, request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CacheBehavior } from '../distribution/model.ts'
import {
  cacheBehavior,
  CACHING_DISABLED,
  customOrigin,
  distribution,
  originRequestPolicy,
} from '../test/support/distribution.ts'
import { selfSignedCertificate } from './http/self-signed.io.ts'
import { createStage, type StageOptions } from './stage.io.ts'

// What only sockets show: a real origin, a real stage, real viewers.

const cleanups: (() => unknown)[] = []
afterAll(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup()
})

let originUrl = ''
/** What the origin got, newest last. */
const received: IncomingHttpHeaders[] = []
/** Ends the answer of `/slow`. */
let finishSlow: () => void = () => {}

beforeAll(async () => {
  const origin = createServer((request, response) => {
    received.push(request.headers)
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

  test('REQH-09 the request knows better, and nothing of it goes on', async () =>
    expect(await seen({ 'x-understudy-country': 'fr' }, inBelgium)).toEqual(['FR', undefined, undefined]))
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

  const get = async (port: number, agent: Agent): Promise<void> => {
    const request = httpsRequest({ port, host: '127.0.0.1', agent, rejectUnauthorized: false })
    request.end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    await textOf(response)
  }

  test('over HTTP/1.1', async () => {
    const port = await setUp()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    await get(port, agent)
    expect(lastSeen()).toEqual([expect.stringMatching(/^TLSv1\.3:TLS_[A-Z0-9_]+:fullHandshake$/), '1.1', 'https'])
    await get(port, agent)
    expect(lastSeen()[0]).toMatch(/:connectionReused$/)
    agent.destroy()
    await get(port, agent)
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

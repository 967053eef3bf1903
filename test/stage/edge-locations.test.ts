import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createStage, type Stage } from '../../pop/stage.io.ts'
import type { FinishedExchange } from '../../pop/server.io.ts'
import { parseEdgeLocations } from '../../cli/edge-locations.ts'
import { cacheBehavior, customOrigin, distribution, originRequestPolicy } from '../support/distribution.ts'

// Real sockets: several edge locations behind one listener, and viewers who leave.

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const origin = async (listener: RequestListener): Promise<URL> => {
  const server = createServer(listener)
  cleanups.push(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

interface Staged {
  readonly stage: Stage
  readonly port: number
  readonly nextFinished: () => Promise<FinishedExchange>
}

const staged = async (listener: RequestListener, pops: readonly string[] = []): Promise<Staged> => {
  const url = await origin(listener)
  const waiting: ((exchange: FinishedExchange) => void)[] = []
  const stage = createStage({
    distributions: [
      distribution({
        origins: [customOrigin()],
        behaviors: [cacheBehavior({ originRequestPolicy: originRequestPolicy({ headers: { kind: 'allViewer' } }) })],
      }),
    ],
    origins: new Map([['ssr', { kind: 'url', url }]]),
    locations: parseEdgeLocations(pops, 'CDG50-P1'),
    onFinished: exchange => waiting.shift()?.(exchange),
  })
  cleanups.push(() => stage.close())
  const { port } = await stage.listen(0)
  return { stage, port, nextFinished: () => new Promise(resolve => waiting.push(resolve)) }
}

const get = async (
  port: number,
  headers: Record<string, string> = {},
  localAddress = '127.0.0.1',
): Promise<IncomingMessage> => {
  const asked = request({ host: '127.0.0.1', port, path: '/', headers, localAddress, agent: false })
  asked.end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.resume()
  await once(response, 'end')
  return response
}

const popOf = ({ headers }: IncomingMessage): unknown => headers['x-amz-cf-pop']

test('TIER-01, RESH-05: a request names its edge location; the name goes no further, and the cache is that location’s', async () => {
  const seen: unknown[] = []
  const { port, stage } = await staged(
    (incoming, outgoing) => {
      seen.push(incoming.headers['x-understudy-pop'])
      outgoing.setHeader('cache-control', 'max-age=60').end('hello')
    },
    ['CDG50-P1,FRA56-P1,NRT57-P2'],
  )
  const named = (location: string) => get(port, { 'x-understudy-pop': location })
  const responses = [await get(port), await named('FRA56-P1'), await named('NRT57-P2'), await named('SYD1-C1')]
  expect(responses.map(popOf)).toEqual(['CDG50-P1', 'FRA56-P1', 'NRT57-P2', 'CDG50-P1'])
  expect(responses.map(({ headers }) => headers['x-cache'])).toEqual([
    'Miss from cloudfront',
    'Hit from cloudfront',
    'Miss from cloudfront',
    'Hit from cloudfront',
  ])
  expect(seen).toEqual([undefined, undefined])
  expect(stage.points.map(({ location }) => location)).toEqual(['CDG50-P1', 'FRA56-P1', 'NRT57-P2'])
  stage.clearCache()
  expect(stage.points.flatMap(({ tiers }) => tiers.map(({ entryCount }) => entryCount))).toEqual([0, 0, 0, 0, 0, 0])
})

test('with one location the header names nothing, and goes no further either', async () => {
  const seen: unknown[] = []
  const { port } = await staged((incoming, outgoing) => {
    seen.push(incoming.headers['x-understudy-pop'])
    outgoing.end('hello')
  })
  expect(popOf(await get(port, { 'x-understudy-pop': 'FRA56-P1' }))).toBe('CDG50-P1')
  expect(seen).toEqual([undefined])
})

test('the address of the viewer chooses the location', async () => {
  const { port, nextFinished } = await staged((_, outgoing) => outgoing.end('hello'), ['127.0.0.2=FRA56-P1'])
  const finished = nextFinished()
  expect(popOf(await get(port, {}, '127.0.0.2'))).toBe('FRA56-P1')
  expect((await finished).pop.location).toBe('FRA56-P1')
  expect(popOf(await get(port))).toBe('CDG50-P1')
})

test('TTL-31: what a viewer did not wait for is not kept at the edge location, but behind it', async () => {
  const { port, nextFinished, stage } = await staged((_, outgoing) => {
    outgoing.setHeader('cache-control', 'max-age=60').end(Buffer.alloc(8_000_000))
  })
  const finished = nextFinished()
  const asked = request({ host: '127.0.0.1', port, path: '/', agent: false })
  asked.on('error', () => {}).end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.on('error', () => {})
  asked.destroy()
  expect((await finished).end).toBe('viewer-left')
  const [edge, regional] = stage.points[0]?.tiers ?? []
  expect([edge?.entryCount, regional?.entryCount]).toEqual([0, 1])
  const next = await get(port)
  expect(next.headers['x-cache']).toBe('Hit from cloudfront')
  expect(edge?.entryCount).toBe(1)
})

test('TTL-31: a viewer who waits leaves it at the edge location', async () => {
  const { port, stage } = await staged((_, outgoing) => outgoing.setHeader('cache-control', 'max-age=60').end('hello'))
  await get(port)
  expect(stage.points[0]?.tiers.map(({ entryCount }) => entryCount)).toEqual([1, 1])
})

test('TTL-50, TTL-51, TTL-56: a range over sockets: the part is fetched, kept, and smaller ones are cut from it', async () => {
  const object = Buffer.from(Array.from({ length: 1_000 }, (_, i) => i % 251))
  const asked: unknown[] = []
  const { port } = await staged(({ headers, url }, outgoing) => {
    asked.push(headers.range)
    outgoing.writeHead(206, {
      etag: '"a"',
      'cache-control': 'max-age=60',
      'content-range': 'bytes 100-299/1000',
      ...(url === '/chunked' ? { 'transfer-encoding': 'chunked' } : { 'content-length': '200' }),
    })
    outgoing.end(object.subarray(100, 300))
  })
  const part = async (range: string, path = '/video') => {
    const sent = request({ host: '127.0.0.1', port, path, headers: { range }, agent: false })
    sent.end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    const bytes = Buffer.concat((await response.toArray()) as Buffer[])
    return { status: response.statusCode, contentRange: response.headers['content-range'], bytes }
  }
  const expected = (start: number, end: number) => ({
    status: 206,
    contentRange: `bytes ${start}-${end}/1000`,
    bytes: object.subarray(start, end + 1),
  })
  expect(await part('bytes=100-299')).toEqual(expected(100, 299))
  expect(await part('bytes=150-249')).toEqual(expected(150, 249))
  expect(await part('bytes=299-299')).toEqual(expected(299, 299))
  expect(asked).toEqual(['bytes=100-299'])
  // What does not state its length could be cut without anybody noticing.
  expect(await part('bytes=100-299', '/chunked')).toEqual(expected(100, 299))
  expect(await part('bytes=100-299', '/chunked')).toEqual(expected(100, 299))
  expect(asked).toHaveLength(3)
})

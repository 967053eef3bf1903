import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { distribution } from '../../test/support/distribution.ts'
import { virtualStage } from '../../test/support/virtual-stage.ts'
import { ServedRequests } from '../trace/served-requests.ts'
import { listenForControl, type ControlListener } from './control-server.io.ts'

const point = (id: string, logicalId: string) =>
  virtualStage({
    distribution: distribution({ id, logicalId, domainName: `${id.toLowerCase()}.cloudfront.net` }),
    origin: () => ({}),
  }).pop

let control: ControlListener
let requests: ServedRequests
let points: ReturnType<typeof point>[]
beforeEach(async () => {
  points = [point('E1', 'Site')]
  requests = new ServedRequests(3)
  control = await listenForControl(
    {
      points: () => points,
      requests,
      explain: ({ requestId, trace }) => ({ requestId, stations: trace.map(({ station }) => station) }),
      now: () => Date.UTC(2026, 0, 2),
    },
    0,
  )
})
afterEach(() => control.close())

interface Asked {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** With headers that a browser or fetch would not let through. */
const ask = ({ method = 'POST', path = '/invalidations', headers = {}, body = '' }: Asked) =>
  new Promise<{ status: number; json: Record<string, unknown> }>((resolve, reject) => {
    const request = httpRequest(
      new URL(path, control.url),
      { method, headers: { 'content-type': 'application/json', ...headers } },
      response => {
        let text = ''
        response.on('data', chunk => {
          text += String(chunk)
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) }))
      },
    )
    request.on('error', reject)
    request.end(body)
  })

const invalidation = (items: readonly string[], more: object = {}): string => JSON.stringify({ items, ...more })

describe('an invalidation', () => {
  test('INV-11, INV-25: is carried out, told, and can be read again', async () => {
    const { status, json } = await ask({ body: invalidation(['/a', '#b']) })
    expect(status).toBe(201)
    expect(json).toEqual({
      id: expect.stringMatching(/^I[0-9A-F]{13}$/),
      distributionId: 'E1',
      status: 'Completed',
      createTime: '2026-01-02T00:00:00.000Z',
      items: ['/a', '#b'],
    })
    expect(points[0]?.invalidations.count).toBe(1)
    const again = await ask({ method: 'GET', path: `/invalidations/${String(json['id'])}` })
    expect(again).toEqual({ status: 200, json })
  })

  test('INV-06: one that CloudFront would refuse does nothing, and says why', async () => {
    const { status, json } = await ask({ body: invalidation(['/a', '/~b']) })
    expect(status).toBe(400)
    expect(json['problems']).toEqual([{ item: '/~b', why: '~ is not supported', rule: 'INV-06' }])
    expect(points[0]?.invalidations.count).toBe(0)
  })

  test('with several distributions one must be named: by id, logical id or domain name', async () => {
    points.push(point('E2', 'Shop'))
    expect(await ask({ body: invalidation(['/a']) })).toMatchObject({
      status: 404,
      json: { error: 'several distributions are loaded, name one of them: E1 Site, E2 Shop' },
    })
    for (const name of ['E2', 'Shop', 'e2.cloudfront.net'])
      expect((await ask({ body: invalidation(['/a'], { distribution: name }) })).status).toBe(201)
    expect(points.map(({ invalidations }) => invalidations.count)).toEqual([0, 3])
    expect((await ask({ body: invalidation(['/a'], { distribution: 'E3' }) })).status).toBe(404)
  })

  test('a hundred are remembered', async () => {
    const ids: unknown[] = []
    for (let i = 0; i < 101; i++) ids.push((await ask({ body: invalidation([`/${i}`]) })).json['id'])
    const [first, second] = await Promise.all(
      ids.slice(0, 2).map(id => ask({ method: 'GET', path: `/invalidations/${String(id)}` })),
    )
    expect([first?.status, second?.status]).toEqual([404, 200])
  })
})

test('the distributions that can be named', async () => {
  expect((await ask({ method: 'GET', path: '/distributions' })).json).toEqual({
    distributions: [{ id: 'E1', logicalId: 'Site', domainName: 'e1.cloudfront.net', aliases: [] }],
  })
})

describe('requests that were served', () => {
  const PATHS = ['/a', '/b?x=1', '/a', '/c']
  const STATUSES = [200, 404, 503]

  const serveAll = (): void => {
    const stage = virtualStage({
      distribution: distribution({ id: 'E1' }),
      origin: (_, { count }) => ({ status: STATUSES[count - 1] ?? 200, headers: { 'cache-control': 'max-age=60' } }),
    })
    PATHS.forEach((path, index) => {
      const request = stage.request(index * 1_000, { path, method: 'GET' })
      stage.run(index * 1_000)
      requests.record({
        pop: stage.pop,
        viewer: request.viewer,
        served: request.response,
        firstByteAt: request.viewer.receivedAt + 7,
        finishedAt: request.viewer.receivedAt + 9,
        end: 'complete',
        bytesSent: () => 0,
      })
    })
  }

  const urlsOf = async (query: string): Promise<unknown> => {
    const { json } = await ask({ method: 'GET', path: `/requests${query}` })
    return Array.isArray(json['requests']) ? json['requests'].map(({ url, status }) => `${url} ${status}`) : json
  }

  test('are told latest first, and the oldest is forgotten', async () => {
    expect(await urlsOf('')).toEqual([])
    serveAll()
    expect(await urlsOf('')).toEqual(['/c 503', '/a 200', '/b?x=1 404'])
    expect((await ask({ method: 'GET', path: '/requests?limit=1' })).json['requests']).toEqual([
      {
        requestId: 'request-4',
        time: '2026-06-11T18:00:03.000Z',
        location: 'CDG50-P1',
        method: 'GET',
        url: '/c',
        status: 503,
        resultType: 'Error',
        detailedResultType: 'Error',
        end: 'complete',
        tookMs: 7,
      },
    ])
  })

  test.each([
    { query: '?path=/a', urls: ['/a 200'] },
    { query: '?path=/*', urls: ['/c 503', '/a 200', '/b?x=1 404'] },
    { query: '?path=/b', urls: ['/b?x=1 404'] },
    { query: '?result=hit', urls: ['/a 200'] },
    { query: '?result=Error&status=4xx', urls: ['/b?x=1 404'] },
    { query: '?status=503', urls: ['/c 503'] },
    { query: '?status=200&path=/c', urls: [] },
    { query: '?limit=2', urls: ['/c 503', '/a 200'] },
  ])('$query chooses $urls', async ({ query, urls }) => {
    serveAll()
    expect(await urlsOf(query)).toEqual(urls)
  })

  test.each(['?paht=/a', '?limit=0', '?limit=1001', '?limit=x', '?status=40', '?status=6xx'])(
    '%s is a mistake',
    async query => {
      expect((await ask({ method: 'GET', path: `/requests${query}` })).status).toBe(400)
    },
  )

  test('one is explained by its id', async () => {
    serveAll()
    const { status, json } = await ask({ method: 'GET', path: '/requests/request%2D3' })
    expect({ status, json }).toEqual({
      status: 200,
      json: { requestId: 'request-3', stations: ['cache-behavior', 'cache-key', 'lookup', 'response'] },
    })
    expect(await ask({ method: 'GET', path: '/requests/request-1' })).toEqual({
      status: 404,
      json: { error: 'no request request-1 is remembered: the last 3 are' },
    })
    expect((await ask({ method: 'GET', path: '/requests/%E0%A4%A' })).status).toBe(404)
  })

  test('are no business of a page in a browser', async () => {
    serveAll()
    for (const headers of [{ origin: 'https://evil.example' }, { host: 'evil.example' }] as const)
      expect((await ask({ method: 'GET', path: '/requests', headers: { ...headers } })).status).toBe(403)
  })
})

test.each([
  { what: 'a form of another site', headers: { 'content-type': 'text/plain' }, status: 415 },
  { what: 'a script of another site', headers: { origin: 'https://evil.example' }, status: 403 },
  { what: 'a sandboxed frame', headers: { origin: 'null' }, status: 403 },
  { what: 'a name that leads to this machine', headers: { host: 'evil.example' }, status: 403 },
  { what: 'a name that begins like this machine', headers: { host: '127.0.0.1.evil.example' }, status: 403 },
])('$what does not command the stage', async ({ headers, status }) => {
  expect((await ask({ headers, body: invalidation(['/*']) })).status).toBe(status)
  expect(points[0]?.invalidations.count).toBe(0)
})

test.each([
  { what: 'no JSON', asked: { body: '{' }, status: 400 },
  { what: 'no object', asked: { body: 'null' }, status: 400 },
  { what: 'no items', asked: { body: '{}' }, status: 400 },
  { what: 'items that are no texts', asked: { body: '{"items":[1]}' }, status: 400 },
  { what: 'a distribution that is no text', asked: { body: '{"items":["/"],"distribution":{}}' }, status: 400 },
  { what: 'an empty list', asked: { body: '{"items":[]}' }, status: 400 },
  { what: 'too much', asked: { body: 'x'.repeat(2 * 1024 * 1024 + 1) }, status: 413 },
  { what: 'another path', asked: { path: '/' }, status: 404 },
  { what: 'another method', asked: { method: 'DELETE' }, status: 404 },
])('$what is answered with $status', async ({ asked, status }) => {
  expect((await ask(asked)).status).toBe(status)
})

test('a request that ends before its body does no harm', async () => {
  const { port } = new URL(control.url)
  await new Promise<void>(resolve => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write('POST /invalidations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\n{', () =>
        socket.destroy(),
      )
    })
    socket.on('close', () => resolve())
  })
  expect((await ask({ body: invalidation(['/a']) })).status).toBe(201)
})

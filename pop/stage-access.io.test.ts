import { createServer, type Server } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Distribution } from '../distribution/model.ts'
import { cacheBehavior, customOrigin, distribution, type DistributionParts } from '../test/support/distribution.ts'
import { asQuery, cannedFields, rsaKey } from '../test/support/signed-access.ts'
import { selfSignedCertificate } from './http/self-signed.io.ts'
import { statusOverHttp1, statusOverHttp2, type WireRequest } from '../test/support/raw-http.ts'
import { createStage, type Stage, type StageOptions } from './stage.io.ts'

let origin: Server
let originUrl: URL
const asked: string[] = []
/** Sends the rest of what came in two parts. */
let goOn = (): void => {
  throw new Error('nothing is under way')
}
beforeAll(async () => {
  origin = createServer((request, response) => {
    if (request.url === '/in-two-parts') {
      response.write('first')
      goOn = () => response.end('second')
      return
    }
    asked.push(request.url ?? '')
    response.setHeader('cache-control', 'max-age=60')
    response.end(`${String(request.headers['x-origin'])} ${request.url}`)
  })
  await new Promise<void>(resolve => origin.listen(0, '127.0.0.1', resolve))
  originUrl = new URL(`http://127.0.0.1:${(origin.address() as AddressInfo).port}`)
})
afterAll(() => new Promise(resolve => origin.close(resolve)))

let stage: Stage | undefined
afterEach(async () => {
  await stage?.close()
  asked.length = 0
})

/** A distribution whose origin is told its name. */
const named = (id: string, parts: DistributionParts = {}): Distribution =>
  distribution({
    id,
    domainName: `${id}.cloudfront.net`,
    origins: [customOrigin({ customHeaders: [['x-origin', id]] })],
    ...parts,
  })

const open = async (distributions: StageOptions['distributions'], more: Partial<StageOptions> = {}) => {
  const origins = new Map([['ssr', { kind: 'url', url: originUrl } as const]])
  const opened = createStage({ distributions, origins, ...more })
  stage = opened
  const names = distributions.flatMap(({ domainName, aliases }) => [domainName, ...aliases])
  const certificate = await selfSignedCertificate(names)
  const secure = await opened.listenSecurely(0, certificate)
  const plain = await opened.listen(0)
  return { plain: plain.port, secure: secure.port, cert: certificate.cert }
}

interface Got {
  readonly status: number
  readonly body: string
  readonly cookies: readonly string[]
}

/** Over HTTPS, with the certificate checked against the name. */
const get = (
  { secure, cert }: Awaited<ReturnType<typeof open>>,
  name: string,
  path = '/',
  headers: Readonly<Record<string, string>> = {},
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: secure, path, servername: name, ca: cert, agent: false } as const
    const request = httpsRequest({ ...options, headers: { host: name, ...headers } }, response => {
      let body = ''
      response.on('data', chunk => {
        body += String(chunk)
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body, cookies: response.headers['set-cookie'] ?? [] }),
      )
    })
    request.on('error', reject)
    request.end()
  })

const getOverHttp2 = ({ secure, cert }: Awaited<ReturnType<typeof open>>, name: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const session = connectHttp2(`https://127.0.0.1:${secure}`, { servername: name, ca: cert })
    session.on('error', reject)
    const stream = session.request({ ':path': '/', ':authority': name })
    let body = ''
    stream.on('data', chunk => {
      body += String(chunk)
    })
    stream.on('end', () => {
      session.close()
      resolve(body)
    })
    stream.end()
  })

describe('several distributions on one stage', () => {
  const shop = named('shop', { aliases: ['shop.example.org'] })
  const site = named('site', { aliases: ['www.example.org'] })

  test('SEC-08: each answers to its own names, over HTTP/1.1 and HTTP/2, with one certificate', async () => {
    const ports = await open([shop, site])
    expect((await get(ports, 'shop.example.org')).body).toBe('shop /')
    expect((await get(ports, 'www.example.org')).body).toBe('site /')
    expect(await getOverHttp2(ports, 'site.cloudfront.net')).toBe('site /')
  })

  test('SEC-08, GEN-08: a name of nobody gets a 403, reaches no origin, and the line says why', async () => {
    const whys: unknown[] = []
    const onFinished: StageOptions['onFinished'] = ({ served }) => whys.push(...served.trace)
    const ports = await open([shop, site], { onFinished })
    const { status } = await get(ports, 'shop.example.org', '/', { host: 'elsewhere.example.org' })
    expect(status).toBe(403)
    expect(asked).toEqual([])
    expect(whys).toContainEqual({
      station: 'refused',
      status: 403,
      why: 'no distribution that is loaded has the name elsewhere.example.org',
    })
  })
})

describe('NET-01: what is spoken', () => {
  const agreed = (
    { secure }: Awaited<ReturnType<typeof open>>,
    servername: string,
    offered: string[],
  ): Promise<unknown> =>
    new Promise(resolve => {
      const socket = connectTls(
        { port: secure, host: '127.0.0.1', servername, ALPNProtocols: offered, rejectUnauthorized: false },
        () => {
          resolve(socket.alpnProtocol)
          socket.destroy()
        },
      )
      socket.on('error', () => resolve('refused'))
    })

  const old = named('old', { http2: false, aliases: ['old.example.org'] })
  const site = named('site', { aliases: ['www.example.org'] })

  test.each([
    { name: 'www.example.org', offered: ['h2', 'http/1.1'], is: 'h2' },
    { name: 'www.example.org', offered: ['http/1.1'], is: 'http/1.1' },
    { name: 'old.example.org', offered: ['h2', 'http/1.1'], is: 'http/1.1' },
    { name: 'old.example.org', offered: ['h2'], is: 'refused' },
    { name: '', offered: ['h2', 'http/1.1'], is: 'h2' },
  ])('$name, offered $offered: $is', async ({ name, offered, is }) => {
    expect(await agreed(await open([site, old]), name, offered)).toBe(is)
  })

  test('TLS 1.1 is refused', async () => {
    const { secure } = await open([site])
    const outcome = await new Promise(resolve => {
      const socket = connectTls(
        { port: secure, host: '127.0.0.1', maxVersion: 'TLSv1.1', minVersion: 'TLSv1', rejectUnauthorized: false },
        () => resolve('agreed'),
      )
      socket.on('error', () => resolve('refused'))
    })
    expect(outcome).toBe('refused')
  })
})

describe('continuous deployment', () => {
  const next = named('next', {
    staging: true,
    behaviors: [cacheBehavior({ pathPattern: '/new*' }), cacheBehavior()],
    defaultRootObject: 'next.html',
  })
  const byHeader = named('site', {
    aliases: ['www.example.org'],
    continuousDeployment: {
      stagingDomainNames: ['next.cloudfront.net'],
      traffic: { kind: 'header', name: 'aws-cf-cd-next', value: 'yes' },
    },
  })

  test('CD-01, CD-02, CD-04, CD-07: who sends the header gets the other configuration, from a cache of its own', async () => {
    const ports = await open([byHeader, next])
    const header = { 'aws-cf-cd-next': 'yes' }
    expect((await get(ports, 'www.example.org', '/')).body).toBe('site /')
    expect((await get(ports, 'www.example.org', '/', header)).body).toBe('next /next.html')
    expect((await get(ports, 'www.example.org', '/', header)).body).toBe('next /next.html')
    expect((await get(ports, 'www.example.org', '/')).body).toBe('site /')
    expect(asked).toEqual(['/', '/next.html'])
    expect((await get(ports, 'next.cloudfront.net', '/')).status).toBe(403)
  })

  test('CD-03: a session stays with its distribution, whatever is drawn', async () => {
    const traffic = { kind: 'weight', weight: 0.15, stickiness: { idleSeconds: 300, maximumSeconds: 300 } } as const
    const weighted = { ...byHeader, continuousDeployment: { stagingDomainNames: ['next.cloudfront.net'], traffic } }
    const draws = [0.1, 0.9, 0.9]
    const ports = await open([weighted, next], { random: () => draws.shift() ?? 1 })
    const first = await get(ports, 'www.example.org', '/a')
    const cookie = first.cookies[0]?.split(';')[0] ?? ''
    const second = await get(ports, 'www.example.org', '/a', { cookie })
    const stranger = await get(ports, 'www.example.org', '/a')
    expect([first, second, stranger].map(({ body }) => body)).toEqual(['next /a', 'next /a', 'site /a'])
    expect(second.cookies).toHaveLength(1)
  })
})

test('SEC-01: a URL signed for the alias opens the behaviour at the address of the stage', async () => {
  const key = rsaKey('KMEMBERS')
  const behaviors = [cacheBehavior({ trustedSigners: { keys: new Map([['KMEMBERS', key.publicKey]]), accounts: [] } })]
  const { plain } = await open([named('site', { aliases: ['www.example.org'], behaviors })])
  const expires = Math.floor(Date.now() / 1_000) + 600
  // The plain listener counts as HTTP beside an HTTPS one.
  const query = asQuery(cannedFields(key, 'http://www.example.org/film', expires))
  const statuses = await Promise.all(
    [`/film?${query}`, '/film'].map(async path => (await fetch(`http://127.0.0.1:${plain}${path}`)).status),
  )
  expect(statuses).toEqual([200, 403])
  expect(asked).toEqual(['/film'])
})

test('SEC-01: a key given to the stage may sign', async () => {
  const key = rsaKey('KGIVEN')
  const behaviors = [cacheBehavior({ trustedSigners: { keys: new Map(), accounts: ['self'] } })]
  const givenKeys = new Map([['KGIVEN', key.publicKey]])
  const { plain } = await open([named('site', { behaviors })], { givenKeys })
  const url = `http://127.0.0.1:${plain}/film`
  const query = asQuery(cannedFields(key, url, Math.floor(Date.now() / 1_000) + 600))
  expect((await fetch(`${url}?${query}`)).status).toBe(200)
})

describe('quotas of a request, on every protocol', () => {
  const many = (count: number, size: number) =>
    Array.from({ length: count }, (_, index) => [`x-${index}`, 'a'.repeat(size)] as const)

  test.each([
    { what: 'an ordinary request', path: '/', headers: many(3, 10), status: 200 },
    { what: 'QUO-01 a URL of 8,192 bytes', path: `/${'a'.repeat(8_191)}`, headers: [], status: 200 },
    { what: 'QUO-01, GEN-10 one of 8,193', path: `/${'a'.repeat(8_192)}`, headers: [], status: 414 },
    { what: 'QUO-02 two thousand short headers', path: '/', headers: many(2_500, 1), status: 200 },
    { what: 'QUO-02, GEN-11 40 KB in few headers', path: '/', headers: many(4, 10_000), status: 494 },
    { what: 'QUO-02, GEN-11 40 KB in many headers', path: '/', headers: many(1_500, 20), status: 494 },
    {
      what: 'QUO-02, GEN-11 a cookie of 33 KB',
      path: '/',
      headers: [['cookie', 'a'.repeat(33_000)] as const],
      status: 494,
    },
  ])('$what: $status', async ({ path, headers, status }) => {
    const { plain, secure } = await open([named('site')])
    const wire = (port: number): WireRequest => ({ port, path, headers })
    expect({
      plain: await statusOverHttp1(wire(plain), false),
      tls: await statusOverHttp1(wire(secure), true),
      http2: await statusOverHttp2(wire(secure)),
    }).toEqual({ plain: status, tls: status, http2: status })
  })
})

test('ORD-18: every tier passes on the first bytes before the origin has sent the last', async () => {
  const shielded = customOrigin({ originShieldRegion: 'eu-west-1' })
  const { plain } = await open([named('site', { origins: [shielded] })])
  const { body } = await fetch(`http://127.0.0.1:${plain}/in-two-parts`)
  let text = ''
  for await (const chunk of body ?? []) {
    // The origin waits for the viewer: without streaming, neither would get any further.
    if (text === '') goOn()
    text += Buffer.from(chunk).toString()
  }
  expect(text).toBe('firstsecond')
})

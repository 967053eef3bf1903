import { createServer, type ServerOptions } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import type { Origin } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import { cacheBehavior, customOrigin, distribution, s3Origin } from '../../test/support/distribution.ts'
import { listenLocally } from '../../test/support/live-stage.ts'
import { chosenRoute } from '../edge-functions/chosen-route.ts'
import type { OriginOverrides } from '../edge-functions/cloudfront-js/origin-choice.ts'
import { selfSignedCertificate } from '../http/self-signed.io.ts'
import { createHttpOrigin } from './http-origin.io.ts'
import { ownAddress, standInAddress } from './origin-address.ts'
import { originTls } from './origin-tls.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map(cleanup => cleanup()))
})

const NAME = 'ssr.example.org'
const DAY_MS = 86_400_000

interface TlsCase {
  readonly rule: string
  /** What the certificate is for. */
  readonly names?: readonly string[]
  readonly issuedAt?: number
  readonly trusted?: boolean
  readonly server?: ServerOptions
  readonly origin?: Partial<Omit<Extract<Origin, { kind: 'custom' }>, 'kind'>>
  /** The `Host` that is sent. */
  readonly host?: string
  /** By a stand-in of this name instead of at its own. */
  readonly standIn?: string
  readonly expected: string
}

/** What an origin under TLS answers (`status, the name asked for, version`), or why not. */
const outcomeOf = async ({
  names = [NAME],
  issuedAt = Date.now(),
  trusted = true,
  server = {},
  origin: overrides = {},
  host = NAME,
  standIn,
}: TlsCase): Promise<string> => {
  const certificate = await selfSignedCertificate(names, issuedAt)
  const asked = (socket: TLSSocket & { servername?: string | false | null }): string =>
    `${socket.servername === false ? '-' : String(socket.servername)} ${String(socket.getProtocol())}`
  const https = createServer({ ...certificate, ...server }, (request, response) => {
    response.writeHead(200, { 'x-asked': asked(request.socket as TLSSocket), 'content-length': 0 }).end()
  })
  // The handshakes run on connections of their own.
  https.on('tlsClientError', () => {})
  const listening = await listenLocally(https)
  const origin = customOrigin({ domainName: NAME, httpsPort: listening.port, ...overrides })
  const client = createHttpOrigin({
    target: (asking, request) =>
      standIn === undefined
        ? ownAddress(asking, request)
        : standInAddress(asking, new URL(`https://${standIn}:${listening.port}`), request),
    agentOptions: trusted ? { ca: certificate.cert } : {},
    // Every name is this machine.
    lookup: (_name, options, done) =>
      options.all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
  })
  cleanups.push(() => {
    client.close()
    listening.close()
  })
  const outcome = await client.attempt({
    origin,
    request: {
      method: 'GET',
      uri: '/',
      queryString: undefined,
      headers: HeaderList.of({ host }),
      body: undefined,
      viewerProtocol: 'https',
    },
    connectionTimeoutMs: 5_000,
    readTimeoutMs: 5_000,
    completionTimeoutMs: undefined,
  })
  if (outcome.kind === 'failure') return outcome.failure
  return `${outcome.response.status} ${outcome.response.headers.get('x-asked') ?? ''}`
}

const OLD_TLS: ServerOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }

describe('ORIG-15: HTTPS to an origin', () => {
  test.each<TlsCase>([
    { rule: 'a certificate for the domain name', expected: `200 ${NAME} TLSv1.3` },
    {
      rule: 'for the Host that is sent, which is the name asked for',
      names: ['www.example.org'],
      host: 'www.example.org:8443',
      expected: '200 www.example.org TLSv1.3',
    },
    {
      rule: 'for the domain name while another Host is sent',
      host: 'www.example.org',
      expected: '200 www.example.org TLSv1.3',
    },
    { rule: 'a wildcard', names: ['*.example.org'], expected: `200 ${NAME} TLSv1.3` },
    { rule: 'for neither: 502', names: ['other.example.org'], expected: 'tls' },
    { rule: 'signed by nobody known: 502', trusted: false, expected: 'tls' },
    { rule: 'expired: 502', issuedAt: Date.now() - 60 * DAY_MS, expected: 'tls' },
    { rule: 'not yet valid: 502', issuedAt: Date.now() + 60 * DAY_MS, expected: 'tls' },
    {
      rule: 'TLS 1.2 alone at the origin',
      server: { maxVersion: 'TLSv1.2' },
      expected: `200 ${NAME} TLSv1.2`,
    },
    { rule: 'OriginSSLProtocols without what the origin speaks: 502', server: OLD_TLS, expected: 'tls' },
    {
      rule: 'OriginSSLProtocols with it',
      server: OLD_TLS,
      origin: { sslProtocols: ['TLSv1.1', 'TLSv1.2'] },
      expected: `200 ${NAME} TLSv1.1`,
    },
    {
      rule: 'OriginSSLProtocols of old alone, against an origin of today: 502',
      origin: { sslProtocols: ['TLSv1', 'TLSv1.1'] },
      server: { minVersion: 'TLSv1.2' },
      expected: 'tls',
    },
    {
      rule: 'CFF-64 sni and allowedCertificateNames of a function',
      names: ['edge.example.net'],
      origin: { sni: 'tenant.example.net', allowedCertificateNames: ['edge.example.net'] },
      expected: '200 tenant.example.net TLSv1.3',
    },
    {
      rule: 'a stand-in with a certificate of its own',
      names: ['dev.example.test'],
      standIn: 'dev.example.test',
      expected: '200 dev.example.test TLSv1.3',
    },
    {
      rule: 'a stand-in with a certificate for the origin',
      standIn: 'dev.example.test',
      expected: '200 dev.example.test TLSv1.3',
    },
    {
      rule: 'a stand-in is checked like any origin',
      names: ['x.test'],
      standIn: 'dev.example.test',
      expected: 'tls',
    },
    { rule: 'a stand-in at an address', names: [], standIn: '127.0.0.1', expected: '200 - TLSv1.3' },
  ])('$rule', async tlsCase => {
    expect(await outcomeOf(tlsCase)).toBe(tlsCase.expected)
  })

  test('ORIG-16 an origin that wants a certificate of the client: 502', async () => {
    const wanting = { rule: '', server: { requestCert: true, rejectUnauthorized: true }, expected: 'tls' }
    expect(await outcomeOf(wanting)).toBe('tls')
  })
})

describe('where an origin is asked', () => {
  const https = { viewerProtocol: 'https', host: NAME } as const
  const http = { viewerProtocol: 'http', host: NAME } as const

  test.each([
    { policy: 'http-only', expected: ['http 8080', 'http 8080'] },
    { policy: 'https-only', expected: ['https 8443', 'https 8443'] },
    { policy: 'match-viewer', expected: ['http 8080', 'https 8443'] },
  ] as const)('ORIG-12 $policy', ({ policy, expected }) => {
    const origin = customOrigin({ protocolPolicy: policy, httpPort: 8_080, httpsPort: 8_443 })
    const asked = [http, https].map(request => ownAddress(origin, request))
    expect(asked.map(({ protocol, port }) => `${protocol} ${port}`)).toEqual(expected)
  })

  test.each([
    { access: 'oac-always', expected: ['https 443', 'https 443'] },
    { access: 'oac-no-override', expected: ['http 80', 'https 443'] },
    { access: 'oai', expected: ['http 80', 'https 443'] },
    { access: 'none', expected: ['http 80', 'https 443'] },
  ] as const)('ORIG-13 S3 with $access', ({ access, expected }) => {
    const asked = [http, https].map(request => ownAddress(s3Origin({ access }), request))
    expect(asked.map(({ protocol, port }) => `${protocol} ${port}`)).toEqual(expected)
  })

  test.each([
    { rule: 'IPv4 by default', origin: customOrigin(), expected: 4 },
    { rule: 'IPv6 alone', origin: customOrigin({ ipAddressType: 'ipv6' }), expected: 6 },
    { rule: 'both', origin: customOrigin({ ipAddressType: 'dualstack' }), expected: undefined },
    { rule: 'S3 has no such setting', origin: s3Origin(), expected: undefined },
  ])('ORIG-19 $rule', ({ origin, expected }) => {
    expect(ownAddress(origin, https).family).toBe(expected)
    expect(standInAddress(origin, new URL('http://[::1]:3000'), https)).toEqual({
      protocol: 'http',
      hostname: '::1',
      port: 3_000,
    })
  })

  test('SSLv3 is left out; S3 is asked with TLS 1.2 or later', () => {
    expect(originTls(customOrigin({ sslProtocols: ['SSLv3', 'TLSv1'] }), NAME)).toMatchObject({
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
    })
    expect(originTls(s3Origin(), NAME)).toMatchObject({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' })
  })
})

test('CFF-64: what a function says about TLS and addresses reaches the connection; a new host is a new name', () => {
  const site = distribution()
  const choose = (overrides: OriginOverrides): Origin | undefined => {
    const chosen = chosenRoute(site, cacheBehavior(), { kind: 'update', overrides }, new HeaderList())
    return chosen.kind === 'route' ? chosen.route.primary : undefined
  }
  const custom = { port: 8_443, protocol: 'https', sslProtocols: ['TLSv1.2'], ipAddressType: 'ipv6' } as const
  expect(
    choose({ domainName: 'api.example.net', sni: 'edge.example.net', allowedCertificateNames: ['a.example.net'] }),
  ).toMatchObject({ sni: 'edge.example.net', allowedCertificateNames: ['a.example.net'] })
  expect(choose({ domainName: 'api.example.net' })).toMatchObject({ sni: 'api.example.net' })
  expect(choose({ domainName: 'api.example.net', hostHeader: 'h.example.net' })).toMatchObject({ sni: 'h.example.net' })
  expect(choose({ domainName: 'api.example.net', customOriginConfig: custom })).toMatchObject({ ipAddressType: 'ipv6' })
})

import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { get } from '../../demo/get.io.ts'
import type { CustomErrorResponse } from '../../distribution/model.ts'
import { selfSignedCertificate } from '../../pop/http/self-signed.io.ts'
import { createStage } from '../../pop/stage.io.ts'
import {
  cacheBehavior,
  cachePolicy,
  CACHING_DISABLED,
  customOrigin,
  distribution,
  s3Origin,
} from '../support/distribution.ts'
import { listenLocally, openLiveStage, RawViewer } from '../support/live-stage.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map(cleanup => cleanup()))
})

const stageWith = async (http2 = true) => {
  const seen: string[] = []
  const origin = await listenLocally(
    createServer((request, response) => {
      seen.push(request.httpVersion)
      response.end('ok')
    }),
  )
  const live = await openLiveStage({
    distribution: distribution({
      http2,
      origins: [customOrigin()],
      behaviors: [cacheBehavior({ cachePolicy: CACHING_DISABLED })],
    }),
    originPorts: { ssr: origin.port },
  })
  cleanups.push(async () => {
    await live.close()
    origin.close()
  })
  return { live, seen }
}

/** The protocol that a handshake ends with, or the code of its failure. */
const handshake = async (port: number, options: ConnectionOptions): Promise<string> => {
  const socket = connectTls({ port, rejectUnauthorized: false, ...options })
  cleanups.push(() => socket.destroy())
  return Promise.race([
    once(socket, 'secureConnect').then(() => `${String(socket.getProtocol())} ${String(socket.alpnProtocol)}`),
    new Promise<string>(resolve => socket.once('error', () => resolve('refused'))),
  ])
}

describe('viewers', () => {
  test('REQH-02: what Connection names is for nobody else, and not part of the key', async () => {
    const keys: (string | undefined)[] = []
    const origin = await listenLocally(
      createServer(({ headers }, response) => {
        keys.push(headers['x-flag']?.toString())
        response.setHeader('cache-control', 'max-age=60').end('ok')
      }),
    )
    const live = await openLiveStage({
      distribution: distribution({ behaviors: [cacheBehavior({ cachePolicy: cachePolicy({ headers: ['x-flag'] }) })] }),
      originPorts: { ssr: origin.port },
    })
    cleanups.push(
      () => live.close(),
      () => origin.close(),
    )
    const ask = (fields: string) =>
      new RawViewer(live.port).send(`GET /a HTTP/1.1\r\nHost: a\r\n${fields}\r\n\r\n`).end()
    await ask('X-Flag: v5\r\nConnection: x-flag, close')
    const flagged = await ask('X-Flag: v5\r\nConnection: close')
    const plain = await ask('Connection: close')
    expect(keys).toEqual([undefined, 'v5'])
    expect([flagged, plain].map(answer => /X-Cache: (\w+)/i.exec(answer)?.[1])).toEqual(['Miss', 'Hit'])
  })

  test.each([
    { what: 'the absolute form', head: 'GET http://b.example/x?y=/z HTTP/1.1\r\nHost: a.example' },
    { what: 'of the other scheme', head: 'GET HTTPS://b.example/x?y=/z HTTP/1.1\r\nHost: a.example' },
    { what: 'of HTTP/1.0', head: 'GET http://b.example/x?y=/z HTTP/1.0\r\nX-A: b' },
  ])('GEN-02 $what is its path, and its host counts', async ({ head }) => {
    const { live, seen } = await stageWith()
    const answer = await new RawViewer(live.port).send(`${head}\r\nConnection: close\r\n\r\n`).end()
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(seen).toEqual(['1.1'])
    const { hostHeader, uri, queryString } = live.finished[0]?.row ?? {}
    expect([hostHeader, uri, queryString]).toEqual(['b.example', '/x', 'y=/z'])
  })

  test('REQH-15: the authority of an HTTP/2 request counts for more than its Host (RFC 9113, 8.3.1)', async () => {
    const { live } = await stageWith()
    const { port } = await live.stage.listenSecurely(0, await selfSignedCertificate([]))
    const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
    const stream = session.request({ ':path': '/', ':authority': 'a.example', host: 'b.example' })
    await once(stream.resume(), 'end')
    session.destroy()
    expect((await live.rowAt(1)).hostHeader).toBe('a.example')
  })

  test('MET-05: CONNECT over HTTP/2 is refused like any method', async () => {
    const { live, seen } = await stageWith()
    const { port } = await live.stage.listenSecurely(0, await selfSignedCertificate([]))
    const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
    cleanups.push(() => session.destroy())
    const stream = session.request({ ':method': 'CONNECT', ':authority': 'elsewhere.example:443' })
    const [headers] = (await once(stream, 'response')) as [Record<string, string>]
    stream.close()
    expect([headers[':status'], headers['x-cache'], seen]).toEqual([403, 'Error from cloudfront', []])
  })

  test.each<{ rule: string; http2: boolean; options: ConnectionOptions; expected: string }>([
    {
      rule: 'HTTP/2 over TLS 1.3',
      http2: true,
      options: { ALPNProtocols: ['h2', 'http/1.1'] },
      expected: 'TLSv1.3 h2',
    },
    {
      rule: 'HTTP/2 over TLS 1.2',
      http2: true,
      options: { ALPNProtocols: ['h2'], maxVersion: 'TLSv1.2' },
      expected: 'TLSv1.2 h2',
    },
    {
      rule: 'not over TLS 1.1',
      http2: true,
      options: { ALPNProtocols: ['h2'], minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      expected: 'refused',
    },
    {
      rule: 'HttpVersion http1.1 offers no HTTP/2',
      http2: false,
      options: { ALPNProtocols: ['h2', 'http/1.1'] },
      expected: 'TLSv1.3 http/1.1',
    },
  ])('NET-01 $rule', async ({ http2, options, expected }) => {
    const { live } = await stageWith(http2)
    const { port } = await live.stage.listenSecurely(0, await selfSignedCertificate())
    expect(await handshake(port, options)).toBe(expected)
  })

  test('NET-02 over IPv6: the address is logged as it is', async () => {
    const { live } = await stageWith()
    const { url } = await live.stage.listen(0, '::1')
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/)
    expect((await fetch(url)).status).toBe(200)
    expect(await live.rowAt(1)).toMatchObject({ clientIp: '::1' })
  })
})

test('ORIG-10 an origin is asked over HTTP/1.1 whatever the viewer speaks', async () => {
  const { live, seen } = await stageWith()
  const secure = await live.stage.listenSecurely(0, await selfSignedCertificate())
  const session = connectHttp2(secure.url, { rejectUnauthorized: false })
  cleanups.push(() => session.destroy())
  const stream = session.request({ ':path': '/' })
  await once(stream.resume(), 'close')
  expect(await live.rowAt(1)).toMatchObject({ httpVersion: '2.0', status: 200 })
  expect(seen).toEqual(['1.1'])
})

describe('S3-04: a missing object of a private bucket is a 403, and what a page for 404 alone does about it', () => {
  const page = (errorCode: number): CustomErrorResponse => ({
    errorCode,
    errorCachingMinTtlSeconds: 0,
    page: { path: '/missing.html', responseCode: 404 },
  })

  test.each([
    { rule: 'nothing', errorResponses: [page(404)], expected: { status: 403, isPage: false } },
    {
      rule: 'with 403 mapped, too, the page',
      errorResponses: [page(404), page(403)],
      expected: { status: 404, isPage: true },
    },
  ])('$rule', async ({ errorResponses, expected }) => {
    const folder = mkdtempSync(join(tmpdir(), 'understudy-missing-'))
    writeFileSync(join(folder, 'missing.html'), 'no such page')
    const stage = createStage({
      distributions: [
        distribution({
          origins: [s3Origin()],
          behaviors: [cacheBehavior({ targetOriginId: 'static' })],
          errorResponses,
        }),
      ],
      origins: new Map([['static', { kind: 'folder', folder }]]),
    })
    cleanups.push(async () => {
      await stage.close()
      rmSync(folder, { recursive: true })
    })
    const { url } = await stage.listen(0)
    const { status, body } = await get(url, '/assets/app.0123.js')
    expect({ status, isPage: body.toString() === 'no such page' }).toEqual(expected)
    expect((await get(url, '/missing.html')).status).toBe(200)
  })
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { v1Row } from '../../access-log/write-v1.ts'
import { V1_FIELDS } from '../../access-log/fields.ts'
import { get } from '../../demo/get.io.ts'
import { selfSignedCertificate } from '../../pop/http/self-signed.io.ts'
import type { FinishedExchange } from '../../pop/server.io.ts'
import { createStage, type Stage } from '../../pop/stage.io.ts'
import { accessLogRecord } from '../../pop/trace/access-log-record.ts'
import { cacheBehavior, customOrigin, distribution } from '../support/distribution.ts'

let origin: Server
let stage: Stage
let url: string
let rows: Record<string, string>[]
let rowArrived: () => void

/** Reads a row back by the names of its fields. */
const fieldsOf = (exchange: FinishedExchange): Record<string, string> => {
  const cells = v1Row(accessLogRecord(exchange)).split('\t')
  return Object.fromEntries(V1_FIELDS.map(({ name }, index) => [name, cells[index] ?? '']))
}

const nextRow = (): Promise<void> =>
  new Promise(resolve => {
    rowArrived = resolve
  })

beforeEach(async () => {
  rows = []
  rowArrived = () => {}
  origin = createServer((request, response) => {
    if (request.url === '/upload') return
    response.writeHead(200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '100000',
      'cache-control': 's-maxage=60',
    })
    if (request.url === '/whole') {
      response.end('x'.repeat(100_000))
    } else {
      response.write('x'.repeat(10))
      if (request.url === '/cut') setTimeout(() => response.destroy(), 20)
    }
  })
  await new Promise<void>(resolve => origin.listen(0, '127.0.0.1', resolve))
  const { port } = origin.address() as AddressInfo
  stage = createStage({
    distributions: [
      distribution({ origins: [customOrigin({ id: 'ssr' })], behaviors: [cacheBehavior({ targetOriginId: 'ssr' })] }),
    ],
    origins: new Map([['ssr', { kind: 'url', url: new URL(`http://127.0.0.1:${port}`) }]]),
    onFinished: exchange => {
      rows.push(fieldsOf(exchange))
      rowArrived()
    },
  })
  url = (await stage.listen(0)).url
})
afterEach(async () => {
  origin.closeAllConnections()
  await new Promise(resolve => origin.close(resolve))
  await stage.close()
})

test('one row a request, with what was asked, sent and why (cloudfront-logs 1.4)', async () => {
  const first = nextRow()
  const answer = await get(url, '/whole?q=%C3%A9', { 'user-agent': 'a b\tc', referer: '/from here' })
  await first
  const second = nextRow()
  await get(url, '/whole?q=%C3%A9')
  await second
  expect(rows).toHaveLength(2)
  expect(rows[0]).toMatchObject({
    'cs-method': 'GET',
    'cs-uri-stem': '/whole',
    'cs-uri-query': 'q=%25C3%25A9',
    'cs(User-Agent)': 'a%20b%09c',
    'cs(Referer)': '/from%20here',
    'sc-status': '200',
    'x-edge-result-type': 'Miss',
    'x-edge-response-result-type': 'Miss',
    'x-edge-detailed-result-type': 'Miss',
    'x-edge-request-id': answer.headers['x-amz-cf-id'],
    'sc-content-len': '100000',
    'sc-content-type': 'text/plain;%20charset=utf-8',
  })
  expect(Number(rows[0]?.['sc-bytes'])).toBeGreaterThan(100_000)
  expect(rows[1]).toMatchObject({ 'x-edge-result-type': 'Hit', 'sc-status': '200' })
})

test('GEN-19: an origin that breaks off in the body is AbortedOrigin, and the cut body is not kept (TTL-30)', async () => {
  const row = nextRow()
  await expect(get(url, '/cut')).rejects.toThrow()
  await row
  expect(rows[0]).toMatchObject({
    'x-edge-result-type': 'Error',
    'x-edge-response-result-type': 'Miss',
    'x-edge-detailed-result-type': 'AbortedOrigin',
    'sc-status': '200',
  })
  expect(stage.points[0]?.tiers.map(tier => tier.entryCount)).toEqual([0, 0])
})

test('section 1.6: a viewer who leaves is ClientCommError after the last byte, and what it was before the first', async () => {
  const row = nextRow()
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n'),
  )
  socket.once('data', () => socket.destroy())
  await row
  expect(rows[0]).toMatchObject({
    'x-edge-result-type': 'Error',
    'x-edge-response-result-type': 'Miss',
    'x-edge-detailed-result-type': 'ClientCommError',
  })
})

test('section 1.7: a viewer who stops while sending is ClientHungUpRequest', async () => {
  const row = nextRow()
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
    socket.write('POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf'),
  )
  await new Promise<void>(resolve => origin.once('request', () => resolve()))
  socket.destroy()
  await row
  expect(rows[0]).toMatchObject({
    'x-edge-result-type': 'Error',
    'x-edge-detailed-result-type': 'ClientHungUpRequest',
  })
})

test('a viewer who leaves an HTTPS connection has a row, too', async () => {
  const { url: secureUrl } = await stage.listenSecurely(0, await selfSignedCertificate())
  const row = nextRow()
  const socket = connectSecurely({ port: Number(new URL(secureUrl).port), rejectUnauthorized: false }, () =>
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n'),
  )
  socket.once('data', () => socket.destroy())
  await row
  expect(rows[0]).toMatchObject({ 'cs-protocol': 'https', 'x-edge-detailed-result-type': 'ClientCommError' })
})

import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { connect, createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo, Server } from 'node:net'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Body } from './body.ts'
import { BufferedBody, readAll, sendBody, StreamedBody, type Delivery } from './bytes.io.ts'
import { boundaryFor, MultipartBody } from './multipart-body.ts'

const OBJECT = 'abcdefghijklmnopqrstuvwxyz'
const BOUNDARY = boundaryFor('x'.repeat(54))

const cut = (whole: Body, ...ranges: readonly [number, number][]): MultipartBody =>
  new MultipartBody(
    whole,
    ranges.map(([start, end]) => ({ start, end })),
    OBJECT.length,
    BOUNDARY,
    'text/plain',
  )

/** The object in chunks of the given size, a turn of the event loop apart. */
const streamed = (chunkBytes: number): StreamedBody => {
  const body = new StreamedBody(OBJECT.length)
  const push = (from: number): void => {
    if (from >= OBJECT.length) return body.end()
    body.push(Buffer.from(OBJECT.slice(from, from + chunkBytes)))
    setImmediate(push, from + chunkBytes)
  }
  push(0)
  return body
}

const written = (...ranges: readonly [number, number][]): string =>
  `${ranges
    .map(
      ([start, end]) =>
        `\r\n--${BOUNDARY}\r\nContent-Type: text/plain\r\nContent-Range: bytes ${start}-${end}/26\r\n\r\n${OBJECT.slice(start, end + 1)}`,
    )
    .join('')}\r\n--${BOUNDARY}--\r\n`

const read = async (body: Body): Promise<string> => {
  const outcome = await readAll(body, 100_000)
  return outcome.kind === 'whole' ? outcome.bytes.toString('latin1') : outcome.kind
}

test('TTL-53: each part has its type and place, and the length is stated beforehand', async () => {
  const body = cut(BufferedBody.ofText(OBJECT), [0, 2], [10, 10], [24, 25])
  const text = await read(body)
  expect(text).toBe(written([0, 2], [10, 10], [24, 25]))
  expect(body.byteLength).toBe(text.length)
})

test('TTL-53: a boundary has the form of CloudFront and is made of the id of the request', () => {
  expect(boundaryFor('short')).toMatch(/^CloudFront:0{27}[0-9A-F]{5}$/)
  expect(boundaryFor(`${'a'.repeat(53)}b==`)).not.toBe(boundaryFor(`${'a'.repeat(53)}c==`))
})

test('TTL-53: however an object arrives, its parts are the same', async () => {
  const points = fc.uniqueArray(fc.nat(OBJECT.length - 1), { minLength: 4, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(points, fc.integer({ min: 1, max: 30 }), async (unordered, chunkBytes) => {
      const ordered = unordered.toSorted((a, b) => a - b)
      const ranges = ordered.flatMap((start, index): [number, number][] => {
        const end = ordered[index + 1]
        return index % 2 === 0 && end !== undefined ? [[start, end]] : []
      })
      expect(await read(cut(streamed(chunkBytes), ...ranges))).toBe(written(...ranges))
    }),
    { numRuns: 60 },
  )
})

test('GEN-19: an object that breaks off between its parts leaves the sink open', async () => {
  const whole = new StreamedBody(OBJECT.length)
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() })
  const delivery = sendBody(cut(whole, [0, 2], [10, 20]), sink)
  whole.push(Buffer.from(OBJECT.slice(0, 12)))
  setImmediate(() => whole.fail('cut'))
  expect(await delivery).toBe('source-failed')
  expect(sink.writableEnded).toBe(false)
})

test('TTL-53: a slow reader of parts slows the origin down', async () => {
  const whole = new StreamedBody(undefined, { highWaterBytes: 1_000 })
  let release: () => void = () => {}
  const sink = new Writable({
    highWaterMark: 1_000,
    write: (_chunk, _encoding, done) => {
      release = done
    },
  })
  const ranges = [
    { start: 0, end: 4_999_999 },
    { start: 6_000_000, end: 9_999_999 },
  ]
  void sendBody(new MultipartBody(whole, ranges, 10_000_000, BOUNDARY, undefined), sink)
  let pushed = 0
  while (whole.push(Buffer.alloc(1_000)) && pushed < 10_000) {
    pushed++
    await new Promise(setImmediate)
  }
  expect(pushed).toBeLessThan(200)
  release()
  whole.cancel()
})

test('a viewer that left lets go of the object', async () => {
  const whole = new StreamedBody()
  let isAbandoned = false
  whole.onAbandoned = () => {
    isAbandoned = true
  }
  const sink = new Writable()
  sink.destroy()
  await once(sink, 'close')
  expect(await sendBody(cut(whole, [0, 2], [10, 20]), sink)).toBe('sink-closed')
  expect(isAbandoned).toBe(true)
})

const serving = (protocol: 'http/1.1' | 'h2', body: Body, deliver: (delivery: Delivery) => void): Server =>
  protocol === 'h2'
    ? createHttp2Server((_request, response) => void sendBody(body, response).then(deliver))
    : createServer((_request, response) => void sendBody(body, response).then(deliver))

const bodyOver = async (protocol: 'http/1.1' | 'h2', port: number): Promise<string> => {
  if (protocol === 'http/1.1')
    return new Promise(resolve => get({ port, host: '127.0.0.1' }, response => resolve(text(response))))
  const session = connect(`http://127.0.0.1:${port}`)
  const received = await text(session.request({ ':path': '/' }))
  session.close()
  return received
}

test.each([
  { protocol: 'http/1.1', kind: 'buffered', make: () => BufferedBody.ofText(OBJECT) },
  { protocol: 'http/1.1', kind: 'streamed', make: () => streamed(5) },
  { protocol: 'h2', kind: 'buffered', make: () => BufferedBody.ofText(OBJECT) },
  { protocol: 'h2', kind: 'streamed', make: () => streamed(5) },
] as const)('TTL-53: parts of a $kind object over $protocol', async ({ protocol, make }) => {
  let deliver: (delivery: Delivery) => void = () => {}
  const delivered = new Promise<Delivery>(resolve => {
    deliver = resolve
  })
  const server = serving(protocol, cut(make(), [0, 2], [10, 20]), deliver)
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  expect(await bodyOver(protocol, port)).toBe(written([0, 2], [10, 20]))
  expect(await delivered).toBe('delivered')
  server.close()
})

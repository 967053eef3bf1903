import { createServer } from 'node:http'
import { Duplex } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPlainRequest, type PlainRequestHead } from './plain-request.ts'

/** The requests that Node's parser finds in bytes, and whether it went without a complaint. */
const asNodeReads = (bytes: Buffer): Promise<{ readonly heads: PlainRequestHead[]; readonly isClean: boolean }> =>
  new Promise(resolve => {
    const heads: PlainRequestHead[] = []
    let isClean = true
    const server = createServer((incoming, response) => {
      heads.push({ method: incoming.method as 'GET', url: incoming.url ?? '', rawHeaders: incoming.rawHeaders })
      response.end()
    })
    server.on('clientError', () => {
      isClean = false
    })
    server.on('upgrade', () => {
      isClean = false
    })
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
    socket.on('close', () => resolve({ heads, isClean }))
    server.emit('connection', socket)
    socket.push(bytes)
    socket.push(null)
    setImmediate(() => setImmediate(() => socket.destroy()))
  })

const read = (text: string): PlainRequestHead | undefined => readPlainRequest(Buffer.from(text, 'latin1'))

describe('a plain request is read as it stands', () => {
  it.each<readonly [what: string, text: string, expected: PlainRequestHead]>([
    [
      'path, query and fields keep their spelling',
      'GET /a%2fb?x=1&X=2 HTTP/1.1\r\nHost: a.example\r\nX-oDD: v\r\n\r\n',
      { method: 'GET', url: '/a%2fb?x=1&X=2', rawHeaders: ['Host', 'a.example', 'X-oDD', 'v'] },
    ],
    ['HEAD', 'HEAD / HTTP/1.1\r\nhost: a\r\n\r\n', { method: 'HEAD', url: '/', rawHeaders: ['host', 'a'] }],
    [
      'space before a value is none of it',
      'GET / HTTP/1.1\r\nHost:   a\r\nX:b\r\nEmpty:\r\n\r\n',
      { method: 'GET', url: '/', rawHeaders: ['Host', 'a', 'X', 'b', 'Empty', ''] },
    ],
    [
      'repeated fields and bytes beyond ASCII',
      'GET / HTTP/1.1\r\nHost: a\r\nCookie: a=\xe9\r\nCookie: b\r\n\r\n',
      { method: 'GET', url: '/', rawHeaders: ['Host', 'a', 'Cookie', 'a=\xe9', 'Cookie', 'b'] },
    ],
    [
      'a connection that stays',
      'GET / HTTP/1.1\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n',
      { method: 'GET', url: '/', rawHeaders: ['Host', 'a', 'Connection', 'Keep-Alive'] },
    ],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})

describe('anything else is left to a full parser', () => {
  it.each([
    ['half a head', 'GET / HTTP/1.1\r\nHost: a\r\n'],
    ['nothing', ''],
    ['a second request behind it', 'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an empty line before it', '\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['another method', 'POST / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['HTTP/1.0', 'GET / HTTP/1.0\r\nHost: a\r\n\r\n'],
    ['an absolute target', 'GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a fragment', 'GET /#a HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a byte beyond ASCII in the target', 'GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['two spaces in the request line', 'GET /  HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\nX: a\r\n\r\n'],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['a body', 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'],
    ['a body of chunks', 'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['an upgrade', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['a last request', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ['an expectation', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n'],
    ['a folded field', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n'],
    ['a field without colon', 'GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n'],
    ['a NUL in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n'],
    ['a bare carriage return in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n'],
    ['a bare line feed in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\nY: b\r\n\r\n'],
    ['lines that end in a bare line feed', 'GET / HTTP/1.1\nHost: a\n\r\n\r\n'],
    ['space behind a value', 'GET / HTTP/1.1\r\nHost: a \r\n\r\n'],
    ['more than 4 KB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(4_096)}\r\n\r\n`],
  ])('%s', (_, text) => {
    expect(read(text)).toBeUndefined()
  })
})

/** Mostly what a plain request has there, else one of the others. */
const mostly = (usual: readonly string[], others: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

const name = mostly(
  ['X-A', 'cookie', 'Accept'],
  ['Host', 'Content-Length', 'Connection', 'Transfer-Encoding', 'Upgrade', 'a:b', ''],
)
const piece = mostly(
  ['a', '0', ',', ':', ' b', 'é'],
  ['\r', '\n', '\r\n', ' ', '\t', '\0', '\x7f', 'chunked', 'close', 'keep-alive'],
)
const field = fc
  .tuple(name, mostly([': ', ':'], [' : ', '']), fc.array(piece, { maxLength: 3 }))
  .map(([before, colon, value]) => `${before}${colon}${value.join('')}\r\n`)
const request = fc
  .tuple(
    mostly(['GET', 'HEAD'], ['POST', 'get']),
    mostly(['/', '/a?b'], ['*', '/ä', '/a b', 'http://x/', '/#']),
    mostly(['HTTP/1.1'], ['HTTP/1.0', 'HTTP/1.11', 'http/1.1']),
    fc.array(field, { maxLength: 4 }),
    mostly(['\r\n'], ['\n', '', '\r\n\r\n', '\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n']),
  )
  .map(([method, url, protocol, fields, end]) => `${method} ${url} ${protocol}\r\nHost: a\r\n${fields.join('')}${end}`)

describe('what is read here, a full parser reads alike', () => {
  it('for requests of all sorts of pieces', async () => {
    let readHere = 0
    await fc.assert(
      fc.asyncProperty(request, async text => {
        const bytes = Buffer.from(text, 'latin1')
        const head = readPlainRequest(bytes)
        if (head === undefined) return
        readHere++
        expect(await asNodeReads(bytes)).toEqual({ heads: [head], isClean: true })
      }),
      { numRuns: 2_000 },
    )
    expect(readHere).toBeGreaterThan(300)
  })

  it('for a good request with one byte changed, anywhere', async () => {
    const good = Buffer.from('GET /a?b=c HTTP/1.1\r\nHost: a.example\r\nCookie: a=b; c=d\r\nAccept: */*\r\n\r\n')
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), async (at, byte) => {
        const bytes = Buffer.from(good)
        bytes[at] = byte
        const head = readPlainRequest(bytes)
        if (head !== undefined) expect(await asNodeReads(bytes)).toEqual({ heads: [head], isClean: true })
      }),
      { numRuns: 1_500 },
    )
  })
})

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { listenLocally, type ListeningServer } from './live-stage.ts'

type Act = (request: IncomingMessage, response: ServerResponse) => void

/** Writes bytes as they are and ends the connection. */
const bytes =
  (text: string): Act =>
  ({ socket }) =>
    void socket.end(text, 'latin1')

/** Writes bytes as they are and resets the connection. */
const bytesThenReset =
  (text: string): Act =>
  ({ socket }) =>
    void socket.write(text, 'latin1', () => socket.resetAndDestroy())

const OK = 'HTTP/1.1 200 OK\r\n'
const PAGE = '<!doctype html>'.padEnd(3_000, 'x')
const HEADERS = { 'content-type': 'text/html', 'cache-control': 'max-age=60' }

const chunked: Act = (_request, response) => {
  response.writeHead(200, HEADERS).write(PAGE)
  setImmediate(() => response.end(PAGE))
}

const ENDLESS_MAX_BYTES = 2 * 1024 * 1024

/** Goes on until nobody listens any more. */
const endless: Act = (_request, response) => {
  response.writeHead(200, HEADERS)
  const chunk = Buffer.alloc(65_536)
  let sentBytes = 0
  const more = (): void => {
    while (!response.destroyed && (sentBytes += chunk.length) < ENDLESS_MAX_BYTES)
      if (!response.write(chunk)) return void response.once('drain', more)
    response.destroy()
  }
  more()
}

const endlessHead: Act = ({ socket }) => {
  socket.write(OK)
  const more = (): void => {
    while (!socket.destroyed && socket.bytesWritten < ENDLESS_MAX_BYTES)
      if (!socket.write(`X-${socket.bytesWritten}: ${'x'.repeat(1_000)}\r\n`)) return void socket.once('drain', more)
    socket.destroy()
  }
  more()
}

/** What an origin may do with a request, by name. */
export const ORIGIN_ACTS = {
  page: (_request, response) =>
    void response.writeHead(200, { ...HEADERS, 'content-length': PAGE.length, etag: '"1"' }).end(PAGE),
  chunked,
  empty: (_request, response) => void response.writeHead(204).end(),
  error: (_request, response) => void response.writeHead(500, HEADERS).end(PAGE),
  'not-modified': (_request, response) => void response.writeHead(304, HEADERS).end(),
  unframed: bytes(`HTTP/1.0 200 OK\r\n\r\n${PAGE}`),
  'keep-alive-and-close': ({ socket }) => void socket.end(`${OK}Content-Length: 2\r\n\r\nok`),
  silent: () => {},
  closes: ({ socket }) => void socket.end(),
  resets: ({ socket }) => void socket.resetAndDestroy(),
  'resets-in-head': bytesThenReset(`${OK}Content-Ty`),
  'resets-in-body': bytesThenReset(`${OK}Content-Length: 3000\r\n\r\n${PAGE.slice(0, 1_000)}`),
  'silent-in-body': ({ socket }) => void socket.write(`${OK}Content-Length: 3000\r\n\r\n${PAGE.slice(0, 1_000)}`),
  'shorter-than-stated': bytes(`${OK}Content-Length: 9000\r\n\r\n${PAGE}`),
  'longer-than-stated': ({ socket }) => void socket.write(`${OK}Content-Length: 5\r\n\r\n${PAGE}`),
  'two-answers': ({ socket }) =>
    void socket.write(`${OK}Content-Length: 2\r\n\r\nok`, () => socket.write(`${OK}Content-Length: 4\r\n\r\nevil`)),
  'bad-chunk': bytes(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n`),
  'cut-chunk': bytes(`${OK}Transfer-Encoding: chunked\r\n\r\nff\r\nabc`),
  garbage: bytes('\0\x01\x02 not HTTP\r\n\r\n'),
  'http-0.9': bytes('<html>HTTP/0.9 has no head</html>'),
  'http-2.0': bytes('HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok'),
  'bad-status': bytes('HTTP/1.1 9999 What\r\n\r\n'),
  'two-lengths': bytes(`${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc`),
  'head-bomb': bytes(`${OK}X-Bomb: ${'x'.repeat(40_000)}\r\n\r\n`),
  'endless-head': endlessHead,
  endless,
  'early-hints': bytes(
    `${'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(500)}${OK}Content-Length: 2\r\n\r\nok`,
  ),
  upgrades: bytes('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nbytes'),
  'broken-gzip': (_request, response) =>
    void response.writeHead(200, { ...HEADERS, 'content-encoding': 'gzip', 'content-length': 40 }).end('x'.repeat(40)),
  gzip: (_request, response) =>
    void response.writeHead(200, { ...HEADERS, 'content-encoding': 'gzip' }).end(gzipSync(PAGE)),
  'answers-before-the-body': (_request, response) =>
    void response.writeHead(413, { connection: 'close' }).end('too large'),
} as const satisfies Readonly<Record<string, Act>>

export type OriginActName = keyof typeof ORIGIN_ACTS
export const ORIGIN_ACT_NAMES = Object.keys(ORIGIN_ACTS) as OriginActName[]

const isActName = (name: string | null): name is OriginActName => name !== null && Object.hasOwn(ORIGIN_ACTS, name)

/** An origin that does what the query parameter `act` says; anything else is a page. */
export const startFaultyOrigin = async (): Promise<ListeningServer> => {
  const server = createServer((request, response) => {
    const act = new URL(request.url ?? '', 'http://localhost').searchParams.get('act')
    response.on('error', () => {})
    request.on('error', () => {})
    const play = ORIGIN_ACTS[isActName(act) ? act : 'page']
    if (act === 'answers-before-the-body' || request.complete) play(request, response)
    else request.resume().once('end', () => play(request, response))
  })
  // An idle connection is closed at any time.
  server.keepAliveTimeout = 20
  return listenLocally(server)
}

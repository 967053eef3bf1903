import { connect as connectHttp2, constants } from 'node:http2'
import { connect as connectPlain } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface WireRequest {
  readonly port: number
  readonly path: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

const statusOf = (text: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)

/** The status that an HTTP/1.1 request gets, written byte by byte; 0: the connection ended without one. */
export const statusOverHttp1 = ({ port, path, headers }: WireRequest, secure: boolean): Promise<number> =>
  new Promise(resolve => {
    const head = [`GET ${path} HTTP/1.1`, 'Host: a', ...headers.map(([name, value]) => `${name}: ${value}`)]
    const options = { port, host: '127.0.0.1', rejectUnauthorized: false }
    const socket = secure ? connectTls(options) : connectPlain(options)
    let text = ''
    socket.on(secure ? 'secureConnect' : 'connect', () => {
      socket.write(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n`)
    })
    socket.on('data', chunk => {
      text += chunk.toString('latin1')
      if (statusOf(text) !== 0) socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(statusOf(text)))
  })

/** The status over HTTP/2; 0: the stream or the session ended without one. */
export const statusOverHttp2 = ({ port, path, headers }: WireRequest): Promise<number> =>
  new Promise(resolve => {
    const session = connectHttp2(`https://127.0.0.1:${port}`, {
      rejectUnauthorized: false,
      maxSendHeaderBlockLength: 200_000,
    })
    const done = (status: number): void => {
      session.destroy()
      resolve(status)
    }
    session.on('error', () => done(0))
    const own: Record<string, string[]> = {}
    for (const [name, value] of headers) (own[name] ??= []).push(value)
    const stream = session.request({ [constants.HTTP2_HEADER_PATH]: path, ...own })
    stream.on('response', answer => done(Number(answer[':status'])))
    stream.on('error', () => done(0))
    stream.on('close', () => done(0))
    stream.end()
  })

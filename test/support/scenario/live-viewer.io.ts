import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { RequestStep } from './scenario.ts'

/** What came over the wire. */
export interface WireAnswer {
  /** Local port of the connection: the name of the request in the server's records. */
  readonly port: number
  /** Undefined: the viewer left before. */
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Undefined: cut. */
  readonly body: string | undefined
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )

const portOf = ({ socket }: ClientRequest): number => socket?.localPort ?? 0

/** One viewer with a connection of its own. `leave` is called by whoever knows when a viewer that leaves before the answer has to go. */
export const sendViewer = (
  base: URL,
  { method, url, headers, body, leaves }: RequestStep,
): { readonly answer: Promise<WireAnswer>; readonly leave: () => void } => {
  let leave = (): void => {}
  const answer = new Promise<WireAnswer>((resolve, reject) => {
    const send = base.protocol === 'https:' ? httpsRequest : httpRequest
    let port = 0
    const outgoing = send({
      hostname: base.hostname,
      port: base.port,
      path: url,
      method,
      headers: {
        host: 'www.example.org',
        ...headers,
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      },
      agent: false,
      rejectUnauthorized: false,
    })
    outgoing.once('socket', socket =>
      socket.once('connect', () => {
        port = portOf(outgoing)
      }),
    )
    leave = () => {
      resolve({ port, status: undefined, headers: {}, body: undefined })
      outgoing.destroy()
    }
    outgoing.on('error', error => (port === 0 ? reject(error) : leave()))
    outgoing.once('response', response => {
      const seen = { port, status: response.statusCode, headers: headersOf(response) }
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (leaves === 'during-body') {
          resolve({ ...seen, body: undefined })
          outgoing.destroy()
        }
      })
      response.on('error', () => resolve({ ...seen, body: undefined }))
      response.once('end', () => resolve({ ...seen, body: Buffer.concat(chunks).toString() }))
    })
    outgoing.end(body)
  })
  return { answer, leave: () => leave() }
}

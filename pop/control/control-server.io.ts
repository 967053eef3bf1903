import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerControl, type ControlledStage } from './answer-control.ts'
import type { ControlAnswer } from './control-answer.ts'

export interface ControlListener {
  readonly url: string
  close(): Promise<void>
}

const BODY_MAX_BYTES = 2 * 1024 * 1024
const REQUEST_TIMEOUT_MS = 10_000
const CONNECTIONS_MAX = 32

/** Undefined: there was too much of it, or it broke off. */
const readBody = (request: IncomingMessage): Promise<string | undefined> =>
  new Promise(resolve => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= BODY_MAX_BYTES) chunks.push(chunk)
      else resolve(undefined)
    })
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', () => resolve(undefined))
    request.on('close', () => resolve(undefined))
  })

const send = (response: ServerResponse, { status, json }: ControlAnswer): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(`${JSON.stringify(json)}\n`)
}

export interface ControlOptions extends Pick<ControlledStage, 'points' | 'requests' | 'explain'> {
  /** Milliseconds since the epoch; the system's clock by default. */
  readonly now?: () => number
}

const invalidationId = (): string => `I${randomBytes(8).toString('hex').slice(0, 13).toUpperCase()}`

/** Listens on the loopback address, apart from viewers. 0 lets the system choose the port. */
export const listenForControl = (
  { now = Date.now, ...parts }: ControlOptions,
  port: number,
): Promise<ControlListener> => {
  const stage: ControlledStage = { ...parts, invalidations: new Map(), newId: invalidationId, now }
  const server = createServer((request, response) => {
    void readBody(request).then(body => {
      if (body === undefined) {
        send(response.setHeader('connection', 'close'), { status: 413, json: { error: 'the request is too big' } })
        return
      }
      const { host, origin, 'content-type': contentType } = request.headers
      const [path = '/', ...rest] = (request.url ?? '/').split('?')
      const query = new URLSearchParams(rest.join('?'))
      const { method = '' } = request
      send(response, answerControl(stage, { method, path, query, host, origin, contentType, body }))
    })
  })
  server.headersTimeout = REQUEST_TIMEOUT_MS
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.maxConnections = CONNECTIONS_MAX
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const { port: bound } = server.address() as AddressInfo
      resolve({
        url: `http://127.0.0.1:${bound}`,
        close: () =>
          new Promise(closed => {
            server.close(() => closed())
            server.closeAllConnections()
          }),
      })
    })
  })
}

import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Http2ServerResponse } from 'node:http2'
import type { Writable } from 'node:stream'
import { BufferedBody, StreamedBody, sendBody } from '../bytes.io.ts'
import type { Body } from '../body.ts'
import { toWire } from '../edge-functions/wire-text.ts'
import { PlainResponse } from './plain-exchange.io.ts'
import type { OriginTunnel } from './tunnel.io.ts'
import type { ServedResponse } from '../viewer-response/deliver.ts'

export type Outgoing = ServerResponse | Http2ServerResponse | PlainResponse

/** Fields that HTTP/2 forbids. */
const NOT_IN_HTTP2 = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection'])

const writeHead = (
  outgoing: Outgoing,
  { status, statusDescription, headers, closesConnection }: ServedResponse,
): void => {
  if ('stream' in outgoing) {
    outgoing.statusCode = status
    for (const name of new Set(headers.names)) {
      const values = headers.getAll(name)
      if (!NOT_IN_HTTP2.has(name)) outgoing.setHeader(name, values.length === 1 ? (values[0] ?? '') : values)
    }
    return
  }
  const raw = headers.toRaw()
  if (outgoing instanceof PlainResponse) {
    if (closesConnection) raw.push('Connection', 'close')
    outgoing.writeHead(status, raw, statusDescription === undefined ? undefined : toWire(statusDescription))
    return
  }
  if (closesConnection) outgoing.shouldKeepAlive = false
  if (statusDescription === undefined) outgoing.writeHead(status, raw)
  else outgoing.writeHead(status, toWire(statusDescription), raw)
}

const hasBody = (method: string, status: number): boolean => method !== 'HEAD' && status !== 204 && status !== 304

/** All bytes of a body that has arrived: most origins send a page in one go. */
const bytesHere = (body: Body): Buffer | undefined => {
  if (body instanceof BufferedBody) return body.bytes
  return body instanceof StreamedBody ? body.allBytes : undefined
}

const flushHead = (outgoing: Outgoing, status: number): void => {
  if ('stream' in outgoing) outgoing.writeHead(status)
  else if (!(outgoing instanceof PlainResponse)) outgoing.flushHeaders()
}

function destroy(this: Outgoing): void {
  this.destroy()
}

/** A viewer's connection that Node.js has set apart for an upgrade, and what had arrived on it behind the request. */
export interface UpgradedConnection {
  readonly socket: Socket
  readonly head: Buffer
}

/** Sends the 101 and joins the viewer's connection with the origin's (NET-03); `close` of `outgoing` follows when it ends. */
export const sendUpgrade = (
  outgoing: ServerResponse,
  { headers }: ServedResponse,
  tunnel: OriginTunnel,
  { socket, head }: UpgradedConnection,
  idleMs: number,
): void => {
  outgoing.on('error', destroy)
  outgoing.writeHead(101, [...headers.toRaw(), 'Connection', 'Upgrade', 'Upgrade', 'websocket'])
  outgoing.flushHeaders()
  tunnel.join(socket, head, idleMs)
}

/** The three kinds of response share no type of `end`. */
const end = (outgoing: Outgoing, bytes?: Buffer): void => {
  if (outgoing instanceof PlainResponse) outgoing.end(bytes)
  else if (bytes === undefined) outgoing.end()
  else outgoing.end(bytes)
}

/** A bug of ours: the viewer gets a bare 500, or sees that its answer is cut. */
export const sendBug = (outgoing: Outgoing): void => {
  if (outgoing.headersSent) {
    outgoing.destroy()
    return
  }
  if (outgoing instanceof PlainResponse) outgoing.writeHead(500, ['Content-Length', '0'])
  else outgoing.writeHead(500, { 'content-length': '0' })
  end(outgoing)
}

/** Sends a response. The caller learns of the end by the `close` event of `outgoing`, and by `onCut` before it when the origin broke off. */
export const send = (outgoing: Outgoing, method: string, served: ServedResponse, onCut: () => void): void => {
  outgoing.on('error', destroy)
  writeHead(outgoing, served)
  const { body, range } = served
  if (!hasBody(method, served.status)) {
    end(outgoing)
    return
  }
  const bytes = bytesHere(body)
  if (bytes !== undefined) {
    end(outgoing, range === undefined ? bytes : bytes.subarray(range.start, range.end + 1))
  } else {
    // ORD-18: a head whose body has not begun does not wait for it; else both go out in one packet.
    if (body instanceof StreamedBody && !body.hasBytes) flushHead(outgoing, served.status)
    // Http2ServerResponse is a stream in all but its type.
    const sink = outgoing instanceof PlainResponse ? outgoing.body() : (outgoing as Writable)
    void sendBody(body, sink, range).then(delivery => {
      if (delivery !== 'source-failed') return
      onCut()
      outgoing.destroy() // GEN-19: the viewer must see that the answer is cut
    })
  }
}

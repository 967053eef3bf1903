import type { IncomingMessage } from 'node:http'
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** NET-03: WebSocket, over HTTP/1.1 and with GET (RFC 6455, 4.1). Any other upgrade is ignored (RFC 9110, 7.8). */
export const asksForWebSocket = ({ method, httpVersion, headers }: IncomingMessage): boolean =>
  method === 'GET' && httpVersion === '1.1' && (headers.upgrade ?? '').toLowerCase() === 'websocket'

/** The head of a request as it arrived, without the wish for an upgrade. */
const headWithoutUpgrade = ({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer => {
  let head = `${method ?? ''} ${url ?? ''} HTTP/${httpVersion}\r\n`
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() !== 'upgrade') head += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`
  }
  return Buffer.from(`${head}\r\n`, 'latin1')
}

/**
 * Gives a connection that Node.js has set apart for an upgrade back to its server, as if nobody had asked for one. `head` is what had
 * arrived behind the request.
 */
export const ignoreUpgrade = (server: EventEmitter, incoming: IncomingMessage, socket: Socket, head: Buffer): void => {
  socket.unshift(Buffer.concat([headWithoutUpgrade(incoming), head]))
  server.emit(socket instanceof TLSSocket ? 'secureConnection' : 'connection', socket)
}

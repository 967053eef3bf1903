import type { Http2Session } from 'node:http2'
import type { Incoming } from './receive.io.ts'

/** What all requests of one connection share. HTTP/2 gives each of them a socket object of its own. */
export type Connection = Incoming['socket'] | Http2Session

export const connectionOf = (incoming: Incoming): Connection =>
  'stream' in incoming ? (incoming.stream.session ?? incoming.socket) : incoming.socket

/** Bytes written so far; 0 once an HTTP/2 session is gone, which takes its count along. */
export const bytesWritten = (connection: Connection): number => {
  if (!('remoteSettings' in connection)) return connection.bytesWritten ?? 0
  return connection.destroyed ? 0 : connection.socket.bytesWritten
}

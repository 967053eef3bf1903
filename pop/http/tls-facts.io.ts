import { TLSSocket } from 'node:tls'
import type { ViewerTls } from '../viewer/viewer-request.ts'
import { connectionOf, type Connection } from './connection.io.ts'
import type { Incoming } from './receive.io.ts'

/** Of connections that had a request: what its further ones are told. */
const reused = new WeakMap<Connection, ViewerTls>()

/** The encrypted connection under a request; the first request of a connection did the handshake (REQH-11). */
export const tlsOf = (incoming: Incoming): ViewerTls | undefined => {
  const { socket } = incoming
  if (!(socket instanceof TLSSocket)) return undefined
  const connection = connectionOf(incoming)
  const known = reused.get(connection)
  if (known !== undefined) return known
  // The types of Node.js do not tell that a connection closed meanwhile has neither.
  const cipher: { readonly name: string } | null = socket.getCipher()
  const facts = { version: socket.getProtocol() ?? '-', cipher: cipher?.name ?? '-' }
  reused.set(connection, { ...facts, handshake: 'connectionReused' })
  return { ...facts, handshake: socket.isSessionReused() ? 'sessionResumed' : 'fullHandshake' }
}

import { TLSSocket } from 'node:tls'
import type { ViewerTls } from '../viewer/viewer-request.ts'
import type { Incoming } from './receive.io.ts'

/** Of connections that had a request: what its further ones are told. */
const reused = new WeakMap<Incoming['socket'], ViewerTls>()

/** The encrypted connection under a request; the first request of a connection did the handshake (REQH-11). */
export const tlsOf = (socket: Incoming['socket']): ViewerTls | undefined => {
  if (!(socket instanceof TLSSocket)) return undefined
  const known = reused.get(socket)
  if (known !== undefined) return known
  const facts = { version: socket.getProtocol() ?? '-', cipher: socket.getCipher().name }
  reused.set(socket, { ...facts, handshake: 'connectionReused' })
  return { ...facts, handshake: socket.isSessionReused() ? 'sessionResumed' : 'fullHandshake' }
}

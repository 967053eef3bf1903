import type { Http2SecureServer } from 'node:http2'
import type { Socket } from 'node:net'
import { HELLO_MAX_BYTES, parseClientHello } from '../viewer/tls/client-hello.ts'
import type { ClientHello } from '../viewer/tls/client-hello-fields.ts'
import { ja3, ja4, type Fingerprints } from '../viewer/tls/fingerprints.ts'

/** A connection that does not say hello is given up. */
const HELLO_TIMEOUT_MS = 10_000

/** The ends of a connection; the same on the raw socket and on everything built upon it. */
type Ends = Pick<Socket, 'remoteAddress' | 'remotePort' | 'localPort'>

const keyOf = ({ remoteAddress, remotePort, localPort }: Ends): string => `${remoteAddress} ${remotePort} ${localPort}`

/** Of open connections whose ClientHello was read. */
const hellos = new Map<string, { readonly hello: ClientHello; made?: Fingerprints }>()

/** Reads until the hello is whole or cannot be one, puts the bytes back, and goes on. */
const whenHello = (socket: Socket, then: () => void): void => {
  const key = keyOf(socket)
  socket.once('close', () => hellos.delete(key))
  socket.on('error', () => socket.destroy())
  const timer = setTimeout(() => socket.destroy(), HELLO_TIMEOUT_MS)
  socket.once('close', () => clearTimeout(timer))
  let bytes = Buffer.alloc(0)
  const onReadable = (): void => {
    for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null)
      bytes = Buffer.concat([bytes, chunk])
    const parsed = parseClientHello(bytes)
    if (parsed.kind === 'incomplete' && bytes.length <= HELLO_MAX_BYTES && !socket.readableEnded) return
    if (parsed.kind === 'hello') hellos.set(key, { hello: parsed.hello })
    clearTimeout(timer)
    socket.off('readable', onReadable)
    if (bytes.length > 0) socket.unshift(bytes)
    then()
  }
  socket.on('readable', onReadable)
}

/** Lets a server see the ClientHello of each connection before its handshake, for fingerprints. */
export const readClientHellos = (server: Http2SecureServer): void => {
  const handshakes = server.listeners('connection') as ((socket: Socket) => void)[]
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) =>
    whenHello(socket, () => handshakes.forEach(handshake => handshake.call(server, socket))),
  )
}

/** Of an open connection, worked out when somebody asks; undefined when nobody reads its ClientHello. */
export const fingerprintsOf = (connection: Ends): Fingerprints | undefined => {
  const known = hellos.get(keyOf(connection))
  if (known === undefined) return undefined
  known.made ??= { ja3: ja3(known.hello), ja4: ja4(known.hello) }
  return known.made
}

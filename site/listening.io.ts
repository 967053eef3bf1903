import { once } from 'node:events'
import type { Server } from 'node:http'

/** Opens a port; 0 takes a free one. Answers with the port, rejects with a sentence when it cannot be had. */
export const openPort = async (server: Server, port: number, host: string): Promise<number> => {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new Error(`cannot listen on ${host}:${port} (${why}); choose another port`)
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('our own bug: a TCP server without a port')
  return address.port
}

/** Shuts the port at once and cuts all its connections. Nothing happens to a server that does not listen. */
export const shutPort = async (server: Server): Promise<void> => {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

/** Loopback URL spelling of a host and port. */
export const urlOf = (host: string, port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

interface LatestRequest {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  /** The answer before this one. */
  readonly before: ServerResponse | undefined
}

/** Of each connection that Node.js reads, while its answer is on the way. */
const latestRequests = new WeakMap<Socket, LatestRequest>()

/** What is over is not kept as long as its connection. */
function forget(this: ServerResponse): void {
  const { socket } = this.req
  if (latestRequests.get(socket)?.outgoing === this) latestRequests.delete(socket)
}

/** Keeps in mind what was asked last on a connection. False: an answer that ends it stands before (RFC 9112, 9.6). */
export const noteRequest = (incoming: IncomingMessage, outgoing: ServerResponse): boolean => {
  const before = latestRequests.get(incoming.socket)?.outgoing
  if (before?.shouldKeepAlive === false || !incoming.socket.writable) return false
  latestRequests.set(incoming.socket, { incoming, outgoing, before })
  outgoing.once('close', forget)
  return true
}

/** Calls back when `answer` is over and the connection is still ours to write on. */
const after = (answer: ServerResponse | undefined, socket: Socket, callback: () => void): void => {
  if (answer === undefined || answer.destroyed) return callback()
  // Node.js has taken its own listener off.
  socket.on('error', () => socket.destroy())
  answer.once('close', () => {
    if (socket.writable) callback()
  })
}

/** Answers go out in the order of the requests (RFC 9112, 9.3.2): calls back when those that were asked for earlier are over. */
export const afterEarlierAnswers = (socket: Socket, callback: () => void): void =>
  after(latestRequests.get(socket)?.outgoing, socket, callback)

/**
 * As `afterEarlierAnswers`, for what could not be read. Within the body of a request it takes the place of the answer to that one; when
 * that has begun, nothing can be said any more and the connection breaks.
 */
export const insteadOfFurtherAnswers = (socket: Socket, callback: () => void): void => {
  const latest = latestRequests.get(socket)
  if (latest === undefined || latest.incoming.complete) return afterEarlierAnswers(socket, callback)
  after(latest.before, socket, () => {
    if (latest.outgoing.headersSent) socket.destroy()
    else callback()
  })
}

import { once } from 'node:events'
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { accessLogRecord } from '../../pop/trace/access-log-record.ts'
import type { AccessLogRecord } from '../../access-log/access-log-record.ts'
import type { Distribution } from '../../distribution/model.ts'
import type { ServedResponse } from '../../pop/viewer-response/deliver.ts'
import { createStage, type Stage, type StageOptions } from '../../pop/stage.io.ts'

/** One finished request, as the log and the trace tell it. */
export interface Finished {
  readonly row: AccessLogRecord
  readonly served: ServedResponse
}

export interface LiveStage {
  readonly stage: Stage
  readonly url: string
  readonly port: number
  readonly finished: readonly Finished[]
  /** What the stage tells the user; a bug of ours is among it. */
  readonly messages: readonly string[]
  /** The log row of the request number `count`, when it is over. */
  rowAt(count: number): Promise<AccessLogRecord>
  close(): Promise<void>
}

export interface LiveStageOptions extends Partial<Omit<StageOptions, 'distributions' | 'origins'>> {
  readonly distribution: Distribution
  /** By origin id: the port of a stand-in on this machine. */
  readonly originPorts: Readonly<Record<string, number>>
}

/** A stage with a plain listener that counts as HTTPS, before origins on this machine. */
export const openLiveStage = async ({
  distribution,
  originPorts,
  ...options
}: LiveStageOptions): Promise<LiveStage> => {
  const finished: Finished[] = []
  const messages: string[] = []
  const waiting = new Set<() => void>()
  const stage = createStage({
    ...options,
    distributions: [distribution],
    origins: new Map(
      Object.entries(originPorts).map(([id, port]) => [id, { kind: 'url', url: new URL(`http://127.0.0.1:${port}`) }]),
    ),
    onFinished: exchange => {
      finished.push({ row: accessLogRecord(exchange), served: exchange.served })
      for (const wake of waiting) wake()
    },
    onMessage: text => messages.push(text),
  })
  const { url, port } = await stage.listen(0)
  return {
    stage,
    url,
    port,
    finished,
    messages,
    async rowAt(count) {
      for (;;) {
        const found = finished[count - 1]
        if (found !== undefined) return found.row
        // oxlint-disable-next-line no-await-in-loop -- one wake after the other
        await new Promise<void>(resolve => waiting.add(resolve))
      }
    },
    close: () => stage.close(),
  }
}

export interface ListeningServer {
  readonly port: number
  readonly sockets: ReadonlySet<Socket>
  close(): void
}

/** Listens on a free port of this machine; closing cuts every connection. */
export const listenLocally = async (server: Server): Promise<ListeningServer> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

/** An origin that speaks raw bytes: `answer` is called with each packet that comes in. */
export const rawOrigin = (answer: (socket: Socket, packet: string) => void): Promise<ListeningServer> =>
  listenLocally(createTcpServer(socket => socket.on('data', packet => answer(socket, packet.toString('latin1')))))

/** A viewer's connection that speaks raw bytes. */
export class RawViewer {
  readonly socket: Socket
  received = ''
  #isClosed = false
  readonly #wakes = new Set<() => void>()

  /** In: the port of a plain listener, or a connection. */
  constructor(to: number | Socket) {
    this.socket = typeof to === 'number' ? connect(to, '127.0.0.1') : to
    this.socket.on('data', chunk => {
      this.received += chunk.toString('latin1')
      this.#wake()
    })
    this.socket.on('error', () => {})
    this.socket.once('close', () => {
      this.#isClosed = true
      this.#wake()
    })
  }

  send(text: string): this {
    this.socket.write(text, 'latin1')
    return this
  }

  /** Settles with all that came when `text` is in it, or when the connection is closed. */
  async until(text: string): Promise<string> {
    while (!this.received.includes(text) && !this.#isClosed) {
      // oxlint-disable-next-line no-await-in-loop -- one packet after the other
      await new Promise<void>(resolve => this.#wakes.add(resolve))
    }
    return this.received
  }

  /** Settles with all that came when the other side has closed. */
  async end(): Promise<string> {
    while (!this.#isClosed) {
      // oxlint-disable-next-line no-await-in-loop
      await new Promise<void>(resolve => this.#wakes.add(resolve))
    }
    return this.received
  }

  #wake(): void {
    for (const wake of this.#wakes) wake()
    this.#wakes.clear()
  }
}

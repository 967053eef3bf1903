import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Distribution, Origin } from '../../../distribution/model.ts'
import type { OriginStandIn } from '../../../pop/stage.io.ts'
import type { SentRequest } from './observed.ts'
import { OriginScript } from './origin-script.ts'
import type { OriginAnswer, Scenario } from './scenario.ts'

/** The clock of a scenario over sockets: it moves when a step begins, and when an origin takes its time. Milliseconds since the beginning. */
export interface ScenarioClock {
  now: number
}

const listening = (server: Server): Promise<number> =>
  new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

const closedPort = async (): Promise<number> => {
  const server = createServer()
  const port = await listening(server)
  await new Promise(resolve => server.close(resolve))
  return port
}

const at = (hostname: string, port: number): OriginStandIn => ({
  kind: 'url',
  url: new URL(`http://${hostname}:${port}`),
})

/** Where an origin is found now: at its server, or where nobody listens. */
class StandIns extends Map<string, OriginStandIn> {
  outageAt: (originId: string) => OriginStandIn | undefined = () => undefined

  override get(originId: string): OriginStandIn | undefined {
    return this.outageAt(originId) ?? super.get(originId)
  }
}

export interface LiveOriginsOptions {
  readonly scenario: Scenario
  readonly distribution: Distribution
  readonly clock: ScenarioClock
  /** Settles when every viewer of the step has reached the point of presence. */
  readonly viewersArrived: () => Promise<void>
}

/** A real HTTP server for each origin, which does what the script says. */
export class LiveOrigins {
  readonly standIns = new StandIns()
  readonly sent: SentRequest[] = []
  /** Answers held back now. */
  heldCount = 0
  readonly #options: LiveOriginsOptions
  readonly #script: OriginScript
  readonly #servers: Server[] = []
  readonly #barriers = new Map<string, { readonly opened: Promise<void>; readonly open: () => void; isOpen: boolean }>()

  private constructor(options: LiveOriginsOptions) {
    this.#options = options
    this.#script = new OriginScript(options.scenario)
  }

  static async open(options: LiveOriginsOptions): Promise<LiveOrigins> {
    const origins = new LiveOrigins(options)
    const refusing = at('127.0.0.1', await closedPort())
    const nameless = at('gone.invalid', 80)
    for (const origin of options.distribution.origins.values()) {
      const server = createServer((request, response) => void origins.#serve(origin, request, response))
      origins.#servers.push(server)
      origins.standIns.set(origin.id, at('127.0.0.1', await listening(server)))
    }
    origins.standIns.outageAt = id => {
      const how = origins.#script.outageAt(id, options.clock.now)
      return how === undefined ? undefined : how === 'name-gone' ? nameless : refusing
    }
    return origins
  }

  release(name: string): void {
    this.#barrier(name).open()
  }

  async close(): Promise<void> {
    for (const server of this.#servers) server.closeAllConnections()
    await Promise.all(this.#servers.map(server => new Promise(resolve => server.close(resolve))))
  }

  #barrier(name: string) {
    const known = this.#barriers.get(name)
    if (known !== undefined) return known
    let open = (): void => {}
    const opened = new Promise<void>(resolve => (open = resolve))
    const barrier = {
      opened,
      isOpen: false,
      open: () => {
        barrier.isOpen = true
        open()
      },
    }
    this.#barriers.set(name, barrier)
    return barrier
  }

  async #serve(origin: Origin, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clock, viewersArrived } = this.#options
    const arrivedAt = clock.now
    const { method = 'GET', url = '/', headers } = request
    this.sent.push({
      originId: origin.id,
      request: `${method} ${url}`,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    })
    request.resume()
    const scripted = this.#script.next(origin.id, url, arrivedAt)
    if (scripted.kind === 'outage') return
    const { answer, body } = scripted
    await viewersArrived()
    if (answer.hold !== undefined && !this.#barrier(answer.hold).isOpen) {
      this.heldCount++
      await this.#barrier(answer.hold).opened
      this.heldCount--
    }
    const takesMs = answer.fault === 'silent' ? patienceMs(origin) : answer.after
    clock.now = Math.max(clock.now, arrivedAt + takesMs)
    if (answer.fault !== 'silent') carryOut(answer, method === 'HEAD' ? '' : body, method, request.socket, response)
  }
}

/** How long CloudFront waits for a silent origin. */
const patienceMs = ({ readTimeoutSeconds, responseCompletionTimeoutSeconds = Infinity }: Origin): number =>
  Math.min(readTimeoutSeconds, responseCompletionTimeoutSeconds) * 1_000

const carryOut = (
  { fault, status, headers, chunked }: OriginAnswer,
  body: string,
  method: string,
  socket: Socket,
  response: ServerResponse,
): void => {
  if (fault === 'resets') {
    socket.destroy()
    return
  }
  if (fault === 'garbage') {
    socket.end('this is not HTTP\r\n\r\n')
    return
  }
  // What a test does not name is not sent; and each attempt has a connection of its own, so that a cut one is never a stale one.
  response.sendDate = false
  const isFramed = !chunked && status !== 204 && status !== 304 && !('content-length' in headers)
  const fields = Object.entries(headers).map(([name, value]): [string, string | string[]] => [
    name,
    typeof value === 'string' ? value : [...value],
  ])
  for (const [name, value] of fields) response.setHeader(name, value)
  response.setHeader('connection', 'close')
  if (isFramed) response.setHeader('content-length', Buffer.byteLength(body))
  response.writeHead(status)
  if (fault === undefined) {
    response.end(method === 'HEAD' || status === 204 || status === 304 ? undefined : body)
    return
  }
  response.write(body.slice(0, Math.ceil(body.length / 2)), () => {
    if (fault === 'cuts-body') socket.destroy()
  })
}

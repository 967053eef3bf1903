import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Distribution } from '../../../distribution/model.ts'
import { PLAIN_REQUEST_START } from '../../../pop/http/plain-connection.io.ts'
import { selfSignedCertificate } from '../../../pop/http/self-signed.io.ts'
import type { FinishedExchange } from '../../../pop/server.io.ts'
import { createStage, type Stage } from '../../../pop/stage.io.ts'
import { STAGE_BEGINS_AT } from '../virtual-stage.ts'
import { LiveOrigins, type ScenarioClock } from './live-origins.io.ts'
import { sendViewer, type WireAnswer } from './live-viewer.io.ts'
import { logRows, type SeenAnswer, type SentRequest, type StepSeen } from './observed.ts'
import type { RequestStep, Scenario } from './scenario.ts'

/** Real patience with a silent origin, in place of that of the distribution. */
const REAL_READ_TIMEOUT_SECONDS = 0.2
const GIVE_UP_AFTER_MS = 10_000

/** A silent origin costs the test the real read timeout: it is made short, the others in proportion; the scenario's clock moves by the stated one. */
const impatient = (scenario: Scenario, distribution: Distribution): Distribution => {
  const isSilent = [...scenario.origins.values()].some(({ answers }) =>
    answers.some(({ inTurn }) => inTurn.some(({ fault }) => fault === 'silent')),
  )
  if (!isSilent) return distribution
  const origins = [...distribution.origins].map(([id, origin]) => {
    const { readTimeoutSeconds, responseCompletionTimeoutSeconds: completion } = origin
    const share = REAL_READ_TIMEOUT_SECONDS / readTimeoutSeconds
    return [
      id,
      {
        ...origin,
        readTimeoutSeconds: REAL_READ_TIMEOUT_SECONDS,
        responseCompletionTimeoutSeconds: completion === undefined ? undefined : completion * share,
      },
    ] as const
  })
  return { ...distribution, origins: new Map(origins) }
}

/** Settles as soon as `isTrue`; looks again at each turn of the event loop. */
const until = (what: string, isTrue: () => boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    const givesUpAt = performance.now() + GIVE_UP_AFTER_MS
    const look = (): void => {
      if (isTrue()) resolve()
      else if (performance.now() > givesUpAt) reject(new Error(`waited ten seconds in vain until ${what}`))
      else setTimeout(look, 1)
    }
    look()
  })

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise(resolve => setImmediate(resolve))
}

interface Begun {
  readonly step: RequestStep
  readonly answers: readonly Promise<WireAnswer>[]
}

class LivePlay {
  readonly #scenario: Scenario
  readonly #clock: ScenarioClock
  readonly #stage: Stage
  readonly #origins: LiveOrigins
  readonly #finished: Map<number, FinishedExchange>
  readonly #urls: { readonly http: URL; readonly https: URL }
  readonly #arrived: () => number
  #sentCount = 0
  #answeredCount = 0

  constructor(parts: {
    scenario: Scenario
    clock: ScenarioClock
    stage: Stage
    origins: LiveOrigins
    finished: Map<number, FinishedExchange>
    urls: { http: URL; https: URL }
    arrived: () => number
  }) {
    this.#scenario = parts.scenario
    this.#clock = parts.clock
    this.#stage = parts.stage
    this.#origins = parts.origins
    this.#finished = parts.finished
    this.#urls = parts.urls
    this.#arrived = parts.arrived
  }

  async viewersArrived(): Promise<void> {
    await until('every viewer of the step has reached the server', () => this.#arrived() >= this.#sentCount)
    await turns(3)
  }

  async play(): Promise<StepSeen[]> {
    const begun: (Begun | undefined)[] = []
    const marks: { attempts: Record<string, number>; sent: number }[] = []
    for (const step of this.#scenario.steps) {
      if (step.at !== undefined && step.at < this.#clock.now)
        throw new Error(`the step at ${step.at} ms begins before the one above it is over (${this.#clock.now} ms)`)
      this.#clock.now = step.at ?? this.#clock.now
      marks.push(this.#mark())
      if (step.kind === 'release') {
        this.#origins.release(step.barrier)
        begun.push(undefined)
        await this.#quiet()
      } else begun.push(await this.#send(step))
    }
    marks.push(this.#mark())
    const wires = await Promise.all(begun.map(one => Promise.all(one?.answers ?? [])))
    await until('every request is finished', () => wires.flat().every(({ port }) => this.#finished.has(port)))
    return wires.map((answers, index) => this.#seen(answers, marks[index], marks[index + 1]))
  }

  async #send(step: RequestStep): Promise<Begun> {
    this.#sentCount += step.times
    const viewers = Array.from({ length: step.times }, () => sendViewer(this.#urls[step.protocol], step))
    const answers = viewers.map(async ({ answer }) => {
      const wire = await answer
      this.#answeredCount++
      return wire
    })
    await this.viewersArrived()
    if (step.leaves === 'before-answer') {
      await until('the answer is held back', () => this.#origins.heldCount > 0)
      for (const { leave } of viewers) leave()
    }
    await this.#quiet()
    return { step, answers }
  }

  /** Everything that can happen has: viewers are answered or held back, and no fetch is under way in the background. */
  async #quiet(): Promise<void> {
    await until('the step is over', () => {
      if (this.#origins.heldCount > 0) return true
      return this.#answeredCount === this.#sentCount && this.#flightCount() === 0
    })
    await turns(10)
  }

  #flightCount(): number {
    return this.#stage.points.flatMap(pop => pop.everyTier()).reduce((sum, tier) => sum + tier.flightCount, 0)
  }

  #mark(): { attempts: Record<string, number>; sent: number } {
    return { attempts: { ...this.#stage.counters.originAttempts }, sent: this.#origins.sent.length }
  }

  #seen(
    answers: readonly WireAnswer[],
    from = { attempts: {} as Record<string, number>, sent: 0 },
    to = from,
  ): StepSeen {
    const made = Object.entries(to.attempts).map(([id, count]) => [id, count - (from.attempts[id] ?? 0)] as const)
    const sent: SentRequest | undefined = this.#origins.sent.slice(from.sent, to.sent).at(-1)
    return {
      answers: answers.map(answer => this.#seenAnswer(answer)),
      attempts: Object.fromEntries(made.filter(([, count]) => count > 0)),
      sent,
      waited: undefined,
    }
  }

  #seenAnswer({ port, status, headers, body }: WireAnswer): SeenAnswer {
    const exchange = this.#finished.get(port)
    if (exchange === undefined) throw new Error('a viewer was answered and the server knows nothing of it')
    // The listener has a port of its own; a scenario does not know it.
    const { location } = headers
    const named =
      location === undefined ? headers : { ...headers, location: location.replace(/(?<=^https:\/\/[^/]+?):\d+/, '') }
    return { status, headers: named, body, log: logRows(exchange), trace: exchange.served.trace }
  }
}

const REQUEST_STARTS = 'http.server.request.start'

/** A scenario over real sockets, on the running server before real HTTP origins. Only the clock is the scenario's. */
export const playLive = async (scenario: Scenario, declared: Distribution): Promise<StepSeen[]> => {
  const clock: ScenarioClock = { now: 0 }
  const finished = new Map<number, FinishedExchange>()
  let play: LivePlay | undefined
  const origins = await LiveOrigins.open({
    scenario,
    distribution: declared,
    clock,
    viewersArrived: async () => play?.viewersArrived(),
  })
  const bugs: string[] = []
  const stage = createStage({
    distributions: [impatient(scenario, declared)],
    origins: origins.standIns,
    switches: scenario.switches,
    now: () => STAGE_BEGINS_AT + clock.now,
    onFinished: exchange => {
      // What depends on the connection is read while it is there.
      const bytes = exchange.bytesSent()
      finished.set(exchange.viewer.clientPort, { ...exchange, bytesSent: () => bytes })
    },
    onMessage: text => bugs.push(text),
  })
  const ports = new Set<number>()
  let arrived = 0
  const count = (message: unknown): void => {
    const { socket } = message as { socket: { localPort?: number } }
    if (ports.has(socket.localPort ?? 0)) arrived++
  }
  subscribe(REQUEST_STARTS, count)
  subscribe(PLAIN_REQUEST_START, count)
  try {
    const needsTls = scenario.steps.some(step => step.kind === 'request' && step.protocol === 'http')
    const secure = needsTls ? await stage.listenSecurely(0, await selfSignedCertificate()) : undefined
    const plain = await stage.listen(0)
    for (const listener of [plain, secure]) if (listener !== undefined) ports.add(listener.port)
    const urls = { http: new URL(plain.url), https: new URL((secure ?? plain).url) }
    play = new LivePlay({ scenario, clock, stage, origins, finished, urls, arrived: () => arrived })
    const steps = await play.play()
    if (bugs.some(text => text.startsWith('a bug of'))) throw new Error(bugs.join('\n'))
    return steps
  } finally {
    unsubscribe(REQUEST_STARTS, count)
    unsubscribe(PLAIN_REQUEST_START, count)
    await stage.close()
    await origins.close()
  }
}

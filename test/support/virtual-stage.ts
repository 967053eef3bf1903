import type { CloudFrontFunction, Distribution } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import type { Body } from '../../pop/body.ts'
import { DEFAULT_LOCATION } from '../../pop/create-point-of-presence.ts'
import type { FunctionRunner } from '../../pop/edge-functions/cloudfront-js/invocation.ts'
import { createEdgeNetwork, type EdgeNetwork } from '../../pop/edge-network.ts'
import type { LambdaInvocation, LambdaOutcome } from '../../pop/edge-functions/lambda-edge/invocation.ts'
import type { OriginAttempt } from '../../pop/origin/origin-attempt.ts'
import type { PointOfPresence } from '../../pop/point-of-presence.ts'
import type { ResultType } from '../../pop/result-type.ts'
import { serveRequest } from '../../pop/serve-request.ts'
import type { Switches } from '../../pop/switches.ts'
import type { TraceEvent } from '../../pop/trace/trace-event.ts'
import type { ServedResponse } from '../../pop/viewer-response/deliver.ts'
import type { ViewerRequest } from '../../pop/viewer/viewer-request.ts'
import { EventQueue } from '../../replay/time/event-queue.ts'
import { scriptedRunner, type ScriptedFunction } from './scripted-function.ts'
import { playAttempt, type OriginScript } from './scripted-origin.ts'
import { createVirtualWorld } from '../../replay/time/virtual-world.ts'

export type LambdaScript = (invocation: LambdaInvocation) => LambdaOutcome

export interface VirtualStageOptions {
  readonly distribution: Distribution
  /** One script for all origins, or one for each origin id. */
  readonly origin: OriginScript | Readonly<Record<string, OriginScript>>
  /** By the name of the function. */
  readonly functions?: Readonly<Record<string, ScriptedFunction>>
  readonly lambda?: LambdaScript
  /** Until a Lambda answers, in milliseconds; default 0. */
  readonly lambdaTakesMs?: number
  /** Runs functions as they are deployed, in place of `functions`. */
  readonly runnerOf?: (fn: CloudFrontFunction) => FunctionRunner
  /** Names that do not resolve before origin-request (LAE-12); every other does. */
  readonly unknownNames?: readonly string[] | (() => readonly string[])
  readonly switches?: Partial<Switches>
  readonly tierCapacityBytes?: number
  /** Bodies that break off are undefined (TTL-30). */
  readonly completes?: (body: Body) => Body | undefined
}

/** One viewer's request; headers by lower-case name. */
export interface RequestParts extends Partial<Omit<ViewerRequest, 'headers' | 'uri' | 'receivedAt'>> {
  /** Path and query string. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

export interface StagedParts extends RequestParts {
  /** Of the edge that serves it; default `CDG50-P1`. */
  readonly location?: string
}

/** What reached an origin. */
export interface SeenAttempt {
  /** Milliseconds since the stage began. */
  readonly at: number
  readonly originId: string
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
}

/** A request that may be under way; reading the response of one that is not answered is a mistake of the test. */
export class StagedRequest {
  private served: ServedResponse | undefined
  private answeredAtMs = Number.NaN
  private arrived: ViewerRequest | undefined
  /** What was thrown while it was under way. */
  bug: unknown
  /** How often it was answered; anything but 1 in the end is a bug. */
  answers = 0

  fail(bug: unknown): void {
    this.bug = bug
  }

  arrive(viewer: ViewerRequest): void {
    this.arrived = viewer
  }

  /** As the point of presence got it. */
  get viewer(): ViewerRequest {
    if (this.arrived === undefined) throw new Error('the request has not begun yet: let time pass first')
    return this.arrived
  }

  settle(response: ServedResponse, atMs: number): void {
    this.answers += 1
    this.served = response
    this.answeredAtMs = atMs
  }

  get response(): ServedResponse {
    if (this.bug !== undefined) throw this.bug
    if (this.served === undefined) throw new Error('the request has no answer yet: let time pass first')
    return this.served
  }

  /** Milliseconds since the stage began. */
  get answeredAt(): number {
    return this.answeredAtMs
  }

  get isAnswered(): boolean {
    return this.served !== undefined
  }

  /** The events of one kind in the trace. */
  stations<K extends TraceEvent['station']>(station: K): Extract<TraceEvent, { station: K }>[] {
    return this.response.trace.filter(
      (event): event is Extract<TraceEvent, { station: K }> => event.station === station,
    )
  }
}

/** An instant well after 1970, so that ages and dates are ordinary ones. */
export const STAGE_BEGINS_AT = Date.UTC(2026, 5, 11, 18, 0, 0)

/** A point of presence in virtual time before scripted origins. Times are milliseconds since the stage began. */
export class VirtualStage {
  readonly network: EdgeNetwork
  /** The location of requests that name none. */
  readonly pop: PointOfPresence
  readonly attempts: SeenAttempt[] = []
  readonly requests: StagedRequest[] = []
  readonly discarded: Body[] = []
  private readonly queue = new EventQueue(STAGE_BEGINS_AT)
  private readonly drive: ReturnType<typeof createVirtualWorld>['drive']
  private readonly options: VirtualStageOptions

  constructor(options: VirtualStageOptions) {
    this.options = options
    const { distribution, functions = {}, lambda, lambdaTakesMs = 0, completes = body => body } = options
    const { world, drive } = createVirtualWorld({
      queue: this.queue,
      attemptOrigin: (attempt, reply) => playAttempt(this.queue, attempt, this.decide(attempt), reply),
      invokeLambda: (invocation, reply) => {
        if (lambda === undefined) throw new Error('the test scripts no Lambda')
        if (lambdaTakesMs === 0) reply(lambda(invocation))
        else this.queue.after(lambdaTakesMs, () => reply(lambda(invocation)))
      },
      resolvesName: ({ domainName }) => {
        const { unknownNames = [] } = options
        return !(typeof unknownNames === 'function' ? unknownNames() : unknownNames).includes(domainName)
      },
      runnerOf: options.runnerOf ?? (({ name }) => scriptedRunner(functions[name] ?? {})),
      completes,
      onDiscarded: body => this.discarded.push(body),
      onBug: bug => this.queue.after(0, () => this.rethrow(bug)),
    })
    this.drive = drive
    this.network = createEdgeNetwork({
      distribution,
      world,
      ...(options.switches === undefined ? {} : { switches: options.switches }),
      ...(options.tierCapacityBytes === undefined ? {} : { tierCapacityBytes: options.tierCapacityBytes }),
    })
    this.pop = this.network.pointAt(DEFAULT_LOCATION)
  }

  /** Plans a request; it is answered while time passes in `run`. */
  request(atMs: number, { location = DEFAULT_LOCATION, ...parts }: StagedParts = {}): StagedRequest {
    const staged = new StagedRequest()
    const number = this.requests.push(staged)
    this.queue.at(STAGE_BEGINS_AT + atMs, () => {
      const viewer = viewerRequest(parts, `request-${number}`, this.queue.now)
      staged.arrive(viewer)
      this.drive(serveRequest(this.network.pointAt(location), viewer), {
        done: response => staged.settle(response, this.now),
        failed: bug => staged.fail(bug),
      })
    })
    return staged
  }

  /** `count` requests in the same instant. */
  simultaneous(count: number, atMs: number, parts: StagedParts = {}): StagedRequest[] {
    return Array.from({ length: count }, () => this.request(atMs, parts))
  }

  /** Lets time pass until nothing is planned, or up to and including `untilMs`. */
  run(untilMs = Infinity): void {
    this.queue.run(STAGE_BEGINS_AT + untilMs)
  }

  at(atMs: number, happen: () => void): void {
    this.queue.at(STAGE_BEGINS_AT + atMs, happen)
  }

  get now(): number {
    return this.queue.now - STAGE_BEGINS_AT
  }

  /** Every attempt at an origin counts, retries too. */
  get originRequests(): number {
    return this.attempts.length
  }

  attemptsAt(originId: string): SeenAttempt[] {
    return this.attempts.filter(attempt => attempt.originId === originId)
  }

  /** Answered requests by result type. */
  get resultTypes(): Partial<Record<ResultType, number>> {
    const counts: Partial<Record<ResultType, number>> = {}
    for (const request of this.requests) {
      if (!request.isAnswered) continue
      const { resultType } = request.response
      counts[resultType] = (counts[resultType] ?? 0) + 1
    }
    return counts
  }

  /** Fetches others could wait for, over all tiers of the default location. */
  get flightCount(): number {
    return this.pop.everyTier().reduce((sum, tier) => sum + tier.flightCount, 0)
  }

  private rethrow(bug: unknown): never {
    throw bug
  }

  private decide(attempt: OriginAttempt): ReturnType<OriginScript> {
    const { origin, request } = attempt
    const { method, uri, queryString, headers } = request
    const url = queryString === undefined ? uri : `${uri}?${queryString}`
    this.attempts.push({ at: this.now, originId: origin.id, method, url, headers })
    const { origin: script } = this.options
    const own = typeof script === 'function' ? script : script[origin.id]
    if (own === undefined) throw new Error(`the test scripts no origin ${origin.id}`)
    const count = typeof script === 'function' ? this.attempts.length : this.attemptsAt(origin.id).length
    return own(attempt, { now: this.now, count })
  }
}

export const virtualStage = (options: VirtualStageOptions): VirtualStage => new VirtualStage(options)

export const viewerRequest = (
  { path = '/', headers = {}, ...rest }: RequestParts = {},
  requestId = 'request-1',
  receivedAt = STAGE_BEGINS_AT,
): ViewerRequest => {
  const question = path.indexOf('?')
  return {
    method: 'GET',
    uri: question === -1 ? path : path.slice(0, question),
    queryString: question === -1 ? undefined : path.slice(question + 1),
    headers: HeaderList.of({ host: 'www.example.org', ...headers }),
    body: undefined,
    protocol: 'https',
    httpVersion: '1.1',
    clientIp: '192.0.2.7',
    clientPort: 50_000,
    requestId,
    receivedAt,
    ...rest,
  }
}

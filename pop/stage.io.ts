import { setImmediate as nextTurn } from 'node:timers/promises'
import { rootCertificates } from 'node:tls'
import type { Distribution, LambdaFunction, Origin, PublicKey } from '../distribution/model.ts'
import { createRunners, makeRunners, type Runners, type RunnersOptions } from './edge-functions/create-runners.ts'
import type { KeyValueSource } from './edge-functions/key-value-store.ts'
import { createLambdaRunner } from './edge-functions/lambda-edge/lambda-runner.io.ts'
import { DEFAULT_LOCATION } from './create-point-of-presence.ts'
import { drive, type AnswerQuestion } from './drive.io.ts'
import { createEdgeNetwork, type EdgeNetwork } from './edge-network.ts'
import { createLiveWorld } from './live-world.io.ts'
import { createHttpOrigin } from './origin/http-origin.io.ts'
import { ownAddress, standInAddress } from './origin/origin-address.ts'
import type { OriginAttempt, OriginAttemptOutcome } from './origin/origin-attempt.ts'
import { createS3EndpointOrigin, type BucketEndpoint } from './origin/s3-endpoint-origin.io.ts'
import { createFolderOrigin } from './origin/s3-folder-origin.io.ts'
import { arrivalsAt, firstPoints, type Networks } from './match-viewer.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import {
  listenHttp,
  listenHttps,
  type FinishedExchange,
  type Listener,
  type ServerOptions,
  type ViewerLimits,
} from './server.io.ts'
import { serveRequest } from './serve-request.ts'
import { http2Offer, withSessionCookie } from './viewer/arrival.ts'
import { cloudFrontHeadersOf } from './viewer/cloudfront-headers.ts'
import { DEFAULT_SWITCHES, type Switches } from './switches.ts'
import type { ServedResponse } from './viewer-response/deliver.ts'
import type { ViewerRequest } from './viewer/viewer-request.ts'
import type { Question } from './world.ts'
import type { EdgeLocations } from './viewer/choose-location.ts'
import type { World } from './world.ts'

/** Where the stand-in of an origin is found, or what plays it. */
export type OriginStandIn =
  | { readonly kind: 'url'; readonly url: URL }
  | { readonly kind: 'folder'; readonly folder: string }
  /** Never rejects, unless for a mistake of whoever plays the origin: that ends the request. */
  | { readonly kind: 'played'; readonly play: (attempt: OriginAttempt) => Promise<OriginAttemptOutcome> }
  | ({ readonly kind: 'bucket' } & BucketEndpoint)

export interface StageOptions {
  readonly distributions: readonly [Distribution, ...Distribution[]]
  /** By origin id; an origin without one is asked at its own domain. */
  readonly origins: ReadonlyMap<string, OriginStandIn>
  /** Certificates (PEM) that may sign those of origins, besides the public ones (ORIG-15). */
  readonly originCa?: string
  /** The built file of a CloudFront Function, where it is at hand: failures and breakpoints then lead to its sources. */
  readonly builtFileOf?: RunnersOptions['builtFileOf']
  /** Whether functions' answers are remembered. Default true; a breakpoint needs each invocation to run. */
  readonly remembersAnswers?: boolean
  /** By name of the key value store; asked once an invocation, so a change takes effect at the next. */
  readonly keyValueStores?: ReadonlyMap<string, KeyValueSource>
  /** Public keys that may sign URLs and cookies beside those of the distributions, by key pair id (SEC-01). */
  readonly givenKeys?: ReadonlyMap<string, PublicKey>
  /** By default one, CDG50-P1. */
  readonly locations?: EdgeLocations
  readonly tierCapacityBytes?: number
  readonly switches?: Partial<Switches>
  /** For explanations: on a miss the nearest copy is looked for among so many of those used last. Default 0: not at all. */
  readonly nearestAmong?: number
  /** How long viewers may take. */
  readonly viewerLimits?: Partial<ViewerLimits>
  /** Where a viewer is, by address; unknown by default. A request may say otherwise with `x-understudy-*` headers. */
  readonly geographyOf?: ServerOptions['geographyOf']
  /** Milliseconds since the epoch; the system's clock by default. */
  readonly now?: () => number
  /** From 0 to below 1: which viewers get a staging distribution (CD-02). */
  readonly random?: () => number
  readonly onFinished?: (exchange: FinishedExchange) => void
  /** The log of each Lambda invocation, in Lambda's format, with its log group (LAE-76). */
  readonly onLambdaLog?: (logGroup: string, lines: readonly string[]) => void
  /** A request waits for the answer to a question; told once for each. */
  readonly onQuestion?: (question: Question, answered: Promise<unknown>) => void
  /** Something the user should read: logs of functions and Lambdas, bugs. */
  readonly onMessage?: (text: string) => void
}

export interface Counters {
  viewerRequests: number
  /** By result type. */
  readonly resultTypes: Record<string, number>
  /** By origin id: attempts made. */
  readonly originAttempts: Record<string, number>
  lambdaInvocations: number
}

/** What a running stage can be given anew. */
export interface StageConfiguration {
  readonly distributions: StageOptions['distributions']
  readonly keyValueStores?: StageOptions['keyValueStores']
  readonly builtFileOf?: StageOptions['builtFileOf']
}

export interface Swapped {
  /** Milliseconds of the longest step: no request was looked at meanwhile. */
  readonly longestStepMs: number
}

export interface Stage {
  /** Every distribution at every location, a distribution's first location first. */
  readonly points: readonly PointOfPresence[]
  readonly counters: Counters
  /** What a function that does not compile says (CFF-140: it loads all the same). */
  readonly compileProblems: readonly string[]
  /** What in a function may differ on CloudFront (ENG-22, CFF-31). */
  readonly functionWarnings: readonly string[]
  /** Serves a request that came over no socket, and says where. Rejects only for a bug of ours, or a mistake of who plays an origin. */
  serve(viewer: ViewerRequest): Promise<{ readonly pop: PointOfPresence; readonly served: ServedResponse }>
  listen(port: number, host?: string): Promise<Listener>
  listenSecurely(
    port: number,
    certificate: { readonly key: string; readonly cert: string },
    host?: string,
  ): Promise<Listener>
  /**
   * Serves other distributions, from one request to the next; those under way end with what they began with. The caches of a distribution whose
   * id stays are kept. Functions are made ready before, one in each turn of the event loop. Rejects, and changes nothing, when one cannot be.
   */
  swap(configuration: StageConfiguration): Promise<Swapped>
  /** Empties every tier. */
  clearCache(): void
  close(): Promise<void>
}

const createOrigins = ({ origins: standIns, originCa }: StageOptions, counters: Counters) => {
  const http = createHttpOrigin({
    target: (origin, request) => {
      const standIn = standIns.get(origin.id)
      return standIn?.kind === 'url' || standIn?.kind === 'bucket'
        ? standInAddress(origin, standIn.url, request)
        : ownAddress(origin, request)
    },
    // Whoever names some has to name them all.
    ...(originCa === undefined ? {} : { agentOptions: { ca: [...rootCertificates, originCa] } }),
  })
  const ownOrigins = new Map(
    [...standIns].flatMap(([id, standIn]) => {
      if (standIn.kind === 'played') return [[id, { attempt: standIn.play }] as const]
      if (standIn.kind === 'folder') return [[id, createFolderOrigin(standIn.folder, {})] as const]
      return standIn.kind === 'bucket' ? [[id, createS3EndpointOrigin(standIn, http)] as const] : []
    }),
  )
  return {
    attempt(attempt: OriginAttempt): Promise<OriginAttemptOutcome> {
      const { id } = attempt.origin
      counters.originAttempts[id] = (counters.originAttempts[id] ?? 0) + 1
      return (ownOrigins.get(id) ?? http).attempt(attempt)
    },
    resolvesName: async (origin: Origin): Promise<boolean> => {
      const kind = standIns.get(origin.id)?.kind
      return kind === 'folder' || kind === 'played' || http.resolvesName(origin)
    },
    close: () => http.close(),
  }
}

/** Only they need a look at the ClientHello. */
const namesFingerprints = ({ behaviors }: Distribution): boolean =>
  behaviors.some(behavior => cloudFrontHeadersOf(behavior).some(name => name.endsWith('-fingerprint')))

/** What a swap changes at once. */
interface ActiveConfiguration {
  readonly networks: Networks
  /** Every distribution at every location. */
  readonly points: readonly PointOfPresence[]
  readonly arrive: ServerOptions['arrive']
  readonly offersHttp2: NonNullable<ServerOptions['offersHttp2']>
  readonly runners: Runners
  readonly answer: AnswerQuestion
  readonly lambdas: ReadonlySet<LambdaFunction>
}

const lambdasOf = (distributions: readonly Distribution[]): ReadonlySet<LambdaFunction> =>
  new Set(
    distributions.flatMap(({ behaviors }) =>
      behaviors.flatMap(behavior => Object.values(behavior.lambdas).map(({ lambda }) => lambda)),
    ),
  )

/** Begins at once; `longestMs` of the laps that were stopped. */
const stopwatch = () => {
  let begun = performance.now()
  let longestMs = 0
  return {
    start(): void {
      begun = performance.now()
    },
    stop(): void {
      longestMs = Math.max(longestMs, performance.now() - begun)
    },
    get longestMs() {
      return longestMs
    },
  }
}

/** Puts distributions on a stage: runners, origins, caches and listeners around the walk. Nothing listens until asked to. */
export const createStage = (options: StageOptions): Stage => {
  const onMessage = options.onMessage ?? (() => {})
  const counters: Counters = { viewerRequests: 0, resultTypes: {}, originAttempts: {}, lambdaInvocations: 0 }
  const onBug = (error: unknown): void =>
    onMessage(`a bug of Understudy: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  const listeners: Listener[] = []
  const httpsPort = (): number | undefined => listeners.find(({ url }) => url.startsWith('https:'))?.port
  let innerUrl: string | undefined
  const origins = createOrigins(options, counters)
  const switches: Switches = { ...DEFAULT_SWITCHES, ...options.switches }
  const runnersOptions = (
    { distributions, keyValueStores, builtFileOf }: StageConfiguration,
    previous?: Runners,
  ): RunnersOptions => ({
    distributions,
    keyValueStores: keyValueStores ?? new Map(),
    keyValueStorePropagationSeconds: switches.keyValueStorePropagationSeconds,
    functionThrottlingSeconds: switches.functionThrottlingSeconds,
    remembers: options.remembersAnswers ?? true,
    ...(builtFileOf === undefined ? {} : { builtFileOf }),
    ...(previous === undefined ? {} : { previous }),
  })
  const ownNames = (): readonly string[] =>
    active.networks.flatMap(({ distribution }) => [distribution.domainName, ...distribution.aliases])
  const lambdas = createLambdaRunner({
    stageOrigins: () => new Map(innerUrl === undefined ? [] : ownNames().map(name => [name, innerUrl ?? ''] as const)),
    concurrencyMax: switches.lambdaConcurrencyMax,
    ...(options.onLambdaLog === undefined ? {} : { onLog: options.onLambdaLog }),
  })
  const { onQuestion } = options
  const observed = (answer: AnswerQuestion): AnswerQuestion =>
    onQuestion === undefined
      ? answer
      : question => {
          const answered = answer(question)
          onQuestion(question, answered)
          return answered
        }
  const worldWith = ({ runnerOf }: Runners) =>
    createLiveWorld({
      attemptOrigin: attempt => origins.attempt(attempt),
      resolvesName: origin => origins.resolvesName(origin),
      invokeLambda: invocation => {
        counters.lambdaInvocations++
        return lambdas.invoke(invocation)
      },
      runnerOf,
      onBug,
      ...(options.now === undefined ? {} : { now: options.now }),
      ...(options.tierCapacityBytes === undefined ? {} : { recordingCapacityBytes: options.tierCapacityBytes }),
    })
  const locations = options.locations ?? { codes: [DEFAULT_LOCATION] }
  const networkOf = (distribution: Distribution, world: World, before: readonly EdgeNetwork[]): EdgeNetwork => {
    const previous = before.find(network => network.distribution.id === distribution.id)
    return createEdgeNetwork({
      distribution,
      world,
      httpsPort,
      ...(previous === undefined ? {} : { previous }),
      ...(options.tierCapacityBytes === undefined ? {} : { tierCapacityBytes: options.tierCapacityBytes }),
      ...(options.switches === undefined ? {} : { switches: options.switches }),
      nearestAmong: options.nearestAmong ?? 0,
      ...(options.givenKeys === undefined ? {} : { givenKeys: options.givenKeys }),
    })
  }
  const activate = (
    { distributions }: StageConfiguration,
    runners: Runners,
    before?: ActiveConfiguration,
  ): ActiveConfiguration => {
    const { world, answer } = worldWith(runners)
    const [first, ...others] = distributions.map(one => networkOf(one, world, before?.networks ?? []))
    if (first === undefined) throw new Error('a stage without a distribution')
    const networks: Networks = [first, ...others]
    return {
      networks,
      points: networks.flatMap(network => locations.codes.map(code => network.pointAt(code))),
      arrive: arrivalsAt(networks, locations, options.random ?? Math.random),
      offersHttp2: http2Offer(firstPoints(networks, locations)),
      runners,
      answer: observed(answer),
      lambdas: lambdasOf(distributions),
    }
  }
  let active = activate(options, createRunners(runnersOptions(options)))
  const swap = async (configuration: StageConfiguration): Promise<Swapped> => {
    const clock = stopwatch()
    const making = makeRunners(runnersOptions(configuration, active.runners))
    for (let step = making.next(); ; step = making.next()) {
      if (step.done === true) {
        active = activate(configuration, step.value, active)
        break
      }
      clock.stop()
      // oxlint-disable-next-line no-await-in-loop -- requests get their turn
      await nextTurn()
      clock.start()
    }
    lambdas.retire(active.lambdas)
    clock.stop()
    return { longestStepMs: clock.longestMs }
  }
  let swapping: Promise<unknown> = Promise.resolve()
  const onFinished = (exchange: FinishedExchange): void => {
    counters.viewerRequests++
    const { resultType } = exchange.served
    counters.resultTypes[resultType] = (counters.resultTypes[resultType] ?? 0) + 1
    options.onFinished?.(exchange)
  }
  const serverOptions = (host: string | undefined): ServerOptions => ({
    arrive: viewer => active.arrive(viewer),
    offersHttp2: serverName => active.offersHttp2(serverName),
    answer: question => active.answer(question),
    onFinished,
    onBug,
    readsClientHellos: options.distributions.some(namesFingerprints),
    plainProtocol: httpsPort() === undefined ? 'https' : 'http',
    ...(options.geographyOf === undefined ? {} : { geographyOf: options.geographyOf }),
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.viewerLimits === undefined ? {} : { limits: options.viewerLimits }),
    ...(host === undefined ? {} : { host }),
  })
  /** A listener of its own for Lambdas that fetch the distribution's domain: it counts as HTTPS whatever the others do. */
  let innerOpened: Promise<void> | undefined
  const openInner = (): Promise<void> => (innerOpened ??= listenInside())
  const listenInside = async (): Promise<void> => {
    const inner = await listenHttp(
      { ...serverOptions(undefined), plainProtocol: 'https', takesRehearsedViewers: false },
      0,
    )
    listeners.push(inner)
    innerUrl = inner.url
  }
  const opened = async (listener: Promise<Listener>): Promise<Listener> => {
    listeners.push(await listener)
    await openInner()
    return listener
  }
  return {
    get points() {
      return active.points
    },
    counters,
    get compileProblems() {
      return active.runners.compileProblems
    },
    get functionWarnings() {
      return active.runners.warnings
    },
    async serve(viewer) {
      if (active.lambdas.size > 0) await openInner()
      const { arrive, answer } = active
      const arrival = arrive(viewer)
      return new Promise((resolve, reject) => {
        const done = (response: ServedResponse): void =>
          resolve({ pop: arrival.pop, served: withSessionCookie(response, arrival) })
        drive(serveRequest(arrival.pop, arrival.viewer, arrival), answer, done, reject)
      })
    },
    listen: (port, host) => opened(listenHttp(serverOptions(host), port)),
    listenSecurely: (port, certificate, host) => opened(listenHttps(serverOptions(host), port, certificate)),
    swap(configuration) {
      // One after the other: the last one asked for is the one that stays.
      const swapped = swapping.then(() => swap(configuration))
      swapping = swapped.catch(() => {})
      return swapped
    },
    clearCache: () => active.points.flatMap(pop => pop.everyTier()).forEach(tier => tier.clear()),
    async close() {
      await Promise.all(listeners.map(listener => listener.close()))
      origins.close()
      await lambdas.close()
    },
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises'
import { rootCertificates } from 'node:tls'
import type { Distribution, Origin, PublicKey } from '../distribution/model.ts'
import {
  activate,
  runnersOptionsOf,
  type ActiveConfiguration,
  type StageSurroundings,
} from './active-configuration.io.ts'
import { createRunners, makeRunners, type Runners, type RunnersOptions } from './edge-functions/create-runners.ts'
import type { KeyValueSource } from './edge-functions/key-value-store.ts'
import { createLambdaRunner } from './edge-functions/lambda-edge/lambda-runner.io.ts'
import { drive } from './drive.io.ts'
import { createHttpOrigin } from './origin/http-origin.io.ts'
import { ownAddress, standInAddress } from './origin/origin-address.ts'
import type { OriginAttempt, OriginAttemptOutcome } from './origin/origin-attempt.ts'
import { createS3EndpointOrigin, type BucketEndpoint } from './origin/s3-endpoint-origin.io.ts'
import { createFolderOrigin } from './origin/s3-folder-origin.io.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import type { FinishedExchange, Listener, ServerOptions, ViewerLimits } from './server.io.ts'
import { serveRequest } from './serve-request.ts'
import { StageListeners } from './stage-listeners.io.ts'
import { DEFAULT_SWITCHES, type Switches } from './switches.ts'
import type { ServedResponse } from './viewer-response/deliver.ts'
import { withSessionCookie } from './viewer/arrival.ts'
import type { EdgeLocations } from './viewer/choose-location.ts'
import type { ViewerRequest } from './viewer/viewer-request.ts'
import type { Question } from './world.ts'

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

/** Makes runners with a turn of the event loop between one function and the next, then calls back in the turn of the last. */
const inTurns = async (options: RunnersOptions, then: (runners: Runners) => void): Promise<Swapped> => {
  const clock = stopwatch()
  const making = makeRunners(options)
  for (let step = making.next(); ; step = making.next()) {
    if (step.done === true) {
      then(step.value)
      clock.stop()
      return { longestStepMs: clock.longestMs }
    }
    clock.stop()
    // oxlint-disable-next-line no-await-in-loop -- requests get their turn
    await nextTurn()
    clock.start()
  }
}

/** One after the other: the last one asked for is the one that stays. A failure is told to who asked for it, and stops nobody. */
const oneByOne = <In, Out>(act: (given: In) => Promise<Out>): ((given: In) => Promise<Out>) => {
  let last: Promise<unknown> = Promise.resolve()
  return given => {
    const acted = last.then(() => act(given))
    last = acted.catch(() => {})
    return acted
  }
}

const bugTeller =
  ({ onMessage }: StageOptions) =>
  (error: unknown): void =>
    onMessage?.(`a bug of Understudy: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)

const finishedCounter =
  (counters: Counters, { onFinished }: StageOptions) =>
  (exchange: FinishedExchange): void => {
    counters.viewerRequests++
    const { resultType } = exchange.served
    counters.resultTypes[resultType] = (counters.resultTypes[resultType] ?? 0) + 1
    onFinished?.(exchange)
  }

/** One request through a configuration, without a socket. */
const serveThrough = ({ arrive, answer }: ActiveConfiguration, viewer: ViewerRequest): ReturnType<Stage['serve']> => {
  const arrival = arrive(viewer)
  return new Promise((resolve, reject) => {
    const done = (response: ServedResponse): void =>
      resolve({ pop: arrival.pop, served: withSessionCookie(response, arrival) })
    drive(serveRequest(arrival.pop, arrival.viewer, arrival), answer, done, reject)
  })
}

/** Puts distributions on a stage: runners, origins, caches and listeners around the walk. Nothing listens until asked to. */
export const createStage = (options: StageOptions): Stage => {
  const counters: Counters = { viewerRequests: 0, resultTypes: {}, originAttempts: {}, lambdaInvocations: 0 }
  const onBug = bugTeller(options)
  const origins = createOrigins(options, counters)
  const listeners = new StageListeners(options, {
    arrive: viewer => active.arrive(viewer),
    offersHttp2: serverName => active.offersHttp2(serverName),
    answer: question => active.answer(question),
    onFinished: finishedCounter(counters, options),
    onBug,
  })
  const lambdas = createLambdaRunner({
    stageOrigins: () => listeners.innerAddresses(active.networks),
    concurrencyMax: options.switches?.lambdaConcurrencyMax ?? DEFAULT_SWITCHES.lambdaConcurrencyMax,
    ...(options.onLambdaLog === undefined ? {} : { onLog: options.onLambdaLog }),
  })
  const surroundings: StageSurroundings = {
    options,
    httpsPort: () => listeners.httpsPort,
    attemptOrigin: attempt => origins.attempt(attempt),
    resolvesName: origin => origins.resolvesName(origin),
    invokeLambda: invocation => {
      counters.lambdaInvocations++
      return lambdas.invoke(invocation)
    },
    onBug,
  }
  let active = activate(surroundings, options, createRunners(runnersOptionsOf(options, options)))
  const swap = (configuration: StageConfiguration): Promise<Swapped> =>
    inTurns(runnersOptionsOf(options, configuration, active.runners), runners => {
      active = activate(surroundings, configuration, runners, active)
      lambdas.retire(active.lambdas)
    })
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
      if (active.lambdas.size > 0) await listeners.openInner()
      return serveThrough(active, viewer)
    },
    listen: (port, host) => listeners.listen(port, host),
    listenSecurely: (port, certificate, host) => listeners.listenSecurely(port, certificate, host),
    swap: oneByOne(swap),
    clearCache: () => active.points.flatMap(pop => pop.everyTier()).forEach(tier => tier.clear()),
    async close() {
      await listeners.close()
      origins.close()
      await lambdas.close()
    },
  }
}

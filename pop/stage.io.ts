import type { Distribution, LambdaFunction, Origin } from '../distribution/model.ts'
import type { AnswerQuestion } from './drive.io.ts'
import { createRunners, type Runners, type RunnersOptions } from './edge-functions/create-runners.ts'
import type { KeyValueSource } from './edge-functions/key-value-store.ts'
import { createLambdaRunner } from './edge-functions/lambda-edge/lambda-runner.io.ts'
import { allTiers, createPointOfPresence } from './create-point-of-presence.ts'
import { createLiveWorld } from './live-world.io.ts'
import { createHttpOrigin, type OriginTarget } from './origin/http-origin.io.ts'
import type { OriginAttempt, OriginAttemptOutcome } from './origin/origin-attempt.ts'
import { createFolderOrigin } from './origin/s3-folder-origin.io.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import { listenHttp, listenHttps, type FinishedExchange, type Listener, type ServerOptions } from './server.io.ts'
import { DEFAULT_SWITCHES, type Switches } from './switches.ts'
import type { World } from './world.ts'

/** Where the stand-in of an origin is found. */
export type OriginStandIn =
  | { readonly kind: 'url'; readonly url: URL }
  | { readonly kind: 'folder'; readonly folder: string }

export interface StageOptions {
  readonly distributions: readonly [Distribution, ...Distribution[]]
  /** By origin id; an origin without one is asked at its own domain. */
  readonly origins: ReadonlyMap<string, OriginStandIn>
  /** The built file of a CloudFront Function, where it is at hand: failures and breakpoints then lead to its sources. */
  readonly builtFileOf?: RunnersOptions['builtFileOf']
  /** Whether functions' answers are remembered. Default true; a breakpoint needs each invocation to run. */
  readonly remembersAnswers?: boolean
  /** By name of the key value store; asked once an invocation, so a change takes effect at the next. */
  readonly keyValueStores?: ReadonlyMap<string, KeyValueSource>
  readonly location?: string
  readonly tierCapacityBytes?: number
  readonly switches?: Partial<Switches>
  /** Milliseconds since the epoch; the system's clock by default. */
  readonly now?: () => number
  readonly onFinished?: (exchange: FinishedExchange) => void
  /** Lambda invocations under way at once; one more gets `LambdaLimitExceeded` (LAE-54). By default further ones wait. */
  readonly lambdaConcurrencyMax?: number
  /** The log of each Lambda invocation, in Lambda's format, with its log group (LAE-76). */
  readonly onLambdaLog?: (logGroup: string, lines: readonly string[]) => void
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

export interface Stage {
  readonly points: readonly PointOfPresence[]
  readonly counters: Counters
  /** What a function that does not compile says (CFF-140: it loads all the same). */
  readonly compileProblems: readonly string[]
  /** What in a function may differ on CloudFront (ENG-22, CFF-31). */
  readonly functionWarnings: readonly string[]
  listen(port: number, host?: string): Promise<Listener>
  listenSecurely(
    port: number,
    certificate: { readonly key: string; readonly cert: string },
    host?: string,
  ): Promise<Listener>
  /**
   * Serves other distributions from the next request on; requests under way end with those they began with. The caches of a distribution whose
   * id stays are kept. Throws, and changes nothing, when a function cannot be made ready.
   */
  swap(configuration: StageConfiguration): void
  /** Empties every tier. */
  clearCache(): void
  close(): Promise<void>
}

const standInTarget = (url: URL): OriginTarget => {
  const protocol = url.protocol === 'https:' ? 'https' : 'http'
  return {
    protocol,
    hostname: url.hostname,
    port: url.port === '' ? (protocol === 'https' ? 443 : 80) : Number(url.port),
  }
}

/** ORIG-12, ORIG-13: where an origin without stand-in is asked. */
const ownTarget = (origin: Origin, viewerProtocol: 'http' | 'https'): OriginTarget => {
  if (origin.kind === 's3') return { protocol: 'https', hostname: origin.domainName, port: 443 }
  const protocol =
    origin.protocolPolicy === 'match-viewer' ? viewerProtocol : origin.protocolPolicy === 'http-only' ? 'http' : 'https'
  return { protocol, hostname: origin.domainName, port: protocol === 'https' ? origin.httpsPort : origin.httpPort }
}

const createOrigins = (standIns: StageOptions['origins'], counters: Counters) => {
  const http = createHttpOrigin({
    target: (origin, viewerProtocol) => {
      const standIn = standIns.get(origin.id)
      return standIn?.kind === 'url' ? standInTarget(standIn.url) : ownTarget(origin, viewerProtocol)
    },
  })
  const folders = new Map(
    [...standIns].flatMap(([id, standIn]) =>
      standIn.kind === 'folder' ? [[id, createFolderOrigin(standIn.folder, {})] as const] : [],
    ),
  )
  return {
    attempt(attempt: OriginAttempt): Promise<OriginAttemptOutcome> {
      const { id } = attempt.origin
      counters.originAttempts[id] = (counters.originAttempts[id] ?? 0) + 1
      return (folders.get(id) ?? http).attempt(attempt)
    },
    resolvesName: async (origin: Origin): Promise<boolean> => folders.has(origin.id) || http.resolvesName(origin),
    close: () => http.close(),
  }
}

const matchHost = (points: ActiveConfiguration['points']): ((host: string | undefined) => PointOfPresence) => {
  const [first] = points
  if (points.length === 1) return () => first
  const byHost = new Map(
    points.flatMap(point =>
      [point.distribution.domainName, ...point.distribution.aliases].map(name => [name, point] as const),
    ),
  )
  return host => byHost.get((host ?? '').replace(/:\d+$/, '').toLowerCase()) ?? first
}

/** What a swap changes at once. */
interface ActiveConfiguration {
  readonly points: readonly [PointOfPresence, ...PointOfPresence[]]
  readonly popFor: ServerOptions['popFor']
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

/** Puts distributions on a stage: runners, origins, caches and listeners around the walk. Nothing listens until asked to. */
export const createStage = (options: StageOptions): Stage => {
  const onMessage = options.onMessage ?? (() => {})
  const counters: Counters = { viewerRequests: 0, resultTypes: {}, originAttempts: {}, lambdaInvocations: 0 }
  const onBug = (error: unknown): void =>
    onMessage(`a bug of Understudy: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  const listeners: Listener[] = []
  const httpsPort = (): number | undefined => listeners.find(({ url }) => url.startsWith('https:'))?.port
  let innerUrl: string | undefined
  const origins = createOrigins(options.origins, counters)
  const runnersOf = ({ distributions, keyValueStores, builtFileOf }: StageConfiguration, previous?: Runners): Runners =>
    createRunners({
      distributions,
      keyValueStores: keyValueStores ?? new Map(),
      keyValueStorePropagationSeconds:
        options.switches?.keyValueStorePropagationSeconds ?? DEFAULT_SWITCHES.keyValueStorePropagationSeconds,
      remembers: options.remembersAnswers ?? true,
      ...(builtFileOf === undefined ? {} : { builtFileOf }),
      ...(previous === undefined ? {} : { previous }),
    })
  const ownNames = (): readonly string[] =>
    active.points.flatMap(({ distribution }) => [distribution.domainName, ...distribution.aliases])
  const lambdas = createLambdaRunner({
    stageOrigins: () => new Map(innerUrl === undefined ? [] : ownNames().map(name => [name, innerUrl ?? ''] as const)),
    ...(options.lambdaConcurrencyMax === undefined ? {} : { concurrencyMax: options.lambdaConcurrencyMax }),
    ...(options.onLambdaLog === undefined ? {} : { onLog: options.onLambdaLog }),
  })
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
    })
  const pointOf = (distribution: Distribution, world: World, before: readonly PointOfPresence[]): PointOfPresence => {
    const previous = before.find(point => point.distribution.id === distribution.id)
    return createPointOfPresence({
      distribution,
      world,
      httpsPort,
      ...(previous === undefined ? {} : { previous }),
      ...(options.location === undefined ? {} : { location: options.location }),
      ...(options.tierCapacityBytes === undefined ? {} : { tierCapacityBytes: options.tierCapacityBytes }),
      ...(options.switches === undefined ? {} : { switches: options.switches }),
    })
  }
  const activate = (configuration: StageConfiguration, before?: ActiveConfiguration): ActiveConfiguration => {
    const runners = runnersOf(configuration, before?.runners)
    const previous = before?.points ?? []
    const { world, answer } = worldWith(runners)
    const [first, ...others] = configuration.distributions
    const points = [
      pointOf(first, world, previous),
      ...others.map(distribution => pointOf(distribution, world, previous)),
    ] as const
    return { points, popFor: matchHost(points), runners, answer, lambdas: lambdasOf(configuration.distributions) }
  }
  let active = activate(options)
  const onFinished = (exchange: FinishedExchange): void => {
    counters.viewerRequests++
    const { resultType } = exchange.served
    counters.resultTypes[resultType] = (counters.resultTypes[resultType] ?? 0) + 1
    options.onFinished?.(exchange)
  }
  const serverOptions = (host: string | undefined): ServerOptions => ({
    popFor: host => active.popFor(host),
    answer: question => active.answer(question),
    onFinished,
    onBug,
    plainProtocol: httpsPort() === undefined ? 'https' : 'http',
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(host === undefined ? {} : { host }),
  })
  /** A listener of its own for Lambdas that fetch the distribution's domain: it counts as HTTPS whatever the others do. */
  const openInner = async (): Promise<void> => {
    if (innerUrl !== undefined) return
    const inner = await listenHttp({ ...serverOptions(undefined), plainProtocol: 'https' }, 0)
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
    listen: (port, host) => opened(listenHttp(serverOptions(host), port)),
    listenSecurely: (port, certificate, host) => opened(listenHttps(serverOptions(host), port, certificate)),
    swap(configuration) {
      active = activate(configuration, active)
      lambdas.retire(active.lambdas)
    },
    clearCache: () => active.points.flatMap(allTiers).forEach(tier => tier.clear()),
    async close() {
      await Promise.all(listeners.map(listener => listener.close()))
      origins.close()
      await lambdas.close()
    },
  }
}

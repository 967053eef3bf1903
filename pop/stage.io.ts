import type { Distribution, Origin } from '../distribution/model.ts'
import { createRunners, type RunnersOptions } from './edge-functions/create-runners.ts'
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

const matchHost = (
  points: readonly [PointOfPresence, ...PointOfPresence[]],
): ((host: string | undefined) => PointOfPresence) => {
  const [first] = points
  if (points.length === 1) return () => first
  const byHost = new Map(
    points.flatMap(point =>
      [point.distribution.domainName, ...point.distribution.aliases].map(name => [name, point] as const),
    ),
  )
  return host => byHost.get((host ?? '').replace(/:\d+$/, '').toLowerCase()) ?? first
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
  const origins = createOrigins(options.origins, counters)
  const switches: Switches = { ...DEFAULT_SWITCHES, ...options.switches }
  const { runnerOf, compileProblems, warnings } = createRunners({
    distributions: options.distributions,
    keyValueStores: options.keyValueStores ?? new Map(),
    keyValueStorePropagationSeconds: switches.keyValueStorePropagationSeconds,
    remembers: options.remembersAnswers ?? true,
    ...(options.builtFileOf === undefined ? {} : { builtFileOf: options.builtFileOf }),
  })
  const ownNames = options.distributions.flatMap(({ domainName, aliases }) => [domainName, ...aliases])
  const lambdas = createLambdaRunner({
    stageOrigins: () => new Map(innerUrl === undefined ? [] : ownNames.map(name => [name, innerUrl ?? ''] as const)),
    concurrencyMax: switches.lambdaConcurrencyMax,
    ...(options.onLambdaLog === undefined ? {} : { onLog: options.onLambdaLog }),
  })
  const { world, answer } = createLiveWorld({
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
  const pointOf = (distribution: Distribution): PointOfPresence =>
    createPointOfPresence({
      distribution,
      world,
      httpsPort,
      ...(options.location === undefined ? {} : { location: options.location }),
      ...(options.tierCapacityBytes === undefined ? {} : { tierCapacityBytes: options.tierCapacityBytes }),
      ...(options.switches === undefined ? {} : { switches: options.switches }),
    })
  const [first, ...others] = options.distributions
  const points: [PointOfPresence, ...PointOfPresence[]] = [pointOf(first), ...others.map(pointOf)]
  const onFinished = (exchange: FinishedExchange): void => {
    counters.viewerRequests++
    const { resultType } = exchange.served
    counters.resultTypes[resultType] = (counters.resultTypes[resultType] ?? 0) + 1
    options.onFinished?.(exchange)
  }
  const serverOptions = (host: string | undefined): ServerOptions => ({
    popFor: matchHost(points),
    answer,
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
    points,
    counters,
    compileProblems,
    functionWarnings: warnings,
    listen: (port, host) => opened(listenHttp(serverOptions(host), port)),
    listenSecurely: (port, certificate, host) => opened(listenHttps(serverOptions(host), port, certificate)),
    clearCache: () => points.flatMap(allTiers).forEach(tier => tier.clear()),
    async close() {
      await Promise.all(listeners.map(listener => listener.close()))
      origins.close()
      await lambdas.close()
    },
  }
}

import { lookup as systemLookup } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import type { AgentOptions } from 'node:https'
import type { Origin } from '../../distribution/model.ts'
import { HttpExchange, type ConnectionKeeper, type ExchangeEnd } from './http-exchange.io.ts'
import { connectionKind, KeptConnections } from './kept-connections.io.ts'
import { KeptExchange } from './kept-exchange.io.ts'
import type { AddressedRequest, OriginTarget } from './origin-address.ts'
import { keepAliveMsOf, OriginAgents } from './origin-agents.io.ts'
import type { OriginAttempt, OriginAttemptOutcome, OriginRequest } from './origin-attempt.ts'

export type { OriginTarget } from './origin-address.ts'

export interface HttpOriginOptions {
  /** Where the bytes go; the `Host` field stays what the request says, so that an origin can be mapped to another address. */
  readonly target: (origin: Origin, request: AddressedRequest) => OriginTarget
  /** For TLS: `ca`, `rejectUnauthorized`, … */
  readonly agentOptions?: AgentOptions
  /** In place of the system's name resolution. */
  readonly lookup?: LookupFunction
}

export interface HttpOrigin {
  /** One try (ORIG-01 to ORIG-05); never rejects because of the origin. */
  readonly attempt: (attempt: OriginAttempt) => Promise<OriginAttemptOutcome>
  /** False when the name of the address does not resolve now (LAE-12). */
  readonly resolvesName: (origin: Origin) => Promise<boolean>
  /** Closes every connection; exchanges under way fail. */
  readonly close: () => void
}

/**
 * RETRY-02: only these may be sent twice, so only these go out on a connection that the origin may have closed meanwhile. An upgrade
 * takes its connection with it and gets one of its own.
 */
const REPEATABLE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

const isRepeatable = ({ request }: OriginAttempt): boolean =>
  REPEATABLE_METHODS.has(request.method) && request.body === undefined && request.upgrade === undefined

/** What `KeptExchange` can send; more than that is for `node:http`. */
const isPlain = ({ method, headers }: OriginRequest): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  (headers.get('connection')?.toLowerCase() ?? 'keep-alive') === 'keep-alive' &&
  !headers.has('content-length') &&
  !headers.has('transfer-encoding') &&
  !headers.has('expect')

/** ORIG-04, or less where the origin says that it closes earlier. */
const idleMsOf = ({ headers }: IncomingMessage, keepAliveMs: number): number => {
  const statedSeconds = /^timeout=(\d+)/.exec(String(headers['keep-alive']))?.[1]
  return statedSeconds === undefined ? keepAliveMs : Math.min(Math.max(1, Number(statedSeconds) * 1_000), keepAliveMs)
}

/** A name that takes longer than a connection may is for the attempt to judge. */
const resolves = (
  lookup: LookupFunction,
  hostname: string,
  family: 4 | 6 | undefined,
  { connectionTimeoutSeconds }: Origin,
): Promise<boolean> =>
  new Promise(resolve => {
    const timer = setTimeout(() => resolve(true), connectionTimeoutSeconds * 1_000)
    lookup(hostname, family === undefined ? {} : { family }, error => {
      clearTimeout(timer)
      resolve(error === null)
    })
  })

/** Origins over HTTP/1.1 (ORIG-10), with and without TLS, on kept-alive connections: the first request of each by `node:http`. */
export const createHttpOrigin = ({ target, agentOptions = {}, lookup }: HttpOriginOptions): HttpOrigin => {
  const agents = new OriginAgents(lookup === undefined ? agentOptions : { ...agentOptions, lookup })
  const kept = new KeptConnections()
  const onKept = (attempt: OriginAttempt, address: OriginTarget): Promise<ExchangeEnd> => {
    const keepAliveMs = keepAliveMsOf(attempt.origin)
    const agent = agents.keepAlive(address.protocol, keepAliveMs)
    if (!isPlain(attempt.request)) return new HttpExchange(attempt, address, agent).run()
    const kind = connectionKind(address, keepAliveMs)
    const connection = kept.take(kind)
    if (connection !== undefined) return new KeptExchange(attempt, connection).run()
    const keeper: ConnectionKeeper = {
      taken: socket => kept.watch(socket),
      free: (socket, response) => kept.adopt(kind, socket, idleMsOf(response, keepAliveMs)),
    }
    return new HttpExchange(attempt, address, agent, { keeper }).run()
  }
  return {
    async attempt(attempt) {
      const { origin, request } = attempt
      const host = request.headers.get('host') ?? origin.domainName
      const address = target(origin, { viewerProtocol: request.viewerProtocol, host })
      const end = isRepeatable(attempt) ? await onKept(attempt, address) : undefined
      if (end !== undefined && !end.isStaleConnection) return end.outcome
      return (await new HttpExchange(attempt, address, agents.fresh(address.protocol)).run()).outcome
    },
    resolvesName(origin) {
      // The name is the same for both protocols.
      const { hostname, family } = target(origin, { viewerProtocol: 'https', host: origin.domainName })
      return resolves(lookup ?? systemLookup, hostname, family, origin)
    },
    close() {
      agents.close()
      kept.close()
    },
  }
}

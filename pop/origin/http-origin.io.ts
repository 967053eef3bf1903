import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { AgentOptions } from 'node:https'
import type { Origin } from '../../distribution/model.ts'
import { HttpExchange } from './http-exchange.io.ts'
import type { AddressedRequest, OriginTarget } from './origin-address.ts'
import { OriginAgents } from './origin-agents.io.ts'
import type { OriginAttempt, OriginAttemptOutcome } from './origin-attempt.ts'

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

/** Origins over HTTP/1.1 (ORIG-10), with and without TLS, on kept-alive connections. */
export const createHttpOrigin = ({ target, agentOptions = {}, lookup }: HttpOriginOptions): HttpOrigin => {
  const agents = new OriginAgents(lookup === undefined ? agentOptions : { ...agentOptions, lookup })
  return {
    async attempt(attempt) {
      const { origin, request } = attempt
      const host = request.headers.get('host') ?? origin.domainName
      const address = target(origin, { viewerProtocol: request.viewerProtocol, host })
      const fresh = agents.fresh(address.protocol)
      if (!isRepeatable(attempt)) return (await new HttpExchange(attempt, address, fresh).run()).outcome
      const kept = await new HttpExchange(attempt, address, agents.keepAlive(address.protocol, origin)).run()
      // A connection that the origin closed between two requests says nothing about the origin (RETRY-06).
      return kept.isStaleConnection ? (await new HttpExchange(attempt, address, fresh).run()).outcome : kept.outcome
    },
    resolvesName(origin) {
      // The name is the same for both protocols.
      const { hostname, family } = target(origin, { viewerProtocol: 'https', host: origin.domainName })
      return resolves(lookup ?? systemLookup, hostname, family, origin)
    },
    close: () => agents.close(),
  }
}

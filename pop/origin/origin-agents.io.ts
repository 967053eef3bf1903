import { Agent as HttpAgent, type AgentOptions as HttpAgentOptions } from 'node:http'
import { Agent as HttpsAgent, type AgentOptions } from 'node:https'
import type { Origin } from '../../distribution/model.ts'

/** ORIG-04: S3 origins have no such setting; they get the default of the others. */
const DEFAULT_KEEPALIVE_TIMEOUT_SECONDS = 5

/** ORIG-04: how long a connection may wait for the next request, in milliseconds. */
export const keepAliveMsOf = (origin: Origin): number =>
  (origin.kind === 'custom' ? origin.keepaliveTimeoutSeconds : DEFAULT_KEEPALIVE_TIMEOUT_SECONDS) * 1_000

/** Connections to origins: kept alive as long as the origin's settings say, or opened for one request only. */
export class OriginAgents {
  readonly #agents = new Map<string, HttpAgent>()
  readonly #options: AgentOptions

  constructor(options: AgentOptions) {
    this.#options = options
  }

  /** Connections that wait for the next request, closed after so many milliseconds (ORIG-04). */
  keepAlive(protocol: 'http' | 'https', keepAliveMs: number): HttpAgent {
    return this.#agent(protocol, { keepAlive: true, timeout: keepAliveMs })
  }

  /** A connection that was not used before and is not used again. */
  fresh(protocol: 'http' | 'https'): HttpAgent {
    return this.#agent(protocol, { keepAlive: false })
  }

  /** Closes every connection, busy or waiting. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy()
  }

  #agent(protocol: 'http' | 'https', own: HttpAgentOptions): HttpAgent {
    const key = `${protocol} ${own.timeout ?? 'fresh'}`
    let agent = this.#agents.get(key)
    if (agent === undefined) {
      const options = { ...this.#options, ...own }
      agent = protocol === 'https' ? new HttpsAgent(options) : new HttpAgent(options)
      this.#agents.set(key, agent)
    }
    return agent
  }
}

import type { Origin } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'
import type { Body } from '../body.ts'

/** The request that goes to an origin, headers complete (REQH-01 ff.); the origin path is already in `uri`. */
export interface OriginRequest {
  readonly method: string
  readonly uri: string
  readonly queryString: string | undefined
  readonly headers: HeaderList
  /** The viewer's body, passed through; undefined when there is none. */
  readonly body: Body | undefined
  /** The viewer asks for another protocol: a 101 is an answer, its body the origin's side of the connection (NET-03). */
  readonly upgrade?: 'websocket' | undefined
  /** For `match-viewer` (ORIG-12) and S3 origins (ORIG-13). */
  readonly viewerProtocol: 'http' | 'https'
}

/** One try to get an answer from one origin (ORIG-01 ff.). Retries are decided by the caller. */
export interface OriginAttempt {
  readonly origin: Origin
  readonly request: OriginRequest
  readonly connectionTimeoutMs: number
  /** For the first byte and between packets. */
  readonly readTimeoutMs: number
  /** What is left of the response completion timeout; undefined: no cap (ORIG-05). */
  readonly completionTimeoutMs: number | undefined
}

export interface OriginResponse {
  readonly status: number
  readonly headers: HeaderList
  readonly body: Body
}

/**
 * Why there is no answer:
 * `dns` the name does not resolve (GEN-12) · `refused` connection refused or unreachable (GEN-13) · `tls` handshake failed (GEN-14) ·
 * `invalid-response` not HTTP (GEN-15) · `headers-too-big` over 32,768 bytes (RESH-13) ·
 * `content-range-length` a 206 with two lengths (GEN-15) · `larger-than-cacheable` over 50 GB of what is to be cached (TTL-29) · `connect-timeout` (GEN-16) · `read-timeout` no first byte in time (GEN-17) · `completion-timeout` (GEN-18) · `reset` closed by the origin before a byte (RETRY-06) ·
 * `request-aborted` the viewer stopped sending its body.
 */
export type OriginFailure =
  | 'dns'
  | 'refused'
  | 'tls'
  | 'invalid-response'
  | 'headers-too-big'
  | 'content-range-length'
  | 'larger-than-cacheable'
  | 'connect-timeout'
  | 'read-timeout'
  | 'completion-timeout'
  | 'reset'
  | 'request-aborted'

/** What the connection of an attempt took, in milliseconds; 0 for what was at hand: a known address, a kept connection. */
export interface ConnectionTimes {
  readonly dnsMs: number
  /** TLS included. */
  readonly connectMs: number
}

export type OriginAttemptOutcome =
  | {
      readonly kind: 'response'
      readonly response: OriginResponse
      readonly durationMs: number
      /** Undefined: there was no connection, as with a folder. */
      readonly connection?: ConnectionTimes | undefined
    }
  | { readonly kind: 'failure'; readonly failure: OriginFailure; readonly detail: string; readonly durationMs: number }

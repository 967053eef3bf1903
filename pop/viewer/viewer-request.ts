import type { HeaderList } from '../../http/header-list.ts'
import type { Body } from '../body.ts'
import type { Geography } from './geography.ts'
import type { Fingerprints } from './tls/fingerprints.ts'

/** The viewer's connection, where it is an encrypted one. */
export interface ViewerTls {
  /** `TLSv1.3` */
  readonly version: string
  readonly cipher: string
  /** REQH-11: of the connection's first request, or of a later one. */
  readonly handshake: 'fullHandshake' | 'sessionResumed' | 'connectionReused'
}

/** What a viewer asked, as it arrived; nothing in it is normalised. */
export interface ViewerRequest {
  readonly method: string
  /** Raw path, percent-encoding untouched; starts with `/`. */
  readonly uri: string
  /** Without `?`; undefined when the URL has none, `''` for a bare `?` (CFF-69d). */
  readonly queryString: string | undefined
  readonly headers: HeaderList
  /** Undefined when the request has no body. */
  readonly body: Body | undefined
  readonly protocol: 'http' | 'https'
  readonly httpVersion: '1.0' | '1.1' | '2.0'
  readonly clientIp: string
  readonly clientPort: number
  /** Undefined: CloudFront cannot tell where the viewer is (ORD-30). */
  readonly geography?: Geography | undefined
  /** Undefined: a plain connection, whatever its protocol counts as. */
  readonly tls?: ViewerTls | undefined
  /** Of the viewer's TLS implementation; gives undefined where nobody saw its ClientHello. */
  readonly fingerprints?: (() => Fingerprints | undefined) | undefined
  /** Equal to `x-amz-cf-id` and the log's `x-edge-request-id`. */
  readonly requestId: string
  /** Asks for another protocol on this connection (NET-03). */
  readonly upgrade?: 'websocket' | undefined
  /** Milliseconds since the epoch. */
  readonly receivedAt: number
}

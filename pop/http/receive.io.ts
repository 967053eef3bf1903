import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { TLSSocket } from 'node:tls'
import { dropNamedByConnection } from '../../http/connection-options.ts'
import { HeaderList } from '../../http/header-list.ts'
import { isHost } from '../../http/host-field.ts'
import { absoluteTarget } from '../../http/request-target.ts'
import { StreamedBody } from '../bytes.io.ts'
import type { Body } from '../body.ts'
import type { Geography } from '../viewer/geography.ts'
import { fingerprintsOf } from './client-hellos.io.ts'
import { tlsOf } from './tls-facts.io.ts'
import { nextRequestId } from '../viewer/request-id.io.ts'
import { takeRehearsedViewer } from '../viewer/rehearsed-viewer.ts'
import type { ViewerRequest } from '../viewer/viewer-request.ts'
import { PlainRequest } from './plain-exchange.io.ts'

export type Incoming = IncomingMessage | Http2ServerRequest | PlainRequest

const httpVersionOf = ({ httpVersion }: Incoming): ViewerRequest['httpVersion'] =>
  httpVersion === '2.0' ? '2.0' : httpVersion === '1.0' ? '1.0' : '1.1'

/** An HTTP/2 request names its host in a pseudo header (REQH-15), which counts for more than `Host` (RFC 9113, 8.3.1). */
const withAuthority = (incoming: Incoming, headers: HeaderList): HeaderList =>
  'authority' in incoming && typeof incoming.authority === 'string' && incoming.authority !== ''
    ? headers.set('host', incoming.authority)
    : headers

/**
 * Takes off what is for this connection alone before anybody sees it: what a key names and the origin does not get would make one answer
 * stand for another. A plain request names nothing.
 */
const takeConnectionFields = (incoming: Incoming, headers: HeaderList): void => {
  if (!(incoming instanceof PlainRequest)) dropNamedByConnection(headers)
}

/**
 * The target in origin form. The host of an absolute one, which HTTP/2 does not know, takes the place of `Host` (RFC 9112, 3.2.2), unless
 * that is missing, double or none and will be refused (3.2).
 */
const targetOf = ({ method, url = '/', httpVersion }: Incoming, headers: HeaderList): string => {
  if (method === 'CONNECT') return '/' // it names no path
  const absolute = url.startsWith('/') || httpVersion === '2.0' ? undefined : absoluteTarget(url)
  if (absolute === undefined) return url
  const [host = httpVersion === '1.0' ? '' : undefined, second] = headers.getAll('host')
  if (host !== undefined && second === undefined && isHost(host)) headers.set('host', absolute.authority)
  return absolute.originForm
}

/** The body a request announces, arriving with back-pressure; undefined when it announces none. */
const requestBody = (incoming: Incoming, headers: HeaderList): Body | undefined => {
  if (incoming instanceof PlainRequest) return undefined
  if (incoming.method === 'GET' || incoming.method === 'HEAD') {
    if (!headers.has('transfer-encoding') && (headers.get('content-length') ?? '0') === '0') return undefined
  }
  const length = headers.get('content-length')
  const isStreamed =
    headers.has('transfer-encoding') || (incoming.httpVersion === '2.0' && length === undefined && !incoming.complete)
  if (!isStreamed && (length === undefined || length === '0')) return undefined
  const body = new StreamedBody(length === undefined ? undefined : Number(length))
  incoming.on('data', (chunk: Buffer) => {
    if (!body.push(chunk)) incoming.pause()
  })
  body.onDrain = () => incoming.resume()
  // What nobody wants is read and dropped, so that the response can still go out on this connection.
  body.onAbandoned = () => incoming.resume()
  incoming.on('end', () => body.end())
  incoming.on('error', () => body.fail('the viewer broke off'))
  incoming.on('close', () => body.fail('the viewer left'))
  return body
}

/** An IPv4 address that came over an IPv6 socket is logged as IPv4. */
const plainAddress = (address: string | undefined): string =>
  address === undefined ? '0.0.0.0' : address.startsWith('::ffff:') ? address.slice(7) : address

const fingerprintsUnder = (socket: Incoming['socket']): ViewerRequest['fingerprints'] =>
  socket instanceof TLSSocket ? () => fingerprintsOf(socket) : undefined

/** How a listener sees its viewers. */
export interface ReceiveOptions {
  /** What the viewer's protocol counts as; a plain listener may stand for HTTPS. */
  readonly protocol: 'http' | 'https'
  /** Where a viewer is, by address. */
  readonly geographyOf: (address: string) => Geography | undefined
  /** Whether `x-understudy-*` headers say who the viewer is; they are taken off in any case. */
  readonly takesRehearsedViewers: boolean
}

/** What arrived, as a value. In: the time in milliseconds since the epoch, the protocol it asks for. */
export const receive = (
  incoming: Incoming,
  { protocol, geographyOf, takesRehearsedViewers }: ReceiveOptions,
  receivedAt: number,
  upgrade?: ViewerRequest['upgrade'],
): ViewerRequest => {
  const headers = withAuthority(incoming, HeaderList.fromRaw(incoming.rawHeaders))
  const url = targetOf(incoming, headers)
  const queryStart = url.indexOf('?')
  takeConnectionFields(incoming, headers)
  const rehearsed = takeRehearsedViewer(headers)
  const stated = takesRehearsedViewers ? rehearsed : undefined
  const { socket } = incoming
  const clientIp = plainAddress(socket.remoteAddress)
  return {
    method: incoming.method ?? 'GET',
    uri: queryStart === -1 ? url : url.slice(0, queryStart),
    queryString: queryStart === -1 ? undefined : url.slice(queryStart + 1),
    headers,
    body: requestBody(incoming, headers),
    protocol,
    httpVersion: httpVersionOf(incoming),
    clientIp,
    clientPort: socket.remotePort ?? 0,
    tls: tlsOf(incoming),
    fingerprints: stated?.fingerprints === undefined ? fingerprintsUnder(socket) : () => stated.fingerprints,
    geography: stated?.place === undefined ? geographyOf(clientIp) : stated.place.geography,
    requestId: nextRequestId(),
    upgrade,
    receivedAt,
  }
}

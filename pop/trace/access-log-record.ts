import type { AccessLogRecord } from '../../access-log/access-log-record.ts'
import type { HeaderList } from '../../http/header-list.ts'
import type { FinishedExchange } from '../server.io.ts'
import type { DetailedResultType } from '../result-type.ts'
import type { TraceEvent } from './trace-event.ts'
import { requestHeadBytes } from '../viewer/refuse.ts'
import type { ViewerRequest } from '../viewer/viewer-request.ts'

const contentRange = (
  headers: HeaderList,
): { readonly start: number | undefined; readonly end: number | undefined } => {
  const match = /^bytes (\d+)-(\d+)\//.exec(headers.get('content-range') ?? '')
  return match === null ? { start: undefined, end: undefined } : { start: Number(match[1]), end: Number(match[2]) }
}

const contentLength = (headers: HeaderList): number | undefined => {
  const value = headers.get('content-length')
  return value === undefined ? undefined : Number(value)
}

/** `cs-bytes`: request line, header fields and body. */
const receivedBytes = (viewer: ViewerRequest): number => {
  const { urlBytes, headerBytes } = requestHeadBytes(viewer)
  const bodyBytes = Number(viewer.headers.get('content-length') ?? 0) || 0
  return viewer.method.length + urlBytes + headerBytes + bodyBytes
}

/** Of the attempt that counted: the last one. */
const originFirstByteMs = (trace: readonly TraceEvent[]): number | undefined =>
  trace.findLast(event => event.station === 'origin-attempt')?.durationMs

/** GEN-19 and section 1.7: a viewer who stops while sending has not merely left; otherwise how it ended says more than the walk. */
const detailOf = ({ end, served }: FinishedExchange): DetailedResultType => {
  if (end === 'complete' || served.detailedResultType === 'ClientHungUpRequest') return served.detailedResultType
  return end === 'viewer-left' ? 'ClientCommError' : 'AbortedOrigin'
}

/** `cs-protocol` */
const loggedProtocol = ({ upgrade, protocol }: FinishedExchange['viewer']): string =>
  upgrade === undefined ? protocol : protocol === 'https' ? 'wss' : 'ws'

/** A finished request as the access log tells it. An abort shows in the result type after the last byte, not before the first (section 1.6). */
export const accessLogRecord = (exchange: FinishedExchange): AccessLogRecord => {
  const { pop, viewer, served, end } = exchange
  const { distribution } = pop
  const sentBytes = exchange.bytesSent()
  const { headers, tls } = viewer
  const range = contentRange(served.headers)
  return {
    endedAt: exchange.finishedAt,
    edgeLocation: pop.location,
    sentBytes,
    clientIp: viewer.clientIp,
    clientPort: viewer.clientPort,
    method: viewer.method,
    distributionDomainName: distribution.domainName,
    uri: viewer.uri,
    queryString: viewer.queryString,
    status: end === 'viewer-left' && sentBytes === 0 ? 0 : served.status,
    referer: headers.get('referer'),
    userAgent: headers.get('user-agent'),
    cookie: distribution.logCookies ? headers.joined('cookie', '; ') : undefined,
    resultType: end === 'complete' ? served.resultType : 'Error',
    responseResultType: served.resultType,
    detailedResultType: detailOf(exchange),
    requestId: viewer.requestId,
    hostHeader: headers.get('host'),
    protocol: loggedProtocol(viewer),
    httpVersion: viewer.httpVersion,
    receivedBytes: receivedBytes(viewer),
    timeTakenMs: exchange.finishedAt - viewer.receivedAt,
    timeToFirstByteMs: exchange.firstByteAt - viewer.receivedAt,
    forwardedFor: headers.joined('x-forwarded-for'),
    tlsVersion: tls?.version,
    tlsCipher: tls?.cipher,
    contentType: served.headers.get('content-type'),
    contentLengthBytes: contentLength(served.headers),
    rangeStart: range.start,
    rangeEnd: range.end,
    originFirstByteMs: originFirstByteMs(served.trace),
    pathPattern: served.pathPattern,
    country: viewer.geography?.country,
    asn: viewer.geography?.asn === undefined ? undefined : Number(viewer.geography.asn),
    viewerRequestLogData: served.customLogData.viewerRequest,
    viewerResponseLogData: served.customLogData.viewerResponse,
  }
}

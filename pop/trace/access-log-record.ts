import type { AccessLogRecord } from '../../access-log/access-log-record.ts'
import type { HeaderList } from '../../http/header-list.ts'
import type { FinishedExchange } from '../server.io.ts'
import { requestHeadBytes } from '../viewer/refuse.ts'

export interface LoggedDistribution {
  readonly domainName: string
  readonly logCookies: boolean
  readonly location: string
}

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

const bodyBytes = (headers: HeaderList): number => Number(headers.get('content-length') ?? 0) || 0

/** A finished request as the access log tells it. An abort shows in the result type after the last byte, not before the first (section 1.6). */
export const accessLogRecord = (exchange: FinishedExchange, distribution: LoggedDistribution): AccessLogRecord => {
  const { viewer, served, aborted, tls } = exchange
  const { headers } = viewer
  const range = contentRange(served.headers)
  return {
    endedAt: exchange.finishedAt,
    edgeLocation: distribution.location,
    sentBytes: exchange.bytesSent,
    clientIp: viewer.clientIp,
    clientPort: viewer.clientPort,
    method: viewer.method,
    distributionDomainName: distribution.domainName,
    uri: viewer.uri,
    queryString: viewer.queryString,
    status: aborted && exchange.bytesSent === 0 ? 0 : served.status,
    referer: headers.get('referer'),
    userAgent: headers.get('user-agent'),
    cookie: distribution.logCookies ? headers.joined('cookie', '; ') : undefined,
    resultType: aborted ? 'Error' : served.resultType,
    responseResultType: served.resultType,
    detailedResultType: aborted ? 'ClientCommError' : served.detailedResultType,
    requestId: viewer.requestId,
    hostHeader: headers.get('host'),
    protocol: viewer.protocol,
    httpVersion: viewer.httpVersion,
    receivedBytes: requestHeadBytes(viewer).allBytes + bodyBytes(headers),
    timeTakenMs: exchange.finishedAt - viewer.receivedAt,
    timeToFirstByteMs: exchange.firstByteAt - viewer.receivedAt,
    forwardedFor: headers.joined('x-forwarded-for'),
    tlsVersion: tls?.version,
    tlsCipher: tls?.cipher,
    contentType: served.headers.get('content-type'),
    contentLengthBytes: contentLength(served.headers),
    rangeStart: range.start,
    rangeEnd: range.end,
  }
}

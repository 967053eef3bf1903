import type { AccessLogRecord } from '../access-log/access-log-record.ts'
import { requestId } from './request-id.ts'
import type { Random } from './random.ts'
import type { Scenario } from './scenario.ts'
import type { Served } from './edge-locations.ts'
import type { ViewerRequest } from './viewer-request.ts'

/** Heads are compressed in HTTP/2 and HTTP/3. Estimates, like those of the bundle's answers on the stage. */
const RESPONSE_HEAD_BYTES = { '1.1': 640, '2.0': 410, '3.0': 400 }
const REQUEST_HEAD_BYTES = { '1.1': 260, '2.0': 190, '3.0': 185 }
const HEAD_SHARE = { '1.1': 1, '2.0': 0.75, '3.0': 0.75 }

const CIPHERS = { 'TLSv1.2': 'ECDHE-RSA-AES128-GCM-SHA256', 'TLSv1.3': 'TLS_AES_128_GCM_SHA256' }

const lengthOf = (value: string | undefined): number => value?.length ?? 0

const receivedBytes = ({ viewer, spelling, referer }: ViewerRequest, cookie: string | undefined): number => {
  const { uri, queryString } = spelling
  const lengths = viewer.userAgent.length + uri.length + lengthOf(queryString) + lengthOf(referer) + lengthOf(cookie)
  return Math.round(REQUEST_HEAD_BYTES[viewer.httpVersion] + lengths * HEAD_SHARE[viewer.httpVersion])
}

/** The row that CloudFront would write (cloudfront-logs 1.4). */
export const logRecord = (
  request: ViewerRequest,
  served: Served,
  { host, distributionDomainName }: Scenario,
  random: Random,
): AccessLogRecord => {
  const { viewer, spelling, startsAt, referer } = request
  const { httpVersion, tlsVersion } = viewer
  const cookie = viewer.hasCookies ? viewer.cookies : undefined
  return {
    // Section 1.5: a row tells when the response ended.
    endedAt: startsAt + served.timeTakenMs,
    edgeLocation: viewer.edgeLocation,
    sentBytes: served.status === 0 ? 0 : RESPONSE_HEAD_BYTES[httpVersion] + served.bodyBytes,
    clientIp: viewer.ip,
    clientPort: viewer.port,
    method: 'GET',
    distributionDomainName,
    uri: spelling.uri,
    queryString: spelling.queryString,
    status: served.status,
    referer,
    userAgent: viewer.userAgent,
    cookie,
    resultType: served.resultType,
    responseResultType: served.responseResultType,
    detailedResultType: served.detailedResultType,
    requestId: requestId(random),
    hostHeader: host,
    protocol: 'https',
    httpVersion,
    receivedBytes: receivedBytes(request, cookie),
    timeTakenMs: served.timeTakenMs,
    timeToFirstByteMs: served.timeToFirstByteMs,
    forwardedFor: undefined,
    tlsVersion,
    tlsCipher: CIPHERS[tlsVersion],
    contentType: served.contentType,
    contentLengthBytes: served.contentLengthBytes,
    rangeStart: undefined,
    rangeEnd: undefined,
  }
}

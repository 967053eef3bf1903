/**
 * One request, as an access log tells it. Text is as it was on the wire, not encoded; undefined is logged as `-`.
 */
export interface AccessLogRecord {
  /** End of the response, milliseconds since the epoch. */
  readonly endedAt: number
  /** `FRA56-P1` */
  readonly edgeLocation: string
  /** Headers included. */
  readonly sentBytes: number
  readonly clientIp: string
  readonly clientPort: number
  readonly method: string
  /** `d….cloudfront.net` */
  readonly distributionDomainName: string
  /** The viewer's raw path. */
  readonly uri: string
  /** Without `?`. */
  readonly queryString: string | undefined
  /** As sent to the viewer; 0 when the viewer left before any response began. */
  readonly status: number
  readonly referer: string | undefined
  readonly userAgent: string | undefined
  /** Only when the distribution logs cookies. */
  readonly cookie: string | undefined
  /** After the last byte: `Hit`, `RefreshHit`, `Miss`, `Error`, … (an open list). */
  readonly resultType: string
  /** Before the first byte. */
  readonly responseResultType: string
  readonly detailedResultType: string
  readonly requestId: string
  readonly hostHeader: string | undefined
  readonly protocol: string
  /** `1.1`, `2.0` */
  readonly httpVersion: string
  /** Headers included. */
  readonly receivedBytes: number
  /** From the request received to the last byte queued. */
  readonly timeTakenMs: number
  /** From the request received to the first byte written. */
  readonly timeToFirstByteMs: number
  readonly forwardedFor: string | undefined
  /** `TLSv1.3`; undefined for plain HTTP. */
  readonly tlsVersion: string | undefined
  readonly tlsCipher: string | undefined
  readonly contentType: string | undefined
  /** Of the `Content-Length` sent. */
  readonly contentLengthBytes: number | undefined
  /** Of the `Content-Range` sent. */
  readonly rangeStart: number | undefined
  readonly rangeEnd: number | undefined
  /** From the request to the origin to the first byte of its answer; undefined when the origin was not asked (v2). */
  readonly originFirstByteMs?: number | undefined
  /** Of the behaviour that matched (v2). */
  readonly pathPattern?: string | undefined
  /** ISO 3166-1 alpha-2 (v2). */
  readonly country?: string | undefined
  /** Autonomous system of the viewer (v2). */
  readonly asn?: number | undefined
  /** What `logCustomData` wrote, as it encoded it (v2). */
  readonly viewerRequestLogData?: string | undefined
  readonly viewerResponseLogData?: string | undefined
}

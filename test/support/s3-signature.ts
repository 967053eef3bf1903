import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** RFC 3986, as AWS wants it: also what `encodeURIComponent` leaves. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .toSorted(([a, one], [b, other]) => (a < b ? -1 : a > b ? 1 : one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

interface Authorization {
  readonly accessKeyId: string
  /** `date/region/service/aws4_request` */
  readonly scope: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

const parseAuthorization = (text: string | undefined): Authorization | undefined => {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(text ?? '')
  if (parts === null) return undefined
  const [, accessKeyId = '', scope = '', headers = '', signature = ''] = parts
  return { accessKeyId, scope, signedHeaders: headers.split(';'), signature }
}

const fieldOf = ({ headers }: IncomingMessage, name: string): string => {
  const value = headers[name]
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/ +/g, ' ')
}

const expectedSignature = (
  request: IncomingMessage,
  url: URL,
  { scope, signedHeaders }: Authorization,
  secret: string,
) => {
  const canonicalRequest = [
    request.method,
    url.pathname,
    canonicalQuery(url.searchParams),
    ...signedHeaders.map(name => `${name}:${fieldOf(request, name)}`),
    '',
    signedHeaders.join(';'),
    fieldOf(request, 'x-amz-content-sha256'),
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', fieldOf(request, 'x-amz-date'), scope, sha256(canonicalRequest)].join('\n')
  const key = scope.split('/').reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secret}`)
  return hmac(key, toSign).toString('hex')
}

/**
 * AWS Signature Version 4 of a request to S3, or to another service where a path needs no encoding, checked from the document "Authenticating Requests (AWS Signature Version 4)".
 * Answers with the S3 code of what is wrong, or undefined.
 */
export const signatureProblem = (
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  secrets: ReadonlyMap<string, string>,
): 'AccessDenied' | 'InvalidAccessKeyId' | 'SignatureDoesNotMatch' | 'XAmzContentSHA256Mismatch' | undefined => {
  const authorization = parseAuthorization(request.headers.authorization)
  if (authorization === undefined) return 'AccessDenied'
  const secret = secrets.get(authorization.accessKeyId)
  if (secret === undefined) return 'InvalidAccessKeyId'
  const mustBeSigned = ['host', ...Object.keys(request.headers).filter(name => name.startsWith('x-amz-'))]
  if (!mustBeSigned.every(name => authorization.signedHeaders.includes(name))) return 'AccessDenied'
  const payload = fieldOf(request, 'x-amz-content-sha256')
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(body)) return 'XAmzContentSHA256Mismatch'
  return expectedSignature(request, url, authorization, secret) === authorization.signature
    ? undefined
    : 'SignatureDoesNotMatch'
}

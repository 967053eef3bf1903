import type { CacheBehavior, Method } from '../../distribution/model.ts'
import { isHost } from '../../http/host-field.ts'
import { unclearFraming } from '../../http/request-framing.ts'
import type { EdgeDocument } from '../error-response/edge-error.ts'
import type { Body } from '../body.ts'
import type { DetailedResultType } from '../result-type.ts'
import type { ViewerRequest } from './viewer-request.ts'

/** A request CloudFront refuses before any function runs (GEN-01 to GEN-11). */
export interface Refusal {
  readonly status: 400 | 403 | 413 | 414 | 494
  readonly why: string
  readonly detailedResultType: DetailedResultType
  /** What the viewer reads instead of CloudFront's page. */
  readonly document?: EdgeDocument
}

const URL_MAX_BYTES = 8_192 // QUO-01
const REQUEST_MAX_BYTES = 32_768 // QUO-02
const BODY_MAX_BYTES = 64 * 1024 ** 3 // QUO-04, MET-07

/** Path with query string, and the header fields as HTTP/1.1 writes them, in bytes. */
export const requestHeadBytes = ({
  uri,
  queryString,
  headers,
}: ViewerRequest): { readonly urlBytes: number; readonly headerBytes: number } => {
  const urlBytes = uri.length + (queryString === undefined ? 0 : queryString.length + 1)
  let headerBytes = 0
  for (let i = 0; i < headers.length; i++)
    headerBytes += (headers.names[i]?.length ?? 0) + (headers.values[i]?.length ?? 0) + 4
  return { urlBytes, headerBytes }
}

/** Size and form, before a behaviour is chosen (ORD-01, QUO-01, QUO-02, QUO-04, GEN-02, GEN-10, GEN-11). */
export const refuseMalformed = (viewer: ViewerRequest): Refusal | undefined => {
  const { urlBytes, headerBytes } = requestHeadBytes(viewer)
  if (urlBytes > URL_MAX_BYTES) {
    const why = `the URL has ${urlBytes} bytes, ${URL_MAX_BYTES} are allowed [QUO-01]`
    return { status: 414, why, detailedResultType: 'InvalidRequest' }
  }
  if (urlBytes + headerBytes > REQUEST_MAX_BYTES) {
    const why = `the request head has ${urlBytes + headerBytes} bytes, ${REQUEST_MAX_BYTES} are allowed [QUO-02]`
    return { status: 494, why, detailedResultType: 'InvalidRequestHeader' }
  }
  const refusedBody = viewer.body === undefined ? undefined : refuseBody(viewer, viewer.body)
  if (refusedBody !== undefined) return refusedBody
  if (!viewer.uri.startsWith('/')) return malformed('the path does not start with a slash')
  if (viewer.uri.includes('#') || viewer.queryString?.includes('#') === true) return malformed('the URL has a fragment')
  return refuseHost(viewer)
}

const malformed = (why: string): Refusal => ({ status: 400, why, detailedResultType: 'InvalidRequest' })

/** QUO-04, and GEN-02 where an origin could take the body for a request. */
const refuseBody = ({ headers, httpVersion }: ViewerRequest, { byteLength = 0 }: Body): Refusal | undefined => {
  if (byteLength > BODY_MAX_BYTES) {
    const why = `the request body has ${byteLength} bytes, ${BODY_MAX_BYTES} are allowed [QUO-04]`
    return { status: 413, why, detailedResultType: 'InvalidRequest' }
  }
  const why = unclearFraming(headers, httpVersion)
  return why === undefined ? undefined : malformed(`the end of the body is unclear: ${why}`)
}

/** RFC 9112, 3.2: one valid Host, or none in HTTP/1.0; HTTP/2 may have named it in a pseudo header. */
const refuseHost = ({ headers, httpVersion }: ViewerRequest): Refusal | undefined => {
  const first = headers.names.indexOf('host')
  if (first === -1) return httpVersion === '1.1' ? malformed('the request has no Host') : undefined
  if (headers.names.indexOf('host', first + 1) !== -1) return malformed('the request has two Hosts')
  return isHost(headers.values[first] ?? '') ? undefined : malformed('the Host is no host name')
}

/** QUO-32: above it CloudFront cannot read the head for the standard log. */
const LOGGED_HEADERS_MAX_BYTES = 20_480

/** QUO-32: a request with more than 20 KB of headers, or too long a URL, is missing from standard logs. */
export const isLogged = (viewer: ViewerRequest): boolean => {
  const { urlBytes, headerBytes } = requestHeadBytes(viewer)
  return urlBytes <= URL_MAX_BYTES && headerBytes <= LOGGED_HEADERS_MAX_BYTES
}

/** MET-05, MET-06, ORD-10. */
export const refuseMethod = ({ allowedMethods }: CacheBehavior, viewer: ViewerRequest): Refusal | undefined => {
  if (!allowedMethods.has(viewer.method as Method)) {
    const why = `the behaviour allows ${[...allowedMethods].join(', ')}, not ${viewer.method}`
    return { status: 403, why, detailedResultType: 'InvalidRequestMethod' }
  }
  const hasBody = viewer.body !== undefined
  return hasBody && viewer.method === 'GET'
    ? { status: 403, why: 'a GET with a body', detailedResultType: 'InvalidRequestMethod' }
    : undefined
}

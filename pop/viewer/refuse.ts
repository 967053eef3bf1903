import type { CacheBehavior, Method } from '../../distribution/model.ts'
import type { EdgeDocument } from '../error-response/edge-error.ts'
import type { DetailedResultType } from '../result-type.ts'
import type { ViewerRequest } from './viewer-request.ts'

/** A request CloudFront refuses before any function runs (GEN-01 to GEN-11). */
export interface Refusal {
  readonly status: 400 | 403 | 414 | 494
  readonly why: string
  readonly detailedResultType: DetailedResultType
  /** What the viewer reads instead of CloudFront's page. */
  readonly document?: EdgeDocument
}

const URL_MAX_BYTES = 8_192 // QUO-01
const REQUEST_MAX_BYTES = 32_768 // QUO-02

/** The request line and the header fields in bytes, as HTTP/1.1 writes them; the URL is `urlBytes` of it. */
export const requestHeadBytes = ({
  method,
  uri,
  queryString,
  headers,
}: ViewerRequest): { readonly urlBytes: number; readonly allBytes: number } => {
  const urlBytes = uri.length + (queryString === undefined ? 0 : queryString.length + 1)
  let allBytes = method.length + urlBytes
  for (let i = 0; i < headers.length; i++)
    allBytes += (headers.names[i]?.length ?? 0) + (headers.values[i]?.length ?? 0) + 4
  return { urlBytes, allBytes }
}

/** Size and form, before a behaviour is chosen (ORD-01, QUO-01, QUO-02, GEN-02, GEN-10, GEN-11). */
export const refuseMalformed = (viewer: ViewerRequest): Refusal | undefined => {
  const { urlBytes, allBytes } = requestHeadBytes(viewer)
  if (urlBytes > URL_MAX_BYTES) {
    const why = `the URL has ${urlBytes} bytes, ${URL_MAX_BYTES} are allowed`
    return { status: 414, why, detailedResultType: 'InvalidRequest' }
  }
  if (allBytes > REQUEST_MAX_BYTES) {
    const why = `the request head has ${allBytes} bytes, ${REQUEST_MAX_BYTES} are allowed`
    return { status: 494, why, detailedResultType: 'InvalidRequestHeader' }
  }
  if (!viewer.uri.startsWith('/'))
    return { status: 400, why: 'the path does not start with a slash', detailedResultType: 'InvalidRequest' }
  return undefined
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

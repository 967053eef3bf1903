import { randomBytes } from 'node:crypto'
import type { Origin } from '../../distribution/model.ts'
import type { Problem } from '../../distribution/problem.ts'
import { resolveRange } from '../../http/byte-range.ts'
import { HeaderList } from '../../http/header-list.ts'
import { httpDate } from '../../http/http-date.ts'
import { NO_BODY } from '../body.ts'
import { BufferedBody } from '../bytes.io.ts'
import { BucketFolder, type BucketObject } from './bucket-folder.io.ts'
import { createBucketMetadata, type ObjectHeaders } from './bucket-metadata.io.ts'
import { contentTypeOf } from '../../http/content-type.ts'
import { evaluatePreconditions, rangeFieldThatCounts } from './evaluate-preconditions.ts'
import type { OriginAttempt, OriginAttemptOutcome, OriginRequest, OriginResponse } from './origin-attempt.ts'
import { s3ErrorStatus, s3ErrorXml, type S3ErrorCode } from './s3-error.ts'

export interface FolderOriginOptions {
  /** S3-03: with `s3:ListBucket` a missing key answers 404, without 403. Default: without. */
  readonly listBucket?: boolean
  /** Headers of an object; default: what the metadata file in the folder says. */
  readonly metadata?: (key: string) => ObjectHeaders | Promise<ObjectHeaders>
  /** Told about a metadata file that cannot be used. */
  readonly onProblem?: (problem: Problem) => void
}

export interface FolderOrigin {
  /** Answers like S3; never rejects. The timeouts of the attempt do not apply to a local folder. */
  readonly attempt: (attempt: OriginAttempt) => Promise<OriginAttemptOutcome>
}

/** A private bucket whose objects are the files of a folder. */
export const createFolderOrigin = (folder: string, options: FolderOriginOptions = {}): FolderOrigin => {
  const bucket = new BucketFolder(folder)
  const metadata = options.metadata ?? createBucketMetadata(folder, options.onProblem ?? (() => {}))
  const missing: S3ErrorCode = options.listBucket === true ? 'NoSuchKey' : 'AccessDenied'
  const answer = async ({ origin, request }: OriginAttempt): Promise<OriginResponse> => {
    const refusal = refusalOf(origin, request)
    if (refusal !== undefined) return errorResponse(request, refusal)
    const key = decodedKey(request.uri)
    if (key === undefined) return errorResponse(request, 'InvalidURI')
    const lookup = await bucket.find(key)
    if (lookup.kind === 'object') return objectResponse(request, key, lookup.object, await metadata(key))
    if (lookup.kind === 'no-key') return errorResponse(request, missing, missing === 'NoSuchKey' ? { Key: key } : {})
    return errorResponse(request, lookup.kind === 'no-bucket' ? 'NoSuchBucket' : 'InternalError')
  }
  return {
    async attempt(attempt) {
      const startedAt = performance.now()
      const response = await answer(attempt)
      return { kind: 'response', response, durationMs: performance.now() - startedAt }
    },
  }
}

/** Why the request is refused whatever the key. The bucket is private: without a signature nobody reads (S3-01, S3-02). */
const refusalOf = (origin: Origin, { method, headers }: OriginRequest): S3ErrorCode | undefined => {
  if (origin.kind === 's3') {
    if (origin.access === 'none' || origin.access === 'oac-never') return 'AccessDenied'
    if (origin.access === 'oac-no-override' && headers.has('authorization')) return 'AccessDenied'
    // S3-05: S3 finds the bucket by its Host.
    const host = headers.get('host')?.replace(/:\d+$/, '').toLowerCase()
    if (host !== undefined && host !== origin.domainName.toLowerCase()) return 'AccessDenied'
  }
  return method === 'GET' || method === 'HEAD' ? undefined : 'MethodNotAllowed'
}

const decodedKey = (uri: string): string | undefined => {
  try {
    return decodeURIComponent(uri.slice(1))
  } catch {
    return undefined
  }
}

const objectResponse = (
  request: OriginRequest,
  key: string,
  object: BucketObject,
  metadata: ObjectHeaders,
): OriginResponse => {
  const precondition = evaluatePreconditions(request.headers, object.validators)
  if (precondition === 'precondition-failed') return errorResponse(request, 'PreconditionFailed')
  const headers = identified().headers.append('last-modified', httpDate(object.validators.lastModifiedAt))
  headers
    .append('etag', object.validators.entityTag, 'ETag')
    .append('x-amz-server-side-encryption', 'AES256', 'x-amz-server-side-encryption')
  if (precondition === 'not-modified') {
    if (metadata['cache-control'] !== undefined) headers.append('cache-control', metadata['cache-control'])
    return { status: 304, headers: headers.append('server', 'AmazonS3'), body: NO_BODY }
  }
  headers.append('accept-ranges', 'bytes')
  for (const [name, value] of Object.entries({ 'content-type': contentTypeOf(key), ...metadata }))
    headers.append(name, value)
  return withBytes(request, object, headers)
}

const withBytes = (request: OriginRequest, object: BucketObject, headers: HeaderList): OriginResponse => {
  const size = object.sizeBytes
  const field = rangeFieldThatCounts(request.headers, object.validators)
  // Of several ranges S3 sends the whole object.
  const outcome = resolveRange(field?.includes(',') === true ? undefined : field, size)
  if (outcome.kind === 'unsatisfiable') {
    const details = { RangeRequested: request.headers.get('range') ?? '', ActualObjectSize: String(size) }
    const response = errorResponse(request, 'InvalidRange', details)
    response.headers.append('content-range', `bytes */${size}`)
    return response
  }
  const range = outcome.kind === 'part' ? outcome.range : undefined
  if (range !== undefined) headers.append('content-range', `bytes ${range.start}-${range.end}/${size}`)
  const length = range === undefined ? size : range.end - range.start + 1
  headers.append('content-length', String(length)).append('server', 'AmazonS3')
  const body = request.method === 'HEAD' || length === 0 ? NO_BODY : object.body(range)
  return { status: range === undefined ? 200 : 206, headers, body }
}

const errorResponse = (
  { method }: OriginRequest,
  code: S3ErrorCode,
  details: Readonly<Record<string, string>> = {},
): OriginResponse => {
  const { headers, ...ids } = identified()
  headers.append('content-type', 'application/xml')
  if (code === 'MethodNotAllowed') headers.append('allow', 'GET, HEAD')
  // S3 does not state the length of its errors.
  headers.append('transfer-encoding', 'chunked').append('server', 'AmazonS3')
  const body = method === 'HEAD' ? NO_BODY : BufferedBody.ofText(s3ErrorXml(code, ids, details))
  return { status: s3ErrorStatus(code), headers, body }
}

/** The headers that every answer of S3 starts with. */
const identified = (): { readonly headers: HeaderList; readonly requestId: string; readonly hostId: string } => {
  const requestId = randomBytes(8).toString('hex').toUpperCase()
  const hostId = randomBytes(56).toString('base64')
  const headers = HeaderList.fromRaw([
    'x-amz-request-id',
    requestId,
    'x-amz-id-2',
    hostId,
    'Date',
    httpDate(Date.now()),
  ])
  return { headers, requestId, hostId }
}

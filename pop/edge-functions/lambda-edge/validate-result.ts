import type { LambdaEventType } from '../../../distribution/model.ts'
import { isBase64 } from '../base64.ts'
import { isHeaderValue } from '../headers.ts'
import { toRequestLine } from '../wire-text.ts'
import { failedValidation, isRecord, type InvalidResult } from './invalid-result.ts'
import { LAMBDA_BYTES_MAX, replacedBodyBytesMax } from './limits.ts'
import type { LambdaEdgeEvent, LambdaHeaders, LambdaOrigin } from './invocation.ts'
import { validatedHeaders } from './validate-headers.ts'
import { validatedOrigin } from './validate-origin.ts'

/** A body that replaces another, as written by a function. */
export interface WrittenBody {
  readonly encoding: 'text' | 'base64'
  readonly data: string
}

/** A request to go on with (LAE-02). */
export interface ValidRequest {
  readonly kind: 'request'
  readonly uri: string
  readonly querystring: string
  readonly headers: LambdaHeaders
  /** Undefined: as in the event. */
  readonly origin: LambdaOrigin | undefined
  /** Undefined: the viewer's body goes to the origin as it came (LAE-40). */
  readonly body: WrittenBody | undefined
}

/** A response, generated (LAE-31) or changed (LAE-36). */
export interface ValidResponse {
  readonly kind: 'response'
  readonly status: number
  readonly statusDescription: string | undefined
  readonly headers: LambdaHeaders
  /** Undefined: the body of the origin stays (LAE-36); for a generated response there is none. */
  readonly body: WrittenBody | undefined
}

const BAD_BODY = 'The body is not a string, is not an object, or exceeds the maximum size'

const badStatus = (message: string): InvalidResult => failedValidation('The status is missing or invalid', message)

/** LAE-31, LAE-32: a string of digits, 200 to 599. */
const validatedStatus = (status: unknown): { readonly kind: 'status'; readonly status: number } | InvalidResult => {
  if (typeof status !== 'string') return badStatus('status must be a string')
  if (!/^[2-5]\d\d$/.test(status)) return badStatus('status must be from 200 to 599')
  return { kind: 'status', status: Number(status) }
}

const validatedBody = (
  body: unknown,
  bodyEncoding: unknown,
): { readonly kind: 'body'; readonly body: WrittenBody | undefined } | InvalidResult => {
  if (body === undefined) return { kind: 'body', body: undefined }
  if (typeof body !== 'string') return failedValidation(BAD_BODY, 'body must be a string')
  const encoding = bodyEncoding ?? 'text'
  if (encoding !== 'text' && encoding !== 'base64') {
    return failedValidation('The body encoding is invalid', 'bodyEncoding must be text or base64')
  }
  if (encoding === 'base64' && !isBase64(body)) {
    return failedValidation('The body is not valid base64', 'body is not valid base64')
  }
  return { kind: 'body', body: { encoding, data: body } }
}

const headerBytes = (headers: LambdaHeaders): number =>
  Object.entries(headers)
    .flatMap(([name, entries]) => entries.map(({ value }) => name.length + Buffer.byteLength(value) + 4))
    .reduce((sum, bytes) => sum + bytes, 0)

/** LAE-41; ORR-31: the body counts as it is returned, base64 as base64. The headers of an origin, which a function at a response event was given, are not of its making. */
const sizeProblem = (response: ValidResponse, eventType: LambdaEventType): InvalidResult | undefined => {
  if (response.body === undefined && eventType.endsWith('-response')) return undefined
  const bytes =
    headerBytes(response.headers) + (response.body === undefined ? 0 : Buffer.byteLength(response.body.data))
  const max = LAMBDA_BYTES_MAX[eventType]
  return bytes > max
    ? failedValidation(BAD_BODY, `the response has ${bytes} bytes, at most ${max} are allowed at ${eventType}`)
    : undefined
}

const notAnObject = (): InvalidResult =>
  failedValidation('The function returned no object', 'the function must return a request or a response object')

const validatedResponse = (
  event: LambdaEdgeEvent,
  result: Record<string, unknown>,
  headersBefore: LambdaHeaders,
): ValidResponse | InvalidResult => {
  const { eventType } = event.config
  const status = validatedStatus(result['status'])
  if (status.kind === 'invalid') return status
  const { statusDescription } = result
  if (statusDescription !== undefined && (typeof statusDescription !== 'string' || !isHeaderValue(statusDescription))) {
    return failedValidation('The status description is invalid', 'statusDescription must be a string')
  }
  const headers = validatedHeaders(headersBefore, result['headers'], eventType)
  if (headers.kind === 'invalid') return headers
  const body = validatedBody(result['body'], result['bodyEncoding'])
  if (body.kind === 'invalid') return body
  const response: ValidResponse = {
    kind: 'response',
    status: status.status,
    statusDescription,
    headers: headers.headers,
    body: body.body,
  }
  return sizeProblem(response, eventType) ?? response
}

/** LAE-31 to LAE-35 */
const generatedResponse = (event: LambdaEdgeEvent, result: Record<string, unknown>): ValidResponse | InvalidResult => {
  const response = validatedResponse(event, result, {})
  if (response.kind === 'invalid') return response
  const isEmpty = response.body === undefined || response.body.data === ''
  return response.status === 204 && !isEmpty && event.config.eventType === 'viewer-request'
    ? failedValidation(BAD_BODY, 'a response with status 204 must have no body')
    : response
}

/** LAE-40 */
const replacedBody = (
  event: LambdaEdgeEvent,
  body: unknown,
): { readonly kind: 'body'; readonly body: WrittenBody | undefined } | InvalidResult => {
  if (body === undefined || event.request.body === undefined) return { kind: 'body', body: undefined }
  if (!isRecord(body)) return failedValidation(BAD_BODY, 'request.body must be an object')
  const { action = 'read-only' } = body
  if (action === 'read-only') return { kind: 'body', body: undefined }
  if (action !== 'replace') return failedValidation(BAD_BODY, 'request.body.action must be read-only or replace')
  const written = validatedBody(body['data'], body['encoding'] ?? 'base64')
  if (written.kind === 'invalid' || written.body === undefined) return written
  const max = replacedBodyBytesMax(event.config.eventType, written.body.encoding)
  return Buffer.byteLength(written.body.data) > max
    ? failedValidation(BAD_BODY, `request.body.data is longer than ${max} bytes`)
    : written
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const NOT_IN_URI = /[\0-\x1f\x7f?#]/
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const NOT_IN_QUERY = /[\0-\x20\x7f#]/
const URL_CHARACTERS_MAX = 8_192

/** LAE-02, LAE-11, CFF-89 */
const lineProblem = (event: LambdaEdgeEvent, uri: unknown, querystring: unknown): InvalidResult | undefined => {
  if (typeof uri !== 'string' || !uri.startsWith('/') || NOT_IN_URI.test(uri)) {
    return failedValidation(
      'The uri is invalid',
      'request.uri must start with / and have no control characters, ? or #',
    )
  }
  if (typeof querystring !== 'string') {
    return failedValidation('The querystring is invalid', 'request.querystring must be a string')
  }
  if (querystring !== event.request.querystring && NOT_IN_QUERY.test(querystring)) {
    return failedValidation(
      'The querystring is invalid',
      'request.querystring must not have spaces, control characters or #',
    )
  }
  return uri.length + querystring.length >= URL_CHARACTERS_MAX
    ? failedValidation(
        'The URL is too long',
        `uri and querystring must be shorter than ${URL_CHARACTERS_MAX} characters`,
      )
    : undefined
}

const changedRequest = (event: LambdaEdgeEvent, result: Record<string, unknown>): ValidRequest | InvalidResult => {
  const { request, config } = event
  const { method, uri, querystring = '' } = result
  if (method !== undefined && method !== request.method) {
    return failedValidation('The function tried to change the method', 'request.method is read-only')
  }
  const problem = lineProblem(event, uri, querystring)
  if (problem !== undefined) return problem
  const headers = validatedHeaders(request.headers, result['headers'], config.eventType)
  if (headers.kind === 'invalid') return headers
  const origin = changedOrigin(event, result['origin'], headers.headers)
  if (origin.kind === 'invalid') return origin
  const body = replacedBody(event, result['body'])
  if (body.kind === 'invalid') return body
  return {
    kind: 'request',
    // Checked as strings by lineProblem.
    uri: toRequestLine(String(uri)),
    querystring: toRequestLine(String(querystring)),
    headers: headers.headers,
    origin: origin.origin,
    body: body.body,
  }
}

/** Only origin-request has an origin; what is left as it was needs no check. */
const changedOrigin = (
  event: LambdaEdgeEvent,
  origin: unknown,
  headers: LambdaHeaders,
): { readonly kind: 'origin'; readonly origin: LambdaOrigin | undefined } | InvalidResult => {
  if (origin === undefined || event.config.eventType !== 'origin-request') return { kind: 'origin', origin: undefined }
  if (JSON.stringify(origin) === JSON.stringify(event.request.origin)) return { kind: 'origin', origin: undefined }
  return validatedOrigin(origin, event.request, headers)
}

/**
 * What a viewer-request or origin-request function returned: a request to go on with or a generated response (LAE-30 ff.).
 *
 * @param event as it was given to the function; it must not share objects with `result`
 * @param result plain JSON data
 */
export const validateRequestResult = (
  event: LambdaEdgeEvent,
  result: unknown,
): ValidRequest | ValidResponse | InvalidResult => {
  if (!isRecord(result)) return notAnObject()
  const isResponse = result['status'] !== undefined || result['uri'] === undefined
  return isResponse ? generatedResponse(event, result) : changedRequest(event, result)
}

/**
 * What an origin-response or viewer-response function returned (LAE-30, LAE-36, LAE-53). A body counts only at origin-response.
 *
 * @param event as it was given to the function, with `response`; it must not share objects with `result`
 */
export const validateResponseResult = (event: LambdaEdgeEvent, result: unknown): ValidResponse | InvalidResult => {
  if (!isRecord(result)) return notAnObject()
  const response = validatedResponse(event, result, event.response?.headers ?? {})
  if (response.kind === 'invalid' || event.config.eventType !== 'viewer-response') return response
  if (String(response.status) !== event.response?.status) {
    return failedValidation('The function tried to change the status', 'viewer-response cannot change the status')
  }
  return { ...response, body: undefined }
}

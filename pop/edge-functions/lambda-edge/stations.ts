import type { CacheBehavior, LambdaAssociation, LambdaEventType, Origin } from '../../../distribution/model.ts'
import type { HeaderList } from '../../../http/header-list.ts'
import type { Answer } from '../../answer.ts'
import { NO_BODY, type Body } from '../../body.ts'
import type { EdgeRequest, Exchange } from '../../exchange.ts'
import type { OriginRequest, OriginResponse } from '../../origin/origin-attempt.ts'
import type { PointOfPresence } from '../../point-of-presence.ts'
import type { TraceEvent } from '../../trace/trace-event.ts'
import { withoutCloudFrontHeaders } from '../../viewer/cloudfront-headers.ts'
import { askNameResolves, type Walk, type World } from '../../world.ts'
import type { AfterViewerRequest } from '../viewer-functions.ts'
import type { LambdaEdgeEvent, LambdaRequest, LambdaResponse } from './invocation.ts'
import { fromLambdaHeaders, headersAfterLambda, toLambdaHeaders } from './lambda-event.ts'
import { fromLambdaOrigin, toLambdaOrigin, withCustomHeaders, withoutCustomHeaders } from './lambda-origin.ts'
import { includedBody, withRequestBody } from './request-body.ts'
import { lambdaFailureAnswer, runLambda, type LambdaFailure } from './run-lambda.ts'
import { statusDescriptionOf } from './status-description.ts'
import {
  validateRequestResult,
  validateResponseResult,
  type ValidResponse,
  type WrittenBody,
} from './validate-result.ts'

export type AfterOriginRequest =
  /** LAE-12: the origin's name does not resolve; the function was not called. */
  | { readonly kind: 'no-such-name' }
  | { readonly kind: 'request'; readonly origin: Origin; readonly request: OriginRequest }
  | { readonly kind: 'response'; readonly response: OriginResponse }
  | { readonly kind: 'failed'; readonly failure: LambdaFailure }

export type AfterOriginResponse =
  | { readonly kind: 'response'; readonly response: OriginResponse }
  | { readonly kind: 'failed'; readonly failure: LambdaFailure }

const configOf = (
  { distribution }: PointOfPresence,
  eventType: LambdaEventType,
  requestId: string,
): LambdaEdgeEvent['config'] => ({
  distributionDomainName: distribution.domainName,
  distributionId: distribution.id,
  eventType,
  requestId,
})

interface RequestParts {
  readonly method: string
  readonly uri: string
  readonly queryString: string | undefined
  readonly headers: HeaderList
}

const lambdaRequest = (clientIp: string, { method, uri, queryString, headers }: RequestParts): LambdaRequest => ({
  clientIp,
  method,
  uri,
  querystring: queryString ?? '',
  headers: toLambdaHeaders(headers),
})

/** `request` of an origin event (LAE-05, LAE-06). */
const lambdaOriginRequest = (clientIp: string, origin: Origin, request: OriginRequest): LambdaRequest => ({
  ...lambdaRequest(clientIp, { ...request, headers: withoutCustomHeaders(request.headers, origin) }),
  origin: toLambdaOrigin(origin, request.viewerProtocol),
})

/** LAE-09 */
const lambdaResponse = (status: number, headers: HeaderList): LambdaResponse => ({
  status: String(status),
  statusDescription: statusDescriptionOf(status),
  headers: toLambdaHeaders(headers),
})

const bodyOf = (world: World, written: WrittenBody | undefined): Body | undefined =>
  written === undefined ? undefined : world.makeBody(written.data, written.encoding)

/** A response a request trigger made (LAE-31); its length is CloudFront's to state (LAE-35). */
const generated = (world: World, { status, headers, body }: ValidResponse): OriginResponse => {
  const made = bodyOf(world, body) ?? NO_BODY
  return { status, headers: fromLambdaHeaders(headers).set('content-length', String(made.byteLength ?? 0)), body: made }
}

/** LAE-21, LAE-12: origin-request, when the behaviour has it and the origin's name resolves. It may change the request and the origin, or answer itself. */
export function* originRequestStation(
  { pop, behavior, request: viewer, trace }: Exchange,
  origin: Origin,
  request: OriginRequest,
): Walk<AfterOriginRequest> {
  const association = behavior.lambdas['origin-request']
  if (association === undefined) return { kind: 'request', origin, request }
  if (!(yield* askNameResolves(origin))) {
    trace.push({ station: 'skipped', what: 'origin-request', why: `the name ${origin.domainName} does not resolve` })
    return { kind: 'no-such-name' }
  }
  const event: LambdaEdgeEvent = {
    config: configOf(pop, 'origin-request', viewer.requestId),
    request: {
      ...lambdaOriginRequest(viewer.clientIp, origin, request),
      ...(yield* includedBody(association, 'origin-request', request.body)),
    },
  }
  const run = yield* runLambda(association, event, validateRequestResult, trace)
  if (run.kind === 'failed') return run
  if (run.value.kind === 'response') return { kind: 'response', response: generated(pop.world, run.value) }
  const { uri, querystring, headers, origin: chosen, body } = run.value
  const to = chosen === undefined ? origin : fromLambdaOrigin(chosen, origin, pop.distribution.origins)
  const written = headersAfterLambda(withoutCustomHeaders(request.headers, origin), headers)
  const changed: OriginRequest = {
    ...request,
    uri,
    queryString: querystring === '' ? undefined : querystring,
    headers: withCustomHeaders(written, to),
  }
  return { kind: 'request', origin: to, request: withRequestBody(pop.world, changed, body) }
}

/** LAE-21, LAE-36: origin-response, for any status, before the response is stored (ORD-02). */
export function* originResponseStation(
  { pop, behavior, request: viewer, trace }: Exchange,
  origin: Origin,
  request: OriginRequest,
  response: OriginResponse,
): Walk<AfterOriginResponse> {
  const association = behavior.lambdas['origin-response']
  if (association === undefined) return { kind: 'response', response }
  if (response.status === 101) {
    trace.push({ station: 'skipped', what: 'origin-response', why: 'the connection is upgraded' }) // ORR-15
    return { kind: 'response', response }
  }
  const event: LambdaEdgeEvent = {
    config: configOf(pop, 'origin-response', viewer.requestId),
    request: lambdaOriginRequest(viewer.clientIp, origin, request),
    response: lambdaResponse(response.status, response.headers),
  }
  const run = yield* runLambda(association, event, validateResponseResult, trace)
  if (run.kind === 'failed') return run
  const { status, headers, body } = run.value
  const written = bodyOf(pop.world, body)
  const kept = headersAfterLambda(response.headers, headers)
  if (written === undefined) return { kind: 'response', response: { status, headers: kept, body: response.body } }
  return { kind: 'response', response: { status, headers: withLengthOf(written, kept), body: written } }
}

/** COMP-15: CloudFront states the length of a body that a function wrote; how the origin framed its own matters no more. */
const withLengthOf = (written: Body, headers: HeaderList): HeaderList =>
  headers
    .clone()
    .delete('transfer-encoding')
    .set('content-length', String(written.byteLength ?? 0))

/** LAE-20: viewer-request as a Lambda; of CloudFront's own headers it sees none, forged ones neither (ORR-52). */
export function* viewerRequestLambda(
  pop: PointOfPresence,
  behavior: CacheBehavior,
  association: LambdaAssociation,
  request: EdgeRequest,
  trace: TraceEvent[],
): Walk<AfterViewerRequest> {
  const visible = withoutCloudFrontHeaders(behavior, request.headers)
  const event: LambdaEdgeEvent = {
    config: configOf(pop, 'viewer-request', request.requestId),
    request: {
      ...lambdaRequest(request.clientIp, { ...request, headers: visible }),
      ...(yield* includedBody(association, 'viewer-request', request.body)),
    },
  }
  const run = yield* runLambda(association, event, validateRequestResult, trace)
  if (run.kind === 'failed')
    return {
      kind: 'answer',
      answer: lambdaFailureAnswer(pop.world, request.requestId, run.failure),
      customLogData: undefined,
    }
  if (run.value.kind === 'response')
    return {
      kind: 'answer',
      answer: viewerAnswer(generated(pop.world, run.value), run.value),
      customLogData: undefined,
    }
  const { uri, querystring, headers, body } = run.value
  const changed: EdgeRequest = {
    ...request,
    uri,
    queryString: querystring === '' ? undefined : querystring,
    headers: headersAfterLambda(visible, headers),
  }
  return { kind: 'request', request: withRequestBody(pop.world, changed, body), customLogData: undefined }
}

/** GEN-28, LAE-55 */
const viewerAnswer = ({ status, headers, body }: OriginResponse, { statusDescription }: ValidResponse): Answer => ({
  source: 'function',
  status,
  statusDescription,
  headers: headers.set('server', 'CloudFront'),
  body,
  resultType: 'LambdaGeneratedResponse',
  detailedResultType: 'LambdaGeneratedResponse',
  ageSeconds: undefined,
  closesConnection: false,
})

/** LAE-22, LAE-30: viewer-response as a Lambda; it changes headers and nothing else, and sees none of CloudFront's own (CFF-91). */
export function* viewerResponseLambda(
  pop: PointOfPresence,
  behavior: CacheBehavior,
  association: LambdaAssociation,
  request: EdgeRequest,
  response: { readonly status: number; readonly headers: HeaderList },
  trace: TraceEvent[],
): Walk<{ readonly headers: HeaderList; readonly failure: Answer | undefined }> {
  const event: LambdaEdgeEvent = {
    config: configOf(pop, 'viewer-response', request.requestId),
    request: lambdaRequest(request.clientIp, {
      ...request,
      headers: withoutCloudFrontHeaders(behavior, request.headers),
    }),
    response: lambdaResponse(response.status, response.headers),
  }
  const run = yield* runLambda(association, event, validateResponseResult, trace)
  if (run.kind === 'failed')
    return { headers: response.headers, failure: lambdaFailureAnswer(pop.world, request.requestId, run.failure) }
  return { headers: headersAfterLambda(response.headers, run.value.headers), failure: undefined }
}

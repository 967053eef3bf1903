import { closesConnection } from './edge-error.ts'
import type { CacheBehavior, CustomErrorResponse } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'
import type { Answer } from '../answer.ts'
import { cacheKey } from '../cache-key/cache-key.ts'
import { obtain } from '../cache/through-tiers.ts'
import { CONDITIONAL_FIELDS } from '../origin/origin-request.ts'
import type { EdgeRequest, Exchange } from '../exchange.ts'
import { withCloudFrontHeaders, withoutCloudFrontHeaders } from '../viewer/cloudfront-headers.ts'
import type { Walk } from '../world.ts'

/** CER-02 */
export const PAGE_STATUSES: ReadonlySet<number> = new Set([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504])

export type ErrorPageDecision =
  | {
      readonly kind: 'page'
      readonly response: CustomErrorResponse
      readonly path: string
      readonly responseCode: number
    }
  | { readonly kind: 'none'; readonly why: string }

const none = (why: string): ErrorPageDecision => ({ kind: 'none', why })

/** Whether an error gets a page (section 11, column CER; CER-02, CER-17, CER-18). */
export const decideErrorPage = (
  answer: Answer,
  errorResponses: ReadonlyMap<number, CustomErrorResponse>,
  forFunctionFailures: boolean,
): ErrorPageDecision => {
  // CER-18: a status that a Lambda set at viewer-request does get a page.
  if (answer.source === 'function' && answer.resultType !== 'LambdaGeneratedResponse')
    return none('the status was set by a viewer-request function')
  if (answer.source === 'redirect' || answer.source === 'error-page') return none('not an error of the request')
  if (answer.source === 'function-failure' && !forFunctionFailures) return none('the edge function failed')
  if (answer.source === 'refusal' && answer.status === 400) return none('the request is unsafe')
  if (!PAGE_STATUSES.has(answer.status)) return none(`status ${answer.status} cannot have a page`)
  const response = errorResponses.get(answer.status)
  if (response?.page === undefined) return none(`no page is configured for ${answer.status}`)
  return { kind: 'page', response, path: response.page.path, responseCode: response.page.responseCode }
}

/** They are about the object that failed. */
const CONDITIONS = [...CONDITIONAL_FIELDS, 'range', 'if-range']

const withoutConditions = (headers: HeaderList): HeaderList => {
  const kept = headers.clone()
  for (const name of CONDITIONS) kept.delete(name)
  return kept
}

/** CER-11, CER-12: GET, the page's path, no query string; the viewer's headers as the page behaviour's policies forward them. */
const pageRequest = (failed: CacheBehavior, request: EdgeRequest, path: string): EdgeRequest => ({
  ...request,
  route: undefined,
  method: 'GET',
  uri: path,
  queryString: undefined,
  headers: withoutConditions(withoutCloudFrontHeaders(failed, request.headers)),
  body: undefined,
  upgrade: undefined,
  pageFor: request.viewer,
})

/**
 * The page for an error: fetched through the behaviour that matches the page's own path (CER-08), viewer functions left out (CER-09),
 * origin functions of that behaviour run (CER-10). A page that cannot be had gives its own status instead (CER-15), without another page.
 */
export function* errorPage(
  exchange: Exchange,
  answer: Answer,
  decision: ErrorPageDecision & { kind: 'page' },
): Walk<Answer> {
  const { pop, trace } = exchange
  pop.world.discard(answer.body)
  const behavior = pop.chooseBehavior(decision.path)
  const { pathPattern } = behavior
  trace.push({ station: 'error-page-fetch', errorCode: answer.status, pagePath: decision.path, pathPattern })
  const request = withCloudFrontHeaders(behavior, pageRequest(exchange.behavior, exchange.request, decision.path))
  const key = cacheKey(pop.distribution, behavior, request)
  const page = yield* obtain({ pop, behavior, request, asked: request, key, trace })
  const { entry } = page
  if (pop.switches.errorPageTtlAppliesToFailedKey) {
    for (const tier of pop.tiers) tier.adoptLifetime(exchange.key, entry.lifetime)
  }
  const responseCode = entry.status < 400 ? decision.responseCode : entry.status
  trace.push({
    station: 'custom-error-response',
    errorCode: answer.status,
    pagePath: decision.path,
    responseCode,
    pageStatus: entry.status,
  })
  return {
    source: entry.status < 400 ? 'error-page' : 'origin-failure',
    status: responseCode,
    statusDescription: undefined,
    headers: entry.headers, // CER-06
    body: entry.body,
    resultType: 'Error', // CER-22
    detailedResultType: answer.detailedResultType,
    ageSeconds: page.ageSeconds,
    closesConnection: closesConnection(answer.status),
  }
}

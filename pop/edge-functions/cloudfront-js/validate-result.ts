import { isBase64 } from '../base64.ts'
import { isDisallowedHeader } from '../../../distribution/header-restrictions.ts'
import { isHeaderName, isHeaderValue, READ_ONLY_HEADERS } from '../headers.ts'
import type { ReadOriginChoice } from './origin-choice.ts'
import type { HandlerResult, HeaderChange } from './guest-answer.ts'

/** Why a result is refused: the viewer's page (CFF-132 ff.) and a sentence for the developer. */
export interface ResultProblem {
  readonly pageText: string
  readonly message: string
}

type ViewerEvent = 'viewer-request' | 'viewer-response'

export const EXECUTION_ERROR_TEXT =
  'The CloudFront function associated with the CloudFront distribution is invalid or could not run.'

/** CFF-132 */
export const invalidValue = (what: string): ResultProblem => ({
  pageText: `The CloudFront function returned an invalid value: ${what}.`,
  message: what,
})

/** CFF-66 */
export const ORIGIN_REWRITE_TEXT = 'The CloudFront function returned an invalid value for origin rewrite.'

/** What is wrong with the arguments of an origin helper, or undefined (CFF-64 to CFF-68). */
export const originProblem = (read: ReadOriginChoice | undefined): ResultProblem | undefined =>
  read?.kind === 'problem' ? { pageText: ORIGIN_REWRITE_TEXT, message: read.message } : undefined

const readOnly = (name: string): ResultProblem => ({
  pageText: 'The CloudFront function tried to add, delete, or change a read-only header.',
  message: `the header ${name} is read-only`,
})

const disallowed = (name: string): ResultProblem => ({
  pageText: 'The CloudFront function tried to add a disallowed header.',
  message: `the header ${name} is disallowed`,
})

const COOKIE_HEADERS = new Set(['cookie', 'set-cookie'])

/** Names found without fault at an event, whatever their values: functions write the same few again and again. */
const faultlessNames: Readonly<Record<ViewerEvent, Set<string>>> = {
  'viewer-request': new Set(),
  'viewer-response': new Set(),
}
const FAULTLESS_NAMES_MAX = 1_024

const nameProblem = (
  name: string,
  isDeleted: boolean,
  event: ViewerEvent,
  owner: 'request' | 'response',
): ResultProblem | undefined => {
  if (faultlessNames[event].has(name)) return undefined
  const where = `${owner}.headers`
  if (name !== name.toLowerCase()) return invalidValue(`${where} must have header names in lower case`)
  if (!isHeaderName(name)) return invalidValue(`${where} has a name that no header can have`)
  // CFF-79: these belong into cookies.
  if (COOKIE_HEADERS.has(name)) return invalidValue(`${where} must not have ${name}, use ${owner}.cookies`)
  if (READ_ONLY_HEADERS[event].has(name)) return readOnly(name)
  if (isDisallowedHeader(name)) return isDeleted ? undefined : disallowed(name)
  if (faultlessNames[event].size < FAULTLESS_NAMES_MAX) faultlessNames[event].add(name)
  return undefined
}

const areHeaderValues = (values: readonly string[]): boolean => {
  for (const value of values) if (!isHeaderValue(value)) return false
  return true
}

const headerProblem = (
  { name, values }: HeaderChange,
  event: ViewerEvent,
  owner: 'request' | 'response',
): ResultProblem | undefined => {
  const problem = nameProblem(name, values.length === 0, event, owner)
  if (problem !== undefined || areHeaderValues(values)) return problem
  return invalidValue(`${owner}.headers.${name} has a control character`)
}

const headersProblem = (
  result: HandlerResult,
  event: ViewerEvent,
  owner: 'request' | 'response',
): ResultProblem | undefined => {
  for (const change of result.headerChanges) {
    const problem = headerProblem(change, event, owner)
    if (problem !== undefined) return problem
  }
  const { setCookies, cookie } = result
  const areCookies =
    (setCookies === undefined || areHeaderValues(setCookies)) && (cookie === undefined || isHeaderValue(cookie))
  return areCookies ? undefined : invalidValue(`${owner}.cookies has a control character`)
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const NOT_IN_QUERY = /[\0-\x20\x7f#]/
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const NOT_IN_URI = /[\0-\x1f\x7f?#]/

const URL_CHARACTERS_MAX = 8_192

/** What is wrong with a request that viewer-request returned, or undefined (CFF-72, CFF-89, HDR-01, HDR-02). */
export const requestProblem = (result: HandlerResult): ResultProblem | undefined => {
  const { uri, queryString } = result
  if (uri !== undefined && !uri.startsWith('/')) return invalidValue('request.uri must start with /')
  if (uri !== undefined && NOT_IN_URI.test(uri)) {
    return invalidValue('request.uri must not have control characters, ? or #')
  }
  if (queryString !== undefined && NOT_IN_QUERY.test(queryString)) {
    return invalidValue('request.querystring must not have spaces, control characters or #')
  }
  if ((uri?.length ?? 0) + (queryString?.length ?? 0) >= URL_CHARACTERS_MAX) {
    return invalidValue(`request.uri and request.querystring must be shorter than ${URL_CHARACTERS_MAX} characters`)
  }
  return headersProblem(result, 'viewer-request', 'request')
}

/** What is wrong with a returned response, or undefined (CFF-77, CFF-83, CFF-84, HDR-01, HDR-02). */
export const responseProblem = (result: HandlerResult, event: ViewerEvent): ResultProblem | undefined => {
  const { status, statusDescription, body } = result
  if (status === undefined || !Number.isInteger(status) || status < 100 || status > 599) {
    return invalidValue('response.statusCode must be an integer from 100 to 599')
  }
  if (statusDescription !== undefined && !isHeaderValue(statusDescription)) {
    return invalidValue('response.statusDescription has a control character')
  }
  if (body?.encoding === 'base64' && !isBase64(body.data)) {
    return invalidValue('response.body.data is not valid base64')
  }
  return headersProblem(result, event, 'response')
}

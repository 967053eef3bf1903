import { isDisallowedHeader } from '../../../distribution/header-restrictions.ts'
import type { LambdaEventType } from '../../../distribution/model.ts'
import { capitalized } from '../../../http/header-list.ts'
import { isHeaderName, isHeaderValue, LAMBDA_VIEWER_RESPONSE_READ_ONLY, READ_ONLY_HEADERS } from '../headers.ts'
import type { LambdaHeaders } from './invocation.ts'
import { failedValidation, invalid, isRecord, type InvalidResult } from './invalid-result.ts'

const readOnlyNames = (eventType: LambdaEventType): ReadonlySet<string> =>
  eventType === 'viewer-response' ? LAMBDA_VIEWER_RESPONSE_READ_ONLY : READ_ONLY_HEADERS[eventType]

/** LAE-53: adding, changing and deleting count alike. */
const readOnlyProblem = (verb: 'add' | 'delete' | 'change', name: string): InvalidResult =>
  failedValidation(
    'The function tried to add, delete, or change a read-only header',
    `Validation error: Lambda function result failed validation, the function tried to ${verb} read-only header, headerName : ${capitalized(name)}.`,
  )

/** The values of one header: an array of `{ key, value }` (LAE-52, LAE-56). `name` is lower case. */
export const entriesProblem = (name: string, entries: unknown): InvalidResult | undefined => {
  if (!Array.isArray(entries)) {
    return invalid(
      'The Lambda function returned an invalid entry in the headers object: Each header entry in the headers object must be an array',
      `the header ${name} must be an array of { key, value }`,
    )
  }
  for (const entry of entries) {
    if (!isRecord(entry) || typeof entry['value'] !== 'string' || !isHeaderValue(entry['value'])) {
      return failedValidation(
        'A header value is not a string or has characters that no header can have',
        `the value of the header ${name} must be of string or array of string type`,
      )
    }
    const { key } = entry
    if (key !== undefined && (typeof key !== 'string' || key.toLowerCase() !== name)) {
      return failedValidation('The key of a header differs from its name', `the header ${name} has another key`)
    }
  }
  return undefined
}

const nameProblem = (name: string): InvalidResult | undefined =>
  isHeaderName(name.toLowerCase())
    ? undefined
    : failedValidation(
        'Header names must be valid',
        `the header name "${name}" must have no characters that no header can have`,
      )

/** A name may be written in any case ("regardless of how you've formatted the header name", LAE-03); the key has its spelling. */
const inLowerCase = (headers: LambdaHeaders): LambdaHeaders => {
  const names = Object.keys(headers)
  if (names.every(name => name === name.toLowerCase())) return headers
  const byName = new Map<string, LambdaHeaders[string]>()
  for (const name of names) {
    const lower = name.toLowerCase()
    byName.set(lower, [...(byName.get(lower) ?? []), ...(headers[name] ?? [])])
  }
  return Object.fromEntries(byName)
}

/** The values of a header, comparable; undefined when it is not there. A header may be called `constructor`. */
const valuesText = (headers: LambdaHeaders, name: string): string | undefined => {
  const entries = Object.hasOwn(headers, name) ? (headers[name] ?? []) : []
  return entries.length === 0 ? undefined : JSON.stringify(entries.map(({ value }) => value))
}

const changeProblem = (
  before: LambdaHeaders,
  after: LambdaHeaders,
  eventType: LambdaEventType,
): InvalidResult | undefined => {
  for (const name of readOnlyNames(eventType)) {
    const [was, is] = [valuesText(before, name), valuesText(after, name)]
    if (was === is) continue
    return readOnlyProblem(was === undefined ? 'add' : is === undefined ? 'delete' : 'change', name)
  }
  for (const name of Object.keys(after)) {
    if (valuesText(after, name) === valuesText(before, name) || !isForbidden(name, eventType)) continue
    return failedValidation('The function tried to add a blacklisted header', `the header ${name} is disallowed`)
  }
  return undefined
}

/** HDR-01; HDR-05: the country at viewer-request. */
const isForbidden = (name: string, eventType: LambdaEventType): boolean =>
  isDisallowedHeader(name) || (eventType === 'viewer-request' && name === 'cloudfront-viewer-country')

/**
 * The headers of a result, checked against those of the event: shape (LAE-52), names, read-only and disallowed headers (HDR-01, HDR-02).
 *
 * @param before headers of the event; `{}` for a generated response
 */
export const validatedHeaders = (
  before: LambdaHeaders,
  after: unknown,
  eventType: LambdaEventType,
): { readonly kind: 'headers'; readonly headers: LambdaHeaders } | InvalidResult => {
  if (after !== undefined && !isRecord(after)) {
    return failedValidation('The headers are not an object', 'headers must be an object')
  }
  const headers = after ?? {}
  for (const [name, entries] of Object.entries(headers)) {
    const problem = nameProblem(name) ?? entriesProblem(name.toLowerCase(), entries)
    if (problem !== undefined) return problem
  }
  // The loop above has looked at every entry.
  const checked = inLowerCase(headers as LambdaHeaders)
  return changeProblem(before, checked, eventType) ?? { kind: 'headers', headers: checked }
}

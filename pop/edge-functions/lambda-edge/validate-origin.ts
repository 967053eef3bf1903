import { isForbiddenOriginHeader } from '../../../distribution/header-restrictions.ts'
import type { LambdaHeaders, LambdaOrigin, LambdaRequest } from './invocation.ts'
import { failedValidation, isRecord, type InvalidResult } from './invalid-result.ts'
import { entriesProblem } from './validate-headers.ts'

const badOrigin = (message: string): InvalidResult =>
  failedValidation('The function returned an invalid value in the origin object', message)

type Settings = Readonly<Record<string, unknown>>

const ADDRESS = /^\d+(?:\.\d+){3}$/
const CUSTOM_DOMAIN_NAME = /^[A-Za-z0-9.-]{1,253}$/
const S3_DOMAIN_NAME = /^[a-z0-9.-]{1,128}$/
const ORIGIN_PATH = /^(?:\/[\x21-\x7e]{0,253}[\x21-\x2e\x30-\x7e])?$/
const SSL_PROTOCOLS: readonly unknown[] = ['TLSv1.2', 'TLSv1.1', 'TLSv1', 'SSLv3']

const isBetween = (value: unknown, low: number, high: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high

const isPort = (value: unknown): boolean => value === 80 || value === 443 || isBetween(value, 1024, 65_535)

const isText = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value)

/** LAE-06: 0 or absent is the default, else it covers at least one read. */
const isCompletionTimeout = (value: unknown, readTimeout: unknown): boolean =>
  value === undefined ||
  value === 0 ||
  isBetween(value, typeof readTimeout === 'number' ? readTimeout : 1, Number.MAX_SAFE_INTEGER)

const isSslProtocols = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(name => SSL_PROTOCOLS.includes(name))

/** LAE-08, HDR-06 */
const customHeadersProblem = (customHeaders: unknown, requestHeaders: LambdaHeaders): InvalidResult | undefined => {
  if (customHeaders === undefined) return undefined
  if (!isRecord(customHeaders)) return badOrigin('origin customHeaders must be an object')
  for (const [name, entries] of Object.entries(customHeaders)) {
    const lowerCase = name.toLowerCase()
    const problem = entriesProblem(lowerCase, entries)
    if (problem !== undefined) return problem
    if (isForbiddenOriginHeader(lowerCase)) return badOrigin(`the custom header ${name} is disallowed`)
    if (Object.hasOwn(requestHeaders, lowerCase)) {
      return badOrigin(`the custom header ${name} is in request.headers too`)
    }
  }
  return undefined
}

/** LAE-06, LAE-07: what both kinds have. A path that is absent is none. */
const commonProblem = (
  kind: 'custom' | 's3',
  { domainName, path = '', readTimeout, responseCompletionTimeout }: Settings,
): InvalidResult | undefined => {
  if (!isText(domainName, kind === 'custom' ? CUSTOM_DOMAIN_NAME : S3_DOMAIN_NAME) || isText(domainName, ADDRESS)) {
    const form = kind === 'custom' ? 'at most 253 characters' : 'at most 128 characters in lower case'
    return badOrigin(`origin.${kind}.domainName must be a DNS name of ${form}, without port`)
  }
  if (!isText(path, ORIGIN_PATH)) {
    return badOrigin(
      `origin.${kind}.path must start with /, not end with it, be URL-encoded and have at most 255 characters`,
    )
  }
  return isCompletionTimeout(responseCompletionTimeout, readTimeout)
    ? undefined
    : badOrigin(`origin.${kind}.responseCompletionTimeout must be 0 or at least readTimeout`)
}

/** LAE-06 */
const customProblem = (settings: Settings): InvalidResult | undefined => {
  if (!isPort(settings['port'])) return badOrigin('origin.custom.port must be 80, 443 or 1024 to 65535')
  if (settings['protocol'] !== 'http' && settings['protocol'] !== 'https') {
    return badOrigin('origin.custom.protocol must be http or https')
  }
  for (const name of ['readTimeout', 'keepaliveTimeout']) {
    if (!isBetween(settings[name], 1, 120)) return badOrigin(`origin.custom.${name} must be an integer from 1 to 120`)
  }
  return isSslProtocols(settings['sslProtocols'])
    ? undefined
    : badOrigin(`origin.custom.sslProtocols must list some of ${SSL_PROTOCOLS.join(', ')}`)
}

/** LAE-07: an origin access identity can be kept and never be taken up. */
const s3Problem = (settings: Settings, before: LambdaOrigin | undefined): InvalidResult | undefined => {
  const { authMethod, region, readTimeout } = settings
  if (authMethod !== 'none' && authMethod !== 'origin-access-identity') {
    return badOrigin('origin.s3.authMethod must be origin-access-identity or none')
  }
  if (readTimeout !== undefined && !isBetween(readTimeout, 1, 120)) {
    return badOrigin('origin.s3.readTimeout must be an integer from 1 to 120')
  }
  if (authMethod === 'none') return undefined
  if (before === undefined || !('s3' in before) || before.s3.authMethod !== authMethod) {
    return badOrigin('the origin of the request has no origin access identity that origin.s3.authMethod could keep')
  }
  return isText(region, /./) ? undefined : badOrigin('origin.s3.region is required with an origin access identity')
}

/**
 * The `origin` of a returned request (LAE-06, LAE-07, LAE-08).
 *
 * @param before the request as the event had it
 * @param headers of the returned request
 */
export const validatedOrigin = (
  origin: unknown,
  before: LambdaRequest,
  headers: LambdaHeaders,
): { readonly kind: 'origin'; readonly origin: LambdaOrigin } | InvalidResult => {
  const [kind, settings, ...others] = isRecord(origin) ? Object.entries(origin).flat() : []
  if ((kind !== 'custom' && kind !== 's3') || !isRecord(settings) || others.length > 0) {
    return badOrigin('origin must have exactly one of custom and s3')
  }
  const problem =
    commonProblem(kind, settings) ??
    (kind === 'custom' ? customProblem(settings) : s3Problem(settings, before.origin)) ??
    customHeadersProblem(settings['customHeaders'], headers)
  // Every field has been looked at above.
  return problem ?? { kind: 'origin', origin: origin as LambdaOrigin }
}

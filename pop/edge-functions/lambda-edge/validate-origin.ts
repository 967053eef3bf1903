import { isForbiddenOriginHeader } from '../../../distribution/header-restrictions.ts'
import type { LambdaHeaders, LambdaOrigin } from './invocation.ts'
import { failedValidation, isRecord, type InvalidResult } from './invalid-result.ts'

const badOrigin = (message: string): InvalidResult =>
  failedValidation('The function returned an invalid value in the origin object', message)

const DOMAIN_NAME = /^(?!\d+(?:\.\d+){3}$)[A-Za-z0-9.-]+$/
const NO_PATH = /[^\x21-\x7e]/

const isBetween = (value: unknown, low: number, high: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high

const isPort = (value: unknown): boolean => value === 80 || value === 443 || isBetween(value, 1024, 65_535)

const isPath = (path: unknown): boolean =>
  path === '' ||
  path === undefined ||
  (typeof path === 'string' && path.startsWith('/') && !path.endsWith('/') && path.length <= 255 && !NO_PATH.test(path))

const customHeadersProblem = (customHeaders: unknown, requestHeaders: LambdaHeaders): InvalidResult | undefined => {
  if (customHeaders === undefined) return undefined
  if (!isRecord(customHeaders)) return badOrigin('origin customHeaders must be an object')
  for (const [name, entries] of Object.entries(customHeaders)) {
    if (!Array.isArray(entries)) return badOrigin(`the custom header ${name} must be an array of { key, value }`)
    if (isForbiddenOriginHeader(name.toLowerCase())) return badOrigin(`the custom header ${name} is disallowed`)
    if (Object.hasOwn(requestHeaders, name)) return badOrigin(`the custom header ${name} is in request.headers too`)
  }
  return undefined
}

/** LAE-06 */
const customProblem = (origin: Record<string, unknown>): InvalidResult | undefined => {
  if (!isPort(origin['port'])) return badOrigin('origin.custom.port must be 80, 443 or 1024 to 65535')
  if (origin['protocol'] !== 'http' && origin['protocol'] !== 'https') {
    return badOrigin('origin.custom.protocol must be http or https')
  }
  for (const name of ['readTimeout', 'keepaliveTimeout']) {
    if (!isBetween(origin[name], 1, 120)) return badOrigin(`origin.custom.${name} must be an integer from 1 to 120`)
  }
  return Array.isArray(origin['sslProtocols']) ? undefined : badOrigin('origin.custom.sslProtocols must be an array')
}

/** LAE-07 */
const s3Problem = (origin: Record<string, unknown>): InvalidResult | undefined => {
  const { authMethod, region } = origin
  if (authMethod !== 'none' && authMethod !== 'origin-access-identity') {
    return badOrigin('origin.s3.authMethod must be origin-access-identity or none')
  }
  return authMethod === 'origin-access-identity' && (typeof region !== 'string' || region === '')
    ? badOrigin('origin.s3.region is required with an origin access identity')
    : undefined
}

/** The `origin` of a returned request (LAE-06, LAE-07, LAE-08). */
export const validatedOrigin = (
  origin: unknown,
  requestHeaders: LambdaHeaders,
): { readonly kind: 'origin'; readonly origin: LambdaOrigin } | InvalidResult => {
  if (!isRecord(origin) || Object.keys(origin).length !== 1)
    return badOrigin('origin must have exactly one of custom and s3')
  const settings = origin['custom'] ?? origin['s3']
  if (!isRecord(settings)) return badOrigin('origin must have exactly one of custom and s3')
  const isCustom = origin['custom'] !== undefined
  const { domainName, path } = settings
  const lengthMax = isCustom ? 253 : 128
  if (typeof domainName !== 'string' || domainName.length > lengthMax || !DOMAIN_NAME.test(domainName)) {
    return badOrigin(`the domainName of the origin must be a DNS name of at most ${lengthMax} characters, without port`)
  }
  if (!isPath(path)) return badOrigin('the path of the origin must start with / and not end with /')
  const problem =
    (isCustom ? customProblem(settings) : s3Problem(settings)) ??
    customHeadersProblem(settings['customHeaders'], requestHeaders)
  // Every field has been looked at above.
  return problem ?? { kind: 'origin', origin: origin as unknown as LambdaOrigin }
}

import type { HeaderList } from '../../http/header-list.ts'
import { cookieField, parseCookies } from '../../http/cookie.ts'
import { parameterName, queryParameters } from '../../http/query-string.ts'

/** What a viewer brings to prove that access was granted; texts as they arrived. */
export interface SignatureFields {
  readonly by: 'signed-url' | 'signed-cookies'
  /** Of a custom policy. */
  readonly policy: string | undefined
  /** Of a canned policy: seconds since the epoch. */
  readonly expires: string | undefined
  readonly signature: string | undefined
  readonly keyPairId: string | undefined
  /** SEC-04: absent means SHA-1. */
  readonly hashAlgorithm: string | undefined
}

const FIELD_NAMES = ['Expires', 'Policy', 'Signature', 'Key-Pair-Id', 'Hash-Algorithm'] as const

type FieldName = (typeof FIELD_NAMES)[number]

const COOKIE_PREFIX = 'CloudFront-'

/** SEC-02 */
const PARAMETERS: ReadonlySet<string> = new Set(FIELD_NAMES)
/** SEC-05 */
const COOKIES: ReadonlySet<string> = new Set(FIELD_NAMES.map(name => `${COOKIE_PREFIX}${name}`))

const isParameter = (parameter: string): boolean => PARAMETERS.has(parameterName(parameter))

export const hasSignatureParameter = (queryString: string): boolean => queryParameters(queryString).some(isParameter)

const fieldsOf = (by: SignatureFields['by'], valueOf: (name: FieldName) => string | undefined): SignatureFields => ({
  by,
  policy: valueOf('Policy'),
  expires: valueOf('Expires'),
  signature: valueOf('Signature'),
  keyPairId: valueOf('Key-Pair-Id'),
  hashAlgorithm: valueOf('Hash-Algorithm'),
})

const urlFields = (queryString: string | undefined): SignatureFields | undefined => {
  const own = queryParameters(queryString).filter(isParameter)
  if (own.length === 0) return undefined
  const find = (name: FieldName): string | undefined => {
    const parameter = own.find(candidate => parameterName(candidate) === name)
    return parameter?.slice(name.length + 1)
  }
  return fieldsOf('signed-url', find)
}

const cookieFields = (headers: HeaderList): SignatureFields | undefined => {
  const pairs = (parseCookies(headers.joined('cookie', '; ') ?? '') ?? []).filter(({ name }) => COOKIES.has(name))
  if (pairs.length === 0) return undefined
  return fieldsOf('signed-cookies', name => pairs.find(pair => pair.name === `${COOKIE_PREFIX}${name}`)?.value)
}

/** SEC-03: what stands in the URL counts, and cookies only where nothing stands there. Undefined: neither. */
export const signatureFields = (queryString: string | undefined, headers: HeaderList): SignatureFields | undefined =>
  urlFields(queryString) ?? cookieFields(headers)

/** SEC-02: undefined when nothing is left. */
export const withoutSignatureParameters = (queryString: string | undefined): string | undefined => {
  if (queryString === undefined) return undefined
  const parameters = queryParameters(queryString)
  const others = parameters.filter(parameter => !isParameter(parameter))
  if (others.length === parameters.length) return queryString
  return others.length === 0 ? undefined : others.join('&')
}

/** SEC-05 */
export const withoutSignatureCookies = (headers: HeaderList): HeaderList => {
  const field = headers.joined('cookie', '; ')
  if (field === undefined || !field.includes(COOKIE_PREFIX)) return headers
  const pairs = parseCookies(field)
  // KEY-10: such a field goes nowhere.
  if (pairs === undefined) return headers
  const others = pairs.filter(({ name }) => !COOKIES.has(name))
  const kept = headers.clone()
  if (others.length === 0) kept.delete('cookie')
  else kept.set('cookie', cookieField(others))
  return kept
}

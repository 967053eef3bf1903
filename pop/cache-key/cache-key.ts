import type { CacheBehavior, Distribution } from '../../distribution/model.ts'
import { cookieField, parseCookies, sortedCookies } from '../../http/cookie.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { parameterName, queryParameters } from '../../http/query-string.ts'
import { normalizeAcceptEncoding } from './accept-encoding.ts'
import { keepsName } from './select-names.ts'

/** What two requests must share to be answered by one object, part by part, and the string that stands for all of it. */
export interface CacheKey {
  readonly text: string
  readonly uri: string
  /** OPTIONS only (MET-03). */
  readonly method: 'OPTIONS' | undefined
  /** The retained pieces joined with `&`; `''` when none. */
  readonly queryString: string
  /** In the policy's order; undefined: the request has no such field, which is a value of its own (KEY-06). */
  readonly headers: readonly (readonly [name: string, value: string | undefined])[]
  /** Sorted by name (KEY-09); `''` when none. */
  readonly cookies: string
  readonly acceptEncoding: string | undefined
}

/** The request as the viewer-request function left it (ORD-05). */
export interface KeyInput {
  readonly method: string
  readonly uri: string
  readonly queryString: string | undefined
  readonly headers: HeaderList
  readonly httpVersion: '1.0' | '1.1' | '2.0'
}

/** Every part is preceded by its length, so that two different requests can never spell the same key. */
const part = (value: string | undefined): string => (value === undefined ? '-' : `${value.length}:${value}`)

/** The part of a query string that is in the key; `''` when none. */
export const keyQueryString = (policy: CacheBehavior['cachePolicy'], queryString: string | undefined): string => {
  if (queryString === undefined || queryString === '' || policy.queryStrings.kind === 'none') return ''
  if (policy.queryStrings.kind === 'all') return queryString
  return queryParameters(queryString)
    .filter(parameter => keepsName(policy.queryStrings, parameterName(parameter)))
    .join('&')
}

const keyCookies = (policy: CacheBehavior['cachePolicy'], headers: HeaderList): string => {
  if (policy.cookies.kind === 'none') return ''
  const pairs = parseCookies(headers.joined('cookie', '; ') ?? '') ?? []
  return cookieField(sortedCookies(pairs.filter(({ name }) => keepsName(policy.cookies, name))))
}

/**
 * KEY-01 to KEY-44. The behaviour itself is not part of the key, so two behaviours whose functions rewrite to one path may share objects;
 * header names are in it to keep apart what their policies list differently.
 */
export const cacheKey = ({ domainName }: Distribution, { cachePolicy }: CacheBehavior, input: KeyInput): CacheKey => {
  const method = input.method === 'OPTIONS' ? 'OPTIONS' : undefined
  const queryString = keyQueryString(cachePolicy, input.queryString)
  const headers = cachePolicy.headers.map(name => [name, input.headers.joined(name, ',')] as const)
  const cookies = keyCookies(cachePolicy, input.headers)
  const field = input.httpVersion === '1.0' ? undefined : input.headers.joined('accept-encoding')
  const acceptEncoding = normalizeAcceptEncoding(cachePolicy, field).inKey
  let text = `${domainName}${part(method)}${part(input.uri)}${part(queryString)}`
  for (const [name, value] of headers) text += part(name) + part(value)
  text += part(cookies) + part(acceptEncoding)
  return { text, uri: input.uri, method, queryString, headers, cookies, acceptEncoding }
}

/** The names of the components in which two keys differ, for "why was this a miss". */
export const differingComponents = (a: CacheKey, b: CacheKey): string[] => {
  const differences: string[] = []
  if (a.method !== b.method) differences.push('method')
  if (a.uri !== b.uri) differences.push('path')
  if (a.queryString !== b.queryString) differences.push('query string')
  a.headers.forEach(([name, value], index) => {
    if (b.headers[index]?.[1] !== value) differences.push(`header ${name}`)
  })
  if (a.cookies !== b.cookies) differences.push('cookies')
  if (a.acceptEncoding !== b.acceptEncoding) differences.push('accept-encoding')
  return differences
}

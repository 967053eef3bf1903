import { TRACKING_PARAMETER, trailingSlash } from '../config/canonical-url.ts'
import type { ViewerRequest } from '../event.ts'

/**
 * Paths that servers read in different ways: a backslash or `?`, a `%` without two hex digits, an encoded control
 * character, slash or backslash, and dot segments spelled with an encoded dot.
 */
const AMBIGUOUS_PATH = /[\\?]|%(2f|5c|7f|(?![2-9a-f][\da-f]))|\/\.?%2e(\.|%2e)?(\/|$)/i

/** Letters, digits and `-._~` mean the same encoded or not (RFC 3986, 2.3). Hex in capitals. */
const ENCODED_UNRESERVED = /%(2[DE]|3\d|[46][^0]|[57][\dA]|5F|7E)/g

/** All that a URL may hold (CFF-89). Other bytes have a character set that nobody stated (CFF-88). */
export const URL_TEXT = /^\/[!"$-~]*$/

/** What nearly every viewer asks for: one look tells that there is nothing to refuse, decode or drop. */
const CANONICAL_PATH = /^(\/\w[\w.-]*)+$/

/** The canonical path, with exactly one `/` at its start; `''` when it is ambiguous and must be refused. */
export const canonicalPath = (path: string) => {
  if (CANONICAL_PATH.test(path)) return trailingSlash(path)
  if (AMBIGUOUS_PATH.test(path)) return ''
  const segments: string[] = []
  path
    .replace(/%../g, octet => octet.toUpperCase())
    .replace(ENCODED_UNRESERVED, decodeURIComponent)
    .split('/')
    .forEach(segment => {
      if (segment === '..') segments.pop()
      else if (segment !== '.') segments.push(segment)
    })
  // Empty segments go after the dots (RFC 3986, 5.2.4), so that nothing climbs out and `//` cannot make a host of a segment.
  return trailingSlash('/' + segments.filter(segment => segment).join('/'))
}

/**
 * The query without tracking parameters and empty pairs, sorted by name; repeated names keep their order. Octets stay as
 * sent (CFF-75).
 */
export const canonicalQuery = (request: ViewerRequest) => {
  const asSent =
    (request.rawQueryString && request.rawQueryString()) ||
    Object.entries(request.querystring)
      .map(entry => (entry[1].multiValue || [entry[1]]).map(item => entry[0] + '=' + item.value).join('&'))
      .join('&')
  // A tab sorts before all that a name can hold; the position, of five digits, keeps repeated names in their order.
  // oxlint-disable-next-line typescript/require-array-sort-compare -- the default order, by text, is the one wanted
  return asSent
    .split('&')
    .filter(pair => pair && !TRACKING_PARAMETER.test(pair))
    .map((pair, position) => pair.split('=')[0] + '\t' + (1e4 + position) + pair)
    .sort()
    .map(entry => entry.slice(entry.indexOf('\t') + 6))
    .join('&')
}

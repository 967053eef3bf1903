/** Which query parameters keep their values; `all` keeps the text as it is. */
export type KeptParameters = ReadonlySet<string> | 'all'

/** What a page of a site commonly needs and no person is found by. */
export const KEPT_PARAMETERS_DEFAULT: ReadonlySet<string> = new Set([
  'lang',
  'page',
  'utm_campaign',
  'utm_medium',
  'utm_source',
  'v',
])

/**
 * A query string whose values are gone unless their parameter is kept (cloudfront-logs 9, rule 5): names stay, in their order and wire form.
 * In and out: without question mark.
 */
export const withoutValues = (query: string, kept: KeptParameters): string =>
  kept === 'all'
    ? query
    : query
        .split('&')
        .map(pair => withoutValue(pair, kept))
        .join('&')

const withoutValue = (pair: string, kept: ReadonlySet<string>): string => {
  const equals = pair.indexOf('=')
  if (equals === -1 || kept.has(pair.slice(0, equals))) return pair
  return pair.slice(0, equals)
}

/** The same for a URL that may carry a query; its fragment goes with it. */
export const urlWithoutValues = (url: string, kept: KeptParameters): string => {
  if (kept === 'all') return url
  const [address, query] = splitOnce(splitOnce(url, '#')[0], '?')
  return query === undefined ? address : `${address}?${withoutValues(query, kept)}`
}

const splitOnce = (text: string, separator: string): [string, string?] => {
  const at = text.indexOf(separator)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

const isObject = (value: Json | undefined): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A copy in which the value at the path is another. Throws when the path does not exist. */
const withValueAt = (value: Json, [name, ...rest]: readonly string[], replacement: Json): Json => {
  if (name === undefined) return replacement
  if (!isObject(value) || value[name] === undefined) throw new Error(`the packaged template has no ${name} there`)
  return { ...value, [name]: withValueAt(value[name], rest, replacement) }
}

const KEY = [
  'Resources',
  'HtmlCachePolicy',
  'Properties',
  'CachePolicyConfig',
  'ParametersInCacheKeyAndForwardedToOrigin',
]

/**
 * The packaged template as many a site has it: the cookie of the flag itself in the cache policy, instead of the header that the function
 * writes. Everything else stays. In: the template, parsed.
 */
export const forwardingTheCookie = (template: Json): Json => {
  const cookies = { CookieBehavior: 'whitelist', Cookies: ['featureFlipping'] }
  const headers = { HeaderBehavior: 'whitelist', Headers: ['x-viewer-class'] }
  return withValueAt(withValueAt(template, [...KEY, 'CookiesConfig'], cookies), [...KEY, 'HeadersConfig'], headers)
}

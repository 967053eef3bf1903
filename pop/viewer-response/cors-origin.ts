const patternSource = (text: string, star: string): string =>
  text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', star)

/**
 * RHP-23: `*.` at the front stands for one or more labels, `*` in the port for any digits; without a scheme both http and https match,
 * without a port only an origin without port does.
 */
const originMatches = (pattern: string, origin: string): boolean => {
  const [, scheme, host = '', port] = /^(?:(https?):\/\/)?([^:/]+)(?::([\d*]+))?$/.exec(pattern) ?? []
  if (host === '') return pattern === origin
  const hostSource = host.startsWith('*.') ? `[^/:]+\\.${patternSource(host.slice(2), '')}` : patternSource(host, '')
  const portSource = port === undefined ? '' : `:${patternSource(port, '\\d*')}`
  return new RegExp(`^${scheme ?? 'https?'}://${hostSource}${portSource}$`, 'i').test(origin)
}

/** RHP-22: the value of `Access-Control-Allow-Origin`; undefined: none is sent. */
export const allowedOrigin = (patterns: readonly string[], origin: string): string | undefined => {
  if (patterns.includes('*')) return '*'
  return patterns.some(pattern => originMatches(pattern, origin)) ? origin : undefined
}

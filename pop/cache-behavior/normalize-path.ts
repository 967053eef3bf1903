const unreservedOctet = /%(2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])/g

/** RFC 3986 section 5.2.4, over segments. */
const withoutDotSegments = (path: string): string => {
  const kept: string[] = []
  const segments = path.split('/')
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1
    if (segment === '..') {
      if (kept.length > 1) kept.pop()
      if (isLast) kept.push('')
    } else if (segment === '.') {
      if (isLast) kept.push('')
    } else {
      kept.push(segment)
    }
  })
  const joined = kept.join('/')
  return joined.startsWith('/') ? joined : `/${joined}`
}

/**
 * The path that patterns are matched against: dot segments resolved, repeated slashes reduced (BEH-08), unreserved octets decoded
 * (BEH-10). The raw path stays what goes to the origin and into the key.
 */
export const normalizePath = (uri: string): string => {
  if (!uri.includes('//') && !uri.includes('/.') && !uri.includes('%')) return uri
  const decoded = uri.replace(unreservedOctet, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return withoutDotSegments(decoded.replace(/\/{2,}/g, '/'))
}

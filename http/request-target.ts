/** Where the absolute form of a request target leads. */
export interface AbsoluteTarget {
  /** What takes the place of the `Host` field. */
  readonly authority: string
  /** Path and query string, as the origin form has them. */
  readonly originForm: string
}

const ABSOLUTE = /^https?:\/\/([^/?#]+)(.*)$/is

/** The absolute form, `http://host/path` (RFC 9112, 3.2.2), of either scheme; undefined for every other target. */
export const absoluteTarget = (target: string): AbsoluteTarget | undefined => {
  const match = ABSOLUTE.exec(target)
  if (match === null) return undefined
  const [, authority = '', rest = ''] = match
  return { authority, originForm: rest.startsWith('/') ? rest : `/${rest}` }
}

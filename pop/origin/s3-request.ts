import type { Origin } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'

/** S3-01, S3-02: whether CloudFront signs a request to an origin. Custom origins are never signed here. */
export const signsRequest = (origin: Origin, headers: HeaderList): boolean => {
  if (origin.kind !== 's3') return false
  switch (origin.access) {
    case 'oac-always':
    case 'oai':
      return true
    case 'oac-no-override':
      return !headers.has('authorization')
    case 'oac-never':
    case 'none':
      return false
  }
}

/** RFC 3986: what `encodeURIComponent` leaves besides. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const reencoded = (text: string): string => {
  const plain = decoded(text)
  return plain === undefined ? text : encoded(plain)
}

/** The path of an object, path style, in the one spelling that S3 signs. A path that is no encoding goes out as it is. */
export const bucketPath = (bucket: string, uri: string): string =>
  `/${bucket}${uri.split('/').map(reencoded).join('/')}`

export type QueryParameters = Record<string, string | string[]>

/** A query string in the one spelling that S3 signs, and its parameters decoded. */
export const bucketQuery = (
  queryString: string | undefined,
): { readonly text: string | undefined; readonly parameters: QueryParameters } => {
  if (queryString === undefined || queryString === '') return { text: undefined, parameters: {} }
  const pairs = queryString.split('&').map(pair => {
    const [name = '', ...value] = pair.split('=')
    return [decoded(name) ?? name, decoded(value.join('=')) ?? value.join('=')] as const
  })
  const byName = new Map<string, string[]>()
  for (const [name, value] of pairs) byName.set(name, [...(byName.get(name) ?? []), value])
  return {
    text: pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&'),
    parameters: Object.fromEntries(byName),
  }
}

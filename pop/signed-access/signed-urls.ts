import type { Distribution } from '../../distribution/model.ts'
import type { ViewerRequest } from '../viewer/viewer-request.ts'
import { hostName, isNamed } from '../viewer/host-name.ts'
import { withoutSignatureParameters } from './signature-fields.ts'

type Named = Pick<Distribution, 'domainName' | 'aliases'>

/**
 * The URLs under which a request may have been signed, its own first. Under a name of the distribution there is one, as on CloudFront. The
 * stage's own address is no name of it: there the URL counts as typed, and as it would be under each of the names, so that what was signed
 * for production can be tried.
 */
export const signedUrls = ({ domainName, aliases }: Named, viewer: ViewerRequest): readonly string[] => {
  const { protocol, uri, queryString, headers } = viewer
  const query = withoutSignatureParameters(queryString)
  const rest = query === undefined ? uri : `${uri}?${query}`
  const host = headers.get('host') ?? domainName
  const name = hostName(host)
  const names = [domainName, ...aliases]
  if (isNamed(names, name)) {
    const asOnCloudFront = `${protocol}://${name}${rest}`
    return host === name ? [asOnCloudFront] : [asOnCloudFront, `${protocol}://${host}${rest}`]
  }
  const typed = [`${protocol}://${host}${rest}`, `${protocol === 'https' ? 'http' : 'https'}://${host}${rest}`]
  return [...typed, ...names.filter(own => !own.startsWith('*')).map(own => `${protocol}://${own}${rest}`)]
}

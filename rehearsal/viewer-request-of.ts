import { HeaderList } from '../http/header-list.ts'
import type { Body } from '../pop/body.ts'
import { takeRehearsedViewer } from '../pop/viewer/rehearsed-viewer.ts'
import type { ViewerRequest } from '../pop/viewer/viewer-request.ts'
import type { HeaderFields } from './origin-handler.ts'

/** What a viewer asks. */
export interface RequestOptions {
  /** Default `GET`. */
  readonly method?: string
  /** `x-understudy-country` and the like say who the viewer is, and go no further. */
  readonly headers?: HeaderFields
  readonly body?: string | Uint8Array
  /** Default `1.1`. */
  readonly httpVersion?: '1.0' | '1.1' | '2.0'
  /** Default a documentation address. */
  readonly clientIp?: string
}

const CLIENT_IP = '192.0.2.7'
const CLIENT_PORT = 50_000

/** A path stands for HTTPS at the distribution's own domain; the URL's text is taken as it is, dot segments and all. */
const splitUrl = (url: string, domainName: string) => {
  const match = /^(https?):\/\/([^/?#]+)([^#]*)/i.exec(url)
  if (match === null && !url.startsWith('/')) throw new TypeError(`neither a URL nor a path: ${url}`)
  const [, scheme = 'https', host = domainName, rest = ''] = match ?? [undefined, undefined, undefined, url]
  const target = rest.startsWith('/') ? rest : `/${rest}`
  const question = target.indexOf('?')
  return {
    protocol: scheme.toLowerCase() === 'http' ? ('http' as const) : ('https' as const),
    host,
    uri: question === -1 ? target : target.slice(0, question),
    queryString: question === -1 ? undefined : target.slice(question + 1),
  }
}

/** A request as it would arrive. In: the time in milliseconds since the epoch, and how bytes become a body. */
export const viewerRequestOf = (
  url: string,
  { method = 'GET', headers = {}, body, httpVersion = '1.1', clientIp = CLIENT_IP }: RequestOptions,
  {
    domainName,
    requestId,
    now,
    bodyOf,
  }: {
    readonly domainName: string
    readonly requestId: string
    readonly now: number
    readonly bodyOf: (bytes: Uint8Array) => Body
  },
): ViewerRequest => {
  const { protocol, host, uri, queryString } = splitUrl(url, domainName)
  const fields = HeaderList.of(headers)
  const stated = takeRehearsedViewer(fields)
  if (!fields.has('host')) fields.append('host', host, 'Host')
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  if (bytes !== undefined && !fields.has('content-length')) fields.append('content-length', String(bytes.length))
  return {
    method,
    uri,
    queryString,
    headers: fields,
    body: bytes === undefined ? undefined : bodyOf(bytes),
    protocol,
    httpVersion,
    clientIp,
    clientPort: CLIENT_PORT,
    geography: stated?.place?.geography,
    fingerprints: stated?.fingerprints === undefined ? undefined : () => stated.fingerprints,
    requestId,
    receivedAt: now,
  }
}

import { dropNamedByConnection } from '../http/connection-options.ts'
import { HeaderList } from '../http/header-list.ts'
import type { Body } from '../pop/body.ts'
import { takeRehearsedViewer } from '../pop/viewer/rehearsed-viewer.ts'
import { LOCATION_HEADER } from '../pop/viewer/choose-location.ts'
import { countryCode, type Geography } from '../pop/viewer/geography.ts'
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
  /** ISO 3166-1 alpha-2: where the viewer is; unknown by default (ORD-30). */
  readonly country?: string
  /** The same with all that CloudFront may know of the viewer's place (REQH-09). */
  readonly geography?: Geography
  /** The edge location that serves it; by default the first. */
  readonly location?: string
}

const geographyOf = ({ country, geography }: RequestOptions): Geography | undefined => {
  if (country === undefined) return geography
  const code = countryCode(country)
  if (code === undefined) throw new TypeError(`country ${country}: expected two letters of ISO 3166-1, such as FR`)
  return { ...geography, country: code }
}

const requireLocation = (location: string, locations: readonly string[]): void => {
  if (!locations.includes(location))
    throw new TypeError(`no edge location ${location}: those given are ${locations.join(', ')}`)
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
  options: RequestOptions,
  {
    domainName,
    locations,
    requestId,
    now,
    bodyOf,
  }: {
    readonly domainName: string
    readonly locations: readonly string[]
    readonly requestId: string
    readonly now: number
    readonly bodyOf: (bytes: Uint8Array) => Body
  },
): ViewerRequest => {
  const { method = 'GET', headers = {}, body, httpVersion = '1.1', clientIp = CLIENT_IP, location } = options
  const { protocol, host, uri, queryString } = splitUrl(url, domainName)
  const fields = HeaderList.of(headers)
  dropNamedByConnection(fields)
  const stated = takeRehearsedViewer(fields)
  if (!fields.has('host')) fields.append('host', host, 'Host')
  if (location !== undefined) requireLocation(location, locations)
  if (location !== undefined && locations.length > 1) fields.set(LOCATION_HEADER, location)
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
    geography: geographyOf(options) ?? stated?.place?.geography,
    fingerprints: stated?.fingerprints === undefined ? undefined : () => stated.fingerprints,
    requestId,
    receivedAt: now,
  }
}

import { HeaderList } from '../../http/header-list.ts'
import { countryCode, type Geography } from '../../pop/viewer/geography.ts'
import type { ViewerRequest } from '../../pop/viewer/viewer-request.ts'
import type { Capture } from './capture.ts'

/** What a request must send again that no standard log holds (cloudfront-logs 8). */
const ACCEPT_ENCODING = { https: 'gzip, deflate, br', http: 'gzip, deflate' } as const

/** For a log whose delivery leaves the address out. */
const UNKNOWN_ADDRESS = '192.0.2.1'

const httpVersionOf = (logged: string | undefined): ViewerRequest['httpVersion'] => {
  if (logged === 'HTTP/1.0' || logged === 'HTTP/0.9') return '1.0'
  // HTTP/3 counts as HTTP/2: nothing that is decided differs.
  return logged === 'HTTP/1.1' || logged === undefined ? '1.1' : '2.0'
}

const headersOf = (capture: Capture, index: number, protocol: 'http' | 'https'): HeaderList => {
  const headers = new HeaderList()
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) headers.append(name, value, name)
  }
  add('host', capture.host.text(index))
  add('user-agent', capture.userAgent.text(index))
  add('accept-encoding', ACCEPT_ENCODING[protocol])
  add('referer', capture.referer.text(index))
  add('cookie', capture.cookie.text(index))
  add('x-forwarded-for', capture.forwardedFor.text(index))
  const range = capture.range(index)
  if (range !== undefined) add('range', `bytes=${range.start}-${range.end}`)
  return headers
}

/** A v2 log may hold the country; no log holds more of the place. */
const geographyOf = (capture: Capture, index: number): Geography | undefined => {
  const country = countryCode(capture.country.text(index) ?? '')
  return country === undefined ? undefined : { country }
}

/**
 * A captured request as a viewer sends it again. Its id is the number of the request in the capture, by which the origin model finds what
 * the log says of it.
 */
export const viewerRequestOf = (capture: Capture, index: number, receivedAt: number): ViewerRequest => {
  const protocol = capture.protocol.text(index) === 'http' ? 'http' : 'https'
  return {
    method: capture.method.text(index) ?? 'GET',
    uri: capture.uri.text(index) ?? '/',
    queryString: capture.queryString.text(index),
    headers: headersOf(capture, index, protocol),
    body: undefined,
    protocol,
    httpVersion: httpVersionOf(capture.httpVersion.text(index)),
    clientIp: capture.clientIp.text(index) ?? UNKNOWN_ADDRESS,
    clientPort: 0,
    geography: geographyOf(capture, index),
    requestId: String(index),
    receivedAt,
  }
}

import { HeaderList } from '../../http/header-list.ts'
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
  add('host', capture.text('host', index))
  add('user-agent', capture.text('userAgent', index))
  add('accept-encoding', ACCEPT_ENCODING[protocol])
  add('referer', capture.text('referer', index))
  add('cookie', capture.text('cookie', index))
  add('x-forwarded-for', capture.text('forwardedFor', index))
  const range = capture.range(index)
  if (range !== undefined) add('range', `bytes=${range.start}-${range.end}`)
  return headers
}

/**
 * A captured request as a viewer sends it again. Its id is the number of the request in the capture, by which the origin model finds what
 * the log says of it.
 */
export const viewerRequestOf = (capture: Capture, index: number, receivedAt: number): ViewerRequest => {
  const protocol = capture.text('protocol', index) === 'http' ? 'http' : 'https'
  return {
    method: capture.text('method', index) ?? 'GET',
    uri: capture.text('uri', index) ?? '/',
    queryString: capture.text('queryString', index),
    headers: headersOf(capture, index, protocol),
    body: undefined,
    protocol,
    httpVersion: httpVersionOf(capture.text('httpVersion', index)),
    clientIp: capture.text('clientIp', index) ?? UNKNOWN_ADDRESS,
    clientPort: 0,
    requestId: String(index),
    receivedAt,
  }
}

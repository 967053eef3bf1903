import type { CacheBehavior } from '../distribution/model.ts'
import type { HeaderList } from '../http/header-list.ts'
import type { Body } from './body.ts'
import type { CacheKey } from './cache-key/cache-key.ts'
import type { OriginRoute } from './origin/origin-route.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import type { TraceEvent } from './trace/trace-event.ts'
import type { ViewerRequest } from './viewer/viewer-request.ts'

/** A request inside CloudFront: the viewer's, as the viewer-request function left it, or the fetch of an error page. */
export interface EdgeRequest {
  readonly method: string
  readonly uri: string
  readonly queryString: string | undefined
  readonly headers: HeaderList
  readonly body: Body | undefined
  readonly protocol: 'http' | 'https'
  readonly httpVersion: '1.0' | '1.1' | '2.0'
  readonly clientIp: string
  readonly requestId: string
  /** Asks for another protocol on this connection (NET-03). */
  readonly upgrade?: 'websocket' | undefined
  /** As it arrived. */
  readonly viewer: ViewerRequest
  /** Of the request whose error page this one fetches (CER-11). */
  readonly pageFor?: Pick<EdgeRequest, 'uri' | 'queryString'> | undefined
  /** Where a viewer-request function sends it (ORD-07); undefined: where the behaviour does. */
  readonly route?: OriginRoute | undefined
}

/** The viewer's request on its way in. In: the path, after the default root object. */
export const edgeRequest = (viewer: ViewerRequest, uri: string): EdgeRequest => ({
  method: viewer.method,
  uri,
  queryString: viewer.queryString,
  headers: viewer.headers,
  body: viewer.body,
  protocol: viewer.protocol,
  httpVersion: viewer.httpVersion,
  clientIp: viewer.clientIp,
  requestId: viewer.requestId,
  upgrade: viewer.upgrade,
  viewer,
})

/** One request with the behaviour and the key it got, on its way to a response. */
export interface Exchange {
  readonly pop: PointOfPresence
  readonly behavior: CacheBehavior
  readonly request: EdgeRequest
  /** Path and query string before viewer-request and the default root object changed them (INV-05). */
  readonly asked: Pick<EdgeRequest, 'uri' | 'queryString'>
  readonly key: CacheKey
  readonly trace: TraceEvent[]
}

import type { Distribution } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'
import type { DetailedResultType, ResultType } from '../result-type.ts'
import type { FinishedExchange } from '../server.io.ts'
import type { TraceEvent } from './trace-event.ts'

/** What is remembered of a request that is over. It holds no body, nothing that the viewer sent beside the URL, and no connection. */
export interface ServedRequest {
  /** `x-amz-cf-id` */
  readonly requestId: string
  /** Milliseconds since the epoch. */
  readonly receivedAt: number
  /** `x-edge-location` */
  readonly location: string
  readonly method: string
  /** Raw path, percent-encoding untouched. */
  readonly uri: string
  readonly queryString: string | undefined
  readonly status: number
  readonly resultType: ResultType
  readonly detailedResultType: DetailedResultType
  readonly end: FinishedExchange['end']
  /** Milliseconds from the request to the first byte of the answer. */
  readonly tookMs: number
  /** Undefined when nobody knows: a body of unstated length that broke off. */
  readonly bodyBytes: number | undefined
  /** Of the response. */
  readonly headers: HeaderList
  readonly trace: readonly TraceEvent[]
  readonly distribution: Distribution
}

/** Which requests are meant; what is undefined does not matter. */
export interface ServedRequestFilter {
  /** The path as it was asked for; with `*` at the end, what begins so. */
  readonly path?: string | undefined
  /** A result type or a detailed one, in any case. */
  readonly result?: string | undefined
  /** `404`, or `5xx` for all from 500 to 599. */
  readonly status?: string | undefined
}

const bodyBytesOf = ({ viewer, served: { body, range } }: FinishedExchange): number | undefined => {
  if (viewer.method === 'HEAD') return 0
  return range === undefined ? body.byteLength : range.end - range.start + 1
}

const servedRequest = (exchange: FinishedExchange): ServedRequest => {
  const { pop, viewer, served, firstByteAt, end } = exchange
  return {
    requestId: viewer.requestId,
    receivedAt: viewer.receivedAt,
    location: pop.location,
    method: viewer.method,
    uri: viewer.uri,
    queryString: viewer.queryString,
    status: served.status,
    resultType: served.resultType,
    detailedResultType: served.detailedResultType,
    end,
    tookMs: Math.max(0, firstByteAt - viewer.receivedAt),
    bodyBytes: bodyBytesOf(exchange),
    headers: served.headers,
    trace: served.trace,
    distribution: pop.distribution,
  }
}

const isOfPath = (uri: string, path: string): boolean =>
  path.endsWith('*') ? uri.startsWith(path.slice(0, -1)) : uri === path

const isOfStatus = (status: number, wanted: string): boolean =>
  /^[1-5]xx$/i.test(wanted) ? Math.floor(status / 100) === Number(wanted[0]) : String(status) === wanted

const matches = (request: ServedRequest, { path, result, status }: ServedRequestFilter): boolean => {
  const { uri, resultType, detailedResultType } = request
  if (path !== undefined && !isOfPath(uri, path)) return false
  if (status !== undefined && !isOfStatus(request.status, status)) return false
  if (result === undefined) return true
  const wanted = result.toLowerCase()
  return resultType.toLowerCase() === wanted || detailedResultType.toLowerCase() === wanted
}

/** The last requests that were served, in a ring: the newest takes the place of the oldest. */
export class ServedRequests {
  readonly #ring: ServedRequest[] = []
  readonly capacity: number
  #next = 0

  constructor(capacity: number) {
    this.capacity = capacity
  }

  record(exchange: FinishedExchange): void {
    this.#ring[this.#next] = servedRequest(exchange)
    this.#next = (this.#next + 1) % this.capacity
  }

  /** The latest first. */
  latest(filter: ServedRequestFilter, limit: number): readonly ServedRequest[] {
    return [...this.#newestFirst(request => matches(request, filter), limit)]
  }

  /** Undefined: never served here, or forgotten since. */
  byId(requestId: string): ServedRequest | undefined {
    const [found] = this.#newestFirst(request => request.requestId === requestId, 1)
    return found
  }

  *#newestFirst(isWanted: (request: ServedRequest) => boolean, limit: number): Generator<ServedRequest> {
    const { length } = this.#ring
    let left = limit
    for (let back = 1; back <= length && left > 0; back++) {
      const request = this.#ring[(this.#next - back + length) % length]
      if (request === undefined || !isWanted(request)) continue
      left--
      yield request
    }
  }
}

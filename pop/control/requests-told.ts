import type { ServedRequest, ServedRequests } from '../trace/served-requests.ts'
import { failure, type ControlAnswer } from './control-answer.ts'

/** The requests that a stage has served, and how one is told. */
export interface RequestsTold {
  readonly requests: ServedRequests
  /** Out: what goes into JSON. */
  readonly explain: (request: ServedRequest) => unknown
}

const REQUESTS_SHOWN = 20
const REQUESTS_SHOWN_MAX = 1_000
const FILTERS = ['path', 'result', 'status', 'limit']

const listed = (request: ServedRequest): unknown => {
  const { requestId, receivedAt, location, method, uri, queryString, status, resultType, detailedResultType } = request
  return {
    requestId,
    time: new Date(receivedAt).toISOString(),
    location,
    method,
    url: queryString === undefined ? uri : `${uri}?${queryString}`,
    status,
    resultType,
    detailedResultType,
    end: request.end,
    tookMs: request.tookMs,
  }
}

/** The latest first. In: `path`, `result`, `status` and `limit`, all optional. */
export const listRequests = ({ requests }: RequestsTold, query: URLSearchParams): ControlAnswer => {
  const unknown = [...query.keys()].find(name => !FILTERS.includes(name))
  if (unknown !== undefined) return failure(400, `requests are chosen by ${FILTERS.join(', ')}, not by ${unknown}`)
  const limit = Number(query.get('limit') ?? REQUESTS_SHOWN)
  if (!Number.isInteger(limit) || limit < 1 || limit > REQUESTS_SHOWN_MAX)
    return failure(400, `limit must be a number from 1 to ${REQUESTS_SHOWN_MAX}`)
  const [path, result, status] = ['path', 'result', 'status'].map(name => query.get(name) ?? undefined)
  if (status !== undefined && !/^[1-5](?:\d\d|xx)$/i.test(status))
    return failure(400, `${status} is no status: give one as 404, or a class as 5xx`)
  return { status: 200, json: { requests: requests.latest({ path, result, status }, limit).map(listed) } }
}

/** Undefined: not an encoded text. */
const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** One request by its id, percent-encoded. */
export const explainRequest = ({ requests, explain }: RequestsTold, encodedId: string): ControlAnswer => {
  const id = decoded(encodedId)
  const request = id === undefined ? undefined : requests.byId(id)
  return request === undefined
    ? failure(404, `no request ${id ?? encodedId} is remembered: the last ${requests.capacity} are`)
    : { status: 200, json: explain(request) }
}

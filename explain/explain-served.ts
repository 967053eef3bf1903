import type { ServedRequest } from '../pop/trace/served-requests.ts'
import { explain, type Explanation } from './explanation.ts'

/** The explanation of a request that a running stage has served, and what else is known of it. */
export interface ServedExplanation extends Explanation {
  readonly requestId: string
  /** ISO 8601 */
  readonly time: string
  readonly location: string
  readonly end: ServedRequest['end']
  /** Of the response. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly trace: ServedRequest['trace']
}

/** Reads an explanation out of what a stage remembers. */
export const explainServed = (request: ServedRequest): ServedExplanation => {
  const { requestId, receivedAt, location, end, headers, trace, uri, queryString } = request
  const url = queryString === undefined ? uri : `${uri}?${queryString}`
  return {
    ...explain({ ...request, url }),
    requestId,
    time: new Date(receivedAt).toISOString(),
    location,
    end,
    headers: [...headers],
    trace,
  }
}

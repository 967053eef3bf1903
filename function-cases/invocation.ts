import { HeaderList } from '../http/header-list.ts'
import type {
  EdgeLocation,
  FunctionContext,
  FunctionRequest,
  FunctionResponse,
} from '../pop/edge-functions/cloudfront-js/invocation.ts'
import { regionalCacheOf } from '../pop/regional-caches.ts'
import { toWire } from '../pop/edge-functions/wire-text.ts'
import type { EventTable, EventValue, TestEvent } from './test-event.ts'

/** What the point of presence would give to the function for a request that makes this event. */
export interface Invocation {
  readonly context: FunctionContext
  readonly request: FunctionRequest
  /** Undefined at viewer-request. */
  readonly response: FunctionResponse | undefined
}

type Part = Omit<EventValue, 'multiValue'>

const eachPart = (table: EventTable): [string, Part][] =>
  Object.entries(table).flatMap(([name, entry]) =>
    (entry.multiValue ?? [entry]).map((part): [string, Part] => [name, part]),
  )

const pairs = (table: EventTable, separator: string): string =>
  eachPart(table)
    .map(([name, { value }]) => toWire(`${name}=${value}`))
    .join(separator)

const headersOf = (table: EventTable): HeaderList => {
  const headers = new HeaderList()
  for (const [name, { value }] of eachPart(table)) headers.append(name, toWire(value))
  return headers
}

/** CFF-78: cookies live in their own table and in one header. */
const requestHeaders = ({ headers, cookies }: TestEvent['request']): HeaderList => {
  const list = headersOf(headers)
  const cookie = pairs(cookies, '; ')
  return cookie === '' ? list : list.append('cookie', cookie)
}

const setCookie = (name: string, { value, attributes }: Part): string =>
  toWire(`${name}=${value}${attributes === undefined ? '' : `; ${attributes}`}`)

const responseOf = ({
  statusCode,
  statusDescription,
  headers,
  cookies,
}: NonNullable<TestEvent['response']>): FunctionResponse => {
  const list = headersOf(headers)
  for (const [name, part] of eachPart(cookies)) list.append('set-cookie', setCookie(name, part))
  return { status: statusCode, statusDescription, headers: list }
}

/** An event does not say where it happens; the stage's location when it has only one (CFF-69c). */
const EDGE_LOCATION: EdgeLocation = { name: 'CDG', serverIp: '127.0.0.1', region: regionalCacheOf('CDG50-P1') }

/**
 * The request, response and context of which the runtime makes this event again. Lost is only what CloudFront does not keep either: headers
 * that functions cannot see (HDR-01).
 *
 * @param now milliseconds since the epoch, at which the function's clock stands still (CFF-47)
 */
export const invocationOf = ({ context, viewer, request, response }: TestEvent, now: number): Invocation => ({
  context: {
    distributionDomainName: context.distributionDomainName,
    distributionId: context.distributionId,
    requestId: context.requestId,
    clientIp: viewer.ip,
    now,
    edgeLocation: EDGE_LOCATION,
  },
  request: {
    method: request.method,
    uri: toWire(request.uri),
    queryString: Object.keys(request.querystring).length === 0 ? undefined : pairs(request.querystring, '&'),
    headers: requestHeaders(request),
  },
  response: response === undefined ? undefined : responseOf(response),
})

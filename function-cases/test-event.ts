import { isHeaderName, isHeaderValue } from '../pop/edge-functions/headers.ts'
import { inside, isObject, objectAt, textAt, type JsonObject, type ShapeProblem, type Tell } from './event-shape.ts'

/** The events CloudFront Functions exist for (CFF-110, CFF-111). */
export type ViewerEvent = 'viewer-request' | 'viewer-response'

/** A header or query parameter, or a cookie with its attributes (CFF-80, CFF-81). */
export interface EventValue {
  readonly value: string
  readonly attributes?: string
  readonly multiValue?: readonly { readonly value: string; readonly attributes?: string }[]
}

export type EventTable = Readonly<Record<string, EventValue>>

/** The event object, version 1.0, with everything in it that TestFunction lets one leave out (CFF-70 ff., CFF-158). */
export interface TestEvent {
  readonly version: '1.0'
  readonly context: {
    readonly distributionDomainName: string
    readonly distributionId: string
    readonly eventType: ViewerEvent
    readonly requestId: string
  }
  readonly viewer: { readonly ip: string }
  readonly request: {
    readonly method: string
    readonly uri: string
    readonly querystring: EventTable
    readonly headers: EventTable
    readonly cookies: EventTable
  }
  readonly response?: {
    readonly statusCode: number
    readonly statusDescription?: string
    readonly headers: EventTable
    readonly cookies: EventTable
  }
}

export type ReadEvent =
  | { readonly kind: 'event'; readonly event: TestEvent }
  | { readonly kind: 'problems'; readonly problems: readonly ShapeProblem[] }

/** What an entry of a table may be, so that a request on the wire can hold it. */
interface TableRule {
  readonly isName: (name: string) => boolean
  readonly isValue: (value: string) => boolean
  readonly expected: string
  readonly nameOf?: (name: string) => string
}

const HEADERS: TableRule = {
  isName: isHeaderName,
  isValue: isHeaderValue,
  expected: 'a header name with values without control characters',
  // CFF-76
  nameOf: name => name.toLowerCase(),
}
const QUERY: TableRule = {
  isName: name => name !== '' && !/[&=]/.test(name),
  isValue: value => !value.includes('&'),
  expected: 'a parameter as it stands in a URL: no & in it, no = in the name',
}
const isTrimmed = (text: string): boolean => text === text.trim()
const COOKIES: TableRule = {
  isName: name => name !== '' && isTrimmed(name) && !/[;=]/.test(name),
  isValue: value => !value.includes(';') && isTrimmed(value) && isHeaderValue(value),
  expected: 'a cookie as it stands in a header: no ; in it, no = in the name, no spaces around',
}

const readPart = (given: unknown, path: string, rule: TableRule, tell: Tell): Omit<EventValue, 'multiValue'> => {
  if (!isObject(given) || typeof given['value'] !== 'string') {
    tell({ path, expected: 'an object with a text "value"' })
    return { value: '' }
  }
  const { value } = given
  if (!rule.isValue(value)) tell({ path: `${path}.value`, expected: rule.expected })
  const attributes = textAt(given['attributes'], `${path}.attributes`, undefined, tell)
  return attributes === undefined || attributes === '' ? { value } : { value, attributes }
}

const readValue = (given: unknown, path: string, rule: TableRule, tell: Tell): EventValue => {
  const first = readPart(given, path, rule, tell)
  const several = isObject(given) ? given['multiValue'] : undefined
  if (several === undefined) return first
  if (!Array.isArray(several) || several.length === 0) {
    tell({ path: `${path}.multiValue`, expected: 'a list with at least one item' })
    return first
  }
  const multiValue = several.map((part, index) => readPart(part, `${path}.multiValue[${index}]`, rule, tell))
  // CFF-81: only for names that repeat; the first repeats `value`.
  const [one = first] = multiValue
  return multiValue.length === 1 ? one : { ...one, multiValue }
}

const readTable = (given: unknown, path: string, rule: TableRule, tell: Tell): EventTable =>
  Object.fromEntries(
    Object.entries(objectAt(given, path, tell)).map(([spelling, value]) => {
      const name = rule.nameOf?.(spelling) ?? spelling
      const entryPath = inside(path, spelling)
      if (!rule.isName(name)) tell({ path: entryPath, expected: rule.expected })
      return [name, readValue(value, entryPath, rule, tell)]
    }),
  )

const readUri = (given: unknown, tell: Tell): string => {
  const uri = textAt(given, 'request.uri', '/', tell)
  // CFF-70: the path only.
  if (!uri.startsWith('/') || /[?#]/.test(uri))
    tell({
      path: 'request.uri',
      expected: 'a path that starts with /; what follows ? belongs into request.querystring',
    })
  return uri
}

const readRequest = (given: unknown, tell: Tell): TestEvent['request'] => {
  const request = objectAt(given, 'request', tell)
  return {
    method: textAt(request['method'], 'request.method', 'GET', tell),
    uri: readUri(request['uri'], tell),
    querystring: readTable(request['querystring'], 'request.querystring', QUERY, tell),
    headers: readTable(request['headers'], 'request.headers', HEADERS, tell),
    cookies: readTable(request['cookies'], 'request.cookies', COOKIES, tell),
  }
}

const readStatus = (given: unknown, tell: Tell): number => {
  if (given === undefined) return 200
  if (typeof given === 'number' && Number.isInteger(given) && given >= 100 && given <= 599) return given
  tell({ path: 'response.statusCode', expected: 'a whole number from 100 to 599' })
  return 200
}

const readResponse = (given: unknown, tell: Tell): NonNullable<TestEvent['response']> => {
  const response = objectAt(given, 'response', tell)
  const description = textAt(response['statusDescription'], 'response.statusDescription', undefined, tell)
  return {
    statusCode: readStatus(response['statusCode'], tell),
    ...(description === undefined ? {} : { statusDescription: description }),
    headers: readTable(response['headers'], 'response.headers', HEADERS, tell),
    cookies: readTable(response['cookies'], 'response.cookies', COOKIES, tell),
  }
}

const typeOf = (event: JsonObject, context: JsonObject, wanted: ViewerEvent | undefined, tell: Tell): ViewerEvent => {
  const implied: ViewerEvent = event['response'] === undefined ? 'viewer-request' : 'viewer-response'
  const stated = context['eventType'] ?? wanted ?? implied
  if (stated !== 'viewer-request' && stated !== 'viewer-response') {
    tell({ path: 'context.eventType', expected: 'viewer-request or viewer-response (CFF-112)' })
    return implied
  }
  if (wanted !== undefined && stated !== wanted)
    tell({ path: 'context.eventType', expected: `${wanted}, as was asked for` })
  if (stated === 'viewer-request' && event['response'] !== undefined)
    tell({ path: 'response', expected: 'absent in a viewer-request event' })
  return stated
}

/** From the examples of the Developer Guide. */
const EXAMPLE = {
  distributionDomainName: 'd111111abcdef8.cloudfront.net',
  distributionId: 'EDFDVBD6EXAMPLE',
  requestId: '4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==',
  ip: '198.51.100.11',
} as const

const readContext = (context: JsonObject, eventType: ViewerEvent, tell: Tell): TestEvent['context'] => {
  const text = (name: 'distributionDomainName' | 'distributionId' | 'requestId'): string =>
    textAt(context[name], `context.${name}`, EXAMPLE[name], tell)
  return {
    distributionDomainName: text('distributionDomainName'),
    distributionId: text('distributionId'),
    eventType,
    requestId: text('requestId'),
  }
}

const PARTS: readonly string[] = ['version', 'context', 'viewer', 'request', 'response']

/**
 * Reads a test event (version 1.0) and completes it: every part may be absent. What no request on the wire could bring about is a problem,
 * not repaired: a `?` in the path, a `&` in a query value. Bodies are left out, a function never gets one (CFF-84).
 *
 * @param wanted the event it has to be; undefined: what the event says, else a viewer-response event when it has a response
 */
export const readTestEvent = (given: unknown, wanted?: ViewerEvent): ReadEvent => {
  const problems: ShapeProblem[] = []
  const tell: Tell = problem => void problems.push(problem)
  const event = objectAt(given, '', tell)
  for (const name of Object.keys(event))
    if (!PARTS.includes(name)) tell({ path: name, expected: `one of ${PARTS.join(', ')}` })
  if (event['version'] !== undefined && event['version'] !== '1.0') tell({ path: 'version', expected: '"1.0"' })
  const context = objectAt(event['context'], 'context', tell)
  const eventType = typeOf(event, context, wanted, tell)
  const complete: TestEvent = {
    version: '1.0',
    context: readContext(context, eventType, tell),
    viewer: { ip: textAt(objectAt(event['viewer'], 'viewer', tell)['ip'], 'viewer.ip', EXAMPLE.ip, tell) },
    request: readRequest(event['request'], tell),
    ...(eventType === 'viewer-response' ? { response: readResponse(event['response'], tell) } : {}),
  }
  return problems.length === 0 ? { kind: 'event', event: complete } : { kind: 'problems', problems }
}

/** The event of `understudy invoke` when none is given: `GET /` of one viewer, answered with 200 where there is a response. */
export const defaultEvent = (type: ViewerEvent = 'viewer-request'): TestEvent => {
  const host = { host: { value: EXAMPLE.distributionDomainName } }
  const read = readTestEvent({ request: { headers: host } }, type)
  if (read.kind === 'problems') throw new Error('the default event is none')
  return read.event
}

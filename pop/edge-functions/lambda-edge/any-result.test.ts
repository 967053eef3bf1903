import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDisallowedHeader } from '../../../distribution/header-restrictions.ts'
import type { LambdaEventType } from '../../../distribution/model.ts'
import { HeaderList } from '../../../http/header-list.ts'
import { isHeaderName, isHeaderValue } from '../headers.ts'
import type { InvalidResult } from './invalid-result.ts'
import type { LambdaEdgeEvent } from './invocation.ts'
import { fromLambdaHeaders, toLambdaHeaders } from './lambda-event.ts'
import { fromLambdaOrigin } from './lambda-origin.ts'
import {
  validateRequestResult,
  validateResponseResult,
  type ValidRequest,
  type ValidResponse,
} from './validate-result.ts'
import { customOrigin } from '../../../test/support/distribution.ts'

// Whatever a function returns is either refused with a text for the viewer, or fit to be sent.

const headers = toLambdaHeaders(
  HeaderList.of({ host: 'a.example', via: '1.1 x', 'content-length': '3', 'x-own': ['1', '2'] }),
)
const custom = {
  customHeaders: {},
  domainName: 'ssr.example.org',
  keepaliveTimeout: 5,
  path: '',
  port: 443,
  protocol: 'https' as const,
  readTimeout: 30,
  sslProtocols: ['TLSv1.2'],
}

const eventAt = (eventType: LambdaEventType): LambdaEdgeEvent => ({
  config: { distributionDomainName: 'd.cloudfront.net', distributionId: 'E1', eventType, requestId: 'r' },
  request: {
    clientIp: '192.0.2.1',
    method: 'POST',
    uri: '/a',
    querystring: 'x=1',
    headers,
    body: { inputTruncated: false, action: 'read-only', encoding: 'base64', data: 'YWJj' },
    ...(eventType.startsWith('origin-') ? { origin: { custom } } : {}),
  },
  ...(eventType.endsWith('-response') ? { response: { status: '200', statusDescription: 'OK', headers } } : {}),
})

const text = fc.oneof(
  fc.constantFrom('', '/', '/a b', 'a\r\nb: c', '\0', 'é', '#', '?', '###', 'YQ=='),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const headerName = fc.oneof(
  fc.constantFrom(
    'host',
    'via',
    'Via',
    'x-edge-a',
    'content-length',
    'set-cookie',
    '__proto__',
    'constructor',
    'transfer-encoding',
    '',
  ),
  text,
)
const entries = fc.oneof(
  fc.array(fc.oneof(fc.record({ key: text, value: text }, { requiredKeys: [] }), fc.jsonValue()), { maxLength: 3 }),
  fc.jsonValue(),
)
const anyHeaders = fc.oneof(fc.dictionary(headerName, entries, { maxKeys: 3 }), fc.jsonValue())
const status = fc.oneof(fc.constantFrom('200', '204', '199', '600', '404', 200, '2e2', ' 200'), fc.jsonValue())
const settings = fc.record(
  Object.fromEntries(Object.keys(custom).map(name => [name, fc.oneof(text, fc.integer(), fc.jsonValue())])),
  { requiredKeys: [] },
)
const anyOrigin = fc.oneof(
  fc.jsonValue(),
  settings.map(some => ({ custom: { ...custom, ...some } })),
  settings.map(some => ({ s3: { authMethod: 'none', domainName: 'b.s3.amazonaws.com', ...some } })),
)
const anyBody = fc.record(
  {
    action: fc.oneof(fc.constant('replace'), text),
    data: text,
    encoding: fc.oneof(fc.constantFrom('text', 'base64'), text),
  },
  { requiredKeys: [] },
)

/** Parts of what an event has, with some of them changed. */
const changes = fc.record(
  {
    uri: text,
    querystring: text,
    method: text,
    headers: anyHeaders,
    origin: anyOrigin,
    status,
    statusDescription: text,
    body: fc.oneof(text, anyBody),
    bodyEncoding: text,
  },
  { requiredKeys: [] },
)

const expectSendable = ({ headers: written }: ValidRequest | ValidResponse): void => {
  const { names, values } = fromLambdaHeaders(written)
  expect(names.every(name => isHeaderName(name) && name === name.toLowerCase())).toBe(true)
  expect(names.some(isDisallowedHeader)).toBe(false)
  expect(values.every(isHeaderValue)).toBe(true)
}

const expectFit = (answer: ValidRequest | ValidResponse | InvalidResult): void => {
  if (answer.kind === 'invalid') {
    expect(answer.pageText).toMatch(/^The Lambda function .+\.$/)
    return
  }
  expectSendable(answer)
  if (answer.kind === 'response') {
    expect(answer.status).toSatisfy((code: number) => code >= 200 && code <= 599)
    return
  }
  expect(`${answer.uri}?${answer.querystring}`).toMatch(/^\/[\x21-\x7e]*$/)
  if (answer.origin === undefined) return
  const { originPath, domainName } = fromLambdaOrigin(answer.origin, customOrigin(), new Map())
  expect(`${domainName}${originPath}`).toMatch(/^[A-Za-z0-9.-]+(?:\/[\x21-\x7e]*)?$/)
}

describe.each(['viewer-request', 'origin-request', 'origin-response', 'viewer-response'] as const)(
  'at %s',
  eventType => {
    const event = eventAt(eventType)
    const given = event.response ?? event.request
    const validate = eventType.endsWith('-request') ? validateRequestResult : validateResponseResult
    const results = fc.oneof(
      fc.jsonValue(),
      changes,
      changes.map(change => ({ ...given, ...change })),
      fc.dictionary(headerName, entries, { maxKeys: 3 }).map(some => ({ ...given, headers: { ...headers, ...some } })),
    )

    test('LAE-30 to LAE-52: any result is refused in words or fit to be sent', () => {
      const kinds = new Set<string>()
      fc.assert(
        fc.property(results, result => {
          const answer = validate(event, result)
          kinds.add(answer.kind)
          expectFit(answer)
        }),
        { numRuns: 3_000 },
      )
      expect(kinds).toContain('invalid')
      expect(kinds.size).toBeGreaterThan(1)
    })
  },
)

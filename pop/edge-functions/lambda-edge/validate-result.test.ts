import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LambdaEventType } from '../../../distribution/model.ts'
import { HeaderList } from '../../../http/header-list.ts'
import type { LambdaEdgeEvent, LambdaHeaders } from './invocation.ts'
import { fromLambdaHeaders, headersAfterLambda, toLambdaHeaders } from './lambda-event.ts'
import { validateRequestResult, validateResponseResult } from './validate-result.ts'

const header = (value: string, key?: string) => [key === undefined ? { value } : { key, value }]

const requestEvent = (eventType: LambdaEventType, headers: LambdaHeaders = {}): LambdaEdgeEvent => ({
  config: { distributionDomainName: 'd.cloudfront.net', distributionId: 'E1', eventType, requestId: 'r' },
  request: {
    clientIp: '192.0.2.1',
    method: 'GET',
    uri: '/a',
    querystring: 'x=1',
    headers: { host: header('example.org', 'Host'), via: header('1.1 x', 'Via'), ...headers },
    origin: {
      custom: {
        customHeaders: {},
        domainName: 'ssr.example.org',
        keepaliveTimeout: 5,
        path: '',
        port: 443,
        protocol: 'https',
        readTimeout: 30,
        sslProtocols: ['TLSv1.2'],
      },
    },
  },
})

const responseEvent = (eventType: LambdaEventType, headers: LambdaHeaders = {}): LambdaEdgeEvent => ({
  ...requestEvent(eventType),
  response: {
    status: '503',
    statusDescription: 'Service Unavailable',
    headers: { via: header('1.1 x', 'Via'), ...headers },
  },
})

const BEGIN = 'The Lambda function result failed validation: '
const READ_ONLY = `${BEGIN}The function tried to add, delete, or change a read-only header.`
const FORBIDDEN = `${BEGIN}The function tried to add a blacklisted header.`
const BAD_BODY = `${BEGIN}The body is not a string, is not an object, or exceeds the maximum size.`
const NO_ARRAY =
  'The Lambda function returned an invalid entry in the headers object: Each header entry in the headers object must be an array.'

describe('requests', () => {
  const { request } = requestEvent('viewer-request')
  const atOrigin = requestEvent('origin-request')
  test('what was not changed is valid', () => {
    expect(validateRequestResult(requestEvent('viewer-request'), structuredClone(request))).toMatchObject({
      kind: 'request',
      uri: '/a',
      querystring: 'x=1',
      origin: undefined,
      body: undefined,
    })
  })
  test.each([
    { rule: 'LAE-02 uri without slash', result: { ...request, uri: 'a' } },
    { rule: 'LAE-02 method', result: { ...request, method: 'POST' } },
    { rule: 'LAE-11 query with a space', result: { ...request, querystring: 'a b' } },
    {
      rule: 'HDR-02 host changed',
      result: { ...request, headers: { ...request.headers, host: header('evil') } },
      text: READ_ONLY,
    },
    { rule: 'HDR-02 via deleted', result: { ...request, headers: { host: request.headers['host'] } }, text: READ_ONLY },
    {
      rule: 'HDR-01 x-edge-a',
      result: { ...request, headers: { ...request.headers, 'x-edge-a': header('1') } },
      text: FORBIDDEN,
    },
    {
      rule: 'HDR-05 the country at viewer-request',
      result: { ...request, headers: { ...request.headers, 'cloudfront-viewer-country': header('DE') } },
      text: FORBIDDEN,
    },
    {
      rule: 'LAE-52 an entry that is no array',
      result: { ...request, headers: { ...request.headers, a: { value: '1' } } },
      text: NO_ARRAY,
    },
    {
      rule: 'LAE-56 a value that is no string',
      result: { ...request, headers: { ...request.headers, a: [{ value: 1 }] } },
    },
    {
      rule: 'a value with a line break',
      result: { ...request, headers: { ...request.headers, a: header('1\r\nb: 2') } },
    },
    { rule: 'nothing', result: null },
    { rule: 'an array', result: [] },
  ])('$rule is invalid at viewer-request', ({ result, text }) => {
    const answer = validateRequestResult(requestEvent('viewer-request'), result)
    expect(answer).toMatchObject({ kind: 'invalid', ...(text === undefined ? {} : { pageText: text }) })
  })
  test('HDR-04 Host is writable at origin-request', () => {
    const result = { ...request, headers: { ...request.headers, host: header('other.example') } }
    expect(validateRequestResult(atOrigin, result).kind).toBe('request')
  })
  test.each([
    { rule: 'LAE-08 two origins', origin: { ...atOrigin.request.origin, s3: {} } },
    { rule: 'LAE-06 a port that is taken', origin: { custom: { domainName: 'a.example', port: 22 } } },
    { rule: 'LAE-06 an address as domain name', origin: { custom: { domainName: '127.0.0.1', port: 80 } } },
    {
      rule: 'LAE-07 no region',
      origin: { s3: { domainName: 'b.s3.amazonaws.com', authMethod: 'origin-access-identity' } },
    },
    {
      rule: 'LAE-08 a custom header that the request has too',
      origin: { s3: { domainName: 'b.s3.amazonaws.com', authMethod: 'none', customHeaders: { host: header('a') } } },
    },
  ])('$rule', ({ origin }) => {
    expect(validateRequestResult(atOrigin, { ...request, origin }).kind).toBe('invalid')
  })
  test('LAE-08 custom to S3 is allowed', () => {
    const origin = {
      s3: { domainName: 'b.s3.amazonaws.com', authMethod: 'none', customHeaders: {}, path: '', region: '' },
    }
    expect(validateRequestResult(atOrigin, { ...request, origin })).toMatchObject({ kind: 'request', origin })
  })
})

describe('generated responses', () => {
  const at = (eventType: LambdaEventType, result: unknown) => validateRequestResult(requestEvent(eventType), result)
  test.each([
    { rule: 'LAE-31 a number as status', result: { status: 200 } },
    { rule: 'LAE-32 status 199', result: { status: '199' } },
    { rule: 'LAE-32 status 600', result: { status: '600' } },
    { rule: 'LAE-31 bad base64', result: { status: '200', body: '###', bodyEncoding: 'base64' } },
    { rule: 'LAE-31 body is an object', result: { status: '200', body: {} }, text: BAD_BODY },
    { rule: 'LAE-33 204 with a body', result: { status: '204', body: 'x' }, text: BAD_BODY },
    {
      rule: 'LAE-35 content-length',
      result: { status: '200', headers: { 'content-length': header('1') } },
      text: READ_ONLY,
    },
    { rule: 'LAE-41 over 40 KB', result: { status: '200', body: 'x'.repeat(41_000) }, text: BAD_BODY },
  ])('$rule is invalid at viewer-request', ({ result, text }) => {
    expect(at('viewer-request', result)).toMatchObject({
      kind: 'invalid',
      ...(text === undefined ? {} : { pageText: text }),
    })
  })
  test('LAE-41 41 KB pass at origin-request, above 1 MB does not', () => {
    expect(at('origin-request', { status: '200', body: 'x'.repeat(41_000) }).kind).toBe('response')
    expect(at('origin-request', { status: '200', body: 'x'.repeat(1_048_577) })).toMatchObject({ pageText: BAD_BODY })
  })
})

describe('responses', () => {
  const before = responseEvent('origin-response', { 'transfer-encoding': header('chunked', 'Transfer-Encoding') })
  test('LAE-36 status and body may change, headers in place', () => {
    const result = { ...before.response, status: '200', body: '<html>', bodyEncoding: 'text' }
    expect(validateResponseResult(before, result)).toMatchObject({
      kind: 'response',
      status: 200,
      body: { encoding: 'text', data: '<html>' },
    })
  })
  test('LAE-53 a fresh response deletes transfer-encoding', () => {
    expect(validateResponseResult(before, { status: '200', headers: { via: header('1.1 x') }, body: 'x' })).toEqual({
      kind: 'invalid',
      pageText: READ_ONLY,
      message:
        'Lambda function result failed validation, the function tried to delete read-only header, headerName : transfer-encoding.',
    })
  })
  test('LAE-30 viewer-response cannot change the status', () => {
    const event = responseEvent('viewer-response')
    expect(validateResponseResult(event, { ...event.response, status: '200' }).kind).toBe('invalid')
    expect(validateResponseResult(event, { ...event.response, body: 'ignored' })).toMatchObject({ body: undefined })
  })
  test('HDR-02 content-encoding is read-only for Lambda@Edge at viewer-response only', () => {
    const headers = { via: header('1.1 x'), 'content-encoding': header('gzip') }
    const at = (eventType: LambdaEventType) =>
      validateResponseResult(responseEvent(eventType), { status: '503', headers })
    expect(at('viewer-response')).toMatchObject({ pageText: READ_ONLY })
    expect(at('origin-response').kind).toBe('response')
  })
})

describe('LAE-03 headers', () => {
  test('the key keeps the spelling of the wire; a missing one is generated with capitals', () => {
    const list = HeaderList.fromRaw(['X-fOO', '1', 'x-foo', '2', 'Connection', 'close'])
    expect(toLambdaHeaders(list)).toEqual({
      'x-foo': [
        { key: 'X-fOO', value: '1' },
        { key: 'x-foo', value: '2' },
      ],
    })
    expect(fromLambdaHeaders({ 'x-a-b': header('ü') }).toRaw()).toEqual(['X-A-B', 'Ã¼'])
  })
  test('unchanged headers are the very list; hidden fields survive a change (HDR-01)', () => {
    const list = HeaderList.fromRaw(['A', '1', 'X-Cache', 'Miss'])
    expect(headersAfterLambda(list, toLambdaHeaders(list))).toBe(list)
    expect(headersAfterLambda(list, { a: header('2', 'A') }).toRaw()).toEqual(['A', '2', 'X-Cache', 'Miss'])
  })
  test('there and back again gives the fields grouped by name', () => {
    const field = fc.tuple(
      fc.constantFrom('A', 'b', 'Set-Cookie', '__proto__', 'constructor'),
      fc.stringMatching(/^[!-~]{0,9}$/),
    )
    fc.assert(
      fc.property(fc.array(field), fields => {
        const list = HeaderList.fromRaw(fields.flat())
        const back = fromLambdaHeaders(toLambdaHeaders(list))
        expect(new Set(back.names)).toEqual(new Set(list.names))
        for (const name of list.names) expect(back.getAll(name)).toEqual(list.getAll(name))
      }),
    )
  })
})

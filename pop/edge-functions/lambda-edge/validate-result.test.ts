import { Readable } from 'node:stream'
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
  const custom = {
    domainName: 'a.example',
    keepaliveTimeout: 5,
    path: '',
    port: 443,
    protocol: 'https',
    readTimeout: 30,
    sslProtocols: ['TLSv1.2'],
  }
  const s3 = { domainName: 'b.s3.amazonaws.com', authMethod: 'none', customHeaders: {}, path: '', region: '' }
  const oai = { ...s3, authMethod: 'origin-access-identity', region: 'eu-central-1' }

  test.each([
    { rule: 'LAE-08 two origins', origin: { custom, s3 } },
    { rule: 'LAE-08 no origin', origin: {} },
    { rule: 'LAE-08 neither of the two', origin: { vpc: custom } },
    {
      rule: 'LAE-08 a custom header that the request has too',
      origin: { s3: { ...s3, customHeaders: { Host: header('a') } } },
    },
    {
      rule: 'HDR-06 a custom header that no origin may get',
      origin: { s3: { ...s3, customHeaders: { 'x-amz-a': header('a') } } },
    },
    {
      rule: 'LAE-52 a custom header that is no array',
      origin: { custom: { ...custom, customHeaders: { 'x-a': '1' } } },
    },
    {
      rule: 'LAE-56 a custom header with a line break',
      origin: { custom: { ...custom, customHeaders: { 'x-a': header('1\n') } } },
    },
    { rule: 'LAE-06 a port that is taken', origin: { custom: { ...custom, port: 22 } } },
    { rule: 'LAE-06 an address as domain name', origin: { custom: { ...custom, domainName: '127.0.0.1' } } },
    { rule: 'LAE-06 a domain name with a port', origin: { custom: { ...custom, domainName: 'a.example:80' } } },
    { rule: 'LAE-06 an empty domain name', origin: { custom: { ...custom, domainName: '' } } },
    { rule: 'LAE-06 a domain name of 254 characters', origin: { custom: { ...custom, domainName: 'a'.repeat(254) } } },
    { rule: 'LAE-06 a path with a slash at its end', origin: { custom: { ...custom, path: '/a/' } } },
    { rule: 'LAE-06 a path without a slash', origin: { custom: { ...custom, path: 'a' } } },
    { rule: 'LAE-06 a path with a space', origin: { custom: { ...custom, path: '/a b' } } },
    { rule: 'LAE-06 a path of 256 characters', origin: { custom: { ...custom, path: `/${'a'.repeat(255)}` } } },
    { rule: 'LAE-06 another protocol', origin: { custom: { ...custom, protocol: 'match-viewer' } } },
    { rule: 'LAE-06 a read timeout of 121', origin: { custom: { ...custom, readTimeout: 121 } } },
    { rule: 'LAE-06 no keep-alive timeout', origin: { custom: { ...custom, keepaliveTimeout: 0 } } },
    {
      rule: 'LAE-06 a completion timeout below the read timeout',
      origin: { custom: { ...custom, responseCompletionTimeout: 29 } },
    },
    { rule: 'LAE-06 an unknown TLS version', origin: { custom: { ...custom, sslProtocols: ['TLSv1.3'] } } },
    { rule: 'LAE-07 capitals in a bucket’s name', origin: { s3: { ...s3, domainName: 'B.s3.amazonaws.com' } } },
    { rule: 'LAE-07 a bucket’s name of 129 characters', origin: { s3: { ...s3, domainName: 'b'.repeat(129) } } },
    { rule: 'LAE-07 another method', origin: { s3: { ...s3, authMethod: 'origin-access-control' } } },
    { rule: 'LAE-07 from custom to an identity', origin: { s3: oai } },
  ])('$rule', ({ origin }) => {
    expect(validateRequestResult(atOrigin, { ...request, origin }).kind).toBe('invalid')
  })

  test.each([
    { rule: 'LAE-08 custom to S3', origin: { s3 } },
    { rule: 'LAE-06 every port from 1024 on', origin: { custom: { ...custom, port: 65_535, protocol: 'http' } } },
    { rule: 'LAE-06 a path of 255 characters', origin: { custom: { ...custom, path: `/${'a'.repeat(254)}` } } },
    { rule: 'LAE-06 the default completion timeout', origin: { custom: { ...custom, responseCompletionTimeout: 0 } } },
    {
      rule: 'LAE-06 a completion timeout of one read',
      origin: { custom: { ...custom, responseCompletionTimeout: 30 } },
    },
  ])('$rule is allowed', ({ origin }) => {
    expect(validateRequestResult(atOrigin, { ...request, origin })).toMatchObject({ kind: 'request', origin })
  })

  test('LAE-07: between buckets the identity is kept, with a region', () => {
    const before = {
      ...atOrigin,
      request: { ...atOrigin.request, origin: { s3: { ...oai, authMethod: 'origin-access-identity' as const } } },
    }
    const to = (settings: object) => validateRequestResult(before, { ...request, origin: { s3: settings } }).kind
    expect(to({ ...oai, domainName: 'c.s3.amazonaws.com' })).toBe('request')
    expect(to({ ...oai, domainName: 'c.s3.amazonaws.com', region: '' })).toBe('invalid')
    expect(to(s3)).toBe('request')
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
    { rule: 'LAE-27 body is a stream', result: { status: '200', body: Readable.from(['x']) }, text: BAD_BODY },
    { rule: 'LAE-33 204 with a body', result: { status: '204', body: 'x' }, text: BAD_BODY },
    {
      rule: 'LAE-35 content-length',
      result: { status: '200', headers: { 'content-length': header('1') } },
      text: READ_ONLY,
    },
    { rule: 'LAE-41, QUO-21 over 40 KB', result: { status: '200', body: 'x'.repeat(41_000) }, text: BAD_BODY },
    {
      rule: 'LAE-41, ORR-31 over 40 KB as base64, though not when decoded',
      result: { status: '200', body: Buffer.alloc(31_000).toString('base64'), bodyEncoding: 'base64' },
      text: BAD_BODY,
    },
    {
      rule: 'LAE-41 headers over 40 KB',
      result: { status: '302', headers: { 'x-long': header('x'.repeat(41_000)) } },
      text: BAD_BODY,
    },
  ])('$rule is invalid at viewer-request', ({ result, text }) => {
    expect(at('viewer-request', result)).toMatchObject({
      kind: 'invalid',
      ...(text === undefined ? {} : { pageText: text }),
    })
  })
  test('LAE-41, QUO-21 41 KB pass at origin-request, above 1 MB does not', () => {
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
        'Validation error: Lambda function result failed validation, the function tried to delete read-only header, headerName : Transfer-Encoding.',
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
  test('a name is the same in any case', () => {
    const event = responseEvent('origin-response')
    const headers = (more: LambdaHeaders) => ({ status: '200', headers: { ...event.response?.headers, ...more } })
    expect(
      validateResponseResult(event, headers({ 'X-Frame-Options': header('DENY'), 'x-frame-options': header('b') })),
    ).toMatchObject({
      headers: { 'x-frame-options': [{ value: 'DENY' }, { value: 'b' }], via: header('1.1 x', 'Via') },
    })
    expect(validateResponseResult(event, headers({ Via: header('2', 'Via') }))).toMatchObject({ pageText: READ_ONLY })
    expect(validateResponseResult(event, headers({ 'X-Edge-A': header('1') }))).toMatchObject({ pageText: FORBIDDEN })
  })

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
  test('bytes beyond ASCII are text for the function, and the same bytes again when it leaves them alone', () => {
    const list = HeaderList.fromRaw(['A', '1', 'X-Utf-8', 'Ã¼', 'X-Latin', 'ü'])
    const seen = toLambdaHeaders(list)
    expect(seen['x-utf-8']).toEqual(header('ü', 'X-Utf-8'))
    const after = headersAfterLambda(list, { ...seen, a: header('2', 'A') })
    expect(after.toRaw()).toEqual(['A', '2', 'X-Utf-8', 'Ã¼', 'X-Latin', 'ü'])
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

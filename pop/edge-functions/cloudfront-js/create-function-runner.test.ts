import { describe, expect, test } from 'vitest'
import { HeaderList } from '../../../http/header-list.ts'
import { context, onRequest, requestOf, runnerOf, valueOf } from '../../../test/support/function-runner.ts'

describe('the event', () => {
  const request = requestOf(
    ['Host', 'example.org', 'X-List', 'a, b', 'X-Twice', '1', 'x-twice', '2', 'Cookie', 'a=1; b=x=y', 'cookie', 'a=2'],
    '/caf%C3%A9',
    'q=%E5%AE%B6&tag=a&tag=b&flag',
  )
  test.each([
    {
      rule: 'CFF-70 context and viewer',
      expression: '[event.version, event.context.eventType, event.context.requestId, event.viewer.ip]',
      value: ['1.0', 'viewer-request', 'request-1', '198.51.100.11'],
    },
    { rule: 'CFF-70 the uri stays encoded', expression: 'request.uri', value: '/caf%C3%A9' },
    { rule: 'CFF-75 the query is not decoded', expression: 'request.querystring.q', value: { value: '%E5%AE%B6' } },
    { rule: 'CFF-73 a parameter without value', expression: 'request.querystring.flag', value: { value: '' } },
    {
      rule: 'CFF-81 multiValue',
      expression: 'request.querystring.tag',
      value: { value: 'a', multiValue: [{ value: 'a' }, { value: 'b' }] },
    },
    { rule: 'CFF-81 a comma list is one value', expression: 'request.headers["x-list"]', value: { value: 'a, b' } },
    {
      rule: 'CFF-81 repeated headers',
      expression: 'request.headers["x-twice"].multiValue',
      value: [{ value: '1' }, { value: '2' }],
    },
    {
      rule: 'CFF-78 cookies are not among the headers',
      expression: 'Object.keys(request.headers)',
      value: ['host', 'x-list', 'x-twice'],
    },
    {
      rule: 'CFF-80 cookies',
      expression: 'request.cookies',
      value: { a: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] }, b: { value: 'x=y' } },
    },
    { rule: 'CFF-69d rawQueryString', expression: 'request.rawQueryString()', value: 'q=%E5%AE%B6&tag=a&tag=b&flag' },
    {
      rule: 'CFF-69d it is no data',
      expression: 'Object.keys(request)',
      value: ['method', 'uri', 'querystring', 'headers', 'cookies'],
    },
  ])('$rule', ({ expression, value }) => {
    expect(valueOf(expression, request)).toEqual(value)
  })
  test.each([
    { rule: 'no query', queryString: undefined, value: undefined },
    { rule: 'a bare question mark', queryString: '', value: '' },
  ])('CFF-69d $rule', ({ queryString, value }) => {
    expect(valueOf('request.rawQueryString()', requestOf([], '/', queryString))).toBe(value)
    expect(valueOf('request.querystring', requestOf([], '/', queryString))).toEqual({})
  })
  test('HDR-01 disallowed headers are not visible and stay', () => {
    const outcome = onRequest(
      'request.headers.a = { value: Object.keys(request.headers).join() }; return request',
      requestOf(['Connection', 'close']),
    )
    expect(outcome).toMatchObject({ kind: 'request', headers: { names: ['connection', 'a'], values: ['close', ''] } })
  })
  test('CFF-88 UTF-8 and ISO-8859-1 arrive as text and leave as received', () => {
    const raw = ['A', Buffer.from('é').toString('latin1'), 'B', 'é']
    expect(valueOf('[request.headers.a.value, request.headers.b.value]', requestOf(raw))).toEqual(['é', 'é'])
    const outcome = onRequest('request.headers.c = { value: "é" }; return request', requestOf(raw))
    expect(outcome).toMatchObject({ headers: { values: [...raw.filter((_, i) => i % 2 === 1), 'Ã©'] } })
  })
})

describe('an unchanged request', () => {
  test.each([
    { rule: 'CFF-88 odd spelling', request: requestOf(['hOsT', 'x', 'Cookie', 'b=1;a=2;  c'], '/a', 'b&a=1&&b=') },
    {
      rule: 'names that objects have',
      request: requestOf(['constructor', '1', '__proto__', '2'], '/', '__proto__=1&toString=2&2=b&1=a'),
    },
    { rule: 'repeated names', request: requestOf(['X-A', '1', 'X-A', '2', 'Cookie', 'a=1; a=2'], '/', 'a=1&a=2') },
  ])('$rule goes out as received', ({ request }) => {
    const outcome = onRequest('return request', request)
    expect(outcome).toMatchObject({ kind: 'request', uri: request.uri, queryString: request.queryString })
    expect(outcome.kind === 'request' && outcome.headers).toBe(request.headers)
  })
})

describe('changes', () => {
  const request = requestOf(['Host', 'h', 'X-Twice', '1', 'X-Twice', '2', 'Cookie', 'a=1; b=2'], '/', 'b=2&a=1&a=3')
  test.each([
    {
      rule: 'CFF-77 capitals',
      code: 'request.headers["x-new-one"] = { value: "v" }',
      raw: ['Host', 'h', 'X-Twice', '1', 'X-Twice', '2', 'Cookie', 'a=1; b=2', 'X-New-One', 'v'],
    },
    {
      rule: 'deletion',
      code: 'delete request.headers["x-twice"]; delete request.cookies.a',
      raw: ['Host', 'h', 'Cookie', 'b=2'],
    },
    {
      rule: 'CFF-82 value replaces the first',
      code: 'request.headers["x-twice"].value = "9"',
      raw: ['Host', 'h', 'X-Twice', '9', 'Cookie', 'a=1; b=2', 'X-Twice', '2'],
    },
    {
      rule: 'CFF-82 multiValue wins',
      code: 'var t = request.headers["x-twice"]; t.value = "no"; t.multiValue = [{ value: "7" }]',
      raw: ['Host', 'h', 'X-Twice', '7', 'Cookie', 'a=1; b=2'],
    },
    {
      rule: 'CFF-80 cookies',
      code: 'request.cookies.c = { value: "3" }',
      raw: ['Host', 'h', 'X-Twice', '1', 'X-Twice', '2', 'Cookie', 'a=1; b=2; c=3'],
    },
    { rule: 'no cookies left', code: 'request.cookies = {}', raw: ['Host', 'h', 'X-Twice', '1', 'X-Twice', '2'] },
  ])('headers: $rule', ({ code, raw }) => {
    const outcome = onRequest(`${code}; return request`, request)
    expect(outcome.kind === 'request' && outcome.headers.toRaw()).toEqual(raw)
    expect(request.headers.length).toBe(4)
  })
  test.each([
    { rule: 'CFF-74 a string, as is', code: 'request.querystring = "z=1&y=%20"', query: 'z=1&y=%20' },
    { rule: 'a changed value', code: 'request.querystring.b.value = "9"', query: 'b=9&a=1&a=3' },
    { rule: 'CFF-82 the first of several', code: 'request.querystring.a.value = "9"', query: 'b=2&a=9&a=3' },
    {
      rule: 'another order',
      code: 'var q = request.querystring; request.querystring = { a: q.a, b: q.b }',
      query: 'a=1&a=3&b=2',
    },
    { rule: 'none', code: 'request.querystring = {}', query: undefined },
    { rule: 'absent', code: 'delete request.querystring', query: undefined },
    { rule: 'CFF-89 outside of ASCII: UTF-8, encoded', code: 'request.querystring = "a=é"', query: 'a=%C3%A9' },
  ])('query: $rule', ({ code, query }) => {
    expect(onRequest(`${code}; return request`, request)).toMatchObject({ kind: 'request', queryString: query })
  })
  test('CFF-72 the uri', () => {
    expect(onRequest('request.uri = "/é ü"; return request', request)).toMatchObject({ uri: '/%C3%A9%20%C3%BC' })
  })
})

describe('CFF-130 a generated response', () => {
  test('status, headers, cookies, body', () => {
    const outcome = onRequest(
      `return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/x' } },
        cookies: { a: { value: '1', attributes: 'Path=/; Secure' } }, body: { encoding: 'base64', data: 'aGk=' } }`,
    )
    expect(outcome).toMatchObject({
      kind: 'response',
      status: 302,
      statusDescription: 'Found',
      body: { encoding: 'base64', data: 'aGk=' },
    })
    expect(outcome.kind === 'response' && outcome.headers.toRaw()).toEqual([
      'Location',
      '/x',
      'Set-Cookie',
      'a=1; Path=/; Secure',
    ])
  })
  test.each([
    { rule: 'a string is text', body: '"x"', result: { encoding: 'text', data: 'x' } },
    { rule: 'absent', body: 'undefined', result: undefined },
    { rule: 'empty removes', body: '""', result: { encoding: 'text', data: '' } },
  ])('CFF-84 body: $rule', ({ body, result }) => {
    expect(onRequest(`return { statusCode: 200, body: ${body} }`)).toMatchObject({ kind: 'response', body: result })
  })
})

describe('viewer-response', () => {
  const response = {
    status: 200,
    statusDescription: 'OK',
    headers: HeaderList.fromRaw(['Set-Cookie', 'a=1; Path=/', 'Content-Type', 'text/html', 'set-cookie', 'a=2;Secure']),
  }
  const onResponse = (statements: string) =>
    runnerOf(`function handler(event) { var response = event.response; ${statements} }`).viewerResponse(
      context,
      requestOf(['X-A', '1']),
      response,
    )
  test('CFF-80 nothing changed: the very same headers, two Set-Cookie lines of one name', () => {
    const outcome = onResponse('return response')
    expect(outcome).toMatchObject({ kind: 'response', status: 200, statusDescription: 'OK', body: undefined })
    expect(outcome.kind === 'response' && outcome.headers).toBe(response.headers)
  })
  test('CFF-80 attributes are raw; CFF-92 the request is there', () => {
    const outcome = onResponse(
      'console.log(JSON.stringify([response.cookies, event.request.headers, typeof response.body])); return response',
    )
    expect(JSON.parse(outcome.logs[0] ?? '')).toEqual([
      {
        a: {
          value: '1',
          attributes: 'Path=/',
          multiValue: [
            { value: '1', attributes: 'Path=/' },
            { value: '2', attributes: 'Secure' },
          ],
        },
      },
      { 'x-a': { value: '1' } },
      'undefined',
    ])
  })
  test('cookies and headers may be added; CFF-117 the status changed', () => {
    const outcome =
      onResponse(`response.cookies.b = { value: '3', attributes: 'Max-Age=1' }; response.headers['content-encoding'] = { value: 'br' }
      response.statusCode = 404; return response`)
    expect(outcome).toMatchObject({ kind: 'response', status: 404 })
    expect(outcome.kind === 'response' && outcome.headers.getAll('set-cookie')).toEqual([
      'a=1; Path=/',
      'a=2; Secure',
      'b=3; Max-Age=1',
    ])
    expect(outcome.kind === 'response' && outcome.headers.get('content-encoding')).toBe('br')
  })
  test('HDR-02 warning is read-only', () => {
    expect(onResponse('response.headers.warning = { value: "1" }; return response').kind).toBe('validation-error')
  })
})

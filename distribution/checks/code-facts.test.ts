import { expect, test } from 'vitest'
import { codeFacts } from './code-facts.ts'

const names = (map: ReadonlyMap<unknown, number> | undefined) => [...(map?.keys() ?? [])]

test.each([
  { how: 'the whole path', code: `function handler(event) { return event.request.headers['X-One'].value }` },
  {
    how: 'a variable',
    code: `function handler(event) { var request = event.request; var h = request.headers; return h['x-one'] }`,
  },
  {
    how: 'destructuring',
    code: `const handler = ({ request }) => { const { headers } = request; return headers['x-one'] }`,
  },
  { how: 'a constant name', code: `const NAME = 'x-one'; function handler(e) { return e.request.headers[NAME] }` },
  {
    how: 'a Lambda event',
    code: `exports.handler = async e => { const r = e.Records[0].cf.request; return r.headers['x-one'][0].value }`,
  },
  {
    how: 'optional chaining',
    code: `export const handler = async e => e.Records[0].cf.request.headers?.['x-one']?.[0]`,
  },
  {
    how: 'a helper',
    code: `function read(request) { return request.headers['x-one'] } function handler(e) { return read(e.request) }`,
  },
  { how: 'in', code: `function handler(e) { var h = e.request.headers; return 'x-one' in h }` },
  { how: 'minified code', code: `function handler(t){let n=t.request,e=n.headers;return(e["x-one"]||{}).value}` },
])('a header is read: $how', ({ code }) => {
  expect(names(codeFacts(code)?.requestHeadersRead)).toEqual(['x-one'])
  expect(names(codeFacts(code)?.requestHeadersWritten)).toEqual([])
})

test.each([
  `function handler(e) { e.request.headers['x-two'] = { value: '1' } }`,
  `function handler(e) { const { headers } = e.request; headers['X-Two'].value = '1' }`,
  `exports.handler = async e => { const { request } = e.Records[0].cf; request.headers['x-two'] = [{ value: '1' }] }`,
])('a header is written: %s', code => {
  expect(names(codeFacts(code)?.requestHeadersWritten)).toEqual(['x-two'])
  expect(names(codeFacts(code)?.requestHeadersRead)).toEqual([])
})

test.each([
  [
    'the answer of a fetch',
    `const handler = async () => { const response = await fetch('x'); return response.headers['x-one'] }`,
  ],
  ['a request of one’s own', `const request = { headers: {} }; request.headers['x-one']`],
  ['a header that is deleted', `function handler(e) { delete e.request.headers['x-one'] }`],
  [
    'another variable of the name',
    `function a(headers) { return headers['x-one'] } function handler(e) { var headers = e.request.headers }`,
  ],
])('not taken for the viewer’s request: %s', (_, code) => {
  expect(names(codeFacts(code)?.requestHeadersRead)).toEqual([])
})

test('what else it sees', () => {
  const facts = codeFacts(`function handler(event) {
    var request = event.request, response = event.response
    if (request.querystring.a) return { statusCode: 401 }
    request.querystring = ''
    request.uri = '/index.html'
    response.headers['x-frame-options'] = { value: 'DENY' }
    response.statusCode = 200
  }`)
  expect(facts?.queryStringRead).toBe(3)
  expect(facts?.queryStringWritten).toBe(4)
  expect(facts?.urisWritten).toEqual(new Map([['/index.html', 5]]))
  expect(names(facts?.responseHeadersWritten)).toEqual(['x-frame-options'])
  expect(facts?.statusesWritten).toEqual(
    new Map([
      [401, 3],
      [200, 7],
    ]),
  )
})

test('code that is no JavaScript shows nothing', () => {
  expect(codeFacts('function {')).toBeUndefined()
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isHeaderValue } from '../pop/edge-functions/headers.ts'
import { isDisallowedHeader } from '../distribution/header-restrictions.ts'
import { defaultEvent, readTestEvent, type TestEvent } from './test-event.ts'
import { testFunction } from './test-function.ts'

const eventOf = (given: unknown, type?: 'viewer-request' | 'viewer-response'): TestEvent => {
  const read = readTestEvent(given, type)
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems))
  return read.event
}

const problemsOf = (given: unknown, type?: 'viewer-request' | 'viewer-response') => {
  const read = readTestEvent(given, type)
  return read.kind === 'problems' ? read.problems.map(({ path, expected }) => `${path}: ${expected}`) : []
}

describe('what may be left out is filled in (CFF-158)', () => {
  test.each([
    {
      rule: 'all of it',
      given: {},
      event: { request: { method: 'GET', uri: '/', querystring: {}, headers: {}, cookies: {} } },
    },
    {
      rule: 'CFF-76 header names become lower case',
      given: { request: { headers: { Host: { value: 'a' } } } },
      event: { request: { headers: { host: { value: 'a' } } } },
    },
    {
      rule: 'CFF-81 a list of one is a single value',
      given: { request: { querystring: { a: { value: '1', multiValue: [{ value: '1' }] } } } },
      event: { request: { querystring: { a: { value: '1' } } } },
    },
    {
      rule: 'a response makes it a viewer-response event',
      given: { response: {} },
      event: { context: { eventType: 'viewer-response' }, response: { statusCode: 200, headers: {}, cookies: {} } },
    },
    {
      rule: 'CFF-84 no body is handed over',
      given: { response: { body: { encoding: 'text', data: 'x' } } },
      event: { response: { statusCode: 200, headers: {}, cookies: {} } },
    },
  ])('$rule', ({ given, event }) => {
    expect(eventOf(given)).toMatchObject(event)
  })

  test('the default event is complete for both types', () => {
    expect(eventOf(defaultEvent())).toEqual(defaultEvent())
    expect(eventOf(defaultEvent('viewer-response'))).toEqual(defaultEvent('viewer-response'))
  })
})

describe('what no request could bring about is named with its place', () => {
  test.each([
    { rule: 'a list for an event', given: [], says: ': an object' },
    { rule: 'a case in place of its event', given: { event: {}, expect: {} }, says: 'event: one of version, context' },
    { rule: 'another version', given: { version: '2.0' }, says: 'version: "1.0"' },
    {
      rule: 'CFF-112 an origin event',
      given: { context: { eventType: 'origin-request' } },
      says: 'context.eventType: viewer-request or viewer-response (CFF-112)',
    },
    {
      rule: 'a response before there is one',
      given: { context: { eventType: 'viewer-request' }, response: {} },
      says: 'response: absent in a viewer-request event',
    },
    { rule: 'CFF-70 a query in the path', given: { request: { uri: '/a?b' } }, says: 'request.uri: a path' },
    { rule: 'a path without slash', given: { request: { uri: 'a' } }, says: 'request.uri: a path' },
    { rule: 'a number for a path', given: { request: { uri: 1 } }, says: 'request.uri: a text' },
    {
      rule: 'a header that is a text',
      given: { request: { headers: { host: 'a' } } },
      says: 'request.headers.host: an object with a text "value"',
    },
    {
      rule: 'a header name with a space',
      given: { request: { headers: { 'a b': { value: '' } } } },
      says: 'request.headers["a b"]: a header name',
    },
    {
      rule: 'a header with a line break',
      given: { request: { headers: { a: { value: 'x\r\ny' } } } },
      says: 'request.headers.a.value: a header name',
    },
    {
      rule: 'a parameter with &',
      given: { request: { querystring: { a: { value: '1&b=2' } } } },
      says: 'request.querystring.a.value: a parameter',
    },
    {
      rule: 'an empty multiValue',
      given: { request: { querystring: { a: { value: '1', multiValue: [] } } } },
      says: 'request.querystring.a.multiValue: a list',
    },
    {
      rule: 'a cookie with ;',
      given: { request: { cookies: { a: { value: '1; b=2' } } } },
      says: 'request.cookies.a.value: a cookie',
    },
    {
      rule: 'CFF-83 a status in words',
      given: { response: { statusCode: '200' } },
      says: 'response.statusCode: a whole number',
    },
  ])('$rule', ({ given, says }) => {
    expect(problemsOf(given).join('\n')).toContain(says)
  })

  test('another event than was asked for', () => {
    expect(problemsOf({ context: { eventType: 'viewer-request' } }, 'viewer-response')).toEqual([
      'context.eventType: viewer-response, as was asked for',
    ])
  })

  test('any JSON whatsoever is read or refused, never thrown over', () => {
    fc.assert(
      fc.property(fc.jsonValue(), given => {
        for (const value of [
          given,
          { request: given },
          { response: given },
          { request: { headers: given, cookies: given } },
        ])
          expect(['event', 'problems']).toContain(readTestEvent(value).kind)
      }),
    )
  })
})

const several = <T extends { readonly value: string }>(part: fc.Arbitrary<T>) =>
  fc.array(part, { minLength: 1, maxLength: 3 }).map(parts => {
    const [first] = parts
    if (first === undefined) throw new Error('minLength is 1')
    return parts.length === 1 ? first : { ...first, multiValue: parts }
  })
const text = fc.string({ unit: 'grapheme', maxLength: 8 })
// Names that look like numbers are moved to the front by every engine.
const isFirst = (name: string): boolean => /^\d/.test(name)
const headerName = fc
  .stringMatching(/^[a-z][a-z0-9-]{0,8}$/)
  .filter(name => !isDisallowedHeader(name) && name !== 'cookie' && name !== 'set-cookie')
const pairName = text.filter(
  name => name !== '' && name === name.trim() && !/[&=;]/.test(name) && !isFirst(name) && isHeaderValue(name),
)
const cookieValue = text.filter(value => value === value.trim() && !/[;]/.test(value) && isHeaderValue(value))
const attributes = fc.option(fc.constantFrom('Path=/', 'Max-Age=5; Secure'), { nil: undefined })
const headers = fc.dictionary(headerName, several(fc.record({ value: text.filter(isHeaderValue) })), { maxKeys: 4 })
const requestArbitrary = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST'),
  uri: text.filter(uri => !/[?#]/.test(uri)).map(uri => `/${uri}`),
  querystring: fc.dictionary(pairName, several(fc.record({ value: text.filter(value => !value.includes('&')) })), {
    maxKeys: 4,
  }),
  headers,
  cookies: fc.dictionary(pairName, several(fc.record({ value: cookieValue })), { maxKeys: 4 }),
})
const setCookies = fc.dictionary(
  pairName,
  several(
    fc
      .record({ value: cookieValue, attributes })
      .map(({ value, attributes }) => (attributes === undefined ? { value } : { value, attributes })),
  ),
  { maxKeys: 4 },
)
const responseArbitrary = fc.record({ statusCode: fc.integer({ min: 100, max: 599 }), headers, cookies: setCookies })

/** What the runtime makes of the request that the event was turned into. */
const seenBy = (event: TestEvent): unknown => {
  const code = 'function handler(event) { console.log(JSON.stringify(event)); return event.response || event.request }'
  const { logs } = testFunction({ name: 'fn', runtime: 'cloudfront-js-2.0', code, file: 'fn.js' }, event, { now: 0 })
  return JSON.parse(logs[0] ?? '')
}

describe('an event becomes a request, which becomes the event again', () => {
  test('viewer-request (CFF-70 to CFF-81)', () => {
    fc.assert(
      fc.property(requestArbitrary, request => {
        const event = eventOf({ request })
        expect(event.request).toEqual(request)
        expect(seenBy(event)).toEqual(event)
      }),
    )
  })

  test('viewer-response (CFF-78 to CFF-83)', () => {
    fc.assert(
      fc.property(requestArbitrary, responseArbitrary, (request, response) => {
        const event = eventOf({ request, response })
        expect(event.response).toEqual(response)
        expect(seenBy(event)).toEqual(event)
      }),
    )
  })

  test('HDR-01 but for headers that functions cannot see', () => {
    const event = eventOf({ request: { headers: { 'x-edge-location': { value: 'a' }, host: { value: 'b' } } } })
    expect(seenBy(event)).toMatchObject({ request: { headers: { host: { value: 'b' } } } })
    expect(seenBy(event)).not.toHaveProperty('request.headers.x-edge-location')
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { always } from '../config/canonical-url.ts'
import { canonicalPath, canonicalQuery, URL_TEXT } from './canonical-url.ts'

const RUNS = 3_000

const queryOnly = (raw: string) => ({
  method: 'GET',
  uri: '/',
  querystring: {},
  headers: {},
  cookies: {},
  rawQueryString: () => raw,
})

/** Pieces that make trouble in paths, in any order and number. */
const hostilePath = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '/',
        '//',
        '.',
        '..',
        '/./',
        '/../',
        '\\',
        '%5c',
        '%2F',
        '%2e',
        '%2E%2e',
        '%',
        '%zz',
        '%00',
        '%0d%0a',
      ),
      fc.constantFrom(
        '%25',
        '%252e',
        '%41',
        '%7e',
        '%c3%a9',
        '%E9',
        '?',
        '#',
        ';',
        ':',
        '@',
        'evil.example',
        'http:',
        '\r\n',
        '\0',
      ),
      fc.string({ maxLength: 3, unit: 'binary' }),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map(pieces => `/${pieces.join('')}`)

const hostileQuery = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '&',
        '=',
        'a=1',
        'a=2',
        'b',
        'b=',
        'utm_source=x',
        'gclid',
        '__proto__=1',
        'constructor',
        '%',
        '%41',
        '+',
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map(pieces => pieces.join(''))

describe('canonical path', () => {
  test.each([
    { rule: 'the root stays', path: '/', canonical: '/' },
    { rule: 'a plain path stays', path: '/Programme/live', canonical: '/Programme/live' },
    { rule: 'case is meaningful and stays', path: '/LIVE', canonical: '/LIVE' },
    {
      rule: 'duplicate slashes, dot segments and the last slash go',
      path: '/Programme//x/../live/',
      canonical: '/Programme/live',
    },
    { rule: 'RFC 3986, 5.2.4: nothing climbs above the root', path: '/a/../../x', canonical: '/x' },
    { rule: 'RFC 3986, 5.2.4: dots go before empty segments', path: '/a//../b', canonical: '/a/b' },
    { rule: 'a dot at the end is a folder', path: '/a/.', canonical: '/a' },
    { rule: 'two dots at the end are the folder above', path: '/a/b/..', canonical: '/a' },
    { rule: 'three dots are a name', path: '/a/.../b', canonical: '/a/.../b' },
    { rule: 'a name may begin with a dot', path: '/.well-known/x', canonical: '/.well-known/x' },
    { rule: 'only slashes are the root', path: '////', canonical: '/' },
    { rule: 'two slashes do not make a host', path: '//evil.example/x', canonical: '/evil.example/x' },
    { rule: 'dots do not uncover two slashes', path: '/.//evil.example', canonical: '/evil.example' },
    { rule: 'RFC 3986, 6.2.2.1: hex in capitals', path: '/caf%c3%a9', canonical: '/caf%C3%A9' },
    { rule: 'RFC 3986, 6.2.2.2: unreserved octets decoded', path: '/%41%7a%30%2D%2e%5f%7Ex', canonical: '/Az0-._~x' },
    { rule: 'reserved octets stay encoded', path: '/a%3fb%23c%26d%3be', canonical: '/a%3Fb%23c%26d%3Be' },
    { rule: 'octets beside the letters stay encoded', path: '/%40%60%5b%7b%20', canonical: '/%40%60%5B%7B%20' },
    { rule: 'an encoded percent sign is not decoded twice', path: '/%252e%252e/%2541', canonical: '/%252e%252e/%2541' },
    { rule: 'octets that are no UTF-8 stay', path: '/caf%e9', canonical: '/caf%E9' },
    { rule: 'an encoded dot inside a name is a dot', path: '/page%2ehtml', canonical: '/page.html' },
  ])('$rule', ({ path, canonical }) => expect(canonicalPath(path)).toBe(canonical))

  test.each([
    ['backslash', '/\\evil.example'],
    ['encoded backslash', '/a%5Cb'],
    ['encoded slash', '/a%2fb'],
    ['question mark', '/a?b'],
    ['NUL', '/a%00b'],
    ['line break', '/a%0D%0ASet-Cookie:x'],
    ['delete', '/a%7F'],
    ['percent without digits', '/100%'],
    ['percent with one digit', '/a%4'],
    ['percent with other letters', '/a%zz'],
    ['encoded dot', '/%2e/x'],
    ['encoded dots', '/a/%2E%2e/x'],
    ['half encoded dots', '/a/.%2e'],
    ['half encoded dots, other half', '/a/%2e./x'],
  ])('refused: %s', (_, path) => expect(canonicalPath(path)).toBe(''))

  test('is idempotent', () => {
    fc.assert(
      fc.property(hostilePath, path => {
        const canonical = canonicalPath(path)
        fc.pre(canonical !== '')
        expect(canonicalPath(canonical)).toBe(canonical)
      }),
      { numRuns: RUNS },
    )
  })

  test('never leaves the site: one slash, then neither slash nor backslash', () => {
    fc.assert(
      fc.property(hostilePath, path => {
        const canonical = canonicalPath(path)
        fc.pre(canonical !== '')
        expect(canonical).toMatch(/^\/(?![/\\])/)
        if (!URL_TEXT.test(canonical)) return
        const location = new URL(canonical, 'https://www.example.org/a/b')
        expect(location.origin).toBe('https://www.example.org')
      }),
      { numRuns: RUNS },
    )
  })

  test('names the same resource: segment for segment the same octets as a browser would ask for', () => {
    const octets = (path: string) => path.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
    fc.assert(
      fc.property(hostilePath, path => {
        const canonical = canonicalPath(path)
        fc.pre(canonical !== '' && URL_TEXT.test(path))
        const browser = new URL(`https://www.example.org${path}`).pathname
          .replace(/\/{2,}/g, '/')
          .replace(/(.)\/$/, '$1')
        // The URL parser of Node 20 leaves the dot segments of some paths alone (`//.&/../`); a browser does not.
        fc.pre(!/(^|\/)\.\.?(\/|$)/.test(browser))
        expect(octets(canonical)).toBe(octets(browser))
      }),
      { numRuns: RUNS },
    )
  })

  test.each([
    { path: '/live', canonical: '/live/' },
    { path: '/', canonical: '/' },
    { path: '/robots.txt', canonical: '/robots.txt' },
    { path: '/v1.2/live', canonical: '/v1.2/live/' },
  ])('policy always: $path → $canonical', ({ path, canonical }) => expect(always(path)).toBe(canonical))
})

describe('canonical query', () => {
  test.each([
    { rule: 'sorted by name', query: 'b=2&a=1', canonical: 'a=1&b=2' },
    { rule: 'repeated names keep their order', query: 'b=1&a=2&a=1&a=3', canonical: 'a=2&a=1&a=3&b=1' },
    { rule: 'a name sorts before the longer name', query: 'a-b=1&a%20=1&a=1&ab=1', canonical: 'a=1&a%20=1&a-b=1&ab=1' },
    {
      rule: 'tracking parameters go',
      query: 'utm_source=a&gclid=1&x=1&fbclid=2&utm_x&_ga=1&msclkid',
      canonical: 'x=1',
    },
    {
      rule: 'names that only resemble them stay',
      query: 'gclid2=1&autm_x=1&euclid=1',
      canonical: 'autm_x=1&euclid=1&gclid2=1',
    },
    { rule: 'a tracking name in a value stays', query: 'next=utm_source', canonical: 'next=utm_source' },
    { rule: 'CFF-75: octets stay as sent', query: 'q=%e5%AE%B6+x', canonical: 'q=%e5%AE%B6+x' },
    { rule: 'no value and an empty one are two things', query: 'b=&a', canonical: 'a&b=' },
    { rule: 'empty pairs go', query: '&&a=1&', canonical: 'a=1' },
    {
      rule: 'names of Object.prototype are names',
      query: '__proto__=2&__proto__=1&constructor=1',
      canonical: '__proto__=2&__proto__=1&constructor=1',
    },
    { rule: 'empty', query: '', canonical: '' },
  ])('$rule', ({ query, canonical }) => expect(canonicalQuery(queryOnly(query))).toBe(canonical))

  test('CFF-69d: without a raw query it is put together from the parameters', () => {
    const querystring = { b: { value: '' }, a: { value: '2', multiValue: [{ value: '2' }, { value: '1' }] } }
    const request = { method: 'GET', uri: '/', querystring, headers: {}, cookies: {} }
    expect(canonicalQuery(request)).toBe('a=2&a=1&b=')
    expect(canonicalQuery({ ...request, rawQueryString: () => '' })).toBe('a=2&a=1&b=')
  })

  test('is idempotent', () => {
    fc.assert(
      fc.property(hostileQuery, query => {
        const canonical = canonicalQuery(queryOnly(query))
        expect(canonicalQuery(queryOnly(canonical))).toBe(canonical)
      }),
      { numRuns: RUNS },
    )
  })

  test('means the same: every other parameter is there, in the order of its name', () => {
    const tracking = /^(utm_.*|gclid|fbclid|dclid|yclid|ttclid|twclid|msclkid|igshid|mc_[ce]id|_ga|_gl)$/
    const byName = (query: string) => {
      const lists = new Map<string, string[]>()
      for (const pair of query.split('&').filter(Boolean)) {
        const name = pair.replace(/=.*/s, '')
        if (!tracking.test(name)) lists.set(name, [...(lists.get(name) ?? []), pair])
      }
      return lists
    }
    fc.assert(
      fc.property(hostileQuery, query => {
        expect(byName(canonicalQuery(queryOnly(query)))).toEqual(byName(query))
      }),
      { numRuns: RUNS },
    )
  })
})

import fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Values, ViewerRequest } from '../event.ts'
import { world } from '../test-support/cloudfront.ts'

vi.mock('cloudfront', async () => await import('../test-support/cloudfront.ts'))
const { handler } = await import('./handler.ts')

const request = (changes: Partial<ViewerRequest>): ViewerRequest => ({
  method: 'GET',
  uri: '/',
  querystring: {},
  headers: {},
  cookies: {},
  ...changes,
})
const withRaw = (uri: string, raw: string) => request({ uri, rawQueryString: () => raw })
const run = async (changes: Partial<ViewerRequest>) => await handler({ request: request(changes) })
const headersOf = async (changes: Partial<ViewerRequest>): Promise<Values> => (await run(changes)).headers ?? {}

const noStore = world.stored
beforeEach(() => {
  world.stored = noStore
  world.logged.length = 0
})

describe('canonical URL', () => {
  test.each([
    '/Programme//x/../live/?utm_source=a&b=2&a=1',
    '/Programme/live?b=2&a=1',
    '/Programme/./live?a=1&b=2',
    '/Pro%67ramme/live/?gclid=7&a=1&b=2',
    '/Programme/live?a=1&b=2&fbclid=x&',
    '/x/..//Programme/live?a=1&&b=2',
  ])('%s reaches the one canonical request', async spelling => {
    const [uri = '', raw = ''] = spelling.split('?')
    const first = await handler({ request: withRaw(uri, raw) })
    const location = 'statusCode' in first ? (first.headers?.['location']?.value ?? '') : spelling
    const [path = '', query = ''] = location.split('?')
    expect(await handler({ request: withRaw(path, query) })).toMatchObject({
      uri: '/Programme/live',
      querystring: 'a=1&b=2',
    })
  })

  test('a changed path answers 301, for HEAD too; the query alone is cleaned in silence', async () => {
    expect(await run({ method: 'HEAD', uri: '/a/' })).toMatchObject({ statusCode: 301 })
    expect(await handler({ request: withRaw('/a', 'utm_source=x') })).toMatchObject({ uri: '/a', querystring: '' })
  })

  test('other methods go on as they came', async () => {
    const querystring = { b: { value: '1' }, a: { value: '2' } }
    expect(await run({ method: 'POST', uri: '/a//b/', querystring })).toMatchObject({ uri: '/a//b/', querystring })
  })

  test.each([
    { rule: 'CFF-89: a space', uri: '/a', raw: 'q=a b' },
    { rule: 'CFF-89: a line break', uri: '/a/', raw: 'q=\r\nset-cookie:x' },
    { rule: 'CFF-89: a hash', uri: '/a', raw: 'q=#b' },
    { rule: 'CFF-88: a character of an unknown set in the query', uri: '/a', raw: 'q=é' },
    { rule: 'CFF-88: the same in the path', uri: '/é', raw: '' },
    { rule: 'a line break in the path', uri: '/a\r\nb', raw: '' },
    { rule: 'an encoded slash', uri: '/a%2fb', raw: '' },
  ])('refused with 400 — $rule', async ({ uri, raw }) => {
    expect(await handler({ request: withRaw(uri, raw) })).toEqual({ statusCode: 400 })
  })

  test('every Location stays on the site and is a header value', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '/',
        '//',
        '\\',
        '..',
        '.',
        '%2f',
        '%5C',
        '%2e',
        '%00',
        '%41',
        '\r\n',
        '#',
        'evil.example',
        'http://',
      ),
      fc.string({ maxLength: 4, unit: 'binary' }),
      fc.string({ maxLength: 4 }),
    )
    const text = fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join(''))
    await fc.assert(
      fc.asyncProperty(text, text, async (path, raw) => {
        const result = await handler({ request: withRaw(`/${path}`, raw) })
        const location = 'statusCode' in result ? result.headers?.['location']?.value : undefined
        if (location !== undefined) expect(location).toMatch(/^\/(?![/\\])[!"$-~]*$/)
      }),
      { numRuns: 4_000 },
    )
  })
})

describe('what the cache key and the log get', () => {
  test('headers of the same names from the viewer are replaced', async () => {
    const headers = {
      'x-feature-flipping': { value: 'site:v5' },
      'x-viewer-class': { value: 'x' },
      'x-feature-flipping-max-age': { value: '9' },
    }
    expect(await headersOf({ headers })).toEqual({
      'x-feature-flipping': { value: 'site:v4' },
      'x-viewer-class': { value: 'browser' },
      'x-feature-flipping-max-age': { value: '0' },
    })
  })

  test('CFF-69: an associated store overrides, a missing one does not matter', async () => {
    expect(await headersOf({})).toMatchObject({ 'x-feature-flipping': { value: 'site:v4' } })
    world.stored = () => ({ site: { default: 'v5' } })
    expect(await headersOf({})).toMatchObject({ 'x-feature-flipping': { value: 'site:v5' } })
  })

  test('the log names flags, canonical URL and class', async () => {
    const headers = { 'user-agent': { value: 'Twitterbot/1.0' } }
    await run({ uri: '/live', rawQueryString: () => 'b=1&a=2', headers })
    expect(world.logged).toEqual(['v=site:v4;u=/live?a=2&b=1;k=crawler'])
  })

  test('the log entry fits into 800 bytes after URL-encoding, its last field included', async () => {
    await run({ uri: `/${'%C3%A9'.repeat(1_000)}`, rawQueryString: () => '/=;'.repeat(500) })
    const [entry = ''] = world.logged
    expect(encodeURIComponent(entry).length).toBeLessThanOrEqual(800)
    expect(entry).toMatch(/;k=browser$/)
  })
})

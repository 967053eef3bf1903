import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDisallowedHeader } from '../../distribution/header-restrictions.ts'
import { isHeaderName, isHeaderValue, READ_ONLY_HEADERS } from '../../pop/edge-functions/headers.ts'
import { context, requestOf, runnerOf } from '../support/function-runner.ts'

// The function returns whatever JSON its cookie-free request carries, so that one realm sees thousands of results.
const runner = runnerOf(`function handler(event) {
  var made = JSON.parse(decodeURIComponent(event.request.uri.slice(1)))
  if (!made.onto) return made.result
  Object.assign(event.request.headers, made.result.headers)
  return event.request
}`)

const outcomeOf = (made: object, raw: string[] = []) =>
  runner.viewerRequest(context, requestOf(raw, `/${encodeURIComponent(JSON.stringify(made))}`))

const name = fc.oneof(
  fc.constantFrom(
    'x-a',
    'X-A',
    'host',
    'via',
    'x-edge-a',
    'x-cache',
    'cookie',
    'set-cookie',
    'a b',
    '',
    '__proto__',
    'content-length',
  ),
  fc.string({ maxLength: 6 }),
)
const value = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('a\r\nb: c', '\0', '\t', 'é', '\ud800'),
  fc.jsonValue(),
)
const entry = fc.oneof({ weight: 4, arbitrary: fc.record({ value }) }, { weight: 1, arbitrary: fc.jsonValue() })
const headers = fc.dictionary(name, entry, { maxKeys: 4, noNullPrototype: true })

/** HDR-01, HDR-02, CFF-77, CFF-79 as one sentence: the names and values a response may bring. */
const mayStand = ([header, found]: [string, unknown]): boolean => {
  const text = typeof found === 'object' && found !== null && 'value' in found ? found.value : undefined
  return (
    typeof text === 'string' &&
    isHeaderName(header) &&
    isHeaderValue(text) &&
    header === header.toLowerCase() &&
    header !== 'cookie' &&
    header !== 'set-cookie' &&
    !isDisallowedHeader(header) &&
    !READ_ONLY_HEADERS['viewer-request'].has(header)
  )
}

const isPlainEntry = (found: unknown): boolean =>
  typeof found === 'object' && found !== null && !Array.isArray(found) && !('multiValue' in found)

test('CFF-83, CFF-132 to CFF-134: a generated response goes out exactly when every part of it may', () => {
  const status = fc.oneof(fc.integer({ min: 0, max: 700 }), fc.constantFrom(200, 404, 599, '200', null, 200.5))
  fc.assert(
    fc.property(headers, status, (made, statusCode) => {
      fc.pre(Object.values(made).every(isPlainEntry) && !Object.hasOwn(made, '__proto__'))
      const outcome = outcomeOf({ result: { statusCode, headers: made } })
      const isStatus =
        typeof statusCode === 'number' && Number.isInteger(statusCode) && statusCode >= 100 && statusCode <= 599
      const isValid = isStatus && Object.entries(made).every(mayStand)
      expect(outcome.kind).toBe(isValid ? 'response' : 'validation-error')
    }),
    { numRuns: 3_000 },
  )
})

test('HDR-01, HDR-02: no header of a request is added, changed or smuggled in against the rules', () => {
  fc.assert(
    fc.property(headers, made => {
      const raw = ['Host', 'www.example.org', 'Via', '1.1 a', 'Connection', 'close']
      const outcome = outcomeOf({ onto: true, result: { headers: made } }, raw)
      if (outcome.kind !== 'request') return
      expect(outcome.headers.get('host')).toBe('www.example.org')
      expect(outcome.headers.get('via')).toBe('1.1 a')
      for (const [header, text] of outcome.headers) {
        expect(isHeaderName(header) && isHeaderValue(text)).toBe(true)
        expect(header === 'connection' || !isDisallowedHeader(header)).toBe(true)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('whatever a function returns, the outcome is one of the four, and never a fault of ours', () => {
  fc.assert(
    fc.property(fc.jsonValue(), result => {
      const { kind } = outcomeOf({ result })
      expect(['request', 'response', 'validation-error', 'execution-error']).toContain(kind)
    }),
    { numRuns: 3_000 },
  )
})

test('CFF-72, CFF-89: what becomes of uri and query string can stand in a request line', () => {
  const writer = runnerOf(`function handler(event) {
    var made = JSON.parse(event.request.headers['x-made'].value)
    event.request.uri = made[0]
    event.request.querystring = made[1]
    return event.request }`)
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.webPath(), fc.webQueryParameters())
  fc.assert(
    fc.property(text, text, (uri, query) => {
      const made = Buffer.from(JSON.stringify([uri, query])).toString('latin1')
      const outcome = writer.viewerRequest(context, requestOf(['x-made', made]))
      if (outcome.kind !== 'request') return
      expect(outcome.uri).toMatch(/^\/[\x21-\x7e]*$/)
      expect(outcome.uri).not.toMatch(/[?#]/)
      expect(outcome.queryString ?? '').toMatch(/^[\x21-\x7e]*$/)
    }),
    { numRuns: 2_000 },
  )
})

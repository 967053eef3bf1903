import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalPath, canonicalQuery } from '../functions/viewer-request/canonical-url.ts'
import { LIVE_EVENT } from './live-event.ts'
import { seededRandom } from './random.ts'
import { canonical, spell, urlOf } from './spelling.ts'

const OFTEN = { ...LIVE_EVENT.addresses, nonCanonicalShare: 0.5, trackingShare: 0.5, parameterShare: 0.5 }

test('viewer-request makes of every spelling what the scenario says that it makes', () => {
  const path = fc.constantFrom(...LIVE_EVENT.pages.map(page => page.path))
  fc.assert(
    fc.property(path, fc.integer({ min: 0, max: 0xffff_ffff }), (given, seed) => {
      const { uri, queryString, keyQuery, isCanonical } = spell(given, OFTEN, seededRandom(seed))
      expect(canonicalPath(uri)).toBe(given)
      expect(uri === given).toBe(isCanonical)
      const request = {
        method: 'GET',
        uri,
        querystring: {},
        headers: {},
        cookies: {},
        rawQueryString: () => queryString ?? '',
      }
      expect(canonicalQuery(request)).toBe(keyQuery)
    }),
    { numRuns: 500 },
  )
})

test('a URL has a question mark only with a query', () => {
  expect(urlOf(canonical('/live'))).toBe('/live')
  expect(urlOf(canonical('/live', 'a=1'))).toBe('/live?a=1')
})

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import type { FunctionRequest, FunctionRunner } from '../../pop/edge-functions/cloudfront-js/invocation.ts'
import { context, runnerOf } from '../support/function-runner.ts'

// The packaged functions with a memory and without, on viewers of whom no two have the same cookies.

const flags = (site: object): ReadonlyMap<string, string> => new Map([['featureFlipping', JSON.stringify({ site })]])

const STORES: readonly ReadonlyMap<string, string>[] = [
  new Map(),
  flags({ default: 'v5' }),
  flags({ default: 'v4', ramp: { v5: 30 } }),
  flags({ default: 'v4', flips: { '2020-01-01T00:00:00Z': 'v5' } }),
]

let session = 0
const cookies = fc
  .subarray(['featureFlipping=site:v5', 'featureFlipping=site:v4', 'featureFlipping=', 'consent=1'])
  .map(some => [`sid=${++session}`, ...some].join('; '))

const requests: fc.Arbitrary<FunctionRequest> = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST'),
  uri: fc.constantFrom('/', '/programme', '/programme//live', '/a/../b', '/caf%c3%a9', '/%2e%2e', '/caf\u00c3'),
  queryString: fc.constantFrom(undefined, '', 'b=2&a=1', 'utm_source=x&a=1', 'a=1&a=2'),
  headers: fc
    .record({
      'user-agent': fc.constantFrom('Mozilla/5.0', 'Googlebot/2.1', 'cubot'),
      'x-feature-flipping': fc.constantFrom('site:v5', 'site:v4', ''),
      'x-feature-flipping-max-age': fc.constantFrom('0', '3600'),
      cookie: cookies,
    })
    .map(fields => HeaderList.of(fields)),
})

const responseHeaders = fc
  .subarray([
    ['X-Static-Fallback', 'yes'],
    ['x-feature-flipping', 'site:v5'],
    ['Set-Cookie', 'sid=1'],
  ])
  .map(fields => HeaderList.fromRaw(fields.flat()))

/** Chance that comes in the same order for both. */
const sequence = (): (() => number) => {
  let count = 0
  return () => (++count * 0.37) % 1
}

const pairOf = (name: string, store: ReadonlyMap<string, string>): readonly [FunctionRunner, FunctionRunner] => {
  const code = readFileSync(`dist/edge/functions/${name}.js`, 'utf8')
  const keyValues = () => store
  return [
    runnerOf(code, { keyValues, random: sequence(), remembers: true }),
    runnerOf(code, { keyValues, random: sequence() }),
  ]
}

const rememberedShare = ({ memory }: FunctionRunner): number => {
  const { calls, remembered } = memory?.stats() ?? { calls: 1, remembered: 0 }
  return remembered / calls
}

describe.each(['viewer-request', 'asset-viewer-request'])('%s', name => {
  test.each(STORES.map(store => ({ store, setting: [...store.values()].join() || 'an empty store' })))(
    'answers alike with and without memory: $setting',
    ({ store }) => {
      const [remembering, plain] = pairOf(name, store)
      const property = fc.property(requests, request => {
        expect(remembering.viewerRequest(context, request)).toEqual(plain.viewerRequest(context, request))
      })
      fc.assert(property, { numRuns: 2_000 })
      // A flip is compared with the clock, and a clock is never remembered.
      if (!store.get('featureFlipping')?.includes('flips')) expect(rememberedShare(remembering)).toBeGreaterThan(0.3)
    },
  )
})

test('viewer-response answers alike with and without memory', () => {
  const [remembering, plain] = pairOf('viewer-response', new Map())
  const property = fc.property(requests, responseHeaders, (request, headers) => {
    const response = { status: 200, statusDescription: undefined, headers }
    expect(remembering.viewerResponse(context, request, response)).toEqual(
      plain.viewerResponse(context, request, response),
    )
  })
  fc.assert(property, { numRuns: 2_000 })
  expect(rememberedShare(remembering)).toBeGreaterThan(0.9)
})

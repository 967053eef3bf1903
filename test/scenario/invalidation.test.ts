import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { invalidate } from '../../pop/invalidation/invalidate.ts'
import { readInvalidationItems } from '../../pop/invalidation/invalidation-items.ts'
import { cacheBehavior, cachePolicy, customOrigin, distribution } from '../support/distribution.ts'
import { Barrier } from '../support/barrier.ts'
import { lambdasAt, scriptedLambda } from '../support/scripted-lambda.ts'
import { namedFunction } from '../support/scripted-function.ts'
import { virtualStage, type VirtualStage, type VirtualStageOptions } from '../support/virtual-stage.ts'

const page = () => ({ headers: { 'cache-control': 'max-age=3600' } })

const invalidateNow = (stage: VirtualStage, ...given: readonly string[]): void => {
  const reading = readInvalidationItems(given)
  if (reading.kind === 'problems') throw new Error(JSON.stringify(reading.problems))
  invalidate(stage.pop, reading.items)
}

const stageWith = (options: Partial<VirtualStageOptions> = {}): VirtualStage =>
  virtualStage({ distribution: distribution(), origin: page, ...options })

/** Asks for paths, invalidates, asks again. Out: the second answers by path. */
const afterInvalidation = (stage: VirtualStage, paths: readonly string[], items: readonly string[]) => {
  for (const path of paths) stage.request(0, { path })
  stage.at(1_000, () => invalidateNow(stage, ...items))
  const again = paths.map(path => stage.request(2_000, { path }))
  stage.run()
  return Object.fromEntries(paths.map((path, index) => [path, again[index]?.response.resultType]))
}

const allQueries = distribution({
  behaviors: [cacheBehavior({ cachePolicy: cachePolicy({ queryStrings: { kind: 'all' } }) })],
})

describe('what a path names', () => {
  test('INV-01, INV-02: the path itself, with its case, and nothing else', () => {
    expect(afterInvalidation(stageWith(), ['/a', '/A', '/a/', '/ab'], ['/a'])).toEqual({
      '/a': 'Miss',
      '/A': 'Hit',
      '/a/': 'Hit',
      '/ab': 'Hit',
    })
  })

  test('INV-02, INV-07: a folder with its files and below, not the folder without its slash', () => {
    expect(afterInvalidation(stageWith(), ['/dir', '/dir/', '/dir/a/b', '/dirs'], ['/dir/*'])).toEqual({
      '/dir': 'Hit',
      '/dir/': 'Miss',
      '/dir/a/b': 'Miss',
      '/dirs': 'Hit',
    })
  })

  test('INV-02: a star after a name takes all that begins so; a star elsewhere is a star', () => {
    expect(afterInvalidation(stageWith(), ['/dir', '/dirs/x', '/a*c', '/abc'], ['/dir*', '/a*c'])).toEqual({
      '/dir': 'Miss',
      '/dirs/x': 'Miss',
      '/a*c': 'Miss',
      '/abc': 'Hit',
    })
  })

  test('INV-03: with the query string in the key, the path must have it or end in a star', () => {
    const paths = ['/x', '/x?a=1', '/x?a=2']
    const stage = () => stageWith({ distribution: allQueries })
    expect(afterInvalidation(stage(), paths, ['/x'])).toEqual({ '/x': 'Miss', '/x?a=1': 'Hit', '/x?a=2': 'Hit' })
    expect(afterInvalidation(stage(), paths, ['/x?a=1'])).toEqual({ '/x': 'Hit', '/x?a=1': 'Miss', '/x?a=2': 'Hit' })
    expect(afterInvalidation(stage(), paths, ['/x*'])).toEqual({ '/x': 'Miss', '/x?a=1': 'Miss', '/x?a=2': 'Miss' })
  })

  test('INV-03: without the query string in the key, the path alone names it', () => {
    expect(afterInvalidation(stageWith(), ['/x?a=1'], ['/x'])).toEqual({ '/x?a=1': 'Miss' })
  })

  test('INV-04: every variant by header goes', () => {
    const behaviors = [cacheBehavior({ cachePolicy: cachePolicy({ headers: ['x-flag'] }) })]
    const stage = stageWith({ distribution: distribution({ behaviors }) })
    const variants = ['v4', 'v5'].map(flag => ({ path: '/', headers: { 'x-flag': flag } }))
    for (const variant of variants) stage.request(0, variant)
    stage.at(1_000, () => invalidateNow(stage, '/'))
    const again = variants.map(variant => stage.request(2_000, variant))
    stage.run()
    expect(again.map(({ response }) => response.resultType)).toEqual(['Miss', 'Miss'])
  })

  test.each(['/asked', '/rewritten'])('INV-05: %s names what a function rewrote', item => {
    const stage = stageWith({
      distribution: distribution({
        behaviors: [cacheBehavior({ functions: { 'viewer-request': namedFunction('vr') } })],
      }),
      functions: { vr: { viewerRequest: () => ({ uri: '/rewritten' }) } },
    })
    expect(afterInvalidation(stage, ['/asked'], [item])).toEqual({ '/asked': 'Miss' })
  })

  test.each(['/', '/index.html'])('INV-05: %s names the default root object', item => {
    const stage = stageWith({ distribution: distribution({ defaultRootObject: 'index.html' }) })
    expect(afterInvalidation(stage, ['/'], [item])).toEqual({ '/': 'Miss' })
  })

  test('INV-08, ERR-13: a remembered error goes with the URL that was asked for, not with its page', () => {
    const errorResponses = [
      { errorCode: 404, errorCachingMinTtlSeconds: 600, page: { path: '/404.html', responseCode: 404 } },
    ]
    const stage = stageWith({
      distribution: distribution({ errorResponses }),
      origin: ({ request }) => (request.uri === '/404.html' ? page() : { status: 404 }),
    })
    stage.request(0, { path: '/gone' })
    stage.at(1_000, () => invalidateNow(stage, '/404.html'))
    stage.request(2_000, { path: '/gone' })
    stage.at(3_000, () => invalidateNow(stage, '/gone'))
    stage.request(4_000, { path: '/gone' })
    stage.run()
    expect(stage.attempts.map(({ url, at }) => `${at} ${url}`)).toEqual([
      '0 /gone',
      '0 /404.html',
      '2000 /404.html',
      '4000 /gone',
    ])
  })
})

test('INV-11, TIER-05: every tier is cleared, and the trace says why there is nothing', () => {
  const origins = [customOrigin({ originShieldRegion: 'eu-west-1' })]
  const stage = stageWith({ distribution: distribution({ origins }) })
  stage.request(0, { path: '/a' })
  stage.at(1_000, () => invalidateNow(stage, '/a'))
  const again = stage.request(2_000, { path: '/a' })
  stage.run()
  expect(again.stations('lookup').map(({ tier, why }) => `${tier} ${why}`)).toEqual([
    'edge invalidated',
    'regional invalidated',
    'shield invalidated',
  ])
  expect(stage.originRequests).toBe(2)
})

test('INV-25: it holds for the next request, and what is fetched after it stays', () => {
  const stage = stageWith()
  stage.request(0, { path: '/a' })
  stage.at(0, () => invalidateNow(stage, '/*'))
  const next = stage.request(0, { path: '/a' })
  const later = stage.request(1_000, { path: '/a' })
  stage.run()
  expect([next, later].map(({ response }) => response.resultType)).toEqual(['Miss', 'Hit'])
})

describe('INV-12: fetches under way', () => {
  const slow = (): { readonly stage: VirtualStage; readonly open: () => void } => {
    const gate = new Barrier()
    const stage = stageWith({ origin: (_, { count }) => (count === 1 ? { ...page(), barrier: gate } : page()) })
    return { stage, open: () => gate.open() }
  }

  test('what began before the invalidation is not stored, for whoever asked before it is answered', () => {
    const { stage, open } = slow()
    const [first, waiting] = stage.simultaneous(2, 0, { path: '/a' })
    stage.at(1_000, () => invalidateNow(stage, '/a'))
    stage.at(2_000, open)
    const after = stage.request(3_000, { path: '/a' })
    const later = stage.request(4_000, { path: '/a' })
    stage.run()
    expect([first, waiting, after, later].map(request => request?.response.resultType)).toEqual([
      'Miss',
      'Hit',
      'Miss',
      'Hit',
    ])
    expect(stage.originRequests).toBe(2)
    expect(stage.flightCount).toBe(0)
  })

  test('who asks after the invalidation does not wait for what began before it', () => {
    const { stage, open } = slow()
    stage.request(0, { path: '/a' })
    stage.at(1_000, () => invalidateNow(stage, '/a'))
    const after = stage.request(1_500, { path: '/a' })
    stage.at(2_000, open)
    stage.run()
    expect(after.answeredAt).toBe(1_500)
    expect(after.response.resultType).toBe('Miss')
    expect(stage.flightCount).toBe(0)
  })

  test('another path is stored', () => {
    const { stage, open } = slow()
    stage.request(0, { path: '/a' })
    stage.at(1_000, () => invalidateNow(stage, '/b'))
    stage.at(2_000, open)
    const after = stage.request(3_000, { path: '/a' })
    stage.run()
    expect(after.response.resultType).toBe('Hit')
  })

  test('a copy that is confirmed meanwhile is not kept either', () => {
    const gate = new Barrier()
    const headers = { 'cache-control': 'max-age=10', etag: '"1"' }
    const stage = stageWith({
      origin: (_, { count }) => (count === 2 ? { status: 304, headers, barrier: gate } : { headers }),
    })
    stage.request(0, { path: '/a' })
    stage.request(20_000, { path: '/a' })
    stage.at(21_000, () => invalidateNow(stage, '/a'))
    stage.at(22_000, () => gate.open())
    const after = stage.request(23_000, { path: '/a' })
    stage.run()
    expect(after.response.resultType).toBe('Miss')
  })
})

describe('tags', () => {
  const tagged = (tags: string) => () => ({ headers: { 'cache-control': 'max-age=3600', 'Cache-Tag': tags } })
  const withTags = distribution({ cacheTagHeader: 'cache-tag' })

  test('INV-20, INV-21: a tag names every object that carries it, whatever its case, beside paths', () => {
    const stage = stageWith({
      distribution: withTags,
      origin: ({ request }) => tagged(request.uri === '/c' ? 'news' : 'Match-7, news')(),
    })
    expect(afterInvalidation(stage, ['/a', '/b', '/c', '/d'], ['#match-7', '/c'])).toEqual({
      '/a': 'Miss',
      '/b': 'Miss',
      '/c': 'Miss',
      '/d': 'Miss',
    })
    const other = stageWith({ distribution: withTags, origin: tagged('news') })
    expect(afterInvalidation(other, ['/a'], ['#match-7'])).toEqual({ '/a': 'Hit' })
  })

  test('INV-20: without CacheTagConfig the header tags nothing', () => {
    expect(afterInvalidation(stageWith({ origin: tagged('news') }), ['/a'], ['#news'])).toEqual({ '/a': 'Hit' })
  })

  test('INV-11, STALE-06: a copy that is invalidated while the origin is asked does not stand in for its failure', () => {
    const stage = stageWith({
      origin: (_, { count }) =>
        count === 1 ? { headers: { 'cache-control': 'max-age=60' } } : { status: 500, afterMs: 1_000 },
    })
    stage.request(0)
    const failed = stage.request(70_000)
    stage.at(70_500, () => invalidateNow(stage, '/'))
    stage.run()
    expect(failed.response.status).toBe(500)
  })

  test('INV-12, COLL-01: who asks after the invalidation of a tag is not served what a fetch before it brings', () => {
    const gate = new Barrier()
    const stage = stageWith({
      distribution: withTags,
      origin: (_, { count }) => (count === 1 ? { ...tagged('news')(), barrier: gate } : tagged('news')()),
    })
    const [first, before] = stage.simultaneous(2, 0, { path: '/a' })
    stage.at(1_000, () => invalidateNow(stage, '#news'))
    const after = stage.request(1_500, { path: '/a' })
    stage.at(2_000, () => gate.open())
    stage.run()
    expect([first, before, after].map(request => request?.response.resultType)).toEqual(['Miss', 'Hit', 'Miss'])
    expect(after.stations('collapsed')).toMatchObject([{ landing: 'not-shared', why: 'invalidated' }])
    expect(stage.originRequests).toBe(2)
  })

  test('INV-26: the viewer sees the tags', () => {
    const stage = stageWith({ distribution: withTags, origin: tagged('news') })
    const request = stage.request(0)
    stage.run()
    expect(request.response.headers.get('cache-tag')).toBe('news')
  })

  test('INV-24: origin-response may write them', () => {
    const { lambda } = scriptedLambda({
      'origin-response': response => ({
        ...response,
        headers: { ...response.headers, 'cache-tag': [{ key: 'Cache-Tag', value: 'news' }] },
      }),
    })
    const stage = stageWith({
      distribution: distribution({
        cacheTagHeader: 'cache-tag',
        behaviors: [cacheBehavior({ lambdas: lambdasAt('origin-response') })],
      }),
      lambda,
    })
    expect(afterInvalidation(stage, ['/a'], ['#news'])).toEqual({ '/a': 'Miss' })
  })
})

test.each([
  { what: 'wildcards', batches: 67, size: 15, item: (index: number) => `/elsewhere/${index}/*` },
  { what: 'long paths', batches: 2, size: 600, item: (index: number) => `/${'a'.repeat(3_900)}${index}` },
])('INV-12: when too many $what are remembered they are forgotten, and nothing that was named comes back', many => {
  const gate = new Barrier()
  const stage = stageWith({
    origin: ({ request }) => (request.uri === '/slow' ? { ...page(), barrier: gate } : page()),
  })
  for (const path of ['/named', '/spared', '/slow']) stage.request(0, { path })
  stage.at(1_000, () => {
    invalidateNow(stage, '/named', '/slow')
    for (let batch = 0; batch < many.batches; batch++)
      invalidateNow(stage, ...Array.from({ length: many.size }, (_, index) => many.item(batch * many.size + index)))
    expect(stage.pop.tiers.map(({ entryCount }) => entryCount)).toEqual([1, 1])
  })
  stage.at(1_500, () => gate.open())
  const again = ['/named', '/spared', '/slow'].map(path => stage.request(2_000, { path }))
  stage.run()
  expect(again.map(({ response }) => response.resultType)).toEqual(['Miss', 'Hit', 'Miss'])
})

test('INV-02, INV-11, INV-12: whatever happens in which order, an answer is a Hit only if it was fetched after the last invalidation of its path', () => {
  const paths = ['/a', '/a/b', '/b']
  const items = ['/a', '/a*', '/a/*', '/b', '/*']
  const matches = (item: string, path: string): boolean =>
    item.endsWith('*') ? path.startsWith(item.slice(0, -1)) : item === path
  const step = fc.oneof(
    fc.record({ ask: fc.constantFrom(...paths) }),
    fc.record({ invalidate: fc.constantFrom(...items) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), steps => {
      const stage = stageWith()
      const fresh = new Set<string>()
      const expected: string[] = []
      const asked = steps.flatMap((each, index) => {
        if ('ask' in each) {
          expected.push(fresh.has(each.ask) ? 'Hit' : 'Miss')
          fresh.add(each.ask)
          return [stage.request(index * 1_000, { path: each.ask })]
        }
        stage.at(index * 1_000, () => invalidateNow(stage, each.invalidate))
        for (const path of paths) if (matches(each.invalidate, path)) fresh.delete(path)
        return []
      })
      stage.run()
      expect(asked.map(({ response }) => response.resultType)).toEqual(expected)
    }),
    { numRuns: 200 },
  )
})

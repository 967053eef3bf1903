import { expect, test } from 'vitest'
import { cacheBehavior, cachePolicy, CACHING_DISABLED, customOrigin, distribution } from '../support/distribution.ts'
import { inTurn, type OriginScript, type ScriptedAnswer } from '../support/scripted-origin.ts'
import { virtualStage } from '../support/virtual-stage.ts'

const page: ScriptedAnswer = { headers: { 'cache-control': 'max-age=60', etag: '"a"' }, afterMs: 100 }

/** Confirms whatever tag it is shown. */
const confirming: OriginScript = ({ request }) =>
  request.headers.has('if-none-match') ? { status: 304, byteLength: 0, afterMs: 100 } : page

test('TTL-24, RESH-20, RESH-21: a Miss has no age, a Hit counts from the response', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => page })
  const miss = stage.request(0)
  const hit = stage.request(30_100)
  stage.run()
  expect(miss.response.headers.get('x-cache')).toBe('Miss from cloudfront')
  expect(miss.response.headers.has('age')).toBe(false)
  expect(hit.response.headers.get('x-cache')).toBe('Hit from cloudfront')
  expect(hit.response.headers.get('age')).toBe('30')
  expect(hit.answeredAt).toBe(30_100)
})

test('TTL-24, RESH-10: the Date of the origin stays on a hit', () => {
  const date = 'Thu, 11 Jun 2026 17:59:00 GMT'
  const stage = virtualStage({ distribution: distribution(), origin: () => ({ headers: { date } }) })
  stage.request(0)
  const hit = stage.request(5_000)
  stage.run()
  expect(hit.response.headers.getAll('date')).toEqual([date])
})

test('TTL-32 to TTL-34: an expired object is confirmed with its validators and lives again', () => {
  const stage = virtualStage({ distribution: distribution(), origin: confirming })
  stage.request(0)
  const refreshed = stage.request(70_000)
  const hit = stage.request(120_000)
  stage.run()
  expect(stage.attempts.map(({ headers }) => headers.get('if-none-match'))).toEqual([undefined, '"a"'])
  expect(refreshed.response).toMatchObject({ status: 200, resultType: 'RefreshHit', body: { byteLength: 1_000 } })
  expect(hit.response.resultType).toBe('Hit')
})

test('TTL-33: the headers of the 304 count', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: inTurn(
      page,
      { status: 304, byteLength: 0, headers: { 'cache-control': 'max-age=5', link: ['a', 'b'] } },
      page,
    ),
  })
  stage.request(0)
  const refreshed = stage.request(70_000)
  stage.request(76_000)
  stage.run()
  expect(refreshed.response.headers.getAll('link')).toEqual(['a', 'b'])
  expect(refreshed.response.headers.get('etag')).toBe('"a"')
  expect(stage.originRequests).toBe(3)
})

test('TTL-32: a 200 replaces the object', () => {
  const stage = virtualStage({ distribution: distribution(), origin: inTurn(page, { ...page, byteLength: 77 }) })
  stage.request(0)
  stage.request(70_000)
  const hit = stage.request(71_000)
  stage.run()
  expect(hit.response).toMatchObject({ resultType: 'Hit', body: { byteLength: 77 } })
})

test('TTL-32: with Last-Modified alone the condition is If-Modified-Since', () => {
  const lastModified = 'Wed, 10 Jun 2026 00:00:00 GMT'
  const headers = { 'cache-control': 'max-age=60', 'last-modified': lastModified }
  const stage = virtualStage({ distribution: distribution(), origin: () => ({ headers }) })
  stage.request(0)
  stage.request(70_000)
  stage.run()
  expect(stage.attempts[1]?.headers.get('if-modified-since')).toBe(lastModified)
})

test('TTL-32: where cookies are forwarded the object is fetched in full', () => {
  const behaviors = [cacheBehavior({ cachePolicy: cachePolicy({ cookies: { kind: 'all' } }) })]
  const stage = virtualStage({ distribution: distribution({ behaviors }), origin: confirming })
  stage.request(0)
  const second = stage.request(70_000)
  stage.run()
  expect(stage.attempts[1]?.headers.has('if-none-match')).toBe(false)
  expect(second.response.resultType).toBe('Miss')
})

test('STALE-02, TTL-32: an object past the maximum TTL is still confirmed rather than fetched', () => {
  const behaviors = [cacheBehavior({ cachePolicy: cachePolicy({ defaultTtlSeconds: 10, maxTtlSeconds: 10 }) })]
  const stage = virtualStage({ distribution: distribution({ behaviors }), origin: confirming })
  stage.request(0)
  const second = stage.request(20_000)
  stage.run()
  expect(second.response.resultType).toBe('RefreshHit')
})

test('TTL-36: a condition on a fresh object is answered at the edge', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => page })
  stage.request(0)
  const conditional = stage.request(1_000, { headers: { 'if-none-match': '"a"' } })
  stage.run()
  expect(stage.originRequests).toBe(1)
  expect(conditional.response).toMatchObject({ status: 304, resultType: 'Hit', body: { byteLength: 0 } })
  expect(stage.discarded, 'a body that nobody sends is let go').toEqual([{ byteLength: 1_000 }])
})

test('TTL-36: a 304 to the condition of a viewer is passed on and not stored', () => {
  const stage = virtualStage({ distribution: distribution(), origin: confirming })
  const conditional = stage.request(0, { headers: { 'if-none-match': '"viewer"' } })
  const next = stage.request(1_000)
  stage.run()
  expect(conditional.response.status).toBe(304)
  expect(conditional.response.headers.has('content-length')).toBe(false)
  expect(next.response).toMatchObject({ status: 200, resultType: 'Miss' })
})

test('TTL-36: a 304 to the condition of a viewer does not renew an expired copy without validators', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: inTurn({ headers: { 'cache-control': 'max-age=60' } }, { status: 304, byteLength: 0 }, { byteLength: 77 }),
  })
  stage.request(0)
  stage.request(70_000, { headers: { 'if-none-match': '"viewer"' } })
  const next = stage.request(71_000)
  stage.run()
  expect(next.response).toMatchObject({ resultType: 'Miss', body: { byteLength: 77 } })
})

test('TTL-17: no-cache is kept and confirmed on every request', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: ({ request }) =>
      request.headers.has('if-none-match')
        ? { status: 304, byteLength: 0 }
        : { headers: { 'cache-control': 'no-cache', etag: '"a"' } },
  })
  stage.request(0)
  const second = stage.request(1_000)
  stage.run()
  expect(second.response.resultType).toBe('RefreshHit')
})

test('TTL-20: under Vary: * every request goes to the origin, without a condition', () => {
  const headers = { 'cache-control': 'max-age=60', etag: '"a"', vary: '*' }
  const stage = virtualStage({
    distribution: distribution(),
    origin: inTurn({ headers }, { headers }, { status: 503 }),
  })
  stage.request(0)
  const second = stage.request(1_000)
  const third = stage.request(2_000)
  stage.run()
  expect(stage.originRequests).toBe(3)
  expect(stage.attempts.some(({ headers: sent }) => sent.has('if-none-match'))).toBe(false)
  expect(second.response.resultType).toBe('Miss')
  expect(third.response.status, 'it is stored: it answers instead of an error').toBe(200)
})

test.each([
  { rule: 'TTL-21 301 is stored', status: 301, headers: {}, fetches: 1 },
  { rule: 'TTL-21 302 is stored', status: 302, headers: {}, fetches: 1 },
  { rule: 'TTL-21 307 without Cache-Control is not', status: 307, headers: {}, fetches: 2 },
  { rule: 'TTL-21 308 with Cache-Control is', status: 308, headers: { 'cache-control': 'max-age=60' }, fetches: 1 },
  { rule: 'TTL-22 204 is stored', status: 204, headers: {}, fetches: 1 },
  { rule: 'TTL-22 201 is not', status: 201, headers: {}, fetches: 2 },
  { rule: 'TTL-42 Set-Cookie alone does not matter', status: 200, headers: { 'set-cookie': 'a=1' }, fetches: 1 },
])('$rule', ({ status, headers, fetches }) => {
  const stage = virtualStage({ distribution: distribution(), origin: () => ({ status, headers }) })
  stage.request(0)
  stage.request(1_000)
  stage.run()
  expect(stage.originRequests).toBe(fetches)
})

test('TTL-25: what does not fit is evicted, least recently used first, and the trace says so', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: () => ({ byteLength: 40_000 }),
    tierCapacityBytes: 100_000,
  })
  for (const [second, path] of ['/a', '/b', '/a', '/c'].entries()) stage.request(second * 1000, { path })
  const used = stage.request(5_000, { path: '/a' })
  const unused = stage.request(6_000, { path: '/b' })
  stage.run()
  const driving = stage.requests[3]
  const stored = { result: 'kept', evictionPolicy: 'least-recently-used', evictedCount: 1 }
  // The second request for /a never came as far as the regional cache.
  expect(driving?.stations('stored')).toMatchObject([
    { ...stored, tier: 'regional', evictedUris: ['/a'] },
    { ...stored, tier: 'edge', evictedUris: ['/b'] },
  ])
  expect(used.stations('lookup')).toMatchObject([{ tier: 'edge', result: 'fresh' }])
  expect(unused.stations('lookup')[0]).toMatchObject({ tier: 'edge', result: 'absent', why: 'evicted' })
})

test.each([
  { what: 'of stated length', byteLength: 200_000, completes: undefined },
  { what: 'that turns out so when it is complete', byteLength: null, completes: { byteLength: 200_000 } },
])('TTL-25, TTL-29: an object larger than the cache $what passes, drives nobody out, and says so', parts => {
  const { byteLength, completes } = parts
  const stage = virtualStage({
    distribution: distribution(),
    origin: ({ request }) => (request.uri === '/small' ? { byteLength: 1_000 } : { byteLength }),
    tierCapacityBytes: 100_000,
    completes: body => (body.byteLength === undefined ? completes : body),
  })
  stage.request(0, { path: '/small' })
  const [first, second] = [1_000, 2_000].map(at => stage.request(at, { path: '/large' }))
  const small = stage.request(3_000, { path: '/small' })
  stage.run()
  expect([first, second].map(request => request?.response.resultType)).toEqual(['Miss', 'Miss'])
  expect(first?.stations('stored')[0]).toMatchObject({ tier: 'regional', result: 'larger-than-the-store' })
  expect(small.response.resultType).toBe('Hit')
})

test('TTL-29, COLL-05: who waited for an object that cannot be kept fetches it', () => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: () => ({ byteLength: 200_000, afterMs: 100 }),
    tierCapacityBytes: 100_000,
  })
  const requests = stage.simultaneous(3, 0)
  stage.run()
  expect(stage.originRequests).toBe(3)
  expect(requests.map(({ answeredAt }) => answeredAt)).toEqual([100, 200, 200])
})

test.each([
  { bytes: 50 * 1024 ** 3, status: 200, caching: {} },
  { bytes: 50 * 1024 ** 3 + 1, status: 502, caching: {} },
  { bytes: 50 * 1024 ** 3 + 1, status: 200, caching: { cachePolicy: CACHING_DISABLED } },
])('TTL-29, QUO-05: an object of $bytes bytes gives $status', ({ bytes, status, caching }) => {
  const stage = virtualStage({
    distribution: distribution({ behaviors: [cacheBehavior(caching)] }),
    origin: () => ({ byteLength: bytes, headers: { 'content-length': String(bytes) } }),
  })
  const request = stage.request(0)
  stage.run()
  expect(request.response.status).toBe(status)
})

test('NET-03: who asks for a WebSocket is not answered with a stored page, and waits for nobody', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => page })
  stage.request(0)
  const upgrade = stage.request(1_000, { upgrade: 'websocket' })
  const waiting = stage.request(70_000)
  const beside = stage.request(70_010, { upgrade: 'websocket' })
  stage.run()
  expect(stage.originRequests).toBe(4)
  for (const { response } of [upgrade, waiting, beside]) expect(response.resultType).toBe('Miss')
  expect(beside.answeredAt).toBe(70_110)
})

test('TTL-30: an object whose body breaks off is not kept', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => page, completes: () => undefined })
  stage.request(0)
  stage.request(1_000)
  stage.run()
  expect(stage.originRequests).toBe(2)
})

test('TTL-41: Set-Cookie is stored and replayed where cookies are forwarded', () => {
  const behaviors = [cacheBehavior({ cachePolicy: cachePolicy({ cookies: { kind: 'all' } }) })]
  const stage = virtualStage({
    distribution: distribution({ behaviors }),
    origin: () => ({ headers: { 'set-cookie': 'a=1' } }),
  })
  stage.request(0)
  const hit = stage.request(1_000)
  stage.run()
  expect(hit.response.resultType).toBe('Hit')
  expect(hit.response.headers.get('set-cookie')).toBe('a=1')
})

test('TTL-18: no-cache="Set-Cookie" gives the cookie to the first viewer alone', () => {
  const behaviors = [cacheBehavior({ cachePolicy: cachePolicy({ cookies: { kind: 'all' } }) })]
  const headers = { 'set-cookie': 'a=1', 'cache-control': 'no-cache="Set-Cookie", max-age=60' }
  const stage = virtualStage({ distribution: distribution({ behaviors }), origin: () => ({ headers }) })
  const first = stage.request(0)
  const hit = stage.request(1_000)
  stage.run()
  expect(first.response.headers.get('set-cookie')).toBe('a=1')
  expect(hit.response).toMatchObject({ resultType: 'Hit' })
  expect(hit.response.headers.has('set-cookie')).toBe(false)
})

test('MET-04: a HEAD is answered from a stored GET', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => page })
  stage.request(0)
  const head = stage.request(1_000, { method: 'HEAD' })
  stage.run()
  expect(stage.originRequests).toBe(1)
  expect(head.response.resultType).toBe('Hit')
})

test('MET-04: a HEAD that misses goes out as HEAD and leaves nothing for a GET', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => ({ byteLength: 0 }) })
  stage.request(0, { method: 'HEAD' })
  const get = stage.request(1_000)
  stage.run()
  expect(stage.attempts.map(({ method }) => method)).toEqual(['HEAD', 'GET'])
  expect(get.response.resultType).toBe('Miss')
})

test('TTL-61: POST neither reads nor writes the cache, nor drops the object of its URL', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => page })
  stage.request(0, { method: 'POST' })
  const get = stage.request(1_000)
  stage.request(2_000, { method: 'POST' })
  const hit = stage.request(3_000)
  stage.run()
  expect(stage.attempts.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST'])
  expect([get.response.resultType, hit.response.resultType]).toEqual(['Miss', 'Hit'])
})

test('MET-02, MET-03, TTL-60: OPTIONS is stored when it is a cached method, apart from GET', () => {
  const behaviors = [cacheBehavior({ cachedMethods: new Set(['GET', 'HEAD', 'OPTIONS']) })]
  const stage = virtualStage({ distribution: distribution({ behaviors }), origin: () => page })
  for (const [second, method] of ['OPTIONS', 'GET', 'OPTIONS', 'GET'].entries())
    stage.request(second * 1000, { method })
  stage.run()
  expect(stage.attempts.map(({ method }) => method)).toEqual(['OPTIONS', 'GET'])
})

test('RESH-23: a range that cannot be had is an error', () => {
  const stage = virtualStage({ distribution: distribution(), origin: () => page })
  stage.request(0)
  const refused = stage.request(1_000, { headers: { range: 'bytes=5000-' } })
  stage.run()
  expect(refused.response).toMatchObject({ status: 416, resultType: 'Error' })
})

test('COMP-10, COMP-11, RESH-14: the compressed object is what is stored', () => {
  const behaviors = [cacheBehavior({ compress: true, cachePolicy: cachePolicy({ gzip: true, brotli: true }) })]
  const stage = virtualStage({
    distribution: distribution({ behaviors }),
    origin: () => ({ byteLength: 8_000, headers: { 'content-type': 'text/html', etag: '"a"' } }),
  })
  stage.request(0, { headers: { 'accept-encoding': 'gzip, br' } })
  const hit = stage.request(1_000, { headers: { 'accept-encoding': 'br, gzip' } })
  stage.run()
  expect(stage.originRequests).toBe(1)
  expect(hit.response.headers.get('content-encoding')).toBe('br')
  expect(hit.response.headers.get('etag')).toBe('W/"a"')
  expect(hit.response.headers.get('content-length')).toBe(String(hit.response.body.byteLength))
})

test.each([
  { sent: undefined, vary: 'Accept-Encoding' },
  { sent: 'Origin', vary: 'Origin, Accept-Encoding' },
  { sent: 'Origin, accept-encoding', vary: 'Origin, accept-encoding' },
])('RESH-07: beside $sent the Vary of what the edge compressed names Accept-Encoding', ({ sent, vary }) => {
  const policy = cachePolicy({ gzip: true, headers: ['origin'] })
  const stage = virtualStage({
    distribution: distribution({ behaviors: [cacheBehavior({ compress: true, cachePolicy: policy })] }),
    origin: () => ({
      byteLength: 5_000,
      headers: { 'content-type': 'text/html', ...(sent === undefined ? {} : { vary: sent }) },
    }),
  })
  const request = stage.request(0, { headers: { 'accept-encoding': 'gzip' } })
  stage.run()
  expect(request.response.headers.get('vary')).toBe(vary)
})

test.each([
  { sent: '"a"', stored: 'W/"a"' },
  { sent: 'W/"a"', stored: 'W/"a"' },
  { sent: 'a', stored: undefined },
])('COMP-11: of the entity tag $sent the edge keeps $stored when it compresses', ({ sent, stored }) => {
  const behaviors = [cacheBehavior({ compress: true, cachePolicy: cachePolicy({ gzip: true }) })]
  const headers = { 'content-type': 'text/html', etag: sent }
  const stage = virtualStage({
    distribution: distribution({ behaviors }),
    origin: () => ({ byteLength: 5_000, headers }),
  })
  const compressed = stage.request(0, { headers: { 'accept-encoding': 'gzip' } })
  const plain = stage.request(1_000)
  stage.run()
  expect(compressed.response.headers.get('etag')).toBe(stored)
  expect(plain.response.headers.get('etag'), 'untouched where nothing is compressed').toBe(sent)
})

test('COMP-04, COMP-15: a chunked body is never compressed, even when all of it happens to be here already', () => {
  const behaviors = [cacheBehavior({ compress: true, cachePolicy: cachePolicy({ gzip: true, brotli: true }) })]
  const headers = { 'content-type': 'text/html', 'transfer-encoding': 'chunked', 'cache-control': 's-maxage=60' }
  const stage = virtualStage({
    distribution: distribution({ behaviors }),
    origin: () => ({ headers, byteLength: 5_000 }),
  })
  const request = stage.request(0, { headers: { 'accept-encoding': 'gzip, br' } })
  stage.run()
  expect(request.response.headers.has('content-encoding')).toBe(false)
  expect(request.response.headers.has('content-length')).toBe(false)
})

test('COMP-04: a body of unstated length is stored as it is', () => {
  const behaviors = [cacheBehavior({ compress: true, cachePolicy: cachePolicy({ gzip: true }) })]
  const stage = virtualStage({
    distribution: distribution({ behaviors }),
    origin: () => ({ byteLength: null, headers: { 'content-type': 'text/html' } }),
  })
  const request = stage.request(0, { headers: { 'accept-encoding': 'gzip' } })
  stage.run()
  expect(request.response.headers.has('content-encoding')).toBe(false)
})

test('TIER-07: an object of the shield is an OriginShieldHit in the detail', () => {
  const origins = [customOrigin({ originShieldRegion: 'eu-west-1' })]
  const stage = virtualStage({ distribution: distribution({ origins }), origin: () => page })
  stage.request(0)
  stage.at(500, () => {
    for (const tier of stage.pop.tiers) tier.clear()
  })
  const hit = stage.request(1_000)
  stage.run()
  expect(stage.originRequests).toBe(1)
  expect(hit.response).toMatchObject({ resultType: 'Hit', detailedResultType: 'OriginShieldHit' })
})

test('TIER-07, ERR-18: an error that the shield remembers is an Error in the detail, too', () => {
  const origins = [customOrigin({ originShieldRegion: 'eu-west-1' })]
  const stage = virtualStage({ distribution: distribution({ origins }), origin: () => ({ status: 500 }) })
  stage.request(0)
  stage.at(500, () => {
    for (const tier of stage.pop.tiers) tier.clear()
  })
  const error = stage.request(1_000)
  stage.run()
  expect(stage.originRequests).toBe(1)
  expect(error.stations('lookup').at(-1)).toMatchObject({ tier: 'shield', result: 'fresh' })
  expect(error.response).toMatchObject({ resultType: 'Error', detailedResultType: 'Error' })
})

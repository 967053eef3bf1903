import fc from 'fast-check'
import { expect, test } from 'vitest'
import { locateRange, parseRange } from '../../http/byte-range.ts'
import { cacheBehavior, cachePolicy, CACHING_DISABLED, distribution } from '../support/distribution.ts'
import type { OriginScript, ScriptedAnswer } from '../support/scripted-origin.ts'
import { virtualStage, type VirtualStage } from '../support/virtual-stage.ts'

const LENGTH = 1_000

interface Origin {
  readonly etag?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** An origin that knows ranges and conditions; it answers after 100 ms. */
const sendsRanges =
  ({ etag = '"a"', headers = { 'cache-control': 'max-age=60' } }: Origin = {}): OriginScript =>
  ({ request }): ScriptedAnswer => {
    const common = { headers: { etag, ...headers }, afterMs: 100 }
    if (request.headers.get('if-none-match') === etag) return { ...common, status: 304, byteLength: 0 }
    const field = request.headers.get('range')
    const parsed = field === undefined ? undefined : parseRange(field)
    const ifRange = request.headers.get('if-range')
    if (parsed?.kind !== 'one' || (ifRange !== undefined && ifRange !== etag)) return { ...common, byteLength: LENGTH }
    const range = locateRange(parsed.spec, LENGTH)
    if (range === undefined) return { ...common, status: 416, byteLength: 0 }
    return {
      ...common,
      status: 206,
      byteLength: range.end - range.start + 1,
      headers: { ...common.headers, 'content-range': `bytes ${range.start}-${range.end}/${LENGTH}` },
    }
  }

const staged = (origin: OriginScript = sendsRanges()): VirtualStage =>
  virtualStage({ distribution: distribution(), origin })

const range = (value: string, more: Record<string, string> = {}) => ({ headers: { range: value, ...more } })

const askedRanges = (stage: VirtualStage) => stage.attempts.map(({ headers }) => headers.get('range'))

test('TTL-51, TTL-56: a 206 is served and stored, and the same range is a Hit', () => {
  const stage = staged()
  const first = stage.request(0, range('bytes=100-199'))
  const second = stage.request(1_000, range('bytes=100-199'))
  stage.run()
  expect(askedRanges(stage)).toEqual(['bytes=100-199'])
  for (const { response } of [first, second]) {
    expect(response).toMatchObject({ status: 206, range: undefined, body: { byteLength: 100 } })
    expect(response.headers.get('content-range')).toBe('bytes 100-199/1000')
    expect(response.headers.get('content-length')).toBe('100')
  }
  expect([first.response.resultType, second.response.resultType]).toEqual(['Miss', 'Hit'])
  expect(second.response.headers.get('age')).toBe('0')
})

test.each([
  { of: 'bytes=0-499', asked: 'bytes=100-199', contentRange: 'bytes 100-199/1000', body: { start: 100, end: 199 } },
  { of: 'bytes=500-', asked: 'bytes=600-699', contentRange: 'bytes 600-699/1000', body: { start: 100, end: 199 } },
  { of: 'bytes=500-', asked: 'bytes=-10', contentRange: 'bytes 990-999/1000', body: { start: 490, end: 499 } },
  { of: 'bytes=-500', asked: 'bytes=990-5000', contentRange: 'bytes 990-999/1000', body: { start: 490, end: 499 } },
  { of: 'bytes=0-', asked: 'bytes=0-0', contentRange: 'bytes 0-0/1000', body: { start: 0, end: 0 } },
])('TTL-50: $asked is cut from the stored part $of', ({ of, asked, contentRange, body }) => {
  const stage = staged()
  stage.request(0, range(of))
  const cut = stage.request(1_000, range(asked))
  stage.run()
  expect(stage.originRequests).toBe(1)
  expect(cut.response).toMatchObject({ status: 206, resultType: 'Hit', range: body })
  expect(cut.response.headers.get('content-range')).toBe(contentRange)
  expect(cut.response.headers.get('content-length')).toBe(String(body.end - body.start + 1))
})

test('TTL-50: a range that no part covers goes to the origin, and the trace says that parts are there', () => {
  const stage = staged()
  stage.request(0, range('bytes=0-99'))
  const overlapping = stage.request(1_000, range('bytes=50-149'))
  const first = stage.request(2_000, range('bytes=0-99'))
  stage.run()
  expect(askedRanges(stage)).toEqual(['bytes=0-99', 'bytes=50-149'])
  expect(overlapping.stations('lookup')[0]).toMatchObject({ result: 'absent', why: 'part-not-stored' })
  expect(first.response.resultType).toBe('Hit')
})

test('TTL-51: a part does not answer a request for the whole object, which takes its place', () => {
  const stage = staged()
  stage.request(0, range('bytes=0-99'))
  const whole = stage.request(1_000)
  const part = stage.request(2_000, range('bytes=900-'))
  stage.run()
  expect(askedRanges(stage)).toEqual(['bytes=0-99', undefined])
  expect(whole.response).toMatchObject({ status: 200, resultType: 'Miss', body: { byteLength: LENGTH } })
  expect(part.response).toMatchObject({ status: 206, resultType: 'Hit', range: { start: 900, end: 999 } })
  expect(stage.pop.tiers.map(({ entryCount }) => entryCount)).toEqual([1, 1])
})

test('TTL-50, TTL-51: a range is cut from a stored object', () => {
  const stage = staged()
  stage.request(0)
  const part = stage.request(1_000, range('bytes=0-99'))
  stage.run()
  expect(stage.originRequests).toBe(1)
  expect(part.response).toMatchObject({ status: 206, range: { start: 0, end: 99 }, resultType: 'Hit' })
})

test('TTL-51: an origin that answers 200 gives the viewer the whole object; later ranges are cut from it', () => {
  const stage = staged(() => ({ headers: { 'cache-control': 'max-age=60' }, byteLength: LENGTH }))
  const first = stage.request(0, range('bytes=0-99'))
  const later = stage.request(1_000, range('bytes=0-99'))
  stage.run()
  expect(askedRanges(stage)).toEqual(['bytes=0-99'])
  expect(first.response).toMatchObject({ status: 200, range: undefined, resultType: 'Miss' })
  expect(later.response).toMatchObject({ status: 206, range: { start: 0, end: 99 }, resultType: 'Hit' })
})

test('TTL-52: of a chunked answer the viewer gets the whole object', () => {
  const stage = staged(() => ({ headers: { 'transfer-encoding': 'chunked' }, byteLength: null }))
  const first = stage.request(0, range('bytes=0-99'))
  stage.run()
  expect(first.response).toMatchObject({ status: 200, range: undefined })
})

test.each([
  { what: 'overlapping', field: 'bytes=0-99,50-149' },
  { what: 'not ascending', field: 'bytes=500-599,0-99' },
  { what: 'ending before it begins', field: 'bytes=99-0' },
  { what: 'without a number', field: 'bytes=-' },
  { what: 'of another unit', field: 'seconds=0-9' },
  { what: 'given twice', field: ['bytes=0-9', 'bytes=20-29'] },
])('TTL-53: a range $what gives 200 with the full object, whatever is stored', ({ field }) => {
  const stage = staged()
  const cold = stage.request(0, { headers: { range: field } })
  const warm = stage.request(1_000, { headers: { range: field } })
  stage.run()
  expect(askedRanges(stage)).toEqual([undefined])
  for (const { response } of [cold, warm]) expect(response).toMatchObject({ status: 200, range: undefined })
})

test('TTL-53: several ascending ranges are cut from the whole object, which the origin is asked for once', () => {
  const stage = staged()
  const cold = stage.request(0, range('bytes=0-99,900-'))
  const waiting = stage.request(50, range('bytes=100-199,300-399'))
  const warm = stage.request(1_000, range('bytes=0-0,2-2,4-4'))
  stage.run()
  expect(askedRanges(stage)).toEqual([undefined])
  expect([cold, waiting, warm].map(({ response }) => response.resultType)).toEqual(['Miss', 'Hit', 'Hit'])
  for (const { response } of [cold, waiting, warm]) {
    expect(response.status).toBe(206)
    expect(response.headers.get('content-type')).toMatch(/^multipart\/byteranges; boundary=CloudFront:/)
    expect(response.headers.get('content-length')).toBe(String(response.body.byteLength))
  }
  expect(stage.flightCount).toBe(0)
})

test('TTL-53: stored parts are no answer to several ranges', () => {
  const stage = staged()
  stage.request(0, range('bytes=0-499'))
  const several = stage.request(1_000, range('bytes=0-9,20-29'))
  stage.run()
  expect(askedRanges(stage)).toEqual(['bytes=0-499', undefined])
  expect(several.response).toMatchObject({ status: 206, resultType: 'Miss' })
})

test('TTL-54: a range of an object that the edge compressed counts compressed bytes', () => {
  const behaviors = [cacheBehavior({ compress: true, cachePolicy: cachePolicy({ gzip: true }) })]
  const stage = virtualStage({
    distribution: distribution({ behaviors }),
    origin: () => ({ byteLength: 4_000, headers: { 'content-type': 'text/html' } }),
  })
  const whole = stage.request(0, { headers: { 'accept-encoding': 'gzip' } })
  const part = stage.request(1_000, { headers: { 'accept-encoding': 'gzip', range: 'bytes=0-9' } })
  stage.run()
  expect(whole.response.body.byteLength).toBeLessThan(4_000)
  expect(part.response.headers.get('content-range')).toBe(`bytes 0-9/${whole.response.body.byteLength}`)
})

test('TTL-55, ERR-03: a 416 of the origin is not kept', () => {
  const stage = staged()
  const requests = [0, 1_000].map(at => stage.request(at, range('bytes=5000-')))
  stage.run()
  expect(stage.originRequests).toBe(2)
  expect(requests.map(({ response }) => response.status)).toEqual([416, 416])
})

test.each([
  { rule: 'holds for the stored part', ifRange: '"a"', status: 206, fetches: 1 },
  { rule: 'is outdated: the whole object', ifRange: '"old"', status: 200, fetches: 2 },
  { rule: 'is a weak tag, which never holds', ifRange: 'W/"a"', status: 200, fetches: 2 },
])('TTL-57: If-Range $rule', ({ ifRange, status, fetches }) => {
  const stage = staged()
  stage.request(0, range('bytes=0-99'))
  const conditional = stage.request(1_000, range('bytes=0-99', { 'if-range': ifRange }))
  stage.run()
  expect(conditional.response.status).toBe(status)
  expect(stage.originRequests).toBe(fetches)
})

test('TTL-57: on a miss the origin decides about If-Range', () => {
  const stage = staged()
  const outdated = stage.request(0, range('bytes=0-99', { 'if-range': '"old"' }))
  stage.run()
  expect(stage.attempts[0]?.headers.get('if-range')).toBe('"old"')
  expect(outdated.response).toMatchObject({ status: 200, body: { byteLength: LENGTH } })
})

test('TTL-57, COLL-01: a range under a condition waits for no other, and no other waits for it', () => {
  const stage = staged()
  const plain = stage.request(0, range('bytes=0-99'))
  const conditional = stage.request(10, range('bytes=0-99', { 'if-range': '"old"' }))
  const other = stage.request(20, range('bytes=200-299', { 'if-range': '"old"' }))
  const after = stage.request(30, range('bytes=200-299'))
  stage.run()
  expect(stage.originRequests).toBe(4)
  expect([plain, conditional, other, after].map(({ response }) => response.status)).toEqual([206, 200, 200, 206])
  expect(conditional.answeredAt).toBe(110)
})

test('TTL-57: behind an expired part of another version, If-Range still decides', () => {
  const stage = staged((attempt, at) => sendsRanges({ etag: at.count === 1 ? '"a"' : '"b"' })(attempt, at))
  stage.request(0, range('bytes=0-99'))
  const outdated = stage.request(70_000, range('bytes=0-99', { 'if-range': '"a"' }))
  stage.run()
  expect(outdated.response).toMatchObject({ status: 200, body: { byteLength: LENGTH } })
})

test('TTL-36: a condition on a stored part is answered at the edge', () => {
  const stage = staged()
  stage.request(0, range('bytes=0-99'))
  const conditional = stage.request(1_000, range('bytes=0-99', { 'if-none-match': '"a"' }))
  stage.run()
  expect(stage.originRequests).toBe(1)
  expect(conditional.response).toMatchObject({ status: 304, body: { byteLength: 0 } })
})

test('TTL-32, TTL-33: an expired part is confirmed with its validator and lives again', () => {
  const stage = staged()
  stage.request(0, range('bytes=0-99'))
  const refreshed = stage.request(70_000, range('bytes=0-99'))
  const hit = stage.request(80_000, range('bytes=10-19'))
  stage.run()
  expect(stage.attempts[1]?.headers.get('if-none-match')).toBe('"a"')
  expect(refreshed.response).toMatchObject({ status: 206, resultType: 'RefreshHit', body: { byteLength: 100 } })
  expect(hit.response).toMatchObject({ status: 206, resultType: 'Hit', range: { start: 10, end: 19 } })
  expect(stage.originRequests).toBe(2)
})

test('TTL-32: an expired object is confirmed as a whole, and the range cut from it', () => {
  const stage = staged()
  stage.request(0)
  const refreshed = stage.request(70_000, range('bytes=0-99'))
  stage.run()
  expect(askedRanges(stage)).toEqual([undefined, undefined])
  expect(refreshed.response).toMatchObject({ status: 206, resultType: 'RefreshHit', range: { start: 0, end: 99 } })
})

test('TTL-32, TTL-50: of the object that takes the place of an expired one the range is cut, for the origin has not seen it', () => {
  const stage = staged((attempt, at) => sendsRanges({ etag: at.count === 1 ? '"a"' : '"b"' })(attempt, at))
  stage.request(0)
  const replaced = stage.request(70_000, range('bytes=0-99'))
  const hit = stage.request(71_000, range('bytes=0-99'))
  stage.run()
  expect(askedRanges(stage)).toEqual([undefined, undefined])
  expect(replaced.response).toMatchObject({ status: 206, resultType: 'Miss', range: { start: 0, end: 99 } })
  expect(hit.response).toMatchObject({ status: 206, resultType: 'Hit' })
})

test.each([
  { what: 'another entity tag', first: { etag: '"a"' }, second: { etag: '"b"' }, parts: 1 },
  { what: 'the same strong tag', first: { etag: '"a"' }, second: { etag: '"a"' }, parts: 2 },
  { what: 'the same weak tag', first: { etag: 'W/"a"' }, second: { etag: 'W/"a"' }, parts: 1 },
])('TTL-56: parts stay beside each other only while their validators match: $what', ({ first, second, parts }) => {
  const stage = staged((attempt, at) => sendsRanges(at.count === 1 ? first : second)(attempt, at))
  stage.request(0, range('bytes=0-99'))
  stage.request(1_000, range('bytes=100-199'))
  stage.run()
  expect(stage.pop.tiers.map(({ entryCount }) => entryCount)).toEqual([parts, parts])
})

test('TTL-50: of two parts that hold the range the newer one answers', () => {
  const stage = staged()
  stage.request(0, range('bytes=0-99'))
  stage.request(50_000, range('bytes=0-199'))
  const within = stage.request(70_000, range('bytes=0-49'))
  stage.run()
  expect(within.response).toMatchObject({ status: 206, resultType: 'Hit' })
  expect(within.response.headers.get('age')).toBe('19')
})

test('TTL-56, ERR-13: an error under the key says nothing about the parts of the object', () => {
  const stage = staged((attempt, at) => (at.count === 2 ? { status: 503 } : sendsRanges()(attempt, at)))
  stage.request(0, range('bytes=0-99'))
  const failed = stage.request(1_000)
  const part = stage.request(20_000, range('bytes=0-99'))
  stage.run()
  expect(failed.response.status).toBe(503)
  expect(part.response).toMatchObject({ status: 206, resultType: 'Hit' })
})

test('TTL-56: one object asked for byte by byte keeps a bounded number of parts', () => {
  const stage = staged()
  for (let byte = 0; byte < 200; byte++) stage.request(byte * 10, range(`bytes=${byte}-${byte}`))
  const newest = stage.request(5_000, range('bytes=199-199'))
  stage.run()
  expect(stage.pop.tiers.map(({ entryCount }) => entryCount)).toEqual([64, 64])
  expect(newest.response.resultType).toBe('Hit')
})

test.each([
  { what: 'without Content-Range', headers: {} },
  { what: 'of unknown length', headers: { 'content-range': 'bytes 0-99/*' } },
  { what: 'of several parts', headers: { 'content-type': 'multipart/byteranges; boundary=x' } },
])('TTL-56: a 206 $what passes and is not stored', ({ headers }) => {
  const stage = staged(() => ({ status: 206, byteLength: 100, headers }))
  const first = stage.request(0, range('bytes=0-99'))
  stage.request(1_000, range('bytes=0-99'))
  stage.run()
  expect(first.response.status).toBe(206)
  expect(stage.originRequests).toBe(2)
})

test('TTL-22: a 206 that nobody asked for is no object', () => {
  const stage = staged(() => ({ status: 206, byteLength: 100, headers: { 'content-range': 'bytes 0-99/1000' } }))
  stage.request(0)
  stage.request(1_000)
  stage.run()
  expect(stage.originRequests).toBe(2)
})

test('TTL-30: a part whose body breaks off is not kept', () => {
  const stage = virtualStage({ distribution: distribution(), origin: sendsRanges(), completes: () => undefined })
  stage.request(0, range('bytes=0-99'))
  const again = stage.request(1_000, range('bytes=0-99'))
  stage.run()
  expect(again.response.resultType).toBe('Miss')
  expect(again.stations('lookup')[0]).toMatchObject({ why: 'never-stored' })
})

test('TTL-06, TTL-17: the lifetime of a part is that of an object', () => {
  const stage = staged(sendsRanges({ headers: { 'cache-control': 'no-store' } }))
  stage.request(0, range('bytes=0-99'))
  stage.request(1_000, range('bytes=0-99'))
  stage.run()
  expect(stage.originRequests).toBe(2)
})

test('COLL-01, TTL-56: requests for one range wait for each other; another range and the whole object do not', () => {
  const stage = staged()
  const same = [0, 10, 20].map(at => stage.request(at, range('bytes=0-99')))
  const other = stage.request(30, range('bytes=200-299'))
  const whole = stage.request(40)
  stage.run()
  expect(askedRanges(stage)).toEqual(['bytes=0-99', 'bytes=200-299', undefined])
  expect(same.map(({ response }) => response.resultType)).toEqual(['Miss', 'Hit', 'Hit'])
  expect([other.answeredAt, whole.answeredAt]).toEqual([130, 140])
  expect(stage.flightCount).toBe(0)
})

test('COLL-01, TTL-50: a range waits for the whole object and is cut from it', () => {
  const stage = staged()
  stage.request(0)
  const part = stage.request(50, range('bytes=0-99'))
  stage.run()
  expect(stage.originRequests).toBe(1)
  expect(part.answeredAt).toBe(100)
  expect(part.response).toMatchObject({ status: 206, range: { start: 0, end: 99 }, resultType: 'Hit' })
})

test('COLL-01, TTL-56: who waited for the object and sees a part land fetches the object', () => {
  // Expired and without a validator: the range of it is fetched anew, under the name of the object.
  const stage = staged((attempt, at) =>
    at.count === 1 ? { headers: { 'cache-control': 'max-age=60' }, byteLength: LENGTH } : sendsRanges()(attempt, at),
  )
  stage.request(0)
  const part = stage.request(70_000, range('bytes=0-99'))
  const whole = stage.request(70_050)
  const within = stage.request(70_050, range('bytes=0-9'))
  stage.run()
  expect(askedRanges(stage)).toEqual([undefined, 'bytes=0-99', undefined])
  expect(part.response).toMatchObject({ status: 206, resultType: 'Miss' })
  expect(whole.stations('collapsed')[0]).toMatchObject({ landing: 'not-shared', why: 'another-part' })
  expect(whole.response).toMatchObject({ status: 200, resultType: 'Miss', body: { byteLength: LENGTH } })
  expect(within.response).toMatchObject({ status: 206, resultType: 'Hit', range: { start: 0, end: 9 } })
  expect(stage.flightCount).toBe(0)
})

test('STALE-03, STALE-06: a stale part serves on an error of the origin, a range beyond it does not', () => {
  const stage = staged((attempt, at) => (at.count === 1 ? sendsRanges()(attempt, at) : { status: 503, afterMs: 100 }))
  stage.request(0, range('bytes=0-99'))
  const within = stage.request(70_000, range('bytes=0-49'))
  const beyond = stage.request(71_000, range('bytes=200-299'))
  stage.run()
  expect(within.response).toMatchObject({ status: 206, resultType: 'RefreshHit', range: { start: 0, end: 49 } })
  expect(beyond.response.status).toBe(503)
})

test('STALE-01: behind a stale part the part is asked for, behind a stale object the object', () => {
  const headers = { 'cache-control': 'max-age=60, stale-while-revalidate=600' }
  const play = (first: Parameters<VirtualStage['request']>[1]): VirtualStage => {
    const stage = staged(sendsRanges({ headers }))
    stage.request(0, first)
    const stale = stage.request(70_000, range('bytes=0-99'))
    stage.run()
    expect(stale.response).toMatchObject({ status: 206, resultType: 'Hit' })
    expect(stage.flightCount).toBe(0)
    return stage
  }
  expect(askedRanges(play(range('bytes=0-99')))).toEqual(['bytes=0-99', 'bytes=0-99'])
  expect(askedRanges(play({}))).toEqual([undefined, undefined])
})

test('MET-04: a HEAD with a range asks for no part and gets the whole object', () => {
  const stage = staged()
  stage.request(0)
  const head = stage.request(1_000, { method: 'HEAD', ...range('bytes=0-99') })
  stage.run()
  expect(head.response).toMatchObject({ status: 200, range: undefined })
})

test('TTL-51: with caching disabled the origin decides about a range, and nothing is kept', () => {
  const behaviors = [cacheBehavior({ cachePolicy: CACHING_DISABLED })]
  const stage = virtualStage({
    distribution: distribution({ behaviors }),
    origin: (attempt, at) => (at.count === 1 ? { byteLength: LENGTH } : sendsRanges()(attempt, at)),
  })
  const whole = stage.request(0, range('bytes=0-99'))
  const part = stage.request(1_000, range('bytes=0-99'))
  stage.run()
  expect(askedRanges(stage)).toEqual(['bytes=0-99', 'bytes=0-99'])
  expect(whole.response).toMatchObject({ status: 200, range: undefined })
  expect(part.response).toMatchObject({ status: 206, range: undefined, body: { byteLength: 100 } })
  expect(stage.pop.tiers.map(({ entryCount }) => entryCount)).toEqual([0, 0])
})

const asked = fc.record({
  atMs: fc.nat(200_000),
  from: fc.nat(1_100),
  length: fc.integer({ min: 0, max: 1_100 }),
  form: fc.constantFrom('closed', 'open', 'suffix', 'none'),
  ifRange: fc.constantFrom(undefined, undefined, '"v0"', '"v1"'),
  location: fc.constantFrom('CDG50-P1', 'FRA56-P1', 'NRT57-P2'),
})

const fieldOf = ({ form, from, length }: { form: string; from: number; length: number }): string | undefined =>
  form === 'none'
    ? undefined
    : form === 'suffix'
      ? `bytes=-${length}`
      : `bytes=${from}-${form === 'open' ? '' : from + length}`

test('TTL-50 to TTL-57: whatever is asked when and where, a 206 holds the range that was asked for, of one version', () => {
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 40 }), fc.nat(2), (requests, errors) => {
      const stage = staged((attempt, at) =>
        at.count % 7 < errors
          ? { status: 503, afterMs: 100 }
          : sendsRanges({ etag: `"v${Math.floor(at.now / 100_000)}"` })(attempt, at),
      )
      const played = requests.map(one => {
        const field = fieldOf(one)
        const headers = {
          ...(field === undefined ? {} : { range: field }),
          ...(one.ifRange === undefined ? {} : { 'if-range': one.ifRange }),
        }
        return { one, field, request: stage.request(one.atMs, { headers, location: one.location }) }
      })
      stage.run()
      for (const { one, field, request } of played) {
        const { status, headers, body, range: cut } = request.response
        expect([200, 206, 416, 503]).toContain(status)
        const sentBytes = cut === undefined ? body.byteLength : cut.end - cut.start + 1
        if (status === 200) expect([cut, sentBytes]).toEqual([undefined, LENGTH])
        if (status !== 206) continue
        const parsed = parseRange(field ?? '')
        const wanted = parsed.kind === 'one' ? locateRange(parsed.spec, LENGTH) : undefined
        expect(headers.get('content-range')).toBe(`bytes ${wanted?.start}-${wanted?.end}/${LENGTH}`)
        expect(headers.get('content-length')).toBe(String(sentBytes))
        expect(sentBytes).toBe((wanted?.end ?? 0) - (wanted?.start ?? 0) + 1)
        if (cut !== undefined) expect(cut.start >= 0 && cut.end < (body.byteLength ?? 0)).toBe(true)
        if (one.ifRange !== undefined) expect(headers.get('etag')).toBe(one.ifRange)
      }
      expect(stage.flightCount).toBe(0)
      for (const { tiers } of ['CDG50-P1', 'FRA56-P1', 'NRT57-P2'].map(code => stage.network.pointAt(code)))
        for (const tier of tiers) {
          const versions = new Set(
            [...tier.stored()].filter(({ part }) => part !== undefined).map(({ headers }) => headers.get('etag')),
          )
          expect(versions.size).toBeLessThanOrEqual(1)
        }
    }),
    { numRuns: 100 },
  )
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { claimed, claimProblem, released } from './claim.ts'
import {
  beginSwitch,
  EMPTY_RECORD,
  endSwitch,
  liveRelease,
  previousRelease,
  type Claim,
  type LiveRecord,
} from './live-record.ts'
import { parseRecord, recordText } from './live-record-text.ts'

const DAY_MS = 86_400_000

/** Releases that went live, one a day. */
const after = (...names: readonly string[]): LiveRecord =>
  names.reduce<LiveRecord>((record, name, day) => {
    const live = record.history.at(-1)?.name
    return endSwitch(beginSwitch(record, live, name, day * DAY_MS), name, day * DAY_MS)
  }, EMPTY_RECORD)

describe('the release that is live', () => {
  const half = beginSwitch(after('v4'), 'v4', 'v5', DAY_MS)

  test.each([
    { rule: 'nothing was published: none', record: EMPTY_RECORD, page: undefined, live: undefined },
    { rule: 'the last that went live', record: after('v4', 'v5'), page: undefined, live: 'v5' },
    { rule: 'interrupted before the page: the one before', record: half, page: 'page of v4', live: 'v4' },
    { rule: 'interrupted after the page: the new one', record: half, page: 'page of v5', live: 'v5' },
    { rule: 'interrupted and the page is gone: the one before', record: half, page: undefined, live: 'v4' },
  ])('$rule', ({ record, page, live }) => {
    expect(liveRelease(record, page, 'page of v5')).toBe(live)
  })
})

describe('the release that a rollback goes back to', () => {
  test.each([
    { rule: 'nothing was live before', record: after('v4'), previous: undefined },
    { rule: 'the one before', record: after('v4', 'v5', 'v6'), previous: 'v5' },
    { rule: 'a second rollback goes forth again', record: after('v4', 'v5', 'v4'), previous: 'v5' },
    { rule: 'half a change is undone', record: beginSwitch(after('v4', 'v5'), 'v5', 'v6', 0), previous: 'v5' },
  ])('$rule', ({ record, previous }) => {
    expect(previousRelease(record)).toBe(previous)
  })
})

describe('the history', () => {
  test('a release that goes live again and again is one period', () => {
    expect(after('v4', 'v4').history).toEqual([{ name: 'v4', liveSince: 0 }])
  })

  test('a change that was interrupted after its page was in place counts from its beginning', () => {
    const half = beginSwitch(after('v4'), 'v4', 'v5', 1_000)
    expect(beginSwitch(half, 'v5', 'v6', 2_000).history).toEqual([
      { name: 'v4', liveSince: 0 },
      { name: 'v5', liveSince: 1_000 },
    ])
    expect(beginSwitch(half, 'v4', 'v6', 2_000).history).toEqual([{ name: 'v4', liveSince: 0 }])
  })

  test('a clock that goes backwards does not turn the order round', () => {
    const record = endSwitch(after('v4', 'v5'), 'v6', 0)
    expect(record.history.map(({ liveSince }) => liveSince)).toEqual([0, DAY_MS, DAY_MS])
  })

  test('forgets what ended more than 400 days ago, but never the two last', () => {
    const names = ['a', 'b', 'c', 'd']
    const old = { history: names.map((name, index) => ({ name, liveSince: index })) }
    expect(endSwitch(old, 'e', 401 * DAY_MS).history.map(({ name }) => name)).toEqual(['d', 'e'])
    expect(endSwitch(old, 'e', 399 * DAY_MS).history).toHaveLength(5)
  })
})

describe('the claim', () => {
  const claim: Claim = { token: 'one', name: 'v5', digest: 'd5', renewedAt: 1_000_000 }
  const record = claimed(after('v4'), claim)

  test.each([
    { rule: 'nobody holds it', held: after('v4'), name: 'v6', now: 1_000_000, free: true },
    { rule: 'another release is on its way', held: record, name: 'v6', now: 1_000_000, free: false },
    { rule: 'the same files may go on', held: record, name: 'v5', now: 1_000_000, free: true },
    { rule: 'not renewed for almost ten minutes', held: record, name: 'v6', now: 1_599_999, free: false },
    { rule: 'not renewed for ten minutes', held: record, name: 'v6', now: 1_600_000, free: true },
  ])('$rule', ({ held, name, now, free }) => {
    const problem = claimProblem(held, { name, digest: `d${name.slice(1)}` }, now)
    expect(problem === undefined).toBe(free)
  })

  test('the same name with other files is another release', () => {
    expect(claimProblem(record, { name: 'v5', digest: 'other' }, 1_000_000)?.message).toContain('v5 is being published')
  })

  test('is given back by its holder only', () => {
    expect(released(record, 'one')).toEqual(after('v4'))
    expect(released(record, 'two')).toEqual(record)
  })
})

describe('the text of a record', () => {
  const name = fc.constantFrom('v4', 'v5', '0.1')
  const time = fc.integer({ min: 0, max: 4_000_000_000_000 })
  const record = fc.record(
    {
      history: fc.array(fc.record({ name, liveSince: time })),
      claim: fc.record({ token: fc.uuid(), name, digest: fc.string(), renewedAt: time }),
      switching: fc.record({ to: name, from: name, startedAt: time }, { requiredKeys: ['to', 'startedAt'] }),
    },
    { requiredKeys: ['history'] },
  )

  test('a record survives it', () => {
    const survives = fc.property(record, value => {
      expect(parseRecord(recordText(value))).toEqual(value)
    })
    fc.assert(survives)
  })

  test.each([
    '',
    'null',
    '{}',
    '{"format":2,"history":[]}',
    '{"format":1,"history":{}}',
    '{"format":1,"history":[{"name":"../x","liveSince":"2026-01-01T00:00:00Z"}]}',
    '{"format":1,"history":[{"name":"v4","liveSince":"soon"}]}',
    '{"format":1,"history":[],"claim":{}}',
    '{"format":1,"history":[],"switching":"v5"}',
  ])('%s is none', text => {
    expect(parseRecord(text)).toBeUndefined()
  })
})

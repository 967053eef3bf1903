import { describe, expect, test } from 'vitest'
import { releaseManifest } from '../test/support/release-manifests.ts'
import type { LiveRecord } from './live-record.ts'
import { keptReleases, newestFirst } from './retention.ts'

const DAY_MS = 86_400_000
const day = (days: number): number => days * DAY_MS

/** One release a day, from day 1 on, each live until the next. */
const RELEASES = ['a', 'b', 'c', 'd', 'e'].map((name, index) => releaseManifest(name, day(index + 1), []))
const RECORD: LiveRecord = { history: RELEASES.map(({ name, publishedAt }) => ({ name, liveSince: publishedAt })) }

describe('a release keeps its assets', () => {
  test.each([
    { rule: 'the live one, whatever the numbers', keep: 1, keepDays: 0, now: 100, kept: { e: 'live' } },
    { rule: 'the newest, the live one among them', keep: 2, keepDays: 0, now: 100, kept: { e: 'live', d: 'newest' } },
    {
      rule: 'live within the days before now; c ended four days ago',
      keep: 1,
      keepDays: 4,
      now: 8,
      kept: { e: 'live', d: 'live-lately' },
    },
    {
      rule: 'a moment more and c counts',
      keep: 1,
      keepDays: 5,
      now: 8.999,
      kept: { e: 'live', d: 'live-lately', c: 'live-lately' },
    },
    {
      rule: 'more than there are',
      keep: 9,
      keepDays: 0,
      now: 100,
      kept: { e: 'live', d: 'newest', c: 'newest', b: 'newest', a: 'newest' },
    },
  ])('$rule', ({ keep, keepDays, now, kept }) => {
    expect(Object.fromEntries(keptReleases(RELEASES, RECORD, 'e', { keep, keepDays }, day(now)))).toEqual(kept)
  })

  test('an old release that was rolled back to is the newest', () => {
    const record: LiveRecord = { history: [...RECORD.history, { name: 'a', liveSince: day(6) }] }
    expect(newestFirst(RELEASES, record).map(({ name }) => name)).toEqual(['a', 'e', 'd', 'c', 'b'])
    expect([...keptReleases(RELEASES, record, 'a', { keep: 2, keepDays: 0 }, day(7)).keys()]).toEqual(['a', 'e'])
  })

  test('both ends of a change that was interrupted', () => {
    const record: LiveRecord = { ...RECORD, switching: { from: 'e', to: 'a', startedAt: day(6) } }
    const kept = keptReleases(RELEASES, record, 'e', { keep: 1, keepDays: 0 }, day(100))
    expect(Object.fromEntries(kept)).toEqual({ e: 'live', a: 'live' })
  })

  test('a release that was published and never went live counts from its publishing', () => {
    const releases = [...RELEASES, releaseManifest('f', day(6), [])]
    const kept = keptReleases(releases, RECORD, 'e', { keep: 2, keepDays: 0 }, day(100))
    expect(Object.fromEntries(kept)).toEqual({ f: 'newest', e: 'live' })
  })
})

import { describe, expect, test } from 'vitest'
import { releaseFile, releaseManifest } from '../test/support/release-manifests.ts'
import type { BucketState } from './bucket-state.ts'
import { listReleases } from './list-releases.ts'
import { EMPTY_RECORD, type LiveRecord } from './live-record.ts'
import { copyKey } from './keys.ts'
import { overwrittenFiles, type ReleaseManifest } from './manifest.ts'
import { planPublish, planRollback, type Planned } from './plan.ts'
import { stepText } from './step.ts'

const V4 = releaseManifest('v4', 1_000, ['shared.js', 'v4.js'])
const V5 = releaseManifest('v5', 2_000, ['shared.js', 'v5.js'])
const ONLY_LIVE = { keep: 1, keepDays: 0 }
const BOTH = { keep: 2, keepDays: 0 }
const NOW = 10_000

interface Given {
  readonly releases: readonly ReleaseManifest[]
  /** Oldest first. */
  readonly liveWere?: readonly string[]
  readonly superseded?: readonly string[]
  readonly without?: readonly string[]
  readonly foreign?: readonly string[]
}

/** A bucket in which each of these releases was published, and nothing lost but what is named. */
const bucketWith = ({ releases, liveWere, superseded = [], without = [], foreign = [] }: Given): BucketState => {
  const names = liveWere ?? releases.map(({ name }) => name)
  const record: LiveRecord = { history: names.map((name, index) => ({ name, liveSince: (index + 1) * 1_000 })) }
  const sizes = releases.flatMap(release => [
    ...release.assets.map(({ key, sizeBytes }) => [key, sizeBytes] as const),
    ...overwrittenFiles(release).map(({ key, sizeBytes }) => [copyKey(release.name, key), sizeBytes] as const),
  ])
  return {
    record,
    releases,
    live: names.at(-1),
    objects: new Map([...sizes, ...foreign.map(key => [key, 1] as const)].filter(([key]) => !without.includes(key))),
    superseded: new Set(superseded),
  }
}

const EMPTY: BucketState = {
  record: EMPTY_RECORD,
  releases: [],
  live: undefined,
  objects: new Map(),
  superseded: new Set(),
}

const contentsOf = (release: ReleaseManifest, { objects }: BucketState): ReadonlyMap<string, string> =>
  new Map(release.assets.filter(({ key }) => objects.has(key)).map(({ key, sha256 }) => [key, sha256]))

const publish = (state: BucketState, release: ReleaseManifest, retention = ONLY_LIVE): Planned =>
  planPublish(state, release, contentsOf(release, state), retention, NOW)

const linesOf = (planned: Planned): readonly string[] =>
  planned.kind === 'plan' ? planned.plan.steps.map(stepText) : planned.problems.map(({ message }) => message)

describe('publishing', () => {
  test('the first release: assets, copies, manifest, files of the root, the static page last', () => {
    expect(linesOf(publish(EMPTY, V4))).toEqual([
      'put-asset  assets/shared.js  16 bytes',
      'put-asset  assets/v4.js  12 bytes',
      'put-copy  releases/v4/robots.txt  12 bytes',
      'put-copy  releases/v4/static-index.html  10 bytes',
      'put-manifest  v4',
      'verify  4 objects',
      'begin-switch  (nothing live) → v4',
      'restore-root-file  robots.txt',
      'restore-static-page  static-index.html',
      'end-switch  v4 is live',
    ])
  })

  test('an asset that is there is not uploaded again; what no kept release lists is marked after the switch', () => {
    expect(linesOf(publish(bucketWith({ releases: [V4] }), V5))).toEqual([
      'put-asset  assets/v5.js  12 bytes',
      'put-copy  releases/v5/robots.txt  12 bytes',
      'put-copy  releases/v5/static-index.html  10 bytes',
      'put-manifest  v5',
      'verify  4 objects',
      'begin-switch  v4 → v5',
      'restore-root-file  robots.txt',
      'restore-static-page  static-index.html',
      'end-switch  v5 is live',
      'mark-superseded  assets/v4.js',
    ])
  })

  test('an asset that is listed again loses its mark before anything else happens', () => {
    const state = bucketWith({ releases: [V4, V5], superseded: ['assets/v4.js'] })
    const lines = linesOf(publish(state, V4))
    expect(lines[0]).toBe('clear-superseded  assets/v4.js')
    expect(lines.at(-1)).toBe('mark-superseded  assets/v5.js')
  })

  test('a release that is kept for longer than before loses its marks, too', () => {
    const state = bucketWith({ releases: [V4, V5], superseded: ['assets/v4.js'] })
    expect(linesOf(publish(state, V5, BOTH))[0]).toBe('clear-superseded  assets/v4.js')
  })

  test('a marked object is not marked again, and one that has expired not at all', () => {
    const older = releaseManifest('v3', 500, ['v3-a.js', 'v3-b.js'])
    const state = bucketWith({
      releases: [older, V4],
      superseded: ['assets/v3-a.js'],
      without: ['assets/v3-b.js'],
    })
    expect(linesOf(publish(state, V4)).filter(line => line.startsWith('mark'))).toEqual([])
  })

  test('foreign objects are reported and in no step', () => {
    const planned = publish(bucketWith({ releases: [V4], foreign: ['assets/foreign.js'] }), V5)
    expect(planned).toMatchObject({ kind: 'plan', plan: { foreign: ['assets/foreign.js'] } })
    expect(linesOf(planned).join()).not.toContain('foreign')
  })

  test('the same files again: nothing is uploaded, the root is put right', () => {
    expect(linesOf(publish(bucketWith({ releases: [V4] }), { ...V4, publishedAt: NOW }))).toEqual([
      'verify  4 objects',
      'begin-switch  v4 → v4',
      'restore-root-file  robots.txt',
      'restore-static-page  static-index.html',
      'end-switch  v4 is live',
    ])
  })

  test('a copy that was lost is put back', () => {
    const state = bucketWith({ releases: [V4], without: ['releases/v4/robots.txt'] })
    expect(linesOf(publish(state, V4))[0]).toBe('put-copy  releases/v4/robots.txt  12 bytes')
  })

  test('the same name with other files is refused', () => {
    const planned = publish(bucketWith({ releases: [V4] }), { ...V5, name: 'v4' })
    expect(linesOf(planned)).toEqual(['the release v4 was published with other files'])
  })

  test('an asset that is there with other content is refused: pages of other releases load it', () => {
    const changed = { ...V5, assets: [releaseFile('assets/shared.js', 'other text')] }
    const planned = planPublish(
      bucketWith({ releases: [V4] }),
      changed,
      new Map([['assets/shared.js', releaseFile('assets/shared.js').sha256]]),
      BOTH,
      NOW,
    )
    expect(linesOf(planned)).toEqual(['1 assets are in the bucket with other content: assets/shared.js'])
  })

  test('an asset whose content is not what its release says is uploaded again', () => {
    const damaged = new Map([['assets/shared.js', '0'.repeat(64)]])
    const planned = planPublish(bucketWith({ releases: [V4] }), V4, damaged, BOTH, NOW)
    expect(linesOf(planned)[0]).toBe('put-asset  assets/shared.js  16 bytes')
  })
})

describe('rolling back', () => {
  const state = bucketWith({ releases: [V4, V5], superseded: ['assets/v4.js'] })

  test('without a name to the release before: marks off, everything seen, root, page last', () => {
    expect(linesOf(planRollback(state, undefined, ONLY_LIVE, NOW))).toEqual([
      'clear-superseded  assets/v4.js',
      'verify  4 objects',
      'begin-switch  v5 → v4',
      'restore-root-file  robots.txt',
      'restore-static-page  static-index.html',
      'end-switch  v4 is live',
      'mark-superseded  assets/v5.js',
    ])
  })

  test.each([
    { rule: 'assets that expired are named', without: ['assets/v4.js'], name: 'v4', says: /^1 of .+: assets\/v4\.js$/ },
    {
      rule: 'copies that are gone are named',
      without: ['releases/v4/static-index.html'],
      name: 'v4',
      says: /releases\/v4\/static-index\.html/,
    },
    { rule: 'a release that was never published', without: [], name: 'v9', says: /no release v9/ },
  ])('$rule', ({ without, name, says }) => {
    const planned = planRollback(bucketWith({ releases: [V4, V5], without }), name, BOTH, NOW)
    expect(planned.kind).toBe('refused')
    expect(linesOf(planned)).toEqual([expect.stringMatching(says)])
  })

  test('there is nothing before the first release', () => {
    expect(linesOf(planRollback(bucketWith({ releases: [V4] }), undefined, BOTH, NOW))).toEqual([
      'no release was live before this one',
    ])
  })
})

test('the list says what is live, what is kept and what a rollback would miss', () => {
  const state = bucketWith({ releases: [V4, V5], without: ['assets/v4.js'], foreign: ['assets/foreign.js'] })
  expect(listReleases(state, ONLY_LIVE, NOW)).toEqual({
    releases: [
      { name: 'v5', publishedAt: 2_000, isLive: true, assets: 2, assetBytes: 28, missingFiles: 0, kept: 'live' },
      { name: 'v4', publishedAt: 1_000, isLive: false, assets: 2, assetBytes: 28, missingFiles: 1, kept: undefined },
    ],
    switchingTo: undefined,
    foreignAssets: 1,
  })
})

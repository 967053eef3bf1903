import { foreignAssets, releaseNamed, type BucketState } from './bucket-state.ts'
import { copyKey, manifestKey, STATIC_PAGE } from './keys.ts'
import { beginSwitch, endSwitch, previousRelease } from './live-record.ts'
import { contentDigest, overwrittenFiles, type ReleaseFile, type ReleaseManifest } from './manifest.ts'
import { someOf, type ReleaseProblem } from './problem.ts'
import { assetKeysOf, keptReleases, type KeptBecause, type Retention } from './retention.ts'
import type { Step } from './step.ts'

export interface ReleasePlan {
  /** In order: what a viewer can reach always points at files that are there. */
  readonly steps: readonly Step[]
  /** Live now. */
  readonly from: string | undefined
  /** Live afterwards. */
  readonly release: ReleaseManifest
  /** Releases whose assets stay. */
  readonly kept: ReadonlyMap<string, KeptBecause>
  /** Objects under `assets/` of no known release; they stay as they are. */
  readonly foreign: readonly string[]
}

export type Planned =
  | { readonly kind: 'plan'; readonly plan: ReleasePlan }
  | { readonly kind: 'refused'; readonly problems: readonly ReleaseProblem[] }

/**
 * Publishes a release: assets, kept copies, manifest, files of the root, the static page last.
 * In: `contents`, the hash in the bucket of each of its assets that is there; `now` in milliseconds since the epoch.
 */
export const planPublish = (
  state: BucketState,
  release: ReleaseManifest,
  contents: ReadonlyMap<string, string>,
  retention: Retention,
  now: number,
): Planned => {
  const known = releaseNamed(state, release.name)
  const problems = [...nameProblems(known, release), ...assetProblems(state, release, contents)]
  if (problems.length > 0) return { kind: 'refused', problems }
  const puts: Step[] = release.assets
    .filter(({ key, sha256 }) => contents.get(key) !== sha256)
    .map(file => ({ kind: 'put-asset', file }))
  const copies: Step[] = overwrittenFiles(release)
    .map(file => ({ kind: 'put-copy', file, toKey: copyKey(release.name, file.key) }) as const)
    .filter(({ file, toKey }) => known === undefined || state.objects.get(toKey) !== file.sizeBytes)
  const manifests: Step[] = known === undefined ? [{ kind: 'put-manifest', manifest: release }] : []
  const releases = known === undefined ? [...state.releases, release] : state.releases
  return planned({ ...state, releases }, known ?? release, [...puts, ...copies, ...manifests], retention, now)
}

/** Makes an older release live again: the named one, or the one that was live before. Uploads nothing. */
export const planRollback = (
  state: BucketState,
  given: string | undefined,
  retention: Retention,
  now: number,
): Planned => {
  const name = given ?? previousRelease(state.record)
  const release = name === undefined ? undefined : releaseNamed(state, name)
  if (release === undefined) return { kind: 'refused', problems: [unknownRelease(state, name)] }
  const missing = neededObjects(release).filter(({ key, sizeBytes }) => state.objects.get(key) !== sizeBytes)
  if (missing.length > 0) return { kind: 'refused', problems: [missingObjects(release.name, missing)] }
  return planned(state, release, [], retention, now)
}

const planned = (
  state: BucketState,
  release: ReleaseManifest,
  uploads: readonly Step[],
  retention: Retention,
  now: number,
): Planned => {
  const { name } = release
  const after = endSwitch(beginSwitch(state.record, state.live, name, now), name, now)
  const kept = keptReleases(state.releases, after, name, retention, now)
  const steps = [
    ...clearSteps(state, kept),
    ...uploads,
    { kind: 'verify', name, objects: neededObjects(release) } as const,
    ...switchSteps(state.live, release),
    ...markSteps(state, kept),
  ]
  return { kind: 'plan', plan: { steps, from: state.live, release, kept, foreign: foreignAssets(state) } }
}

/** The tag goes before anything needs the object, and before anybody looks whether it is there: then it can no longer expire. */
const clearSteps = (state: BucketState, kept: ReleasePlan['kept']): readonly Step[] =>
  [...assetKeysOf(state.releases, kept)]
    .filter(key => state.superseded.has(key))
    .map(key => ({ kind: 'clear-superseded', key }))

const markSteps = (state: BucketState, kept: ReleasePlan['kept']): readonly Step[] => {
  const inUse = assetKeysOf(state.releases, kept)
  return [...assetKeysOf(state.releases, { has: () => true })]
    .filter(key => !inUse.has(key) && state.objects.has(key) && !state.superseded.has(key))
    .map(key => ({ kind: 'mark-superseded', key }))
}

const switchSteps = (from: string | undefined, { name, rootFiles }: ReleaseManifest): readonly Step[] => [
  { kind: 'begin-switch', from, to: name },
  ...rootFiles.map(({ key }) => ({ kind: 'restore-root-file', fromKey: copyKey(name, key), toKey: key }) as const),
  { kind: 'restore-static-page', fromKey: copyKey(name, STATIC_PAGE), toKey: STATIC_PAGE },
  { kind: 'end-switch', to: name },
]

type Needed = Pick<ReleaseFile, 'key' | 'sizeBytes'>

/** What must lie in the bucket before a release can go live. */
export const neededObjects = (release: ReleaseManifest): readonly Needed[] => [
  ...release.assets,
  ...overwrittenFiles(release).map(({ key, sizeBytes }) => ({ key: copyKey(release.name, key), sizeBytes })),
]

export const missingObjects = (name: string, missing: readonly Needed[]): ReleaseProblem => ({
  message: `${missing.length} of the files of ${name} are missing or have another size: ${someOf(missing.map(({ key }) => key))}`,
  place: manifestKey(name),
  remedy: 'publish that release again from its folder, or roll back to another one (understudy release list)',
})

const unknownRelease = ({ releases }: BucketState, name: string | undefined): ReleaseProblem =>
  name === undefined
    ? {
        message: 'no release was live before this one',
        place: 'release rollback',
        remedy: 'name a release (understudy release list)',
      }
    : {
        message: `there is no release ${name}`,
        place: manifestKey(name),
        remedy:
          releases.length === 0 ? 'publish one first' : `there are ${someOf(releases.map(release => release.name))}`,
      }

const nameProblems = (known: ReleaseManifest | undefined, release: ReleaseManifest): readonly ReleaseProblem[] =>
  known === undefined || contentDigest(known) === contentDigest(release)
    ? []
    : [
        {
          message: `the release ${release.name} was published with other files`,
          place: manifestKey(release.name),
          remedy: 'choose another --name; a release never changes',
        },
      ]

/** Pages of other releases are open somewhere and load this key; new content under it would break them. */
const assetProblems = (
  { releases }: BucketState,
  { assets }: ReleaseManifest,
  contents: ReadonlyMap<string, string>,
): readonly ReleaseProblem[] => {
  const published = new Set(releases.flatMap(release => release.assets.map(({ key, sha256 }) => `${sha256} ${key}`)))
  const changed = assets.filter(({ key, sha256 }) => {
    const stored = contents.get(key)
    // A damaged object is put right: this content was published under this key before.
    return stored !== undefined && stored !== sha256 && !published.has(`${sha256} ${key}`)
  })
  if (changed.length === 0) return []
  return [
    {
      message: `${changed.length} assets are in the bucket with other content: ${someOf(changed.map(({ key }) => key))}`,
      place: changed[0]?.key ?? '',
      remedy: 'let the build put a hash of the content into the name of each file under assets/',
    },
  ]
}

import { ASSETS_PREFIX } from './keys.ts'
import type { LiveRecord } from './live-record.ts'
import type { ReleaseManifest } from './manifest.ts'

/** What a plan is made of. */
export interface BucketState {
  readonly record: LiveRecord
  readonly releases: readonly ReleaseManifest[]
  /** Name of the release that viewers see; undefined when none was published by this tool. */
  readonly live: string | undefined
  /** Size in bytes of every object under `assets/` and `releases/`, by key. */
  readonly objects: ReadonlyMap<string, number>
  /** Assets that carry the tag, of those that some release lists. */
  readonly superseded: ReadonlySet<string>
}

export const releaseNamed = ({ releases }: BucketState, name: string): ReleaseManifest | undefined =>
  releases.find(release => release.name === name)

/** Objects under `assets/` that no release lists: not ours, never touched. */
export const foreignAssets = ({ objects, releases }: BucketState): readonly string[] => {
  const known = new Set(releases.flatMap(({ assets }) => assets.map(({ key }) => key)))
  return [...objects.keys()].filter(key => key.startsWith(ASSETS_PREFIX) && !known.has(key)).toSorted()
}

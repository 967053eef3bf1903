import { foreignAssets, type BucketState } from './bucket-state.ts'
import { totalBytes } from './manifest.ts'
import { neededObjects } from './plan.ts'
import { keptReleases, newestFirst, type KeptBecause, type Retention } from './retention.ts'

export interface ListedRelease {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly publishedAt: number
  readonly isLive: boolean
  readonly assets: number
  readonly assetBytes: number
  /** Files that a rollback would miss. */
  readonly missingFiles: number
  /** Undefined: superseded. */
  readonly kept: KeptBecause | undefined
}

export interface ReleaseList {
  /** Newest first. */
  readonly releases: readonly ListedRelease[]
  /** The release that a change was interrupted on its way to, or is on its way to now. */
  readonly switchingTo: string | undefined
  /** Objects under `assets/` of no known release. */
  readonly foreignAssets: number
}

/** The releases of a bucket as they stand, and what a retention would keep of them now. */
export const listReleases = (state: BucketState, retention: Retention, now: number): ReleaseList => {
  const { record, releases, live, objects } = state
  const kept = keptReleases(releases, record, live, retention, now)
  return {
    releases: newestFirst(releases, record).map(release => ({
      name: release.name,
      publishedAt: release.publishedAt,
      isLive: release.name === live,
      assets: release.assets.length,
      assetBytes: totalBytes(release.assets),
      missingFiles: neededObjects(release).filter(({ key, sizeBytes }) => objects.get(key) !== sizeBytes).length,
      kept: kept.get(release.name),
    })),
    switchingTo: record.switching?.to,
    foreignAssets: foreignAssets(state).length,
  }
}

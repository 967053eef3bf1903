import type { LiveRecord } from './live-record.ts'
import type { ReleaseManifest } from './manifest.ts'

/** How long releases keep their assets. */
export interface Retention {
  /** The newest so many stay, the live one among them. */
  readonly keep: number
  /** Besides, every release that was live within so many days: its pages may still be open, or in a cache. */
  readonly keepDays: number
}

export const DEFAULT_RETENTION: Retention = { keep: 5, keepDays: 7 }

export type KeptBecause = 'live' | 'newest' | 'live-lately'

const DAY_MS = 86_400_000

/** When a release was last published or went live. */
const lastUsedAt = ({ name, publishedAt }: ReleaseManifest, { history }: LiveRecord): number =>
  Math.max(publishedAt, history.findLast(period => period.name === name)?.liveSince ?? publishedAt)

/** Newest first; equal times in the order of names, so that the answer never depends on a listing. */
export const newestFirst = (releases: readonly ReleaseManifest[], record: LiveRecord): readonly ReleaseManifest[] =>
  releases.toSorted((a, b) => lastUsedAt(b, record) - lastUsedAt(a, record) || (a.name < b.name ? -1 : 1))

const liveLately = ({ history }: LiveRecord, since: number): ReadonlySet<string> =>
  new Set(
    history
      .filter((_, index) => (history[index + 1]?.liveSince ?? Number.POSITIVE_INFINITY) > since)
      .map(({ name }) => name),
  )

/** The releases whose assets stay, by name, each with the first reason that holds. */
export const keptReleases = (
  releases: readonly ReleaseManifest[],
  record: LiveRecord,
  live: string | undefined,
  { keep, keepDays }: Retention,
  now: number,
): ReadonlyMap<string, KeptBecause> => {
  const lately = liveLately(record, now - keepDays * DAY_MS)
  const kept = new Map<string, KeptBecause>()
  // An interrupted change: both may have viewers.
  const current = new Set([live, record.switching?.from, record.switching?.to])
  newestFirst(releases, record).forEach(({ name }, index) => {
    if (current.has(name)) kept.set(name, 'live')
    else if (index < keep) kept.set(name, 'newest')
    else if (lately.has(name)) kept.set(name, 'live-lately')
  })
  return kept
}

/** The keys under `assets/` that the named releases list. */
export const assetKeysOf = (
  releases: readonly ReleaseManifest[],
  names: { readonly has: (name: string) => boolean },
): ReadonlySet<string> =>
  new Set(releases.filter(({ name }) => names.has(name)).flatMap(({ assets }) => assets.map(({ key }) => key)))

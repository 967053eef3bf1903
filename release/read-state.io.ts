import type { BucketState } from './bucket-state.ts'
import { concurrently } from './concurrently.ts'
import {
  ASSETS_PREFIX,
  LIVE_RECORD_KEY,
  manifestKey,
  releaseOfManifestKey,
  RELEASES_PREFIX,
  STATIC_PAGE,
} from './keys.ts'
import { EMPTY_RECORD, liveRelease, type LiveRecord } from './live-record.ts'
import { parseRecord } from './live-record-text.ts'
import { parseManifest, type ReleaseFiles, type ReleaseManifest } from './manifest.ts'
import { ReleaseRefused } from './problem.ts'
import type { ReleaseStore } from './release-store.ts'

/** Requests at a time to one bucket; far below what S3 takes for one prefix (S3-09). */
export const REQUESTS_AT_ONCE = 16

/** The record with its version; an empty one without version where there is none. Rejects with `ReleaseRefused`. */
export const readRecord = async (
  store: ReleaseStore,
): Promise<{ readonly record: LiveRecord; readonly version: string | undefined }> => {
  const stored = await store.read(LIVE_RECORD_KEY)
  if (stored === undefined) return { record: EMPTY_RECORD, version: undefined }
  const record = parseRecord(stored.text)
  if (record === undefined) throw damaged(store, LIVE_RECORD_KEY, 'is not the record of what is live')
  return { record, version: stored.version }
}

/** What a plan is made of. In: the files that are to be published, if any. Rejects with `ReleaseRefused`. */
export const readState = async (store: ReleaseStore, files?: ReleaseFiles): Promise<BucketState> => {
  const { record } = await readRecord(store)
  const [assets, kept] = await Promise.all([store.list(ASSETS_PREFIX), store.list(RELEASES_PREFIX)])
  const names = [...kept.keys()].map(releaseOfManifestKey).filter(name => name !== undefined)
  const releases = await concurrently(names, REQUESTS_AT_ONCE, name => readManifest(store, name))
  const listed = [...releases, ...(files === undefined ? [] : [files])].flatMap(release => release.assets)
  const present = [...new Set(listed.map(({ key }) => key))].filter(key => assets.has(key))
  const tagged = await concurrently(present, REQUESTS_AT_ONCE, key => store.isSuperseded(key))
  return {
    record,
    releases,
    live: await readLive(store, record, releases),
    objects: new Map([...assets, ...kept]),
    superseded: new Set(present.filter((_, index) => tagged[index])),
  }
}

/** The hash of each of these files that is in the bucket, by key. */
export const readContents = async (
  store: ReleaseStore,
  { assets }: ReleaseFiles,
  { objects }: BucketState,
): Promise<ReadonlyMap<string, string>> => {
  const present = assets.filter(({ key }) => objects.has(key))
  const hashes = await concurrently(present, REQUESTS_AT_ONCE, ({ key }) => store.sha256(key))
  return new Map(
    present.flatMap(({ key }, index) => {
      const sha256 = hashes[index]
      return sha256 === undefined ? [] : [[key, sha256] as const]
    }),
  )
}

/** The page is looked at only where an interrupted change leaves it open. */
const readLive = async (
  store: ReleaseStore,
  record: LiveRecord,
  releases: readonly ReleaseManifest[],
): Promise<string | undefined> => {
  const next = releases.find(({ name }) => name === record.switching?.to)
  const page = record.switching === undefined ? undefined : await store.sha256(STATIC_PAGE)
  return liveRelease(record, page, next?.staticPage.sha256)
}

const readManifest = async (store: ReleaseStore, name: string): Promise<ReleaseManifest> => {
  const key = manifestKey(name)
  const stored = await store.read(key)
  const manifest = stored === undefined ? undefined : parseManifest(stored.text)
  if (manifest?.name !== name) throw damaged(store, key, `is not the manifest of ${name}`)
  return manifest
}

/** Without knowing what a release lists, any asset might be one that it needs. */
const damaged = (store: ReleaseStore, key: string, what: string): ReleaseRefused =>
  new ReleaseRefused({
    message: `${key} ${what}`,
    place: store.place,
    remedy: 'bring back an earlier version of the object, or delete it together with the release it belongs to',
  })

import { copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readManifest } from './built-site.io.ts'
import { defaultBuiltDir } from './package-root.io.ts'
import type { SiteVersion } from './site-version.ts'

export type PublishRelease = {
  version: SiteVersion
  /** Folder that plays the bucket; made if it is missing. */
  bucketDir: string
  /** Folder with `client/`, as `buildSite` writes it. */
  builtDir?: string
}

type Copy = { key: string; fromDir: string; bucketDir: string; temporaryDir: string }

/** Nobody reads half a file: it gets its name only when it is complete. */
const put = async ({ key, fromDir, bucketDir, temporaryDir }: Copy): Promise<void> => {
  const temporary = join(temporaryDir, 'file')
  const target = join(bucketDir, key)
  await copyFile(join(fromDir, key), temporary)
  await mkdir(dirname(target), { recursive: true })
  await rename(temporary, target)
}

const bytesOf = (file: string): Promise<number | undefined> =>
  stat(file).then(
    ({ size }) => size,
    () => undefined,
  )

/** An asset's name carries the hash of its content, so one that is there already stays, with its date. */
const putAsset = async (copy: Copy): Promise<void> => {
  const published = await bytesOf(join(copy.bucketDir, copy.key))
  if (published === undefined || published !== (await bytesOf(join(copy.fromDir, copy.key)))) await put(copy)
}

/**
 * Copies a release into the bucket, in the order in which nothing ever points at a file that is not there: assets, files at
 * the root, the static page. Deletes nothing: viewers on an older page still ask for its assets. Answers with the keys of the
 * release in the order of publishing; rejects with `SiteNotBuilt`.
 */
export const publishRelease = async ({
  version,
  bucketDir,
  builtDir = defaultBuiltDir(),
}: PublishRelease): Promise<readonly string[]> => {
  const manifest = await readManifest(builtDir, version)
  const fromDir = join(builtDir, 'client', version)
  await mkdir(bucketDir, { recursive: true })
  // Inside the bucket folder, because a file can be renamed in one step only within a file system.
  const temporaryDir = await mkdtemp(join(bucketDir, '.publish-'))
  const others = [...manifest.rootFiles, manifest.staticPage]
  try {
    for (const key of manifest.assets) await putAsset({ key, fromDir, bucketDir, temporaryDir })
    for (const key of others) await put({ key, fromDir, bucketDir, temporaryDir })
  } finally {
    await rm(temporaryDir, { recursive: true, force: true })
  }
  return [...manifest.assets, ...others]
}

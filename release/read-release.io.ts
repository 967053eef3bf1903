import { createHash } from 'node:crypto'
import { createReadStream, type Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { concurrently } from './concurrently.ts'
import { translateDiskError } from './errno.ts'
import { ASSETS_PREFIX, keyProblem, STATIC_PAGE } from './keys.ts'
import type { ReleaseFile, ReleaseFiles } from './manifest.ts'
import { ReleaseRefused, someOf, type ReleaseProblem } from './problem.ts'
import { missingReferences } from './references.ts'

const HASHED_AT_ONCE = 4
/** One PutObject carries no more. S3 User Guide, "Uploading objects". */
const FILE_MAX_BYTES = 5 * 1024 ** 3
/** More is not a page. */
const STATIC_PAGE_MAX_BYTES = 16 * 1024 ** 2

/** The SHA-256 of a file of any size, lower-case hex. */
export const sha256OfFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** What the folder of a built client consists of. Rejects with `ReleaseRefused`, naming every file that cannot be published. */
export const readRelease = async (dir: string): Promise<ReleaseFiles> => {
  try {
    return await readFiles(dir)
  } catch (error) {
    throw translateDiskError(dir)(error)
  }
}

const readFiles = async (dir: string): Promise<ReleaseFiles> => {
  const keys = await keysIn(dir)
  if (keys.length === 0) throw new ReleaseRefused({ message: 'the folder is empty', place: dir, remedy: BUILD_FIRST })
  const files = await concurrently(keys.toSorted(), HASHED_AT_ONCE, key => fileOf(dir, key))
  const staticPage = files.find(({ key }) => key === STATIC_PAGE)
  if (staticPage === undefined)
    throw new ReleaseRefused({ message: `the folder has no ${STATIC_PAGE}`, place: dir, remedy: BUILD_FIRST })
  const assets = files.filter(({ key }) => key.startsWith(ASSETS_PREFIX))
  const rootFiles = files.filter(file => file !== staticPage && !file.key.startsWith(ASSETS_PREFIX))
  await refuseBrokenPage(dir, staticPage, assets)
  return { assets, rootFiles, staticPage }
}

const BUILD_FIRST = 'name the folder of a built client: assets/, files of the root, static-index.html'

const keysIn = async (dir: string): Promise<readonly string[]> => {
  const entries = await entriesIn(dir)
  const keyOf = ({ parentPath, name }: Dirent): string => relative(dir, join(parentPath, name)).split(sep).join('/')
  const listed = entries.filter(entry => !entry.isDirectory())
  const odd = listed.filter(entry => !entry.isFile()).map(keyOf)
  const keys = listed.filter(entry => entry.isFile()).map(keyOf)
  const problems = [
    ...(odd.length === 0 ? [] : [oddFiles(dir, odd, listed)]),
    ...keys.flatMap(key => {
      const why = keyProblem(key)
      return why === undefined ? [] : [unpublishable(dir, key, why)]
    }),
  ]
  if (problems.length > 0) throw new ReleaseRefused(...problems.slice(0, PROBLEMS_MAX))
  return keys
}

const PROBLEMS_MAX = 10

const entriesIn = async (dir: string): Promise<readonly Dirent[]> => {
  const place = await stat(dir).catch(() => undefined)
  if (place === undefined)
    throw new ReleaseRefused({ message: 'the folder does not exist', place: dir, remedy: BUILD_FIRST })
  if (!place.isDirectory()) throw new ReleaseRefused({ message: 'this is no folder', place: dir, remedy: BUILD_FIRST })
  return readdir(dir, { withFileTypes: true, recursive: true })
}

const oddFiles = (dir: string, odd: readonly string[], listed: readonly Dirent[]): ReleaseProblem => {
  const what = listed.some(entry => entry.isSymbolicLink()) ? 'symbolic links' : 'neither files nor folders'
  return {
    message: `${odd.length} entries are ${what}: ${someOf(odd)}`,
    place: dir,
    remedy: 'copy what they point at into the folder; a release is made of plain files',
  }
}

const unpublishable = (dir: string, key: string, why: string): ReleaseProblem => ({
  message: `${someOf([key])} ${why}`,
  place: dir,
  remedy: 'rename it or leave it out of the build',
})

const fileOf = async (dir: string, key: string): Promise<ReleaseFile> => {
  const path = join(dir, key)
  const { size } = await stat(path)
  if (size > FILE_MAX_BYTES)
    throw new ReleaseRefused(unpublishable(dir, key, 'is larger than 5 GiB, which one upload cannot carry'))
  return { key, sizeBytes: size, sha256: await sha256OfFile(path) }
}

const refuseBrokenPage = async (dir: string, page: ReleaseFile, assets: readonly ReleaseFile[]): Promise<void> => {
  if (page.sizeBytes > STATIC_PAGE_MAX_BYTES)
    throw new ReleaseRefused(unpublishable(dir, STATIC_PAGE, `is larger than ${STATIC_PAGE_MAX_BYTES} bytes`))
  const missing = missingReferences(await readFile(join(dir, STATIC_PAGE), 'utf8'), assets)
  if (missing.length === 0) return
  throw new ReleaseRefused({
    message: `${STATIC_PAGE} loads assets that the folder does not have: ${someOf(missing)}`,
    place: join(dir, STATIC_PAGE),
    remedy: 'build the client again, and publish what one build wrote',
  })
}

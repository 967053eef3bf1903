import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

/** Where DuckDB writes an object before it is complete. */
export const stagingFolder = (store: string): string => join(store, 'staging')

const REQUESTS = 'requests'

/**
 * Moves one written file to its place: on the disk in full before its name is, and its name before anybody is told. In: both paths, the
 * second relative to the store.
 */
export const publishFile = async (store: string, written: string, file: string): Promise<void> => {
  const place = join(store, file)
  await syncToDisk(written)
  const firstNewFolder = await mkdir(dirname(place), { recursive: true })
  await rename(written, place)
  for (let folder = dirname(place); ; folder = dirname(folder)) {
    await syncToDisk(folder)
    if (firstNewFolder === undefined || folder === dirname(firstNewFolder)) return
  }
}

const syncToDisk = async (path: string): Promise<void> => {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Files that DuckDB wrote, by number of the partition. */
export const writtenFiles = async (folder: string): Promise<{ partitionNumber: number; path: string }[]> => {
  const files: { partitionNumber: number; path: string }[] = []
  for (const path of await filesBelow(folder)) {
    const number = /partition_number=(\d+)/.exec(relative(folder, path))?.[1]
    if (number !== undefined) files.push({ partitionNumber: Number(number), path })
  }
  return files
}

/** Takes away files of the store and the folders that get empty. In: paths relative to the store. */
export const removeFiles = async (store: string, files: readonly string[]): Promise<void> => {
  for (const file of files) {
    await rm(join(store, file), { force: true })
    await removeEmptyFolders(store, dirname(file))
  }
}

const removeEmptyFolders = async (store: string, folder: string): Promise<void> => {
  for (let at = folder; at !== REQUESTS && at !== '.'; at = dirname(at)) {
    const isRemoved = await rmdir(join(store, at)).then(
      () => true,
      () => false,
    )
    if (!isRemoved) return
  }
}

/** What a run that was interrupted has left: everything the catalogue does not name. Out: the number of files removed. */
export const removeOrphans = async (store: string, catalogued: readonly string[]): Promise<number> => {
  await rm(stagingFolder(store), { recursive: true, force: true })
  const known = new Set(catalogued)
  const present = (await filesBelow(join(store, REQUESTS))).map(path => relative(store, path).split(sep).join('/'))
  const orphans = present.filter(file => file.endsWith('.parquet') && !known.has(file))
  await removeFiles(store, orphans)
  return orphans.length
}

const filesBelow = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}

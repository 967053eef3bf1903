import { readdirSync, statSync, type Dirent } from 'node:fs'
import { join } from 'node:path'

/** Of a folder with more than this the rest is not looked at: the stage serves meanwhile. */
const ENTRIES_MAX = 1_000
/** Thousands of files that change with a file beside them. */
const NOT_LOOKED_INTO = 'node_modules'

/** Changes whenever the file does, also when another took its place; the same while it cannot be looked at. */
export const fileStamp = (file: string): string => {
  try {
    const { ino, mtimeNs, size } = statSync(file, { bigint: true })
    return `${ino} ${mtimeNs} ${size}`
  } catch {
    return 'none'
  }
}

/** The same for a folder with what is in it, packages of others excepted. */
export const pathStamp = (path: string): string => {
  const stamps = [fileStamp(path)]
  const folders = [path]
  for (let folder = folders.pop(); folder !== undefined && stamps.length < ENTRIES_MAX; folder = folders.pop()) {
    for (const entry of entriesOf(folder)) {
      const below = join(folder, entry.name)
      stamps.push(`${below} ${fileStamp(below)}`)
      if (entry.isDirectory() && entry.name !== NOT_LOOKED_INTO) folders.push(below)
    }
  }
  return stamps.join('\n')
}

/** Empty for what is no folder. */
const entriesOf = (path: string): readonly Dirent[] => {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch {
    return []
  }
}

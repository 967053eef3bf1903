import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Of a folder with more than this the rest is not looked at. */
const ENTRIES_MAX = 5_000

/** Changes whenever the file does, also when another took its place; the same while it cannot be looked at. */
export const fileStamp = (file: string): string => {
  try {
    const { ino, mtimeNs, size } = statSync(file, { bigint: true })
    return `${ino} ${mtimeNs} ${size}`
  } catch {
    return 'none'
  }
}

/** The same for a folder with everything in it. */
export const pathStamp = (path: string): string => {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return fileStamp(path)
  try {
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted().slice(0, ENTRIES_MAX)
    return names.map(name => `${name} ${fileStamp(join(path, name))}`).join('\n')
  } catch {
    return 'none'
  }
}

import { pathStamp } from './file-stamp.io.ts'

/** Polling finds a file that an editor replaced, and works on every file system. */
const LOOK_EVERY_MS = 250

export interface FileWatch {
  /** Looks at other files from now on; those that stay keep the state that was last told. */
  watch(files: readonly string[]): void
  close(): void
}

/**
 * Tells which files and folders changed, once they have been quiet for a look: a package is written piece by piece. Whoever is told and fails
 * is told again at the next change.
 */
export const watchFiles = (files: readonly string[], changed: (files: ReadonlySet<string>) => void): FileWatch => {
  let told = new Map(files.map(file => [file, pathStamp(file)]))
  let seen = new Map(told)
  const look = (): void => {
    const now = new Map([...told.keys()].map(file => [file, pathStamp(file)]))
    const isQuiet = [...now].every(([file, stamp]) => seen.get(file) === stamp)
    seen = now
    const different = new Set([...now].filter(([file, stamp]) => told.get(file) !== stamp).map(([file]) => file))
    if (!isQuiet || different.size === 0) return
    told = now
    changed(different)
  }
  const timer = setInterval(look, LOOK_EVERY_MS).unref()
  return {
    watch(others) {
      told = new Map(others.map(file => [file, told.get(file) ?? pathStamp(file)]))
      seen = new Map(told)
    },
    close: () => clearInterval(timer),
  }
}

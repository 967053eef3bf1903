import { watch } from 'node:fs'
import { dirname, join } from 'node:path'

/** Editors write a file in several steps. */
const QUIET_MS = 100

export interface FileWatch {
  readonly close: () => void
}

/**
 * Calls back once after files changed, or came to be beside them, and everything has been quiet for a moment. Folders are watched, because
 * many editors replace a file instead of writing to it.
 */
export const watchFiles = (files: Iterable<string>, onChange: () => void): FileWatch => {
  let timer: NodeJS.Timeout | undefined
  const changed = (): void => {
    clearTimeout(timer)
    timer = setTimeout(onChange, QUIET_MS)
  }
  const watched = new Set(files)
  const folders = new Set([...watched].map(file => dirname(file)))
  const watchers = [...folders].map(folder =>
    watch(folder, (_kind, name) => {
      if (name === null || watched.has(join(folder, name)) || name.endsWith('.json')) changed()
    }),
  )
  return {
    close: () => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}

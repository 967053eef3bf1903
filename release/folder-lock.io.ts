import { open, rm, stat } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { errnoOf } from './errno.ts'

/** What is done under the lock takes a few milliseconds: after so long its holder was killed. */
const ABANDONED_AFTER_MS = 3_000
const LOOKED_AT_EVERY_MS = 5

/** Runs `work` while no other process that asks for the same lock file does. */
export const withFolderLock = async <T>(lockFile: string, work: () => Promise<T>): Promise<T> => {
  while (!(await take(lockFile))) {
    await wait(LOOKED_AT_EVERY_MS)
    await removeAbandoned(lockFile)
  }
  try {
    return await work()
  } finally {
    await rm(lockFile, { force: true })
  }
}

/** False: somebody else has it. */
const take = async (lockFile: string): Promise<boolean> => {
  try {
    await (await open(lockFile, 'wx')).close()
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}

const removeAbandoned = async (lockFile: string): Promise<void> => {
  const stats = await stat(lockFile).catch(() => undefined)
  if (stats !== undefined && stats.mtimeMs < Date.now() - ABANDONED_AFTER_MS) await rm(lockFile, { force: true })
}

import { WATCHED_RUN_MS, workedMs } from './watched-run.io.ts'

/**
 * Tells a run that it kept the process busy for too long: gives the limit it passed in milliseconds, else 0. The run says when it asks for
 * the first time. Waiting for a processor or for a debugger is no work, so time and work of the process must both have passed.
 */
export const busyClock = (): ((isFirst: boolean) => number) => {
  let startedAt = 0
  let workedAtStart = 0
  return isFirst => {
    const now = performance.now()
    if (isFirst) {
      startedAt = now
      workedAtStart = workedMs()
      return 0
    }
    return now - startedAt > WATCHED_RUN_MS && workedMs() - workedAtStart > WATCHED_RUN_MS ? WATCHED_RUN_MS : 0
  }
}

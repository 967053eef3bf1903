import { WATCHED_RUN_MS, workedMs } from './watched-run.io.ts'

/** The first run compiles the function on its way. */
const FIRST_RUN_MS = 100

/**
 * Tells a run that it kept the process busy for too long: gives the limit it passed in milliseconds, else 0. The run says when it asks for
 * the first time. Waiting for a processor or for a debugger is no work, so time and work of the process must both have passed.
 */
export const busyClock = (): ((isFirst: boolean) => number) => {
  let limitMs = 0
  let startedAt = 0
  let workedAtStart = 0
  return isFirst => {
    const now = performance.now()
    if (isFirst) {
      limitMs = limitMs === 0 ? FIRST_RUN_MS : WATCHED_RUN_MS
      startedAt = now
      workedAtStart = workedMs()
      return 0
    }
    return now - startedAt > limitMs && workedMs() - workedAtStart > limitMs ? limitMs : 0
  }
}

import { url as debuggerUrl } from 'node:inspector'
import type { Context, Script } from 'node:vm'

/** More than any function may take (CFF-151) and little enough that other requests do not wait long. */
export const WATCHED_RUN_MS = 30

/**
 * How long a run may take, attempt by attempt: one that was stopped while the process hardly got a processor is made again, with more
 * time. A run leaves nothing behind.
 */
export const WATCHED_RUN_LIMITS_MS = [WATCHED_RUN_MS, 3 * WATCHED_RUN_MS] as const

/** So much work of the process tells that a run was stopped for its own sake. */
const WORKED_MIN_MS = 15

/** Milliseconds of processor time of the process so far, all threads. */
export const workedMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

const UNTIMED = Object.freeze({ displayErrors: false })

/**
 * Runs a script and the promise jobs it leaves; after `limitMs` another thread ends it. Without end while a debugger is attached,
 * which may hold the script at a breakpoint. Costs some 60 microseconds.
 */
export const watchedRun = (
  script: Script,
  context: Context,
  limitMs: number,
): { readonly kind: 'ended'; readonly value: unknown } | { readonly kind: 'stopped'; readonly hasWorked: boolean } => {
  const startedAt = performance.now()
  const workedAtStart = workedMs()
  try {
    const options = debuggerUrl() === undefined ? { displayErrors: false, timeout: limitMs } : UNTIMED
    return { kind: 'ended', value: script.runInContext(context, options) }
  } catch (error) {
    // What comes out may be an object of the guest's and is not looked at: the time tells, on two clocks that differ by a little.
    if (performance.now() - startedAt >= limitMs * 0.9)
      return { kind: 'stopped', hasWorked: workedMs() - workedAtStart >= WORKED_MIN_MS }
    throw error
  }
}

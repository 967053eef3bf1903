import { url as debuggerUrl } from 'node:inspector'
import type { Context, Script } from 'node:vm'

/** More than any function may take (CFF-151) and little enough that other requests do not wait long. */
export const WATCHED_RUN_MS = 40

/** The first call of a function compiles it and its expressions; a busy machine needs longer for that, and a good function must not fail for it. */
export const FIRST_WATCHED_RUN_MS = 250

const UNTIMED = Object.freeze({ displayErrors: false })

/**
 * Runs a script and the promise jobs it leaves; after `limitMs` another thread ends it. Without end while a debugger is attached,
 * which may hold the script at a breakpoint. Costs some 60 microseconds.
 */
export const watchedRun = (
  script: Script,
  context: Context,
  limitMs: number,
): { readonly kind: 'ended'; readonly value: unknown } | { readonly kind: 'stopped' } => {
  const startedAt = performance.now()
  try {
    const options = debuggerUrl() === undefined ? { displayErrors: false, timeout: limitMs } : UNTIMED
    return { kind: 'ended', value: script.runInContext(context, options) }
  } catch (error) {
    // What comes out may be an object of the guest's and is not looked at: the time tells, on two clocks that differ by a little.
    if (performance.now() - startedAt >= limitMs * 0.9) return { kind: 'stopped' }
    throw error
  }
}

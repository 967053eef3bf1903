import { url as debuggerUrl } from 'node:inspector'
import type { Context, Script } from 'node:vm'

/** More than any function may take (CFF-151) and little enough that other requests do not wait long. */
export const WATCHED_RUN_MS = 40

const TIMED = Object.freeze({ displayErrors: false, timeout: WATCHED_RUN_MS })
const UNTIMED = Object.freeze({ displayErrors: false })

const wasStopped = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

/**
 * Runs a script and the promise jobs it leaves; after `WATCHED_RUN_MS` another thread ends it. Without end while a debugger is attached,
 * which may hold the script at a breakpoint. Costs some 60 microseconds.
 */
export const watchedRun = (
  script: Script,
  context: Context,
): { readonly kind: 'ended'; readonly value: unknown } | { readonly kind: 'stopped' } => {
  try {
    return { kind: 'ended', value: script.runInContext(context, debuggerUrl() === undefined ? TIMED : UNTIMED) }
  } catch (error) {
    if (wasStopped(error)) return { kind: 'stopped' }
    throw error
  }
}

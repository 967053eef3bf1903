import { setFlagsFromString } from 'node:v8'

const BACKTRACKS_MAX = 20_000

let fallsBack = false

/**
 * From now on the engine leaves an expression that backtracks too often to its second implementation, whose time grows with the text alone.
 * A setting of the process: answers stay the same, ours included. It holds for what `runsInLinearTime` is true of.
 */
export const fallBackToLinearTime = (): void => {
  if (fallsBack) return
  fallsBack = true
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks')
  setFlagsFromString(`--regexp-backtracks-before-fallback=${BACKTRACKS_MAX}`)
}

const compiles = (pattern: string, flags: string): boolean => {
  try {
    return new RegExp(pattern, flags) instanceof RegExp
  } catch {
    return false
  }
}

/** Asks the engine itself, by a flag that it knows only meanwhile. False for lookaround, backreferences, `i`, `u` and large counts. */
export const runsInLinearTime = (pattern: string, flags: string): boolean => {
  setFlagsFromString('--enable-experimental-regexp-engine')
  const isLinear = compiles(pattern, `${flags}l`)
  setFlagsFromString('--no-enable-experimental-regexp-engine')
  return isLinear
}

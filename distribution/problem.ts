/** Where a problem stands: a file, and within it a line or a path such as `Resources.Distribution.Properties.Origins.0`. */
export interface Place {
  readonly file: string
  /** 1-based. */
  readonly line?: number
  readonly column?: number
  readonly path?: string
}

/**
 * Something the user can mend, or must know. `error` stops the load; `refused` does too and means that Understudy does not emulate it;
 * `ignored` was read, has no effect on the stage and says why; `warning` loads and deserves a look.
 */
export interface Problem {
  readonly severity: 'error' | 'refused' | 'warning' | 'ignored'
  /** What is the case, in one sentence without a full stop. */
  readonly message: string
  readonly place: Place
  /** What to do about it. */
  readonly remedy?: string
  /** The reference rule behind it, e.g. `CMB-02`. */
  readonly rule?: string
}

/** True when a list of problems forbids serving. */
export const stops = (problems: readonly Problem[]): boolean =>
  problems.some(({ severity }) => severity === 'error' || severity === 'refused')

/** `file:line:column (path)`, as far as it is known. */
export const placeText = ({ file, line, column, path }: Place): string => {
  const position = line === undefined ? file : `${file}:${line}${column === undefined ? '' : `:${column}`}`
  return path === undefined ? position : `${position} (${path})`
}

/** One problem in words, ready for the terminal. */
export const problemText = ({ severity, message, place, remedy, rule }: Problem): string => {
  const sign = severity === 'error' || severity === 'refused' ? '✘' : '•'
  const head = `${sign} ${message}   ${placeText(place)}${rule === undefined ? '' : ` [${rule}]`}`
  return remedy === undefined ? head : `${head}\n  → ${remedy}`
}

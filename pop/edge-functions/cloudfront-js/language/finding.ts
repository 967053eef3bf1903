/** What a gate found in a function: a value, never a throw. `error` stops the build; `warning` is printed. */
export interface Finding {
  /** Rule of the reference, e.g. `CFF-21`. */
  readonly rule: string
  readonly severity: 'error' | 'warning'
  readonly file: string
  /** 1-based, as editors count. */
  readonly line: number
  /** 1-based. */
  readonly column: number
  /** What is the case and what comes of it, without a full stop. */
  readonly message: string
  /** What to write instead. */
  readonly remedy: string
}

/** The two CloudFront Functions runtimes (CFF-01). */
export type Runtime = 'cloudfront-js-1.0' | 'cloudfront-js-2.0'

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'error')

/** One finding as two lines for the terminal. */
export const findingText = ({ rule, severity, file, line, column, message, remedy }: Finding): string =>
  `${severity === 'error' ? '✘' : '•'} ${message}   ${file}:${line}:${column} [${rule}]\n  → ${remedy}`

export const byPosition = (a: Finding, b: Finding): number =>
  a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1

import { Failure } from './failure.ts'

/** `NAME=VALUE` options given once or more. Throws a usage failure for one without `=`. */
export const parseAssignments = (option: string, given: readonly string[], example: string): Map<string, string> => {
  const assignments = new Map<string, string>()
  for (const text of given) {
    const equals = text.indexOf('=')
    if (equals <= 0) throw new Failure(`✘ ${option} ${text}: expected ${example}`, 2)
    assignments.set(text.slice(0, equals), text.slice(equals + 1))
  }
  return assignments
}

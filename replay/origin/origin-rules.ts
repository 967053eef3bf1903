import { compilePathPattern } from '../../distribution/path-pattern.ts'

/** What an origin answers to some paths, where the log does not tell or tells otherwise. The first rule that matches counts. */
export interface OriginRule {
  /** A path pattern, as in a cache behaviour. */
  readonly path: string
  /** Undefined: at every origin. */
  readonly origin: string | undefined
  readonly status: number | undefined
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly firstByteMs: number | undefined
}

export type ParsedRules =
  | { readonly kind: 'rules'; readonly rules: readonly OriginRule[] }
  /** A sentence that names the rule and the field. */
  | { readonly kind: 'invalid'; readonly problem: string }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const FIELDS = ['path', 'origin', 'status', 'headers', 'firstByteMs']
const FIRST_BYTE_MAX_MS = 3_600_000

const headersProblem = (headers: unknown): string | undefined => {
  if (headers === undefined) return undefined
  if (!isRecord(headers)) return 'headers must be an object'
  const bad = Object.entries(headers).find(([, value]) => typeof value !== 'string')
  return bad === undefined ? undefined : `headers.${bad[0]} must be text`
}

const problemOf = (rule: unknown): string | undefined => {
  if (!isRecord(rule)) return 'must be an object'
  const unknown = Object.keys(rule).find(name => !FIELDS.includes(name))
  if (unknown !== undefined) return `has no field ${unknown}; there are ${FIELDS.join(', ')}`
  const { path, origin, status, headers, firstByteMs } = rule
  if (typeof path !== 'string') return 'needs a path pattern in the field path'
  if (origin !== undefined && typeof origin !== 'string') return 'origin must be the id of an origin'
  if (status !== undefined && !(Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599))
    return 'status must be a whole number from 200 to 599'
  const isTime = typeof firstByteMs === 'number' && firstByteMs >= 0 && firstByteMs <= FIRST_BYTE_MAX_MS
  if (firstByteMs !== undefined && !isTime) return `firstByteMs must be a number from 0 to ${FIRST_BYTE_MAX_MS}`
  return headersProblem(headers)
}

const optional = <T>(value: unknown, is: (value: unknown) => value is T): T | undefined =>
  is(value) ? value : undefined
const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number'

const ruleOf = (rule: Readonly<Record<string, unknown>>): OriginRule => ({
  path: optional(rule['path'], isText) ?? '*',
  origin: optional(rule['origin'], isText),
  status: optional(rule['status'], isNumber),
  firstByteMs: optional(rule['firstByteMs'], isNumber),
  headers: Object.fromEntries(
    Object.entries(isRecord(rule['headers']) ? rule['headers'] : {}).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  ),
})

/** In: parsed JSON, `{ "rules": [{ "path": "/live*", "headers": { "cache-control": "s-maxage=2" }, "firstByteMs": 80 }] }`. */
export const parseOriginRules = (json: unknown): ParsedRules => {
  const rules = isRecord(json) ? json['rules'] : undefined
  if (!Array.isArray(rules)) return { kind: 'invalid', problem: 'expected { "rules": [{ "path": "…", … }] }' }
  for (const [index, rule] of rules.entries()) {
    const problem = problemOf(rule)
    if (problem !== undefined) return { kind: 'invalid', problem: `rule ${index + 1} ${problem}` }
  }
  return { kind: 'rules', rules: rules.filter(isRecord).map(ruleOf) }
}

/** Finds the rule for a path at an origin; paths are remembered. */
export const ruleFinder = (
  rules: readonly OriginRule[],
): ((originId: string, path: string) => OriginRule | undefined) => {
  const matchers = rules.map(rule => ({ rule, matches: compilePathPattern(rule.path) }))
  return (originId, path) =>
    matchers.find(({ rule, matches }) => (rule.origin === undefined || rule.origin === originId) && matches(path))?.rule
}

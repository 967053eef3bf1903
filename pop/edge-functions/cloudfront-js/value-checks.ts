/** What a value must be, and how to say so; or the same for each property of an object. */
export type Rule = readonly [holds: (value: unknown) => boolean, words: string]
export interface Check {
  readonly [property: string]: Rule | Check
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isRule = (rule: Rule | Check): rule is Rule => Array.isArray(rule)

/** The first property that is unknown or not what it must be, in words; undefined: all is well. Nothing is required. */
export const check = (value: Record<string, unknown>, properties: Check, path = ''): string | undefined => {
  for (const [name, found] of Object.entries(value)) {
    const rule = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (rule === undefined) return `there is no property ${path}${name}`
    const problem = found === undefined ? undefined : propertyProblem(found, rule, `${path}${name}`)
    if (problem !== undefined) return problem
  }
  return undefined
}

const propertyProblem = (value: unknown, rule: Rule | Check, path: string): string | undefined => {
  if (isRule(rule)) return rule[0](value) ? undefined : `${path} must be ${rule[1]}`
  return isRecord(value) ? check(value, rule, `${path}.`) : `${path} must be an object`
}

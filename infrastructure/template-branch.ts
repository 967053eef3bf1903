/** A template whose conditions have been decided. */
type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const child = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined)

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

interface Decided {
  readonly parameter: (name: string) => string
  readonly condition: (name: string) => boolean
}

const scalar = (value: unknown, { parameter }: Decided): string =>
  isObject(value) && typeof value['Ref'] === 'string' ? parameter(value['Ref']) : String(value)

const holds = (value: unknown, decided: Decided): boolean => {
  if (!isObject(value)) throw new TypeError('not a condition')
  if (typeof value['Condition'] === 'string') return decided.condition(value['Condition'])
  if ('Fn::Not' in value) return !listOf(value['Fn::Not']).some(part => holds(part, decided))
  if ('Fn::And' in value) return listOf(value['Fn::And']).every(part => holds(part, decided))
  if ('Fn::Or' in value) return listOf(value['Fn::Or']).some(part => holds(part, decided))
  if (!('Fn::Equals' in value)) throw new TypeError('not a condition')
  const [left, right] = listOf(value['Fn::Equals']).map(part => scalar(part, decided))
  return left === right
}

/** Marks what `AWS::NoValue` takes away. */
const NOTHING = Symbol('AWS::NoValue')

const chosen = (value: unknown, decided: Decided): unknown => {
  if (Array.isArray(value)) return value.map(item => chosen(item, decided)).filter(item => item !== NOTHING)
  if (!isObject(value)) return value
  if (value['Ref'] === 'AWS::NoValue') return NOTHING
  const branch = value['Fn::If']
  if (Array.isArray(branch)) return chosen(branch[decided.condition(String(branch[0])) ? 1 : 2], decided)
  const entries = Object.entries(value).map(([key, item]) => [key, chosen(item, decided)] as const)
  return Object.fromEntries(entries.filter(([, item]) => item !== NOTHING))
}

/**
 * The resources of a template as CloudFormation would make them with these parameters: `Fn::If` decided, `AWS::NoValue` and
 * resources whose condition fails left out. References stay as they are.
 */
export const resourcesWith = (
  template: unknown,
  parameters: Readonly<Record<string, string>> = {},
): Record<string, JsonObject> => {
  const decided: Decided = {
    parameter: name => parameters[name] ?? String(child(child(child(template, 'Parameters'), name), 'Default')),
    condition: name => holds(child(child(template, 'Conditions'), name), decided),
  }
  const resources: Record<string, JsonObject> = {}
  for (const [id, resource] of Object.entries(child(template, 'Resources') ?? {})) {
    const condition = child(resource, 'Condition')
    const made = typeof condition !== 'string' || decided.condition(condition) ? chosen(resource, decided) : undefined
    if (isObject(made)) resources[id] = made
  }
  return resources
}

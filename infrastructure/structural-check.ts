import type { PropertyType, ResourceProperties, SpecDatabase } from '@aws-cdk/service-spec-types'

/** A place in the template that does not fit the CloudFormation resource specification. */
export interface StructuralProblem {
  /** e.g. `Resources.Distribution.Properties.DistributionConfig.Origins.0` */
  readonly path: string
  readonly message: string
}

type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const NO_VALUE = 'AWS::NoValue'

/** The name of the intrinsic that a value is, if it is one. */
const intrinsicName = (value: unknown): string | undefined => {
  const keys = isObject(value) ? Object.keys(value) : []
  const [name = ''] = keys
  return keys.length === 1 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::')) ? name : undefined
}

const LIST_INTRINSICS = ['Fn::Split', 'Fn::GetAZs', 'Fn::Cidr']
const TEXT_INTRINSICS = ['Fn::Sub', 'Fn::Join', 'Fn::Base64', 'Fn::ToJsonString']

/** What a value may turn into: both branches of `Fn::If`, and nothing at all for `AWS::NoValue`. */
const branches = (value: unknown, path: string): { value: unknown; path: string }[] => {
  if (isObject(value) && intrinsicName(value) === 'Ref' && value['Ref'] === NO_VALUE) return []
  const choice = isObject(value) && intrinsicName(value) === 'Fn::If' ? value['Fn::If'] : undefined
  if (!Array.isArray(choice)) return [{ value, path }]
  return [1, 2].flatMap(index => branches(choice[index], `${path}.Fn::If.${index}`))
}

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(kindOf(value))

const NUMBER = /^-?\d+(\.\d+)?$/

/** CloudFormation converts between scalars, so `"5"` is a number and `443` a string. */
const fitsScalar = (value: unknown, type: string): boolean => {
  if (!isScalar(value)) return false
  if (type === 'boolean') return String(value) === 'true' || String(value) === 'false'
  if (type === 'number' || type === 'integer') return NUMBER.test(String(value))
  return true
}

interface Walk {
  readonly spec: SpecDatabase
  readonly problems: StructuralProblem[]
}

const report = (walk: Walk, path: string, message: string): void => {
  walk.problems.push({ path, message })
}

const checkIntrinsic = (walk: Walk, value: unknown, type: PropertyType, path: string): boolean => {
  const name = intrinsicName(value)
  if (name === undefined || type.type === 'json') return name !== undefined
  const holdsMany = type.type === 'array'
  const holdsOne = !['array', 'ref', 'map', 'union', 'tag'].includes(type.type)
  if (TEXT_INTRINSICS.includes(name) && !holdsOne && type.type !== 'union')
    report(walk, path, `${name} gives text, not ${type.type}`)
  if (LIST_INTRINSICS.includes(name) && !holdsMany && type.type !== 'union')
    report(walk, path, `${name} gives a list, not ${type.type}`)
  return true
}

const checkArray = (walk: Walk, value: unknown, element: PropertyType, path: string): void => {
  if (!Array.isArray(value)) return report(walk, path, `must be a list, is ${kindOf(value)}`)
  value.forEach((item, index) => checkValue(walk, item, element, `${path}.${index}`))
}

const checkMap = (walk: Walk, value: unknown, element: PropertyType, path: string): void => {
  if (!isObject(value)) return report(walk, path, `must be an object, is ${kindOf(value)}`)
  for (const [key, item] of Object.entries(value)) checkValue(walk, item, element, `${path}.${key}`)
}

/** A union is satisfied by any member; the complaints of the last one are shown. */
const checkUnion = (walk: Walk, value: unknown, types: readonly PropertyType[], path: string): void => {
  const attempts = types.map(type => {
    const attempt: Walk = { spec: walk.spec, problems: [] }
    checkValue(attempt, value, type, path)
    return attempt.problems
  })
  if (!attempts.some(({ length }) => length === 0)) walk.problems.push(...(attempts.at(-1) ?? []))
}

const checkScalar = (walk: Walk, value: unknown, type: PropertyType, path: string): void => {
  if (!fitsScalar(value, type.type)) return report(walk, path, `must be ${type.type}, is ${kindOf(value)}`)
  const allowed = 'allowedValues' in type ? type.allowedValues?.map(String) : undefined
  if (allowed && !allowed.includes(String(value)))
    report(walk, path, `${String(value)} is not one of ${allowed.join(', ')}`)
}

const checkPlain = (walk: Walk, value: unknown, type: PropertyType, path: string): void => {
  switch (type.type) {
    case 'json':
    case 'tag':
    case 'null':
      return
    case 'array':
      return checkArray(walk, value, type.element, path)
    case 'map':
      return checkMap(walk, value, type.element, path)
    case 'union':
      return checkUnion(walk, value, type.types, path)
    case 'ref':
      return checkProperties(walk, value, walk.spec.get('typeDefinition', type.reference).properties, path)
    default:
      return checkScalar(walk, value, type, path)
  }
}

const checkValue = (walk: Walk, value: unknown, type: PropertyType, path: string): void => {
  for (const branch of branches(value, path)) {
    if (!checkIntrinsic(walk, branch.value, type, branch.path)) checkPlain(walk, branch.value, type, branch.path)
  }
}

const checkProperties = (walk: Walk, value: unknown, known: ResourceProperties, path: string): void => {
  if (!isObject(value)) return report(walk, path, `must be an object, is ${kindOf(value)}`)
  for (const [name, { required }] of Object.entries(known)) {
    if (required === true && !(name in value)) report(walk, path, `${name} is missing`)
  }
  for (const [name, item] of Object.entries(value)) {
    const property = known[name]
    if (property === undefined) report(walk, `${path}.${name}`, 'is not a property of the specification')
    else checkValue(walk, item, property.type, `${path}.${name}`)
  }
}

const checkResource = (walk: Walk, id: string, resource: unknown): void => {
  const type = isObject(resource) ? resource['Type'] : undefined
  if (!isObject(resource) || typeof type !== 'string') return report(walk, `Resources.${id}`, 'has no Type')
  const [known] = walk.spec.lookup('resource', 'cloudFormationType', 'equals', type)
  if (known === undefined) return report(walk, `Resources.${id}`, `there is no resource type ${type}`)
  checkProperties(walk, resource['Properties'] ?? {}, known.properties, `Resources.${id}.Properties`)
}

/**
 * Walks every resource of a template along the CloudFormation resource specification: unknown properties, missing ones,
 * lists where objects belong, values outside of an enumeration. Looks into both branches of `Fn::If`.
 */
export const structuralProblems = (template: unknown, spec: SpecDatabase): StructuralProblem[] => {
  const walk: Walk = { spec, problems: [] }
  const resources = isObject(template) ? template['Resources'] : undefined
  if (!isObject(resources)) return [{ path: 'Resources', message: 'is missing' }]
  for (const [id, resource] of Object.entries(resources)) checkResource(walk, id, resource)
  return walk.problems
}

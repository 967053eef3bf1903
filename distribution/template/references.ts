import type { Place } from '../problem.ts'
import type { Intrinsic } from './intrinsics.ts'
import { nameRemedy } from './nearest-name.ts'
import { reportMissingParameter, settled } from './parameters.ts'
import { NO_VALUE } from './pseudo-parameters.ts'
import type { TemplateNode } from './template-node.ts'
import { child, children, listNode, textNode, unresolved } from './template-node.ts'
import type { TemplateScope } from './template-scope.ts'

const valueNode = (value: string | readonly string[], at: Place): TemplateNode =>
  typeof value === 'string'
    ? textNode(value, at)
    : listNode(
        value.map(text => textNode(text, at)),
        at,
      )

/** The value of a name: pseudo parameter, parameter or resource. Undefined is `AWS::NoValue`. */
export const refer = (name: string, at: Place, scope: TemplateScope): TemplateNode | undefined => {
  if (name === NO_VALUE) return undefined
  const pseudo = scope.pseudoParameters.get(name)
  if (pseudo !== undefined) return valueNode(pseudo, at)
  const parameter = settled(scope.parameters.get(name))
  if (parameter === undefined) return referToResource(name, at, scope)
  if (parameter.kind === 'text') return valueNode(parameter.text, at)
  if (parameter.kind === 'list') return valueNode(parameter.texts, at)
  const stored = parameter.kind === 'missing' ? storedValue(parameter.storedAs, scope) : undefined
  if (stored !== undefined) return valueNode(stored, at)
  if (parameter.kind === 'missing') reportMissingParameter(name, parameter.why, at, scope)
  return unresolved(at)
}

/** What a loaded stack keeps in Parameter Store under that name. */
const storedValue = (name: string | undefined, { shared }: TemplateScope): string | undefined =>
  name === undefined ? undefined : shared.storedParameter(name)

const referToResource = (name: string, at: Place, scope: TemplateScope): TemplateNode => {
  if (!scope.resources.has(name)) return unknownName(name, at, scope)
  const value = scope.identities.ref(name, at)
  return value === undefined ? unresolved(at) : textNode(value, at)
}

/** What a part of a service refers to and only the packaged template has. */
const MADE_BY_SERVERLESS = new Set([
  'ApiGatewayRestApi',
  'HttpApi',
  'IamRoleLambdaExecution',
  'ServerlessDeploymentBucket',
])

const unknownName = (name: string, at: Place, scope: TemplateScope): TemplateNode => {
  const known = [...scope.resources.keys(), ...scope.parameters.keys()]
  const remedy = MADE_BY_SERVERLESS.has(name)
    ? 'the Serverless Framework adds it: package the service, and load .serverless/cloudformation-template-update-stack.json'
    : nameRemedy(name, name.startsWith('AWS::') ? [...scope.pseudoParameters.keys(), NO_VALUE] : known)
  scope.log.error(`${name} is neither a parameter nor a resource that is created`, at, { remedy })
  return unresolved(at)
}

/** The attribute of a resource, such as `Bucket` and `RegionalDomainName`. */
export const attributeOf = (logicalId: string, attribute: string, at: Place, scope: TemplateScope): TemplateNode => {
  // SAM lets the version and the alias of a function be named as if they were its attributes.
  const named = `${logicalId}.${attribute}`
  if (scope.resources.has(named)) return referToResource(named, at, scope)
  if (!scope.resources.has(logicalId)) return unknownName(logicalId, at, scope)
  const value = scope.identities.attribute(logicalId, attribute, at)
  return value === undefined ? unresolved(at) : textNode(value, at)
}

export const ref: Intrinsic = (argument, at, scope) => {
  if (argument.kind === 'scalar' && argument.value !== null) return refer(argument.text, at, scope)
  scope.log.error('Ref wants the name of a parameter or resource', at, { remedy: 'give a name' })
  return unresolved(at)
}

export const getAtt: Intrinsic = (argument, at, scope) => {
  const names = argument.kind === 'scalar' ? splitAtDot(argument.text) : scope.texts(argument, 'Fn::GetAtt')
  const [logicalId, attribute] = names ?? []
  if (logicalId !== undefined && attribute !== undefined) return attributeOf(logicalId, attribute, at, scope)
  if (names !== undefined) {
    scope.log.error('Fn::GetAtt wants a resource and an attribute', at, { remedy: 'write Resource.Attribute' })
  }
  return unresolved(at)
}

/** `Function.FunctionMetadata.FunctionARN` → `Function` and the rest. */
export const splitAtDot = (text: string): readonly string[] => {
  const dot = text.indexOf('.')
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)]
}

export const importValue: Intrinsic = (argument, at, scope) => {
  const name = scope.text(argument, 'Fn::ImportValue')
  if (name === undefined) return unresolved(at)
  if (Object.hasOwn(scope.imports, name)) return textNode(scope.imports[name] ?? '', at)
  const exported = scope.shared.exported(name)
  if (exported !== undefined) return { ...exported, place: at }
  const known = scope.shared.exportedNames()
  const others = known.length === 0 ? '' : `; exported: ${known.join(', ')}`
  scope.log.error(`the value exported as ${name} by another stack is not known here`, at, {
    remedy: `add --template with the stack that exports it, or --import ${name}=VALUE${others}`,
  })
  return unresolved(at)
}

export const findInMap: Intrinsic = (argument, at, scope) => {
  if (argument.kind !== 'list' || argument.items.length < 3) {
    scope.log.error('Fn::FindInMap wants a map, a top-level key and a second-level key', at, {
      remedy: 'give three names',
    })
    return unresolved(at)
  }
  const [options] = argument.items.slice(3)
  const names = argument.items.slice(0, 3).map(name => scope.text(name, 'each name of Fn::FindInMap'))
  if (names.some(name => name === undefined)) return unresolved(at)
  const found = names.reduce<TemplateNode | undefined>((node, name) => child(node, name ?? ''), scope.mappings)
  const value = found ?? child(options, 'DefaultValue')
  if (value !== undefined) return scope.resolve(value)
  const remedy = `add the entry or a DefaultValue${otherRegion(names, scope)}`
  scope.log.error(`the mappings have no entry ${names.join('.')}`, at, { remedy })
  return unresolved(at)
}

/** A map by region may have others than the stage's. */
const otherRegion = (
  [map, key]: readonly (string | undefined)[],
  { mappings, pseudoParameters }: TemplateScope,
): string => {
  const [other] = [...children(child(mappings, map ?? ''))].map(([name]) => name)
  if (key !== pseudoParameters.get('AWS::Region') || other === undefined) return ''
  return `; the stack may be in another region: --parameter AWS::Region=${other}`
}

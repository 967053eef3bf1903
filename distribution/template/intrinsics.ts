import type { Place } from '../problem.ts'
import { EXPANDED_REMEDY } from './expanded-remedy.ts'
import { conditionFunctions } from './condition-functions.ts'
import { listFunctions } from './list-functions.ts'
import type { ProblemLog } from './problem-log.ts'
import { findInMap, getAtt, importValue, ref } from './references.ts'
import type { TemplateNode } from './template-node.ts'
import { unresolved } from './template-node.ts'
import type { TemplateScope } from './template-scope.ts'
import { textFunctions } from './text-functions.ts'

/** Works one function out. Undefined is `AWS::NoValue`. */
export type Intrinsic = (argument: TemplateNode, at: Place, scope: TemplateScope) => TemplateNode | undefined

const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', ref],
  ['Fn::GetAtt', getAtt],
  ['Fn::FindInMap', findInMap],
  ['Fn::ImportValue', importValue],
  ...textFunctions,
  ...listFunctions,
  ...conditionFunctions,
])

const isFunctionName = (name: string): boolean => name === 'Ref' || name.startsWith('Fn::')

/** The function a node calls, or undefined when it is an ordinary value. A function beside other keys is reported. */
export const intrinsicName = (node: TemplateNode, log: ProblemLog): string | undefined => {
  if (node.kind !== 'map') return undefined
  const [first] = node.entries.keys()
  if (node.entries.size === 1 && first !== undefined) return isCall(first, node.entries.get(first)) ? first : undefined
  const name = [...node.entries.keys()].find(isFunctionName)
  if (name !== undefined) log.error(`${name} must stand alone`, node.place, { remedy: 'remove the keys beside it' })
  return undefined
}

/** `Condition: name` is a function only with a plain name; IAM statements have a key of that name. */
const isCall = (name: string, argument: TemplateNode | undefined): boolean =>
  isFunctionName(name) || (name === 'Condition' && argument?.kind === 'scalar')

export const evaluateIntrinsic: (name: string, ...rest: Parameters<Intrinsic>) => TemplateNode | undefined = (
  name,
  argument,
  at,
  scope,
) => {
  const intrinsic = INTRINSICS.get(name)
  if (intrinsic !== undefined) return intrinsic(argument, at, scope)
  const remedy = name === 'Fn::Transform' ? EXPANDED_REMEDY : 'write the value out'
  scope.log.refused(`${name} is not evaluated`, at, { remedy })
  return unresolved(at)
}

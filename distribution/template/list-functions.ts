import type { Intrinsic } from './intrinsics.ts'
import { REGION } from './pseudo-parameters.ts'
import { listNode, textNode, unresolved } from './template-node.ts'

const select: Intrinsic = (argument, at, scope) => {
  const [indexNode, itemsNode] = argument.kind === 'list' ? argument.items : []
  if (indexNode === undefined || itemsNode === undefined) {
    scope.log.error('Fn::Select wants an index and a list', at, { remedy: 'give both' })
    return unresolved(at)
  }
  const index = scope.text(indexNode, 'the index of Fn::Select')
  const items = scope.list(itemsNode, 'the list of Fn::Select')
  if (index === undefined || items === undefined) return unresolved(at)
  const item = /^\d+$/.test(index) ? items[Number(index)] : undefined
  if (item !== undefined) return item
  scope.log.error(`Fn::Select asks for item ${index} of a list of ${items.length}`, at, { remedy: 'count from 0' })
  return unresolved(at)
}

const length: Intrinsic = (argument, at, scope) => {
  const items = scope.list(argument, 'Fn::Length')
  if (items === undefined) return unresolved(at)
  return { kind: 'scalar', value: items.length, text: String(items.length), place: at }
}

const ZONES = ['a', 'b', 'c', 'd', 'e', 'f']

const availabilityZones: Intrinsic = (argument, at, scope) => {
  const region = scope.text(argument, 'Fn::GetAZs')
  if (region === undefined) return unresolved(at)
  return listNode(
    ZONES.map(zone => textNode(`${region === '' ? REGION : region}${zone}`, at)),
    at,
  )
}

export const listFunctions: readonly (readonly [string, Intrinsic])[] = [
  ['Fn::Select', select],
  ['Fn::Length', length],
  ['Fn::GetAZs', availabilityZones],
]

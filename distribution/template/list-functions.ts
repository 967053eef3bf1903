import type { Intrinsic } from './intrinsics.ts'
import { REGION } from './pseudo-parameters.ts'
import { listNode, numberNode, textNode, unresolved } from './template-node.ts'

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
  return numberNode(items.length, at)
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

const CIDR_BLOCKS_MAX = 256

const addressNumber = (address: string): number | undefined => {
  const parts = address.split('.').map(Number)
  if (parts.length !== 4 || !parts.every(part => Number.isInteger(part) && part >= 0 && part <= 255)) return undefined
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}

const addressText = (address: number): string =>
  [24, 16, 8, 0].map(bits => Math.floor(address / 2 ** bits) % 256).join('.')

/** IPv4 only: no property of a distribution takes an address range, so this is for values that pass by. */
const cidr: Intrinsic = (argument, at, scope) => {
  const texts = scope.texts(argument, 'Fn::Cidr')
  if (texts === undefined) return unresolved(at)
  const [block = '', count = '', bits = '8'] = texts
  const [address = '', length = ''] = block.split('/')
  const start = addressNumber(address)
  const [blocks, size] = [Number(count), 2 ** Number(bits)]
  const fits = blocks >= 1 && blocks <= CIDR_BLOCKS_MAX && blocks * size <= 2 ** (32 - Number(length))
  if (start === undefined || !fits) {
    scope.log.error(`Fn::Cidr cannot take ${count} blocks of ${bits} bits out of ${block}`, at, {
      remedy: 'give an IPv4 block, 1 to 256 blocks and the bits of each',
    })
    return unresolved(at)
  }
  const of = (index: number): string => `${addressText(start + index * size)}/${32 - Number(bits)}`
  return listNode(
    Array.from({ length: blocks }, (_, index) => textNode(of(index), at)),
    at,
  )
}

export const listFunctions: readonly (readonly [string, Intrinsic])[] = [
  ['Fn::Select', select],
  ['Fn::Length', length],
  ['Fn::GetAZs', availabilityZones],
  ['Fn::Cidr', cidr],
]

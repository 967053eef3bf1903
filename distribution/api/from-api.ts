import type { TemplateNode } from '../template/template-node.ts'
import { child, listNode, mapNode } from '../template/template-node.ts'

/** Where CloudFormation keeps the count beside the items, as the API does. */
const COUNTED_IN_BOTH = new Set(['OriginGroups', 'Members', 'StatusCodes'])
/** Where CloudFormation keeps the object around the items. */
const ITEMS_IN_BOTH = new Set([
  'AccessControlAllowHeaders',
  'AccessControlAllowMethods',
  'AccessControlAllowOrigins',
  'AccessControlExposeHeaders',
  'CustomHeadersConfig',
  'RemoveHeadersConfig',
])

const RENAMED: ReadonlyMap<string, string> = new Map([
  ['CustomHeaders', 'OriginCustomHeaders'],
  ['IsIPV6Enabled', 'IPV6Enabled'],
  ['OriginSslProtocols', 'OriginSSLProtocols'],
])

/** What only the API has. */
const DROPPED = new Set(['CallerReference'])

/**
 * A node of the CloudFront API's JSON as CloudFormation writes it: `{ Quantity, Items }` becomes the list, empty texts and nulls are left out
 * (the API has them for what is not configured), a few names differ. Places stay those of the API's file.
 */
export const fromApi = (node: TemplateNode, name = ''): TemplateNode => {
  if (node.kind === 'list')
    return listNode(
      node.items.map(item => fromApi(item)),
      node.place,
    )
  if (node.kind !== 'map') return node
  if (name === 'AllowedMethods' || name === 'GeoRestriction' || name === 'Logging') return node
  if (child(node, 'Quantity') !== undefined) return counted(node, name)
  return mapNode(entriesOf(node), node.place)
}

const counted = (node: TemplateNode, name: string): TemplateNode => {
  const items = fromApi(child(node, 'Items') ?? listNode([], node.place))
  if (ITEMS_IN_BOTH.has(name)) return mapNode([['Items', items]], node.place)
  if (!COUNTED_IN_BOTH.has(name)) return items
  const quantity = child(node, 'Quantity')
  return mapNode([...(quantity === undefined ? [] : [['Quantity', quantity] as const]), ['Items', items]], node.place)
}

const entriesOf = (node: TemplateNode): readonly (readonly [string, TemplateNode])[] =>
  node.kind !== 'map' ? [] : [...node.entries].flatMap(([name, value]) => entry(name, value))

const entry = (name: string, value: TemplateNode): readonly (readonly [string, TemplateNode])[] => {
  if (DROPPED.has(name) || isNothing(name, value)) return []
  if (name === 'AllowedMethods') return methods(value)
  if (name === 'GeoRestriction') return [[name, geoRestriction(value)]]
  if (name === 'Logging') return logging(value)
  return [[RENAMED.get(name) ?? name, fromApi(value, name)]]
}

/** The value of an origin's header may be empty; everything else that is empty is not configured. */
const isNothing = (name: string, value: TemplateNode): boolean =>
  value.kind === 'scalar' && (value.value === null || (value.text === '' && name !== 'HeaderValue' && name !== 'Value'))

/** The cached methods stand within the allowed ones. */
const methods = (value: TemplateNode): readonly (readonly [string, TemplateNode])[] => {
  const cached = child(value, 'CachedMethods')
  const allowed = value.kind === 'map' ? counted(value, '') : value
  return [['AllowedMethods', allowed], ...(cached === undefined ? [] : [['CachedMethods', fromApi(cached)] as const])]
}

const geoRestriction = (value: TemplateNode): TemplateNode => {
  if (value.kind !== 'map') return value
  const { Items, Quantity: _counted, ...others } = Object.fromEntries(value.entries)
  return mapNode(
    [...Object.entries(others), ...(Items === undefined ? [] : [['Locations', Items] as const])],
    value.place,
  )
}

const logging = (value: TemplateNode): readonly (readonly [string, TemplateNode])[] => {
  const enabled = child(value, 'Enabled')
  if (value.kind !== 'map') return [['Logging', value]]
  if (enabled?.kind === 'scalar' && enabled.text === 'false') return []
  return [
    [
      'Logging',
      mapNode(
        [...entriesOf(value)].filter(([name]) => name !== 'Enabled'),
        value.place,
      ),
    ],
  ]
}

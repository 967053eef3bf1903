import type { Place } from '../problem.ts'
import type { TemplateNode } from '../template/template-node.ts'
import { booleanNode, mapNode, numberNode, textNode } from '../template/template-node.ts'
import type { TerraformResource } from './terraform-document.ts'

type Adjust = (
  entries: ReadonlyMap<string, TemplateNode>,
  resource: TerraformResource,
) => ReadonlyMap<string, TemplateNode>

const withDefaults = (
  entries: ReadonlyMap<string, TemplateNode>,
  defaults: Readonly<Record<string, TemplateNode>>,
): ReadonlyMap<string, TemplateNode> => new Map([...Object.entries(defaults), ...entries])

const without = (
  entries: ReadonlyMap<string, TemplateNode>,
  ...names: readonly string[]
): ReadonlyMap<string, TemplateNode> => new Map([...entries].filter(([name]) => !names.includes(name)))

const mapped = (
  node: TemplateNode | undefined,
  change: (entries: ReadonlyMap<string, TemplateNode>, place: Place) => ReadonlyMap<string, TemplateNode>,
): TemplateNode | undefined => (node?.kind === 'map' ? { ...node, entries: change(node.entries, node.place) } : node)

/** Terraform keeps the TTLs of forwarded values as zeros beside a cache policy. */
const behavior = (node: TemplateNode | undefined): TemplateNode | undefined =>
  mapped(node, entries => {
    const policy = entries.has('CachePolicyId') ? without(entries, 'MinTTL', 'DefaultTTL', 'MaxTTL') : entries
    const streaming = policy.get('SmoothStreaming')
    return streaming?.kind === 'scalar' && streaming.text === 'false' ? without(policy, 'SmoothStreaming') : policy
  })

const eachItem = (
  node: TemplateNode | undefined,
  change: (item: TemplateNode) => TemplateNode | undefined,
): TemplateNode | undefined =>
  node?.kind === 'list' ? { ...node, items: node.items.map(item => change(item) ?? item) } : node

/** An origin without a block for its kind is a bucket; a zero is no limit. */
const origin = (node: TemplateNode): TemplateNode | undefined =>
  mapped(node, (entries, place) => {
    const isKnown = ['S3OriginConfig', 'CustomOriginConfig', 'VpcOriginConfig'].some(name => entries.has(name))
    const limit = entries.get('ResponseCompletionTimeout')
    const kept = limit?.kind === 'scalar' && limit.value === 0 ? without(entries, 'ResponseCompletionTimeout') : entries
    return isKnown ? kept : withDefaults(kept, { S3OriginConfig: mapNode([], place) })
  })

/** An absent caching time is sent as 0, and an absent code as none. */
const errorResponse = (node: TemplateNode): TemplateNode | undefined =>
  mapped(node, (entries, place) => {
    const code = entries.get('ResponseCode')
    const kept = code?.kind === 'scalar' && code.value === 0 ? without(entries, 'ResponseCode') : entries
    return withDefaults(kept, { ErrorCachingMinTTL: numberNode(0, place) })
  })

const counted = (node: TemplateNode | undefined): TemplateNode | undefined =>
  node?.kind !== 'list'
    ? node
    : mapNode(
        [
          ['Quantity', numberNode(node.items.length, node.place)],
          ['Items', node],
        ],
        node.place,
      )

const replaced = (
  entries: ReadonlyMap<string, TemplateNode>,
  name: string,
  change: (node: TemplateNode) => TemplateNode | undefined,
): ReadonlyMap<string, TemplateNode> => {
  const node = entries.get(name)
  const changed = node === undefined ? undefined : change(node)
  return changed === undefined ? entries : new Map([...entries, [name, changed]])
}

const originGroup = (node: TemplateNode): TemplateNode | undefined =>
  mapped(node, entries =>
    replaced(replaced(entries, 'Members', counted), 'FailoverCriteria', criteria =>
      mapped(criteria, inner => replaced(inner, 'StatusCodes', counted)),
    ),
  )

const distribution: Adjust = (entries, { place }) => {
  const changes: readonly (readonly [string, (node: TemplateNode) => TemplateNode | undefined])[] = [
    ['DefaultCacheBehavior', behavior],
    ['CacheBehaviors', node => eachItem(node, behavior)],
    ['Origins', node => eachItem(node, origin)],
    ['OriginGroups', node => counted(eachItem(node, originGroup))],
    ['CustomErrorResponses', node => eachItem(node, errorResponse)],
  ]
  const changed = changes.reduce((all, [name, change]) => replaced(all, name, change), entries)
  return withDefaults(changed, { HttpVersion: textNode('http2', place) })
}

const cachePolicy: Adjust = (entries, { place }) =>
  withDefaults(entries, {
    MinTTL: numberNode(0, place),
    DefaultTTL: numberNode(86_400, place),
    MaxTTL: numberNode(31_536_000, place),
  })

const edgeFunction: Adjust = (entries, { place }) => {
  const config = ['Runtime', 'Comment'].flatMap((name): [string, TemplateNode][] => {
    const value = entries.get(name)
    return value === undefined ? [] : [[name, value]]
  })
  const stores = eachItem(entries.get('KeyValueStoreAssociations'), item =>
    mapNode([['KeyValueStoreARN', item]], item.place),
  )
  if (stores !== undefined) config.push(['KeyValueStoreAssociations', stores])
  const rest = without(entries, 'Runtime', 'Comment', 'KeyValueStoreAssociations')
  return withDefaults(rest, { AutoPublish: booleanNode(true, place), FunctionConfig: mapNode(config, place) })
}

const lambda: Adjust = entries => {
  const key = entries.get('S3Key')
  const rest = without(entries, 'S3Key')
  return key === undefined || rest.has('Code')
    ? rest
    : new Map([...rest, ['Code', mapNode([['S3Key', key]], key.place)]])
}

const ADJUSTMENTS: Readonly<Record<string, Adjust>> = {
  aws_cloudfront_distribution: distribution,
  aws_cloudfront_cache_policy: cachePolicy,
  aws_cloudfront_function: edgeFunction,
  aws_lambda_function: lambda,
}

/** What the two forms write differently beyond names. */
export const adjusted = (
  type: string,
  entries: ReadonlyMap<string, TemplateNode>,
  resource: TerraformResource,
): ReadonlyMap<string, TemplateNode> => ADJUSTMENTS[type]?.(entries, resource) ?? entries

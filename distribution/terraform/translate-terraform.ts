import type { Place } from '../problem.ts'
import type { ProblemLog } from '../template/problem-log.ts'
import type { Identity } from '../template/resource-identity.ts'
import type { TemplateNode } from '../template/template-node.ts'
import type { StackBody } from '../template/template-scope.ts'
import { child, listNode, mapNode, textNode, unresolved } from '../template/template-node.ts'
import { adjusted } from './adjustments.ts'
import { identityOf, otherType } from './resource-names.ts'
import { resolveReference } from './resolve-reference.ts'
import { RESOURCE_SHAPES } from './resource-shapes.ts'
import type { ResourceShape } from './resource-shapes.ts'
import { SURROUNDING_TYPES, surroundingsOf } from './surroundings.ts'
import type { Field, Shape } from './shape.ts'
import type { TerraformDocument, TerraformResource } from './terraform-document.ts'
import {
  expressionsOf,
  itemsOf,
  matchingExpression,
  referencesOf,
  terraformDocument,
  textAt,
} from './terraform-document.ts'

type Entries = readonly (readonly [name: string, value: TemplateNode])[]

/**
 * The answer of `terraform show -json`, of a plan or a state, as a stack. References of a plan to what is known only after apply are
 * followed to the resource they name; what leads nowhere is named.
 */
export const translateTerraform = (root: TemplateNode, log: ProblemLog): StackBody => {
  const document = terraformDocument(root)
  const translation = new Translation(document, log)
  const resources: [string, TemplateNode][] = []
  const identities = new Map<string, Identity>()
  for (const resource of document.resources.values()) {
    const shape = RESOURCE_SHAPES.get(resource.type)
    if (shape === undefined) {
      if (resource.mode === 'managed' && !SURROUNDING_TYPES.has(resource.type))
        resources.push([resource.address, typed(otherType(resource), [], resource.place)])
      continue
    }
    if (resource.mode === 'data' && !DATA_TYPES.has(resource.type)) continue
    resources.push([resource.address, translation.resource(resource, shape)])
    identities.set(resource.address, identityOf(resource))
  }
  for (const { address, type, properties, place, identity } of surroundingsOf(document)) {
    resources.push([address, typed(type, properties, place)])
    if (identity !== undefined) identities.set(address, identity)
  }
  return { root: mapNode([['Resources', mapNode(resources, root.place)]], root.place), identities }
}

/** Data sources that give what the resource of the type would. */
const DATA_TYPES = new Set([
  'aws_cloudfront_cache_policy',
  'aws_cloudfront_origin_request_policy',
  'aws_cloudfront_response_headers_policy',
])

const typed = (type: string, properties: Entries, place: Place): TemplateNode =>
  mapNode(
    [
      ['Type', textNode(type, place)],
      ['Properties', mapNode(properties, place)],
    ],
    place,
  )

/** One block with what is known of it. */
interface Block {
  readonly resource: TerraformResource
  readonly values: TemplateNode
  readonly unknown: TemplateNode | undefined
  readonly expressions: TemplateNode | undefined
}

class Translation {
  private readonly document: TerraformDocument
  private readonly log: ProblemLog

  constructor(document: TerraformDocument, log: ProblemLog) {
    this.document = document
    this.log = log
  }

  resource(resource: TerraformResource, { type, config, shape }: ResourceShape): TemplateNode {
    const block: Block = {
      resource,
      values: resource.values ?? mapNode([], resource.place),
      unknown: resource.unknown,
      expressions: expressionsOf(this.document, resource),
    }
    const entries = adjusted(resource.type, new Map(this.entries(block, shape)), resource)
    const inner = mapNode(entries, resource.place)
    return typed(type, config === undefined ? [...entries] : [[config, inner]], resource.place)
  }

  private entries(block: Block, shape: Shape): Entries {
    const { values, unknown } = block
    if (values.kind !== 'map') return []
    const names = new Set([...values.entries.keys(), ...(unknown?.kind === 'map' ? unknown.entries.keys() : [])])
    return [...names].flatMap((name): Entries => {
      const field = Object.hasOwn(shape, name) ? shape[name] : undefined
      const value = child(values, name)
      if (field?.kind === 'computed') return []
      if (field === undefined) return isNothing(value) || value === undefined ? [] : [[name, value]]
      const translated = this.field(block, name, field)
      return translated === undefined ? [] : [[field.name, translated]]
    })
  }

  private field(block: Block, name: string, field: Exclude<Field, { kind: 'computed' }>): TemplateNode | undefined {
    const value = child(block.values, name)
    const unknown = child(block.unknown, name)
    const expression = child(block.expressions, name)
    if (unknown?.kind === 'scalar' && unknown.text === 'true' && isNothing(value)) {
      return this.knownAfterApply(block, name, field.name, expression)
    }
    if (isNothing(value) || value === undefined) return undefined
    if (field.kind === 'value') return this.withUnknownItems(block, name, value, unknown, expression)
    const blocks = itemsOf(value).map((item, index): Block => ({
      resource: block.resource,
      values: item,
      unknown: itemsOf(unknown)[index],
      expressions: matchingExpression(expression, item, index),
    }))
    // A provider may write a single block as the object itself.
    const [first = { ...block, values: value, unknown, expressions: expression }] = blocks
    if (field.kind === 'items') return child(first.values, 'items') ?? listNode([], value.place)
    if (field.kind === 'block') return mapNode(this.entries(first, field.shape), first.values.place)
    return listNode(
      blocks.map(one => mapNode(this.entries(one, field.shape), one.values.place)),
      value.place,
    )
  }

  /** Lists of ids, such as the keys of a group, may hold some that are not known yet. */
  private withUnknownItems(
    block: Block,
    name: string,
    value: TemplateNode,
    unknown: TemplateNode | undefined,
    expression: TemplateNode | undefined,
  ): TemplateNode {
    if (value.kind !== 'list' || unknown?.kind !== 'list') return value
    const references = referencesOf(expression).filter(reference => reference.split('.').length > 2)
    return listNode(
      value.items.map((item, index) => {
        if (!isNothing(item) || textAt(unknown, String(index)) === 'false') return item
        const text = references[index] === undefined ? undefined : this.resolve(block, [references[index]])
        return text === undefined ? this.unresolvable(block, name, item.place) : textNode(text, item.place)
      }),
      value.place,
    )
  }

  private knownAfterApply(
    block: Block,
    name: string,
    property: string,
    expression: TemplateNode | undefined,
  ): TemplateNode | undefined {
    const { place } = block.values
    // What the configuration does not write the provider reads back after apply: it is not set.
    if (expression === undefined && (block.expressions !== undefined || OPTIONAL.has(property))) return undefined
    const references = referencesOf(expression)
    if (LISTS.has(property)) return this.listKnownAfterApply(block, name, property, references)
    const text = this.resolve(block, references)
    if (property === 'DomainName') return textNode(this.domainName(block, text), place)
    if (text !== undefined) return textNode(text, place)
    return OPTIONAL.has(property) ? undefined : this.unresolvable(block, name, place)
  }

  private listKnownAfterApply(
    block: Block,
    name: string,
    property: string,
    references: readonly string[],
  ): TemplateNode | undefined {
    const { place } = block.values
    const texts = references.map(reference => this.resolve(block, [reference])).filter(text => text !== undefined)
    const distinct = [...new Set(texts)]
    if (distinct.length > 0)
      return listNode(
        distinct.map(text => textNode(text, place)),
        place,
      )
    if (!OPTIONAL.has(property)) return this.unresolvable(block, name, place)
    this.log.warning(`${name} of ${block.resource.address} leads to nothing that is planned: taken as not set`, place, {
      remedy: 'load the state after apply if it is set',
    })
    return undefined
  }

  private resolve({ resource }: Block, references: readonly string[]): string | undefined {
    for (const reference of references) {
      const found = resolveReference(this.document, reference, resource)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** The host of a URL; a name nobody has when nothing is known of it. */
  private domainName({ values }: Block, text: string | undefined): string {
    if (text !== undefined) return text.replace(/^\w+:\/\//, '').replace(/[/:].*$/, '')
    const standIn = 'known-after-apply.invalid'
    this.log.warning(`the domain name of an origin is known only after apply: ${standIn} stands in`, values.place, {
      remedy: `give a stand-in with --origin ${textAt(values, 'origin_id') ?? 'ID'}=URL, or load the state after apply`,
    })
    return standIn
  }

  private unresolvable(block: Block, name: string, place: Place): TemplateNode {
    this.log.error(`${name} of ${block.resource.address} is known only after apply`, place, {
      remedy: 'apply, and load the state: terraform show -json > state.json',
    })
    return unresolved(place)
  }
}

/** Without effect on the stage when they are missing, or given by AWS where nothing is written. */
const OPTIONAL = new Set([
  'AcmCertificateArn',
  'AnycastIpListId',
  'Bucket',
  'CallerReference',
  'ClientCertificateArn',
  'Comment',
  'ContinuousDeploymentPolicyId',
  'DefaultTTL',
  'GrpcConfig',
  'Headers',
  'IamCertificateId',
  'Locations',
  'MaxTTL',
  'MinTTL',
  'QueryStringCacheKeys',
  'RealtimeLogConfigArn',
  'ResponseCompletionTimeout',
  'TargetArn',
  'TrustedKeyGroups',
  'TrustedSigners',
  'WebACLId',
  'WhitelistedNames',
])

/** Lists that may be known as a whole only after apply. */
const LISTS = new Set([
  'Headers',
  'Items',
  'KeyValueStoreAssociations',
  'Locations',
  'QueryStringCacheKeys',
  'TrustedKeyGroups',
  'TrustedSigners',
  'WhitelistedNames',
])

const isNothing = (node: TemplateNode | undefined): boolean =>
  node === undefined ||
  (node.kind === 'scalar' && (node.value === null || node.value === '')) ||
  (node.kind === 'list' && node.items.length === 0)

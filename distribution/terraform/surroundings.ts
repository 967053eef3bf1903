import type { Place } from '../problem.ts'
import type { Identity } from '../template/resource-identity.ts'
import type { TemplateNode } from '../template/template-node.ts'
import { booleanNode, child, listNode, mapNode, numberNode, textNode } from '../template/template-node.ts'
import { attributeOf, resolveReference } from './resolve-reference.ts'
import type { TerraformDocument, TerraformResource } from './terraform-document.ts'
import { expressionsOf, itemsOf, referencesOf, textAt } from './terraform-document.ts'

/** A resource that is not of CloudFront, as CloudFormation writes it. */
export interface Surrounding {
  readonly address: string
  readonly type: string
  readonly properties: readonly (readonly [name: string, value: TemplateNode])[]
  readonly place: Place
  readonly identity: Identity | undefined
}

const POLICY = 'aws_s3_bucket_policy'
const LIFECYCLE = 'aws_s3_bucket_lifecycle_configuration'

/**
 * What checks want to know beside a distribution: buckets with their lifecycle rules and policies, and sources of log deliveries. Terraform
 * writes rules and policies as resources of their own. What a plan does not know yet is left out; nothing here is a problem of the load.
 */
export const surroundingsOf = (document: TerraformDocument): readonly Surrounding[] => {
  const managed = [...document.resources.values()].filter(({ mode }) => mode === 'managed')
  return managed.flatMap((resource): readonly Surrounding[] => {
    const { address, type, place } = resource
    if (type === 'aws_s3_bucket') return bucketOf(document, resource, managed)
    if (type !== 'aws_cloudwatch_log_delivery_source') return []
    const properties = [['LogType', textNode(textAt(resource.values, 'log_type') ?? '', place)] as const]
    return [{ address, type: 'AWS::Logs::DeliverySource', properties, place, identity: undefined }]
  })
}

/** Types that `surroundingsOf` has read, so that nobody passes them over. */
export const SURROUNDING_TYPES: ReadonlySet<string> = new Set([
  'aws_s3_bucket',
  POLICY,
  LIFECYCLE,
  'aws_cloudwatch_log_delivery_source',
])

const bucketOf = (
  document: TerraformDocument,
  bucket: TerraformResource,
  managed: readonly TerraformResource[],
): readonly Surrounding[] => {
  const { address, place } = bucket
  const name = attributeOf(bucket, 'id')
  const own = managed.filter(({ type }) => type === POLICY || type === LIFECYCLE).filter(isOf(document, name))
  const rules = own.filter(({ type }) => type === LIFECYCLE).flatMap(({ values }) => itemsOf(child(values, 'rule')))
  // After a refresh the bucket repeats what the resource says.
  const lifecycle = rules.length > 0 ? rules.map(ruleOf) : itemsOf(child(bucket.values, 'lifecycle_rule')).map(ruleOf)
  const attribute = (attributeName: string): string => attributeOf(bucket, attributeName)
  const policy = own.find(({ type }) => type === POLICY) ?? bucket
  const written = policyDocument(document, policy)
  return [
    {
      address,
      type: 'AWS::S3::Bucket',
      properties: [['LifecycleConfiguration', mapNode([['Rules', listNode(lifecycle, place)]], place)]],
      place,
      identity: {
        ref: name,
        attributes: {
          Arn: attribute('arn'),
          DomainName: attribute('bucket_domain_name'),
          RegionalDomainName: attribute('bucket_regional_domain_name'),
        },
      },
    },
    ...(written === undefined
      ? []
      : [
          {
            address: policy === bucket ? `${address}.policy` : policy.address,
            type: 'AWS::S3::BucketPolicy',
            properties: [
              ['Bucket', mapNode([['Ref', textNode(address, policy.place)]], policy.place)] as const,
              ['PolicyDocument', written] as const,
            ],
            place: policy.place,
            identity: undefined,
          },
        ]),
  ]
}

/** The text of an attribute, or what the plan says it will come from. */
const knownOrReferred = (
  document: TerraformDocument,
  resource: TerraformResource,
  attribute: string,
): string | undefined => {
  const known = textAt(resource.values, attribute)
  if (known !== undefined) return known
  for (const reference of referencesOf(child(expressionsOf(document, resource), attribute))) {
    const found = resolveReference(document, reference, resource)
    if (found !== undefined) return found
  }
  return undefined
}

const isOf =
  (document: TerraformDocument, bucketName: string) =>
  (resource: TerraformResource): boolean =>
    knownOrReferred(document, resource, 'bucket') === bucketName

/** A rule of either form: `filter`, `status` and `expiration` of the resource, `prefix`, `tags` and `enabled` of the bucket of old. */
const ruleOf = (rule: TemplateNode): TemplateNode => {
  const { place } = rule
  const [filter] = itemsOf(child(rule, 'filter'))
  const [both] = itemsOf(child(filter, 'and'))
  const [expiration] = itemsOf(child(rule, 'expiration'))
  const days = child(expiration, 'days')
  const isEnabled = textAt(rule, 'status') === 'Enabled' || textAt(rule, 'enabled') === 'true'
  const prefix = [both, filter, rule]
    .map(node => textAt(node, 'prefix'))
    .find(text => text !== undefined && text !== '')
  const tags = [...itemsOf(child(filter, 'tag')), ...mapsOf(child(both, 'tags')), ...mapsOf(child(rule, 'tags'))]
  return mapNode(
    [
      ['Status', textNode(isEnabled ? 'Enabled' : 'Disabled', place)],
      ['Prefix', textNode(prefix ?? '', place)],
      ['TagFilters', listNode(tags, place)],
      ...(days?.kind === 'scalar' && Number(days.value) > 0 ? [['ExpirationInDays', days] as const] : []),
    ],
    place,
  )
}

const mapsOf = (node: TemplateNode | undefined): readonly TemplateNode[] =>
  node?.kind === 'map' && node.entries.size > 0 ? [node] : []

/** The policy as it is written, or, while it is not known, the statements of the policy document that it will be made from. */
const policyDocument = (document: TerraformDocument, policy: TerraformResource): TemplateNode | undefined => {
  const text = textAt(policy.values, 'policy')
  if (text !== undefined && text !== '') return jsonNode(text, policy.place)
  const references = referencesOf(child(expressionsOf(document, policy), 'policy'))
  const [, name] = /^data\.aws_iam_policy_document\.([\w-]+)/.exec(references[0] ?? '') ?? []
  const data = [...document.resources.values()].find(
    resource =>
      resource.type === 'aws_iam_policy_document' &&
      resource.name === name &&
      resource.modulePath === policy.modulePath,
  )
  const statements = itemsOf(child(data?.values, 'statement'))
  if (data === undefined || statements.length === 0) return undefined
  return mapNode([['Statement', listNode(statements.map(statementOf), data.place)]], data.place)
}

const statementOf = (statement: TemplateNode): TemplateNode =>
  mapNode(
    [
      ['Effect', textNode(textAt(statement, 'effect') ?? 'Allow', statement.place)],
      ['Action', listNode(itemsOf(child(statement, 'actions')), statement.place)],
    ],
    statement.place,
  )

/** Undefined for a text that is no JSON. Everything in it stands where the text does. */
const jsonNode = (text: string, place: Place): TemplateNode | undefined => {
  try {
    return nodeOf(JSON.parse(text), place)
  } catch {
    return undefined
  }
}

const nodeOf = (value: unknown, place: Place): TemplateNode => {
  if (Array.isArray(value))
    return listNode(
      value.map(item => nodeOf(item, place)),
      place,
    )
  if (typeof value === 'object' && value !== null)
    return mapNode(
      Object.entries(value).map(([name, inner]) => [name, nodeOf(inner, place)] as const),
      place,
    )
  if (typeof value === 'number') return numberNode(value, place)
  return typeof value === 'boolean'
    ? booleanNode(value, place)
    : textNode(typeof value === 'string' ? value : '', place)
}

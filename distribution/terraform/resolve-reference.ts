import { createHash } from 'node:crypto'
import { ACCOUNT_ID, REGION } from '../template/pseudo-parameters.ts'
import { standInOf } from '../template/stand-ins.ts'
import { child } from '../template/template-node.ts'
import type { TerraformDocument, TerraformResource } from './terraform-document.ts'
import { moduleConfiguration, moduleNames, parentModulePath, referencesOf, textAt } from './terraform-document.ts'

/** Modules hand values to one another; more steps than this go round in a circle. */
const STEPS_MAX = 50

/** Where a reference is written: in which module instance, and in which instance of a resource. */
export interface ReferencePlace {
  readonly modulePath: string
  readonly index: string
}

const RESOURCE = /^(data\.)?([a-z][\w-]*)\.([\w-]+)(\[(?:"[^"]*"|\d+)\])?(?:\.(.+))?$/
const MODULE = /^(module\.[\w-]+(?:\[(?:"[^"]*"|\d+)\])?)\.([\w-]+)/
const VARIABLE = /^var\.([\w-]+)/

/**
 * The value a reference of a plan stands for: the planned value, or what stands in for one that is known only after apply. Undefined when the
 * reference leads to no resource (locals are not in a plan).
 */
export const resolveReference = (
  document: TerraformDocument,
  reference: string,
  at: ReferencePlace,
  steps = 0,
): string | undefined => {
  if (steps > STEPS_MAX) return undefined
  const onwards = (references: readonly string[], modulePath: string): string | undefined => {
    for (const next of references) {
      const found = resolveReference(document, next, { ...at, modulePath }, steps + 1)
      if (found !== undefined) return found
    }
    return undefined
  }
  const [, variable] = VARIABLE.exec(reference) ?? []
  if (variable !== undefined) {
    const parent = parentModulePath(at.modulePath)
    const call = moduleNames(at.modulePath).at(-1)
    if (call === undefined) return undefined
    const calls = child(moduleConfiguration(document.configuration, parent), 'module_calls')
    return onwards(referencesOf(child(child(child(calls, call), 'expressions'), variable)), parent)
  }
  const [, call, output] = MODULE.exec(reference) ?? []
  if (call !== undefined && output !== undefined) {
    const modulePath = at.modulePath === '' ? call : `${at.modulePath}.${call}`
    const module = moduleConfiguration(document.configuration, modulePath)
    return onwards(referencesOf(child(child(child(module, 'outputs'), output), 'expression')), modulePath)
  }
  return valueOf(document, reference, at)
}

const valueOf = (document: TerraformDocument, reference: string, at: ReferencePlace): string | undefined => {
  const [, data = '', type = '', name = '', index, attribute] = RESOURCE.exec(reference) ?? []
  if (attribute === undefined) return undefined
  const stem = `${at.modulePath === '' ? '' : `${at.modulePath}.`}${data}${type}.${name}`
  const sameKey = document.resources.get(`${stem}${index ?? at.index}`)
  const resource =
    sameKey ?? [...document.resources.values()].find(({ address }) => address.replace(/\[[^[\]]*\]$/, '') === stem)
  return resource === undefined ? undefined : attributeOf(resource, attribute.replace(/^\[\d+\]\./, ''))
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const eId = (address: string): string =>
  `E${[...Buffer.from(digest(address), 'hex').subarray(0, 13)].map(byte => BASE32[byte % BASE32.length]).join('')}`

const uuid = (address: string): string => {
  const hex = digest(address)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Attributes that only AWS knows, as they will look. */
const COMPUTED: Readonly<Record<string, (resource: TerraformResource) => Readonly<Record<string, string>>>> = {
  aws_cloudfront_distribution: ({ address }) => ({
    id: eId(address),
    domain_name: `d${eId(`domain ${address}`).slice(1).toLowerCase()}.cloudfront.net`,
  }),
  aws_cloudfront_function: resource => ({
    arn: `arn:aws:cloudfront::${ACCOUNT_ID}:function/${textAt(resource.values, 'name') ?? resource.name}`,
  }),
  aws_cloudfront_key_value_store: ({ address }) => ({
    id: uuid(address),
    arn: `arn:aws:cloudfront::${ACCOUNT_ID}:key-value-store/${uuid(address)}`,
  }),
  aws_cloudfront_origin_access_control: ({ address }) => ({ id: eId(address) }),
  aws_cloudfront_origin_access_identity: ({ address }) => ({
    id: eId(address),
    cloudfront_access_identity_path: `origin-access-identity/cloudfront/${eId(address)}`,
  }),
  aws_lambda_function: resource => {
    const arn = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${textAt(resource.values, 'function_name') ?? resource.name}`
    return { arn, qualified_arn: `${arn}:1`, version: '1' }
  },
  aws_s3_bucket: resource => {
    const name =
      textAt(resource.values, 'bucket') ??
      `${resource.name}-${digest(resource.address).slice(0, 8)}`.toLowerCase().replaceAll('_', '-')
    return {
      id: name,
      bucket: name,
      arn: `arn:aws:s3:::${name}`,
      bucket_domain_name: `${name}.s3.amazonaws.com`,
      bucket_regional_domain_name: `${name}.s3.${REGION}.amazonaws.com`,
    }
  },
}

/** The known value of an attribute, or what stands in for it: the same at every run. */
export const attributeOf = (resource: TerraformResource, attribute: string): string => {
  const { type, name, address } = resource
  const known = textAt(resource.values, attribute)
  if (known !== undefined && known !== '') return known
  const computed = COMPUTED[type]?.(resource) ?? {}
  if (Object.hasOwn(computed, attribute)) return computed[attribute] ?? ''
  if (attribute === 'id' && type.startsWith('aws_cloudfront_')) return uuid(address)
  const service = type.replace(/^aws_/, '').replaceAll('_', '-')
  const label = `${name}-${digest(address).slice(0, 8)}`.replaceAll('_', '-')
  return standInOf(`AWS::${service}`, label).attribute(attribute.replaceAll('_', ''))
}

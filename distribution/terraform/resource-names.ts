import type { Identity } from '../template/resource-identity.ts'
import { attributeOf } from './resolve-reference.ts'
import type { TerraformResource } from './terraform-document.ts'
import { textAt } from './terraform-document.ts'

/** `aws_cloudfront_vpc_origin` → `AWS::CloudFront::VpcOrigin`, so that it is named as every reader names it; others keep their own type. */
export const otherType = ({ type }: TerraformResource): string => {
  const [, cloudFront] = /^aws_cloudfront_(\w+)$/.exec(type) ?? []
  if (cloudFront === undefined) return type
  if (cloudFront === 'origin_access_identity') return 'AWS::CloudFront::CloudFrontOriginAccessIdentity'
  const words = cloudFront.split('_').map(word => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
  return `AWS::CloudFront::${words.join('')}`
}

/** The ids and ARNs of a resource: its own once it is deployed, else what they will look like. */
export const identityOf = (resource: TerraformResource): Identity => {
  const { type } = resource
  const attribute = (name: string): string => attributeOf(resource, name)
  if (type === 'aws_cloudfront_function')
    return { ref: attribute('arn'), attributes: { FunctionARN: attribute('arn') } }
  if (type === 'aws_cloudfront_key_value_store')
    return { ref: textAt(resource.values, 'name') ?? resource.name, attributes: { Arn: attribute('arn') } }
  if (type === 'aws_lambda_function') {
    return { ref: textAt(resource.values, 'function_name') ?? resource.name, attributes: { Arn: attribute('arn') } }
  }
  const id = attribute('id')
  if (type !== 'aws_cloudfront_distribution') return { ref: id, attributes: { Id: id } }
  return { ref: id, attributes: { Id: id, DomainName: attribute('domain_name').toLowerCase() } }
}

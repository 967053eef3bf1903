import type { TemplateNode } from './template/template-node.ts'
import { child } from './template/template-node.ts'

/** What a configuration is, by its content. */
export type ConfigurationKind =
  | { readonly kind: 'cloudformation' | 'api' | 'terraform' }
  /** Known, and not what can be loaded. */
  | { readonly kind: 'other'; readonly what: string; readonly remedy: string }

const has = (root: TemplateNode, ...names: readonly string[]): boolean =>
  names.every(name => child(root, name) !== undefined)

const API_MEMBERS = [
  'DistributionConfig',
  'Distribution',
  'CachePolicy',
  'CachePolicyList',
  'OriginRequestPolicy',
  'OriginRequestPolicyList',
  'ResponseHeadersPolicy',
  'ResponseHeadersPolicyList',
  'OriginAccessControl',
  'KeyGroup',
  'KeyGroupList',
  'PublicKey',
  'ContinuousDeploymentPolicy',
  'FunctionSummary',
  'FunctionList',
  'KeyValueStore',
]

interface Mistake {
  readonly members: readonly string[]
  readonly what: string
  readonly remedy: string
}

/** Files that people take for a configuration. */
const MISTAKES: readonly Mistake[] = [
  {
    members: ['DistributionList'],
    what: 'a list of distributions',
    remedy: 'aws cloudfront get-distribution-config --id ID > distribution.json',
  },
  {
    members: ['lineage', 'serial'],
    what: "Terraform's own state file",
    remedy: 'terraform show -json > state.json, and load that',
  },
  {
    members: ['@level', '@message'],
    what: 'a log of Terraform',
    remedy: 'terraform show -json PLAN > plan.json, and load that',
  },
  {
    members: ['service', 'provider'],
    what: 'a source of the Serverless Framework',
    remedy: 'package it, and load .serverless/cloudformation-template-update-stack.json',
  },
  {
    members: ['StackResources'],
    what: 'a list of stack resources',
    remedy: 'aws cloudformation get-template --stack-name NAME --query TemplateBody > template.json',
  },
  {
    members: ['deployment', 'version'],
    what: 'a deployment of Pulumi',
    remedy:
      'give the distribution as the API has it: aws cloudfront get-distribution-config --id ID > distribution.json',
  },
  {
    members: ['dockerImages', 'files', 'version'],
    what: "the CDK's list of assets",
    remedy: 'load the template beside it, or the folder cdk.out',
  },
  { members: ['name', 'version', 'scripts'], what: 'a package.json', remedy: 'name a template' },
]

/** Looks at the top of a configuration. What is not known counts as CloudFormation, whose reader says best what is missing. */
export const configurationKind = (root: TemplateNode): ConfigurationKind => {
  if (has(root, 'Resources') || has(root, 'AWSTemplateFormatVersion')) return { kind: 'cloudformation' }
  if (has(root, 'planned_values') || (has(root, 'format_version') && !has(root, 'lineage')))
    return { kind: 'terraform' }
  if (API_MEMBERS.some(name => has(root, name)) || has(root, 'CallerReference', 'DefaultCacheBehavior'))
    return { kind: 'api' }
  if (has(root, 'FunctionArn', 'FunctionName') || has(child(root, 'Configuration') ?? root, 'FunctionArn'))
    return { kind: 'api' }
  const mistake = MISTAKES.find(({ members }) => has(root, ...members))
  return mistake === undefined
    ? { kind: 'cloudformation' }
    : { kind: 'other', what: mistake.what, remedy: mistake.remedy }
}

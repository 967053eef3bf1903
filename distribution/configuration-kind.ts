import type { Place } from './problem.ts'
import type { ScalarNode, TemplateNode } from './template/template-node.ts'
import { child, children } from './template/template-node.ts'
import { AS_THE_API_HAS_IT, PLAN_OF_TERRAFORM, TEMPLATE_OF_STACK, WHAT_LOADS } from './what-to-load.ts'

/** What a configuration is, by its content. */
export type ConfigurationKind =
  | { readonly kind: 'cloudformation' | 'api' | 'terraform' }
  /** Known, and not what can be loaded. */
  | { readonly kind: 'other'; readonly what: string; readonly remedy: string; readonly place?: Place }

const has = (root: TemplateNode, ...names: readonly string[]): boolean =>
  names.every(name => child(root, name) !== undefined)

const API_MEMBERS = [
  'DistributionConfig',
  'Distribution',
  'DistributionConfigWithTags',
  'CachePolicy',
  'CachePolicyList',
  'OriginRequestPolicy',
  'OriginRequestPolicyList',
  'ResponseHeadersPolicy',
  'ResponseHeadersPolicyList',
  'OriginAccessControl',
  'VpcOrigin',
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
    remedy: PLAN_OF_TERRAFORM,
  },
  {
    members: ['service', 'provider'],
    what: 'a source of the Serverless Framework',
    remedy: 'package it, and load .serverless/cloudformation-template-update-stack.json',
  },
  {
    members: ['StackResources'],
    what: 'a list of stack resources',
    remedy: TEMPLATE_OF_STACK,
  },
  {
    members: ['Stacks'],
    what: 'a description of stacks',
    remedy: TEMPLATE_OF_STACK,
  },
  {
    members: ['TemplateBody'],
    what: 'a template within an answer of CloudFormation',
    remedy: 'aws cloudformation get-template --stack-name NAME --query TemplateBody --output text > template.yml',
  },
  {
    members: ['resource', 'terraform'],
    what: 'what the CDK for Terraform writes: a source',
    remedy: 'terraform show -json > state.json in its folder, and load that',
  },
  {
    members: ['resource'],
    what: 'a source of Terraform',
    remedy: 'terraform show -json > state.json, and load that',
  },
  {
    members: ['runtime', 'name'],
    what: 'a project of Pulumi',
    remedy: AS_THE_API_HAS_IT,
  },
  {
    members: ['apiVersion', 'kind'],
    what: 'a manifest of Kubernetes',
    remedy: AS_THE_API_HAS_IT,
  },
  {
    members: ['artifacts', 'version'],
    what: "the CDK's manifest",
    remedy: 'load the folder that it lies in',
  },
  {
    members: ['tree', 'version'],
    what: "the CDK's tree of constructs",
    remedy: 'load the template beside it, or the folder cdk.out',
  },
  {
    members: ['app'],
    what: 'the settings of the CDK',
    remedy: 'cdk synth, and load the folder cdk.out',
  },
  {
    members: ['deployment', 'version'],
    what: 'a deployment of Pulumi',
    remedy: AS_THE_API_HAS_IT,
  },
  {
    members: ['dockerImages', 'files', 'version'],
    what: "the CDK's list of assets",
    remedy: 'load the template beside it, or the folder cdk.out',
  },
  { members: ['name', 'version', 'scripts'], what: 'a package.json', remedy: 'name a template' },
]

const UNKNOWN: ConfigurationKind = {
  kind: 'other',
  what: 'no configuration: it has neither Resources, nor DistributionConfig, nor what terraform show -json writes',
  remedy: WHAT_LOADS,
}

/** Sections that a template may have besides its resources, of which a reader then says that they are missing. */
const TEMPLATE_SECTIONS = [
  'AWSTemplateFormatVersion',
  'Parameters',
  'Conditions',
  'Mappings',
  'Outputs',
  'Transform',
  'Rules',
]

/** Looks at the top of a configuration. */
export const configurationKind = (root: TemplateNode): ConfigurationKind => {
  if (has(root, 'Resources')) return variableOfServerless(root) ?? { kind: 'cloudformation' }
  if (TEMPLATE_SECTIONS.some(name => has(root, name))) return { kind: 'cloudformation' }
  if (has(root, 'planned_values') || (has(root, 'format_version') && !has(root, 'lineage')))
    return { kind: 'terraform' }
  if (API_MEMBERS.some(name => has(root, name)) || has(root, 'CallerReference', 'DefaultCacheBehavior'))
    return { kind: 'api' }
  if (has(root, 'FunctionArn', 'FunctionName') || has(child(root, 'Configuration') ?? root, 'FunctionArn'))
    return { kind: 'api' }
  const mistake = MISTAKES.find(({ members }) => has(root, ...members))
  return mistake === undefined ? UNKNOWN : { kind: 'other', what: mistake.what, remedy: mistake.remedy }
}

/** `${self:custom.domain}` and its like; CloudFormation's own references have no single colon. */
const SERVERLESS_VARIABLE = /\$\{(?:self|opt|sls|env|param|cf|ssm|s3|aws|file)(?:\([^)]*\))?:[\w./$-]+/

/** A part of a service that is not packaged: its variables are the framework's to fill in. */
const variableOfServerless = (root: TemplateNode): ConfigurationKind | undefined => {
  const found = firstText(child(root, 'Resources'), text => SERVERLESS_VARIABLE.test(text))
  if (found === undefined) return undefined
  const [variable = ''] = SERVERLESS_VARIABLE.exec(found.text) ?? []
  return {
    kind: 'other',
    what: `a part of a service of the Serverless Framework: ${variable}} is not filled in`,
    remedy: 'package the service, and load .serverless/cloudformation-template-update-stack.json',
    place: found.place,
  }
}

/** Code of functions may hold texts that look like variables. */
const CODE = new Set(['FunctionCode', 'ZipFile', 'InlineCode', 'UserData'])

const firstText = (node: TemplateNode | undefined, wanted: (text: string) => boolean): ScalarNode | undefined => {
  if (node?.kind === 'scalar') return typeof node.value === 'string' && wanted(node.text) ? node : undefined
  const inner =
    node?.kind === 'list' ? node.items : [...children(node)].flatMap(([name, value]) => (CODE.has(name) ? [] : [value]))
  for (const one of inner) {
    const found = firstText(one, wanted)
    if (found !== undefined) return found
  }
  return undefined
}

import type { Place } from '../problem.ts'
import type { TemplateNode } from './template-node.ts'
import { child, children, listNode, mapNode, textNode } from './template-node.ts'

export const SERVERLESS_TRANSFORM = 'AWS::Serverless-2016-10-31'
const SERVERLESS_FUNCTION = 'AWS::Serverless::Function'

/** Properties of a SAM function that `AWS::Lambda::Function` has under the same name. */
const SAME_NAME = [
  'Architectures',
  'DeadLetterConfig',
  'Description',
  'Environment',
  'EphemeralStorage',
  'FileSystemConfigs',
  'FunctionName',
  'Handler',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'PackageType',
  'Role',
  'Runtime',
  'RuntimeManagementConfig',
  'SnapStart',
  'Timeout',
  'TracingConfig',
  'VpcConfig',
]

/**
 * The template as SAM's transform would write it, as far as CloudFront can see it: a function becomes `AWS::Lambda::Function`, its role, and,
 * with AutoPublishAlias, its version and alias under the names that SAM lets a template refer to (`Function.Version`).
 */
export const expandServerless = (root: TemplateNode): TemplateNode => {
  const resources = child(root, 'Resources')
  if (root.kind !== 'map' || resources?.kind !== 'map') return root
  const globals = child(child(root, 'Globals'), 'Function')
  const written = new Map<string, TemplateNode>()
  for (const [logicalId, resource] of resources.entries) {
    const type = child(resource, 'Type')
    const kind = type?.kind === 'scalar' ? type.text : undefined
    if (kind !== SERVERLESS_FUNCTION) written.set(logicalId, resource)
    else for (const [name, node] of functionResources(logicalId, resource, globals)) written.set(name, node)
    const stage = kind === undefined ? undefined : apiStage(kind, resource)
    if (stage !== undefined) written.set(`${logicalId}.Stage`, stage)
  }
  for (const [name, node] of implicitApis(resources)) if (!written.has(name)) written.set(name, node)
  return { ...root, entries: new Map([...root.entries, ['Resources', { ...resources, entries: written }]]) }
}

const functionResources = (
  logicalId: string,
  resource: TemplateNode,
  globals: TemplateNode | undefined,
): readonly (readonly [string, TemplateNode])[] => {
  const { place } = resource
  const own = child(resource, 'Properties')
  const property = (name: string): TemplateNode | undefined => child(own, name) ?? child(globals, name)
  const properties = SAME_NAME.flatMap((name): [string, TemplateNode][] => {
    const value = property(name)
    return value === undefined ? [] : [[name, value]]
  })
  const code = codeOf(property('CodeUri'), property('InlineCode'))
  if (code !== undefined) properties.push(['Code', code])
  const role = `${logicalId}Role`
  if (property('Role') === undefined) properties.push(['Role', call('Fn::GetAtt', [role, 'Arn'], place)])
  const rest = [...children(resource)].filter(([name]) => name !== 'Type' && name !== 'Properties')
  const lambda = mapNode(
    [
      ['Type', textNode('AWS::Lambda::Function', place)],
      ['Properties', mapNode(properties, own?.place ?? place)],
      ...rest,
    ],
    place,
  )
  const condition = rest.filter(([name]) => name === 'Condition')
  const resources: [string, TemplateNode][] = [[logicalId, lambda]]
  if (property('Role') === undefined) {
    const trust = property('AssumeRolePolicyDocument') ?? lambdaTrust(place)
    resources.push([role, resourceNode('AWS::IAM::Role', [['AssumeRolePolicyDocument', trust]], condition, place)])
  }
  const url = property('FunctionUrlConfig')
  if (url !== undefined) resources.push([`${logicalId}Url`, resourceNode('AWS::Lambda::Url', [], condition, url.place)])
  const alias = property('AutoPublishAlias')
  if (alias === undefined) return resources
  const functionName: [string, TemplateNode] = ['FunctionName', call('Ref', logicalId, place)]
  const aliasNode = resourceNode('AWS::Lambda::Alias', [functionName, ['Name', alias]], condition, alias.place)
  resources.push(
    [`${logicalId}.Version`, resourceNode('AWS::Lambda::Version', [functionName], condition, alias.place)],
    [`${logicalId}.Alias`, aliasNode],
  )
  if (alias.kind === 'scalar') resources.push([`${logicalId}Alias${alias.text}`, aliasNode])
  return resources
}

const codeOf = (uri: TemplateNode | undefined, inline: TemplateNode | undefined): TemplateNode | undefined => {
  if (inline !== undefined) return mapNode([['ZipFile', inline]], inline.place)
  const bucket = child(uri, 'Bucket')
  const key = child(uri, 'Key')
  if (uri !== undefined && key !== undefined) {
    return mapNode([...(bucket === undefined ? [] : [['S3Bucket', bucket] as const]), ['S3Key', key]], uri.place)
  }
  const [, s3Key] = uri?.kind === 'scalar' ? (/^s3:\/\/[^/]+\/(.+)$/.exec(uri.text) ?? []) : []
  return uri === undefined || s3Key === undefined ? uri : mapNode([['S3Key', textNode(s3Key, uri.place)]], uri.place)
}

const resourceNode = (
  type: string,
  properties: readonly (readonly [string, TemplateNode])[],
  condition: readonly (readonly [string, TemplateNode])[],
  place: Place,
): TemplateNode =>
  mapNode([['Type', textNode(type, place)], ['Properties', mapNode(properties, place)], ...condition], place)

const call = (name: string, argument: string | readonly string[], place: Place): TemplateNode => {
  const node =
    typeof argument === 'string'
      ? textNode(argument, place)
      : listNode(
          argument.map(text => textNode(text, place)),
          place,
        )
  return mapNode([[name, node]], place)
}

/** SAM's own role trusts Lambda alone, which is too little at the edge (LAE-71). */
const lambdaTrust = (place: Place): TemplateNode =>
  mapNode([['Principal', listNode([textNode('lambda.amazonaws.com', place)], place)]], place)

const STAGE_TYPES: ReadonlyMap<string, string> = new Map([
  ['AWS::Serverless::Api', 'AWS::ApiGateway::Stage'],
  ['AWS::Serverless::HttpApi', 'AWS::ApiGatewayV2::Stage'],
])

/** The stage of an API, which SAM lets a template refer to as `Api.Stage`; undefined for other types. */
const apiStage = (type: string, api: TemplateNode): TemplateNode | undefined => {
  const stageType = STAGE_TYPES.get(type)
  const name = child(child(api, 'Properties'), 'StageName') ?? textNode('$default', api.place)
  const condition = [...children(api)].filter(([key]) => key === 'Condition')
  return stageType === undefined ? undefined : resourceNode(stageType, [['StageName', name]], condition, api.place)
}

/** The APIs that SAM makes for the events of functions; a template may refer to them. */
const implicitApis = (resources: TemplateNode): readonly (readonly [string, TemplateNode])[] => {
  const types = new Set<string>()
  for (const [, resource] of children(resources)) {
    for (const [, event] of children(child(child(resource, 'Properties'), 'Events'))) {
      const type = child(event, 'Type')
      if (type?.kind === 'scalar') types.add(type.text)
    }
  }
  const { place } = resources
  const apis: [string, TemplateNode][] = []
  if (types.has('Api')) {
    const stageName: [string, TemplateNode] = ['StageName', textNode('Prod', place)]
    apis.push(['ServerlessRestApi', resourceNode('AWS::ApiGateway::RestApi', [], [], place)])
    apis.push(['ServerlessRestApiProdStage', resourceNode('AWS::ApiGateway::Stage', [stageName], [], place)])
  }
  if (types.has('HttpApi')) apis.push(['ServerlessHttpApi', resourceNode('AWS::ApiGatewayV2::Api', [], [], place)])
  return apis
}

import type { LambdaFunction } from '../model.ts'
import { LAMBDA_EPHEMERAL_STORAGE_MEGABYTES, LAMBDA_MEMORY_MEGABYTES, LAMBDA_TIMEOUT_SECONDS } from '../quotas.ts'
import { checkLambdaRole } from './check-lambda-role.ts'
import { readLambdaCode } from './read-lambda-code.ts'
import type { Reading } from './reading.ts'
import { propertiesOf, resourcesOfType } from './reading.ts'
import type { Resource } from './resources.ts'
import type { Section } from './section.ts'

/** Finds the Lambda of an association; each function is read once, so that behaviours share it. */
export interface Lambdas {
  /** `association` holds the ARN in `LambdaFunctionARN`. Undefined when there is no usable version; reported. */
  find(arn: string, association: Section): LambdaFunction | undefined
}

const VERSION_NUMBER = /^[1-9]\d*$/
const EDGE_REGION = 'us-east-1'

/** The Lambdas that a distribution can run: those whose numbered version it names (LAE-70). */
export const lambdasOf = (readings: readonly Reading[]): Lambdas => {
  const byArn = new Map(
    readings.flatMap(reading =>
      resourcesOfType(reading, 'AWS::Lambda::Function').map(
        resource => [functionArn(reading, resource), { reading, resource }] as const,
      ),
    ),
  )
  const read = new Map<Resource, LambdaFunction>()
  const once = (reading: Reading, resource: Resource): LambdaFunction => {
    const lambda = read.get(resource) ?? readLambda(reading, resource)
    read.set(resource, lambda)
    return lambda
  }
  return {
    find: (arn, association) => {
      const { region, unqualified, qualifier } = splitQualifier(arn)
      if (LAMBDA_ARN.test(arn) && region !== EDGE_REGION) return elsewhere(association, arn)
      const found = byArn.get(unqualified)
      if (found === undefined) return unknownLambda(arn, association)
      if (!VERSION_NUMBER.test(qualifier)) return unnumbered(association, arn, qualifier)
      checkVersions(found.reading, arn)
      return once(found.reading, found.resource)
    },
  }
}

const functionArn = ({ scope }: Reading, { logicalId, place }: Resource): string =>
  scope.identities.attribute(logicalId, 'Arn', place) ?? ''

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME:QUALIFIER` */
const splitQualifier = (
  arn: string,
): { readonly region: string; readonly unqualified: string; readonly qualifier: string } => {
  const parts = arn.split(':')
  return { region: parts[3] ?? '', unqualified: parts.slice(0, 7).join(':'), qualifier: parts.slice(7).join(':') }
}

const LAMBDA_ARN = /^arn:aws[\w-]*:lambda:/

const unknownLambda = (arn: string, association: Section): undefined => {
  if (arn === '') return
  if (!LAMBDA_ARN.test(arn)) return unknowableLambda(arn, association)
  const name = arn.split(':')[6] ?? arn
  const remedy = `load the stack of the function too, or aws lambda get-function-configuration --function-name ${arn} > ${name}.json, its code as ${name}.zip beside it, and add --template ${name}.json`
  association.refuse('LambdaFunctionARN', `the code of ${arn} is not in what is loaded`, remedy, 'LAE-70')
}

/** What stands in for the answer of a custom resource is the ARN of nothing. */
const unknowableLambda = (arn: string, association: Section): undefined => {
  const message = `which Lambda runs here is known only after a deployment, for ${arn} names none`
  const remedy = 'for the rehearsal refer to the AWS::Lambda::Version of the function instead'
  association.refuse('LambdaFunctionARN', message, remedy, 'LAE-70')
}

const elsewhere = (association: Section, arn: string): undefined => {
  const message = `${arn} is no Lambda of ${EDGE_REGION}, and CloudFront takes no others`
  association.reject('LambdaFunctionARN', message, `create the function in ${EDGE_REGION}`, 'LAE-70')
}

const unnumbered = (association: Section, arn: string, qualifier: string): undefined => {
  const what = qualifier === '' ? `${arn} has no version` : `${qualifier} is no numbered version`
  const remedy = 'refer to an AWS::Lambda::Version'
  association.reject('LambdaFunctionARN', `${what}, CloudFront takes numbered versions only`, remedy, 'LAE-70')
}

const checkVersions = (reading: Reading, arn: string): void => {
  for (const version of resourcesOfType(reading, 'AWS::Lambda::Version')) {
    if (reading.scope.identities.ref(version.logicalId, version.place) !== arn) continue
    propertiesOf(reading, version).refused(
      'ProvisionedConcurrencyConfig',
      'CloudFront refuses provisioned concurrency',
      'remove it',
      'LAE-72',
    )
  }
}

const readLambda = (reading: Reading, resource: Resource): LambdaFunction => {
  const properties = propertiesOf(reading, resource)
  const name = reading.scope.identities.ref(resource.logicalId, resource.place) ?? resource.logicalId
  checkEdgeRestrictions(properties)
  checkLambdaRole(reading, resource)
  const lambda: LambdaFunction = {
    logicalId: resource.logicalId,
    name,
    runtime: readRuntime(reading, properties),
    handler: properties.requiredText('Handler'),
    timeoutSeconds: properties.integer('Timeout', { min: 1, max: LAMBDA_TIMEOUT_SECONDS, rule: 'QUO-19' }) ?? 3,
    memoryMegabytes:
      properties.integer('MemorySize', { min: 128, max: LAMBDA_MEMORY_MEGABYTES, rule: 'LAE-81' }) ?? 128,
    code: readLambdaCode(reading, resource, properties),
  }
  return reading.notes.wrote(lambda, properties)
}

/** Deprecated on 2026-04-30; no function can be created with it from 2026-08-31 (LAE-73). */
const DEPRECATED_NODE_MAJOR = 20
const NEWEST_NODE_MAJOR = 24

/** LAE-73 */
const readRuntime = ({ log }: Reading, properties: Section): string => {
  const runtime = properties.requiredText('Runtime')
  const place = properties.placeOf('Runtime')
  const major = Number(/^nodejs(\d+)\.x$/.exec(runtime)?.[1] ?? Number.NaN)
  const tell = { remedy: 'use nodejs22.x', rule: 'LAE-73' }
  if (runtime.startsWith('python')) {
    log.refused(`the runtime ${runtime} is not emulated`, place, { ...tell, remedy: 'use a Node.js runtime' })
  } else if (runtime !== '' && !(major <= NEWEST_NODE_MAJOR)) {
    log.error(`Lambda@Edge does not know the runtime ${runtime}`, place, tell)
  } else if (major <= DEPRECATED_NODE_MAJOR) {
    log.warning(`the runtime ${runtime} is deprecated: a new function cannot be created with it`, place, tell)
  }
  return runtime
}

/** What CloudFront refuses on a Lambda at the edge (LAE-72). */
const checkEdgeRestrictions = (properties: Section): void => {
  const refuse = (name: string, what: string): void =>
    properties.reject(name, `Lambda@Edge does not take ${what}`, `remove ${name}`, 'LAE-72')
  const isEmpty = (name: string): boolean => {
    const value = properties.get(name)
    return (
      value === undefined ||
      (value.kind === 'list' && value.items.length === 0) ||
      (value.kind === 'map' && value.entries.size === 0)
    )
  }
  const variables = properties.section('Environment')?.get('Variables')
  if (variables !== undefined && !(variables.kind === 'map' && variables.entries.size === 0)) {
    refuse('Environment', 'environment variables')
  }
  if (!isEmpty('Layers')) refuse('Layers', 'layers')
  if (!isEmpty('VpcConfig')) refuse('VpcConfig', 'a VPC')
  if (!isEmpty('DeadLetterConfig')) refuse('DeadLetterConfig', 'a dead letter queue')
  if (properties.section('TracingConfig')?.text('Mode') === 'Active') refuse('TracingConfig', 'X-Ray tracing')
  if (properties.text('PackageType') === 'Image') refuse('PackageType', 'container images')
  if (properties.texts('Architectures').some(name => name !== 'x86_64')) refuse('Architectures', 'arm64')
  const updates = properties.section('RuntimeManagementConfig')?.text('UpdateRuntimeOn') ?? 'Auto'
  if (updates !== 'Auto') refuse('RuntimeManagementConfig', 'runtime management other than Auto')
  const isObject = properties.get('Code')?.kind === 'map'
  if (isObject && properties.section('Code')?.text('SourceKMSKeyArn') !== undefined)
    refuse('Code', 'a package with a key of your own')
  const storage = properties.section('EphemeralStorage')?.integer('Size', { min: 512 }) ?? 0
  if (storage > LAMBDA_EPHEMERAL_STORAGE_MEGABYTES) refuse('EphemeralStorage', 'more than 512 MB of storage')
}

import type { AssociationClaim } from '../function-associations.ts'
import { isFunctionEvent, isLambdaEvent, refusedAssociations } from '../function-associations.ts'
import type { CacheBehavior, CloudFrontFunction, LambdaAssociation, LambdaEventType } from '../model.ts'
import { VIEWER_LAMBDA_MEMORY_MEGABYTES } from '../quotas.ts'
import type { Lambdas } from './read-lambdas.ts'
import type { Reading } from './reading.ts'
import type { Section } from './section.ts'

/** The functions that behaviours can run. */
export interface EdgeFunctions {
  readonly functions: ReadonlyMap<string, CloudFrontFunction>
  readonly lambdas: Lambdas
}

interface Claim extends AssociationClaim {
  readonly section: Section
  readonly arn: string
}

/** What runs at the events of a behaviour (CMB-01 to CMB-04). */
export const readAssociations = (
  reading: Reading,
  behavior: Section,
  edgeFunctions: EdgeFunctions,
): Pick<CacheBehavior, 'functions' | 'lambdas'> => {
  const written = [...readFunctionClaims(behavior), ...readLambdaClaims(behavior)]
  const claims = written.filter(({ section }) => section.gave('EventType'))
  for (const { index, message, remedy, rule } of refusedAssociations(claims)) {
    claims[index]?.section.reject('EventType', message, remedy, rule)
  }
  const functions: { [event in 'viewer-request' | 'viewer-response']?: CloudFrontFunction } = {}
  const lambdas: { [event in LambdaEventType]?: LambdaAssociation } = {}
  for (const { runner, eventType, arn, includeBody, section } of claims) {
    if (runner === 'function') {
      const found = findFunction(reading, edgeFunctions, arn, section)
      if (found !== undefined && isFunctionEvent(eventType)) functions[eventType] = found
      continue
    }
    const lambda = edgeFunctions.lambdas.find(arn, section)
    if (lambda === undefined || !isLambdaEvent(eventType)) continue
    lambdas[eventType] = { lambda, includeBody }
    checkViewerMemory(reading, eventType, lambda.memoryMegabytes, section)
  }
  return { functions, lambdas }
}

const readFunctionClaims = (behavior: Section): readonly Claim[] =>
  behavior.sections('FunctionAssociations').map(section => {
    const eventType = section.requiredText('EventType')
    const arn = section.requiredText('FunctionARN')
    section.finish()
    return { runner: 'function', eventType, arn, includeBody: false, section }
  })

const readLambdaClaims = (behavior: Section): readonly Claim[] =>
  behavior.sections('LambdaFunctionAssociations').map(section => {
    const eventType = section.requiredText('EventType')
    const arn = section.requiredText('LambdaFunctionARN')
    const includeBody = section.boolean('IncludeBody') ?? false
    if (includeBody && eventType.endsWith('-request')) refuseBody(section)
    section.finish()
    return { runner: 'lambda', eventType, arn, includeBody, section }
  })

/** At response events CloudFront itself refuses it. */
const refuseBody = (section: Section): void => {
  const remedy = 'remove IncludeBody to rehearse what does not need the body'
  section.refused('IncludeBody', 'not emulated yet, the Lambda would see no body', remedy, 'LAE-40')
}

const findFunction = (
  { log }: Reading,
  { functions }: EdgeFunctions,
  arn: string,
  section: Section,
): CloudFrontFunction | undefined => {
  const found = functions.get(arn)
  if (found === undefined && arn !== '') {
    const remedy = 'add the AWS::CloudFront::Function to the template and refer to its FunctionARN'
    log.refused(`the code of ${arn} is not in this template`, section.placeOf('FunctionARN'), {
      remedy,
      rule: 'CFF-160',
    })
  }
  return found
}

const checkViewerMemory = ({ log }: Reading, eventType: LambdaEventType, megabytes: number, section: Section): void => {
  if (!eventType.startsWith('viewer-') || megabytes <= VIEWER_LAMBDA_MEMORY_MEGABYTES) return
  const message = `a Lambda at ${eventType} may have to do with ${VIEWER_LAMBDA_MEMORY_MEGABYTES} MB, this one asks for ${megabytes}`
  log.warning(message, section.placeOf('LambdaFunctionARN'), { remedy: 'lower MemorySize', rule: 'LAE-81' })
}

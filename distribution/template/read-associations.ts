import type { AssociationClaim } from '../function-associations.ts'
import { isFunctionEvent, isLambdaEvent, refusedAssociations } from '../function-associations.ts'
import type { CacheBehavior, CloudFrontFunction, LambdaAssociation, LambdaEventType, LambdaFunction } from '../model.ts'
import { VIEWER_LAMBDA_FRAMEWORK_SECONDS, VIEWER_LAMBDA_MEMORY_MEGABYTES } from '../quotas.ts'
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
    checkViewerLambda(reading, eventType, lambda, section)
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
    section.finish()
    return { runner: 'lambda', eventType, arn, includeBody, section }
  })

const findFunction = (
  { log }: Reading,
  { functions }: EdgeFunctions,
  arn: string,
  section: Section,
): CloudFrontFunction | undefined => {
  const found = functions.get(arn)
  if (found === undefined && arn !== '') {
    const name = arn.split('/').at(-1) ?? arn
    const fetched = [
      `aws cloudfront get-function --name ${name} --stage LIVE ${name}.js`,
      `aws cloudfront describe-function --name ${name} --stage LIVE > ${name}.json`,
    ]
    const remedy = `load the stack of the function too, or ${fetched.join(', ')}, and add --template ${name}.json`
    log.refused(`the code of ${arn} is not in what is loaded`, section.placeOf('FunctionARN'), {
      remedy,
      rule: 'CFF-160',
    })
  }
  return found
}

/** What the 2026 guide allows at viewer events and others do not: another page of it (LAE-81), the Serverless Framework (LAE-84). */
const checkViewerLambda = ({ log }: Reading, eventType: LambdaEventType, lambda: LambdaFunction, section: Section) => {
  if (!eventType.startsWith('viewer-')) return
  const { memoryMegabytes, timeoutSeconds } = lambda
  const place = section.placeOf('LambdaFunctionARN')
  if (memoryMegabytes > VIEWER_LAMBDA_MEMORY_MEGABYTES) {
    const message = `a Lambda at ${eventType} may have to do with ${VIEWER_LAMBDA_MEMORY_MEGABYTES} MB, this one asks for ${memoryMegabytes}`
    log.warning(message, place, { remedy: 'lower MemorySize', rule: 'LAE-81' })
  }
  if (timeoutSeconds > VIEWER_LAMBDA_FRAMEWORK_SECONDS) {
    const message = `the Serverless Framework takes at most ${VIEWER_LAMBDA_FRAMEWORK_SECONDS} s for a Lambda at ${eventType}, this one asks for ${timeoutSeconds}`
    log.warning(message, place, { remedy: 'lower Timeout if you deploy with it', rule: 'LAE-84' })
  }
}

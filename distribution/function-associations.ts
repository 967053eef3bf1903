import type { LambdaEventType } from './model.ts'

/** One association of a behaviour, before it is accepted. */
export interface AssociationClaim {
  readonly runner: 'function' | 'lambda'
  readonly eventType: string
  readonly includeBody: boolean
}

/** Why CloudFront refuses an association; `index` is its position among the claims. */
export interface AssociationRefusal {
  readonly index: number
  readonly message: string
  readonly remedy: string
  readonly rule: string
}

const FUNCTION_EVENTS = ['viewer-request', 'viewer-response'] as const
const LAMBDA_EVENTS = ['viewer-request', 'origin-request', 'origin-response', 'viewer-response'] as const

const isViewerEvent = (eventType: string): boolean => eventType === 'viewer-request' || eventType === 'viewer-response'

/** True for an event at which a CloudFront Function can run (CFF-112). */
export const isFunctionEvent = (eventType: string): eventType is (typeof FUNCTION_EVENTS)[number] =>
  isViewerEvent(eventType)

/** True for an event at which a Lambda can run. */
export const isLambdaEvent = (eventType: string): eventType is LambdaEventType =>
  LAMBDA_EVENTS.some(event => event === eventType)

/** The refusals of a behaviour's associations: CMB-01 to CMB-04, ORR-50, CFF-112, LAE-40. */
export const refusedAssociations = (claims: readonly AssociationClaim[]): readonly AssociationRefusal[] =>
  claims.flatMap((claim, index) => {
    const reason = refusal(claim, claims.slice(0, index), claims)
    return reason === undefined ? [] : [{ index, ...reason }]
  })

type Reason = Omit<AssociationRefusal, 'index'>

const refusal = (
  claim: AssociationClaim,
  earlier: readonly AssociationClaim[],
  all: readonly AssociationClaim[],
): Reason | undefined => eventRefusal(claim) ?? repeated(claim, earlier) ?? mixed(claim, all) ?? bodyRefusal(claim)

const eventRefusal = ({ runner, eventType }: AssociationClaim): Reason | undefined => {
  if (runner === 'function' ? isFunctionEvent(eventType) : isLambdaEvent(eventType)) return undefined
  const [who, events, rule] =
    runner === 'function'
      ? (['a CloudFront Function', FUNCTION_EVENTS, 'CFF-112'] as const)
      : (['a Lambda', LAMBDA_EVENTS, 'LAE-01'] as const)
  return {
    message: `${who} cannot run at ${JSON.stringify(eventType)}`,
    remedy: `write one of ${events.join(', ')}`,
    rule,
  }
}

const repeated = ({ eventType }: AssociationClaim, earlier: readonly AssociationClaim[]): Reason | undefined => {
  if (!earlier.some(other => other.eventType === eventType)) return undefined
  const remedy = 'keep one function for the event'
  return { message: `${eventType} has a function already`, remedy, rule: 'CMB-01' }
}

/** Any function on a viewer event keeps Lambdas off both viewer events (CMB-02). */
const mixed = ({ runner, eventType }: AssociationClaim, all: readonly AssociationClaim[]): Reason | undefined => {
  const hasFunction = all.some(other => other.runner === 'function' && isViewerEvent(other.eventType))
  if (runner !== 'lambda' || !isViewerEvent(eventType) || !hasFunction) return undefined
  const message = 'CloudFront Functions and Lambda@Edge cannot both be on viewer events of a behaviour'
  return { message, remedy: 'use one of the two for viewer-request and viewer-response', rule: 'CMB-02' }
}

const bodyRefusal = ({ eventType, includeBody }: AssociationClaim): Reason | undefined => {
  if (!includeBody || eventType.endsWith('-request')) return undefined
  return { message: `IncludeBody is not possible at ${eventType}`, remedy: 'remove IncludeBody', rule: 'LAE-40' }
}

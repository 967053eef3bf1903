import type { LambdaAssociation } from '../../../distribution/model.ts'
import { edgeError } from '../../error-response/edge-error.ts'
import type { Answer } from '../../answer.ts'
import type { ResultType } from '../../result-type.ts'
import type { TraceEvent } from '../../trace/trace-event.ts'
import { askLambda, type Walk, type World } from '../../world.ts'
import type { InvalidResult } from './invalid-result.ts'
import type { LambdaEdgeEvent } from './invocation.ts'

/** LAE-50, LAE-51, LAE-54: what a failing Lambda gives the viewer. */
export interface LambdaFailure {
  readonly status: 502 | 503
  readonly resultType: Extract<ResultType, 'LambdaExecutionError' | 'LambdaValidationError' | 'LambdaLimitExceeded'>
  readonly text: string
}

const EXECUTION_TEXT =
  "The Lambda function associated with the CloudFront distribution is invalid or doesn't have the required permissions."
const THROTTLED_TEXT = 'The Lambda function associated with the CloudFront distribution was throttled.'

export type LambdaRun<T> =
  | { readonly kind: 'valid'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: LambdaFailure }

/** Runs one Lambda and checks what it returned. `validate` is the rule set of its event. */
export function* runLambda<T>(
  association: LambdaAssociation,
  event: LambdaEdgeEvent,
  validate: (event: LambdaEdgeEvent, result: unknown) => T | InvalidResult,
  trace: TraceEvent[],
): Walk<LambdaRun<T>> {
  const outcome = yield* askLambda({ association, event })
  const { eventType } = event.config
  const tell = (what: string, message: string | undefined): void => {
    const { name } = association.lambda
    trace.push({
      station: 'lambda',
      event: eventType,
      name,
      outcome: what,
      durationMs: outcome.durationMs,
      message,
      logs: outcome.logs,
    })
  }
  if (outcome.kind !== 'result') {
    tell(outcome.kind, outcome.message)
    const isThrottled = outcome.kind === 'throttled'
    const resultType = isThrottled ? 'LambdaLimitExceeded' : 'LambdaExecutionError'
    return { kind: 'failed', failure: { status: 503, resultType, text: isThrottled ? THROTTLED_TEXT : EXECUTION_TEXT } }
  }
  const validated = validate(event, outcome.result)
  if (isInvalid(validated)) {
    tell('validation-error', validated.message)
    return { kind: 'failed', failure: { status: 502, resultType: 'LambdaValidationError', text: validated.pageText } }
  }
  tell('result', undefined)
  return { kind: 'valid', value: validated }
}

const isInvalid = (value: unknown): value is InvalidResult =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'invalid'

/** The page of a failed Lambda at a viewer event. */
export const lambdaFailureAnswer = (
  world: World,
  requestId: string,
  { status, text, resultType }: LambdaFailure,
): Answer =>
  edgeError(world, requestId, { source: 'function-failure', status, text, resultType, detailedResultType: resultType })

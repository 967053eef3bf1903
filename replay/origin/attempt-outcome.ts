import type { OriginAttempt, OriginAttemptOutcome } from '../../pop/origin/origin-attempt.ts'
import type { ModelledAnswer } from './origin-model.ts'

const failed = (
  failure: Extract<OriginAttemptOutcome, { kind: 'failure' }>['failure'],
  durationMs: number,
): OriginAttemptOutcome => ({ kind: 'failure', failure, detail: 'modelled', durationMs })

/** How long an origin lets an attempt wait that fails in this way. */
const waitedMs = (attempt: OriginAttempt, answer: Extract<ModelledAnswer, { kind: 'failure' }>): number => {
  if (answer.failure === 'read-timeout') return attempt.readTimeoutMs
  return answer.failure === 'connect-timeout' ? attempt.connectionTimeoutMs : answer.afterMs
}

/** How an attempt ends: as modelled, or by the first of its own time limits (ORIG-02, ORIG-03, ORIG-05). Virtual milliseconds. */
export const attemptOutcome = (attempt: OriginAttempt, answer: ModelledAnswer): OriginAttemptOutcome => {
  const { readTimeoutMs, completionTimeoutMs = Infinity } = attempt
  const afterMs = answer.kind === 'failure' ? waitedMs(attempt, answer) : answer.afterMs
  if (completionTimeoutMs < Math.min(afterMs, readTimeoutMs)) return failed('completion-timeout', completionTimeoutMs)
  if (answer.kind === 'failure') return failed(answer.failure, afterMs)
  if (readTimeoutMs < afterMs) return failed('read-timeout', readTimeoutMs)
  const { status, headers, byteLength } = answer
  return { kind: 'response', response: { status, headers, body: { byteLength } }, durationMs: afterMs }
}

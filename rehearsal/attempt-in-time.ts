import type {
  OriginAttempt,
  OriginAttemptOutcome,
  OriginFailure,
  OriginResponse,
} from '../pop/origin/origin-attempt.ts'
import type { Clock } from './clock.ts'

/** What an origin does with one attempt, apart from what it answers. */
export type OriginAct =
  | { readonly kind: 'response'; readonly response: OriginResponse; readonly afterMs: number }
  | { readonly kind: 'failure'; readonly failure: OriginFailure; readonly afterMs: number }
  /** Connects and never says a word. */
  | { readonly kind: 'silent' }
  /** Drops every packet. */
  | { readonly kind: 'unreachable' }

/** Lets an attempt end as the origin acts, or by the first of its own time limits (ORIG-02, ORIG-03, ORIG-05). `reply` is called once. */
export const playInTime = (
  clock: Pick<Clock, 'now' | 'after'>,
  { connectionTimeoutMs, readTimeoutMs, completionTimeoutMs }: OriginAttempt,
  act: OriginAct,
  reply: (outcome: OriginAttemptOutcome) => void,
): void => {
  const startedAt = clock.now()
  const end = (outcome: (durationMs: number) => OriginAttemptOutcome): void => reply(outcome(clock.now() - startedAt))
  const fail = (failure: OriginFailure): void =>
    end(durationMs => ({ kind: 'failure', failure, detail: 'as told', durationMs }))
  const ownMs = act.kind === 'response' || act.kind === 'failure' ? act.afterMs : Infinity
  const limitMs = act.kind === 'unreachable' ? connectionTimeoutMs : readTimeoutMs
  // Only what comes first is planned, so that nothing is left in the time behind it.
  if (completionTimeoutMs !== undefined && completionTimeoutMs <= Math.min(ownMs, limitMs)) {
    clock.after(completionTimeoutMs, () => fail('completion-timeout'))
  } else if (limitMs <= ownMs) {
    clock.after(limitMs, () => fail(act.kind === 'unreachable' ? 'connect-timeout' : 'read-timeout'))
  } else if (act.kind === 'failure') {
    clock.after(ownMs, () => fail(act.failure))
  } else if (act.kind === 'response') {
    clock.after(ownMs, () => end(durationMs => ({ kind: 'response', response: act.response, durationMs })))
  }
}

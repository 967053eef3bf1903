import { HeaderList } from '../../http/header-list.ts'
import type { Body } from '../../pop/body.ts'
import type { OriginAttempt, OriginAttemptOutcome, OriginFailure } from '../../pop/origin/origin-attempt.ts'
import type { Barrier } from './barrier.ts'
import type { EventQueue } from '../../replay/time/event-queue.ts'

/** What an origin does with one attempt. */
export type ScriptedAnswer =
  | {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string | readonly string[]>>
      /** Default 1,000; null: a body of unstated length. */
      readonly byteLength?: number | null
      /** In place of a new one of that length; for whoever wants to know it again. */
      readonly body?: Body
      /** Until the first byte; default 0. */
      readonly afterMs?: number
      /** Answers when it opens, `afterMs` later. */
      readonly barrier?: Barrier
    }
  | { readonly failure: OriginFailure; readonly afterMs?: number }
  /** Connects and never says a word. */
  | 'silent'
  /** Drops every packet. */
  | 'unreachable'

/** Decides anew for every attempt. `now` in milliseconds; `count` starts at 1, over all attempts at this origin. */
export type OriginScript = (
  attempt: OriginAttempt,
  at: { readonly now: number; readonly count: number },
) => ScriptedAnswer

/** A list is gone through attempt by attempt; its last answer stays. */
export const inTurn =
  (first: ScriptedAnswer, ...later: readonly ScriptedAnswer[]): OriginScript =>
  (_, { count }) =>
    later[Math.min(count - 2, later.length - 1)] ?? first

/** A body of stated length comes with its Content-Length, as a server sends it. */
const framed = (status: number, headers: HeaderList, byteLength: number | null): HeaderList =>
  byteLength === null ||
  status === 204 ||
  status === 304 ||
  headers.has('content-length') ||
  headers.has('transfer-encoding')
    ? headers
    : headers.append('content-length', String(byteLength))

const scriptedBody = (byteLength: number | null): Body => ({ byteLength: byteLength ?? undefined })

type Reply = (outcome: OriginAttemptOutcome) => void

/** Lets an attempt end as scripted, or by the first of its own time limits (ORIG-02, ORIG-03, ORIG-05). */
export const playAttempt = (queue: EventQueue, attempt: OriginAttempt, answer: ScriptedAnswer, reply: Reply): void => {
  const startedAt = queue.now
  let isOver = false
  const end = (outcome: (durationMs: number) => OriginAttemptOutcome): void => {
    if (isOver) return
    isOver = true
    reply(outcome(queue.now - startedAt))
  }
  const fail = (failure: OriginFailure): void =>
    end(durationMs => ({ kind: 'failure', failure, detail: 'scripted', durationMs }))

  if (attempt.completionTimeoutMs !== undefined) {
    queue.after(attempt.completionTimeoutMs, () => fail('completion-timeout'))
  }
  if (answer === 'unreachable') {
    queue.after(attempt.connectionTimeoutMs, () => fail('connect-timeout'))
    return
  }
  queue.after(attempt.readTimeoutMs, () => fail('read-timeout'))
  if (answer === 'silent') return
  if ('failure' in answer) {
    queue.after(answer.afterMs ?? 0, () => fail(answer.failure))
    return
  }
  const { status = 200, headers = {}, byteLength = 1_000, body, afterMs = 0, barrier } = answer
  const respond = (): void =>
    queue.after(afterMs, () =>
      end(durationMs => ({
        kind: 'response',
        response: {
          status,
          headers: framed(status, HeaderList.of(headers), byteLength),
          body: body ?? scriptedBody(byteLength),
        },
        durationMs,
      })),
    )
  if (barrier === undefined) respond()
  else barrier.whenOpen(respond)
}

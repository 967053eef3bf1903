import type { FunctionFailure, FunctionRunner } from './cloudfront-js/invocation.ts'
import { EXECUTION_ERROR_TEXT } from './cloudfront-js/validate-result.ts'

/** So many runs over time within `WINDOW_MS` are "repeatedly" (CFF-137); AWS gives no figure. */
export const OVER_TIME_MAX = 5
export const WINDOW_MS = 10_000

const throttled = (name: string, untilMs: number, now: number): FunctionFailure => ({
  kind: 'throttled',
  pageText: EXECUTION_ERROR_TEXT,
  message: `the function ${name} ran over time ${OVER_TIME_MAX} times and is throttled for ${Math.ceil((untilMs - now) / 1_000)} s more`,
  logs: [],
  customLogData: undefined,
})

/**
 * CFF-135, CFF-137: a function that ran over time again and again is not run for `seconds`, so that whoever asks for it does not hold up
 * the others. By the clock of `FunctionContext.now`.
 */
export const throttledRunner = (name: string, runner: FunctionRunner, seconds: number): FunctionRunner => {
  let untilMs = Number.NEGATIVE_INFINITY
  let windowStartMs = Number.NEGATIVE_INFINITY
  let overTime = 0
  const note = (now: number): void => {
    if (now - windowStartMs > WINDOW_MS) {
      windowStartMs = now
      overTime = 0
    }
    if (++overTime < OVER_TIME_MAX) return
    untilMs = now + seconds * 1_000
    overTime = 0
  }
  return {
    ...runner,
    viewerRequest: (context, request) => {
      if (context.now < untilMs) return throttled(name, untilMs, context.now)
      const outcome = runner.viewerRequest(context, request)
      if (outcome.kind === 'execution-error' && outcome.isOverTime === true) note(context.now)
      return outcome
    },
    viewerResponse: (context, request, response) => {
      if (context.now < untilMs) return throttled(name, untilMs, context.now)
      const outcome = runner.viewerResponse(context, request, response)
      if (outcome.kind === 'execution-error' && outcome.isOverTime === true) note(context.now)
      return outcome
    },
  }
}

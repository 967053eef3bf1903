import { runInNewContext } from 'node:vm'
import type { LambdaInvocation, LambdaOutcome } from '../../../pop/edge-functions/lambda-edge/invocation.ts'

const RUN = { durationMs: 1, logs: [] }

/**
 * Runs the inline Lambda of a scenario at once, for virtual time: it must answer by its callback before it returns, as the same code does
 * in a container over real sockets.
 */
export const runInlineLambda = ({ association, event }: LambdaInvocation): LambdaOutcome => {
  const { code } = association.lambda
  if (code.kind !== 'inline') throw new Error('a scenario in virtual time runs inline Lambdas only')
  const exports: { handler?: unknown } = {}
  runInNewContext(code.source, { exports })
  const { handler } = exports
  if (typeof handler !== 'function') throw new Error('the Lambda of a scenario sets exports.handler')
  let outcome: LambdaOutcome | undefined
  const callback = (error: unknown, result: unknown): void => {
    outcome =
      error === null || error === undefined
        ? { kind: 'result', result: JSON.parse(JSON.stringify(result ?? null)), ...RUN }
        : {
            kind: 'execution-error',
            message: error instanceof Error ? error.message : 'the Lambda called back with an error',
            ...RUN,
          }
  }
  try {
    handler({ Records: [{ cf: structuredClone(event) }] }, {}, callback)
  } catch (error) {
    return {
      kind: 'execution-error',
      message: error instanceof Error ? error.message : 'the Lambda called back with an error',
      ...RUN,
    }
  }
  if (outcome === undefined) throw new Error('the Lambda of a scenario answers by its callback, before it returns')
  return outcome
}

import { EXECUTION_ERROR_TEXT } from '../pop/edge-functions/cloudfront-js/validate-result.ts'
import { comparableOutput } from './comparable-output.ts'
import { differences, type Difference } from './differences.ts'
import { isObject, type JsonObject } from './event-shape.ts'
import type { FunctionCase } from './function-case.ts'
import type { FunctionTestRun } from './test-function.ts'

/** What CloudFront's TestFunction said (CFF-158). */
export interface RealRun {
  /** JSON text, empty when the function failed. */
  readonly output: string
  readonly logs: readonly string[]
  /** Empty when it ran. */
  readonly errorMessage: string
}

const parsedOutput = (text: string): JsonObject => {
  try {
    const output: unknown = text === '' ? {} : JSON.parse(text)
    return isObject(output) ? output : { output }
  } catch {
    return { output: text }
  }
}

/** CFF-141: without the sentence that is always the same. */
const engineText = (message: string): string =>
  message.startsWith(EXECUTION_ERROR_TEXT) ? message.slice(EXECUTION_ERROR_TEXT.length).trim() : message

const errorOf = (text: string | undefined): JsonObject => (text === undefined || text === '' ? {} : { error: text })

/** Where a run here and one by CloudFront differ: what is returned, what is logged, how it fails. `expected` is here, `got` is there. */
export const compareRuns = ({ ignore }: FunctionCase, local: FunctionTestRun, real: RealRun): Difference[] => {
  const here = local.output ?? {}
  const there = parsedOutput(real.output)
  return differences(
    { ...comparableOutput(here, there), logs: local.logs, ...errorOf(local.error?.text) },
    { ...comparableOutput(there, here), logs: real.logs, ...errorOf(engineText(real.errorMessage)) },
    ignore,
  )
}

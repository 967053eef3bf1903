import { EXECUTION_ERROR_TEXT } from '../pop/edge-functions/cloudfront-js/validate-result.ts'
import type { FunctionOutput, FunctionTestRun } from './test-function.ts'

/** The answer of AWS TestFunction (CFF-158), without the figures that only AWS can give; `steps` and `memoryBytes` are ours. */
export interface TestResult {
  /** JSON text, empty when the function failed. */
  readonly FunctionOutput: string
  readonly FunctionExecutionLogs: readonly string[]
  /** Empty when it ran. */
  readonly FunctionErrorMessage: string
  readonly steps: number
  /** What we count of its memory; no figure of AWS. */
  readonly memoryBytes: number
}

/** In the guide's example a response that was returned without cookies has an empty object of them (CFF-158). */
const withCookies = (output: FunctionOutput): FunctionOutput =>
  'response' in output ? { response: { ...output.response, cookies: output.response['cookies'] ?? {} } } : output

/** CFF-141: what the engine says comes after a sentence that is always the same. */
const errorMessage = ({ output, error, refused }: FunctionTestRun): string => {
  const text = error?.text ?? (output === undefined ? refused : undefined)
  return text === undefined ? '' : `${EXECUTION_ERROR_TEXT} ${text}`
}

/** A run as TestFunction answers. What a function returned is in it although CloudFront would refuse it (CFF-159). */
export const testResult = (run: FunctionTestRun): TestResult => ({
  FunctionOutput: run.output === undefined ? '' : JSON.stringify(withCookies(run.output)),
  FunctionExecutionLogs: run.logs,
  FunctionErrorMessage: errorMessage(run),
  steps: run.steps,
  memoryBytes: run.memoryBytes,
})

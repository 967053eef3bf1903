import { comparableOutput } from './comparable-output.ts'
import { differences, type Difference } from './differences.ts'
import type { Expectation, FunctionCase } from './function-case.ts'
import type { FunctionTestRun } from './test-function.ts'

/** Whether a run is as its case expects, and if not, why not. */
export type Verdict =
  | { readonly kind: 'as-expected' }
  | { readonly kind: 'different'; readonly differences: readonly Difference[] }
  /** It failed, or CloudFront refuses the result, and that was not expected. */
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'did-not-fail'; readonly expected: string }

const AS_EXPECTED: Verdict = { kind: 'as-expected' }

const checkError = ({ error, refused }: FunctionTestRun, expected: string): Verdict => {
  const text = error?.text ?? refused
  if (text === undefined) return { kind: 'did-not-fail', expected }
  return text.includes(expected) ? AS_EXPECTED : { kind: 'failed', why: text }
}

const isOutput = (expect: Expectation): expect is Extract<Expectation, { kind: 'output' }> => expect.kind === 'output'

/** Compares a run with what its case expects. */
export const checkRun = ({ expect, ignore }: FunctionCase, run: FunctionTestRun): Verdict => {
  if (!isOutput(expect)) return checkError(run, expect.text)
  const { output, error, refused } = run
  if (output === undefined) return { kind: 'failed', why: error?.text ?? refused ?? 'it returned nothing' }
  const found = differences(comparableOutput(expect.output, output), comparableOutput(output, expect.output), ignore)
  if (found.length > 0) return { kind: 'different', differences: found }
  return refused === undefined ? AS_EXPECTED : { kind: 'failed', why: `CloudFront refuses the result: ${refused}` }
}

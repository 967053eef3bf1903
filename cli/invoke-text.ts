import { findingText } from '../pop/edge-functions/cloudfront-js/language/finding.ts'
import type { StackFrame } from '../function-cases/stack-frames.ts'
import type { TestEvent } from '../function-cases/test-event.ts'
import type { FunctionTestRun } from '../function-cases/test-function.ts'
import { printable } from './request-line.ts'

const frameText = ({ functionName, file, line, column }: StackFrame): string =>
  `    at ${functionName === undefined ? '' : `${functionName} `}(${file}:${line}:${column})`

/** What to write instead, for the mistakes that everybody makes once. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /^ReferenceError: "(?:exports|module)" is not defined/,
    'leave exports out: CloudFront calls a top-level function handler (CFF-03); a Lambda@Edge function runs on the stage, understudy dev',
  ],
  [/has no associated key value store/, 'name its contents with --kvs FILE'],
]

const remedyOf = (text: string): string[] => {
  const remedy = REMEDIES.find(([pattern]) => pattern.test(text))?.[1]
  return remedy === undefined ? [] : [`  → ${remedy}`]
}

const failureLines = (run: FunctionTestRun, file: string): string[] => {
  const { error, refused } = run
  if (error !== undefined)
    return [
      printable(`✘ ${error.text}   ${file}`),
      ...frameLines(run),
      ...remedyOf(error.text),
      ...(error.kind === 'could-not-run' ? ['  viewers get 503, FunctionExecutionError (CFF-131)'] : []),
    ]
  if (refused === undefined) return []
  return [
    printable(`✘ CloudFront refuses what it returned: ${refused}   ${file}`),
    '  viewers get 502, FunctionValidationError (CFF-132); TestFunction does not say so (CFF-159)',
  ]
}

/** Console lines with the id of their request (CFF-155). */
export const logLines = ({ logs }: FunctionTestRun, { context }: TestEvent): string[] =>
  logs.map(line => printable(`${context.requestId} ${line}`))

/** The calls in which it failed, innermost first. */
export const frameLines = ({ error }: FunctionTestRun): string[] =>
  (error?.frames ?? []).map(frame => printable(frameText(frame)))

/** Our count, which is no figure of AWS. */
export const stepsText = (steps: number): string => `${steps.toLocaleString('en-US')} ${steps === 1 ? 'step' : 'steps'}`

/**
 * What a person is told of a run besides its output: console lines, what went wrong and where, warnings, what it
 * wrote for the access log, steps.
 */
export const runLines = (run: FunctionTestRun, event: TestEvent, file: string): string[] => [
  ...logLines(run, event),
  ...failureLines(run, file),
  ...run.warnings.map(findingText),
  ...(run.customLogData === undefined ? [] : [printable(`log data  ${run.customLogData}`)]),
  `${stepsText(run.steps)}, ${run.memoryBytes.toLocaleString('en-US')} bytes`,
]

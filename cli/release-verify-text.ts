import { pathText } from '../function-cases/case-path.ts'
import type { Difference } from '../function-cases/differences.ts'
import type { FunctionCase } from '../function-cases/function-case.ts'
import type { RemoteRun } from '../release/verify/test-function-call.ts'
import { stepsText } from './invoke-text.ts'
import { printable } from './request-line.ts'
import { caseName, type CaseReport } from './test-run.io.ts'
import { valueText } from './test-text.ts'

/** A case that ran here and at CloudFront, or did not run here. */
export type Comparison =
  | {
      readonly kind: 'compared'
      readonly local: Extract<CaseReport, { kind: 'ran' }>
      readonly real: RemoteRun
      /** `expected` is what came out here, `got` what CloudFront gave. */
      readonly differences: readonly Difference[]
    }
  | Extract<CaseReport, { kind: 'not-run' }>

export const isSame = (comparison: Comparison): boolean =>
  comparison.kind === 'compared' && comparison.differences.length === 0

/** What a case can set here and nobody can set at CloudFront. */
const settingsOnlyHere = ({ now, random, keyValues }: FunctionCase): string[] =>
  Object.entries({ now, random, kvs: keyValues }).flatMap(([name, value]) => (value === undefined ? [] : [name]))

const differenceLines = ({ path, expected, got }: Difference): string[] => [
  `      ${printable(pathText(path))}`,
  `        local  ${valueText(expected)}`,
  `        real   ${valueText(got)}`,
]

/** One case: our steps beside CloudFront's utilisation, and every difference below. */
export const comparisonText = (comparison: Comparison): string => {
  const mark = isSame(comparison) ? '✔' : '✘'
  if (comparison.kind === 'not-run')
    return [
      `  ${mark} ${caseName(comparison.file)}`,
      ...comparison.message.split('\n').map(line => `      ${line}`),
    ].join('\n')
  const { local, real, differences } = comparison
  const only = settingsOnlyHere(local.case)
  return [
    `  ${mark} ${caseName(local.file)}  ${stepsText(local.run.steps)} here, compute utilisation ${printable(real.computeUtilization) || '?'} there`,
    ...(only.length === 0 ? [] : [`      the case sets ${only.join(', ')}, and CloudFront has its own`]),
    ...differences.flatMap(differenceLines),
  ].join('\n')
}

/** A comparison for machines. */
export const comparisonJson = (comparison: Comparison) =>
  comparison.kind === 'not-run'
    ? { case: comparison.file, same: false, problem: comparison.message }
    : {
        case: comparison.local.file,
        same: isSame(comparison),
        local: {
          ...(comparison.local.run.output === undefined ? {} : { output: comparison.local.run.output }),
          ...(comparison.local.run.error === undefined ? {} : { error: comparison.local.run.error.text }),
          logs: comparison.local.run.logs,
          steps: comparison.local.run.steps,
        },
        real: comparison.real,
        differences: comparison.differences.map(({ path, expected, got }) => ({
          path: pathText(path),
          local: expected,
          real: got,
        })),
      }

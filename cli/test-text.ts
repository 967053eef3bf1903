import { pathText } from '../function-cases/case-path.ts'
import type { Verdict } from '../function-cases/check-run.ts'
import type { Difference } from '../function-cases/differences.ts'
import { frameLines, logLines, stepsText } from './invoke-text.ts'
import { printable } from './request-line.ts'
import { caseFolder, caseName, isAsExpected, type CaseReport } from './test-run.io.ts'

const VALUE_MAX_CHARACTERS = 120

/** A value of a JSON document in one line. */
export const valueText = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return printable(text.length <= VALUE_MAX_CHARACTERS ? text : `${text.slice(0, VALUE_MAX_CHARACTERS - 1)}…`)
}

const differenceLines = ({ path, expected, got }: Difference): string[] => [
  `      ${printable(pathText(path))}`,
  `        expected  ${valueText(expected)}`,
  `        got       ${valueText(got)}`,
]

/** Why a verdict is what it is, path by path; nothing for one that is as expected. */
const verdictLines = (verdict: Verdict): string[] => {
  switch (verdict.kind) {
    case 'as-expected':
      return []
    case 'different':
      return verdict.differences.flatMap(differenceLines)
    case 'failed':
      return [`      ${printable(verdict.why)}`]
    case 'did-not-fail':
      return [`      it ran, and was to fail with ${valueText(verdict.expected)}`]
  }
}

/** What it said and where it failed, for whoever looks for the reason. */
const traceLines = ({ run, case: { event } }: Extract<CaseReport, { kind: 'ran' }>): string[] =>
  [...frameLines(run), ...logLines(run, event)].map(line => `      ${line.trim()}`)

const reportLines = (report: CaseReport, nameWidth: number): string[] => {
  const mark = isAsExpected(report) ? '✔' : '✘'
  const name = caseName(report.file)
  if (report.kind === 'not-run')
    return [`  ${mark} ${name}`, ...report.message.split('\n').map(line => `      ${line}`)]
  const steps = stepsText(report.run.steps)
  const line = `  ${mark} ${name.padEnd(nameWidth)}  ${steps.padStart(12)}`
  return isAsExpected(report) ? [line] : [line, ...verdictLines(report.verdict), ...traceLines(report)]
}

/** A table of all cases, sorted by function, with every difference under its case. */
export const reportText = (reports: readonly CaseReport[]): string => {
  const nameWidth = Math.max(...reports.map(({ file }) => caseName(file).length))
  const lines = reports.flatMap((report, index) => {
    const folder = caseFolder(report.file)
    const previous = reports[index - 1]
    const isFirst = previous === undefined || caseFolder(previous.file) !== folder
    return [...(isFirst ? [folder] : []), ...reportLines(report, nameWidth)]
  })
  return lines.map(line => `${line}\n`).join('')
}

/** `12 of 13 cases as expected` */
export const summaryText = (reports: readonly CaseReport[]): string =>
  `${reports.filter(isAsExpected).length} of ${reports.length} cases as expected`

/** A report for machines. */
export const reportJson = (report: CaseReport) => ({
  case: report.file,
  asExpected: isAsExpected(report),
  ...(report.kind === 'not-run'
    ? { problem: report.message }
    : {
        function: report.functionFile,
        steps: report.run.steps,
        logs: report.run.logs,
        ...(report.run.output === undefined ? {} : { output: report.run.output }),
        ...(report.run.error === undefined ? {} : { error: report.run.error.text, frames: report.run.error.frames }),
        ...(report.run.refused === undefined ? {} : { refused: report.run.refused }),
        ...(report.verdict.kind === 'different'
          ? {
              differences: report.verdict.differences.map(difference => ({
                ...difference,
                path: pathText(difference.path),
              })),
            }
          : {}),
      }),
})

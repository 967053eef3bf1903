import { compareRuns } from '../function-cases/compare-runs.ts'
import { ReleaseRefused } from '../release/problem.ts'
import type { CloudFrontFunctions } from '../release/verify/cloudfront-functions.io.ts'
import type { FunctionStage } from '../release/verify/test-function-call.ts'
import { Failure } from './failure.ts'
import { createProgressLine } from './progress.io.ts'
import { comparisonJson, comparisonText, isSame, type Comparison } from './release-verify-text.ts'
import { say, styled } from './terminal.io.ts'
import { findCases } from './test-cases.io.ts'
import { runCases, type CaseReport } from './test-run.io.ts'

export interface VerifyOptions {
  readonly stage: string
  readonly json?: boolean
}

/** CFF-157 */
const FUNCTION_NAME = /^[a-zA-Z0-9-_]{1,64}$/

const stageOf = (given: string): FunctionStage => {
  if (given === 'DEVELOPMENT' || given === 'LIVE') return given
  throw new Failure(`✘ --stage ${given}: expected DEVELOPMENT or LIVE`, 2)
}

const NEEDED = '@smithy/signature-v4 @aws-sdk/credential-provider-node @aws-sdk/xml-builder'

const openApi = async (): Promise<CloudFrontFunctions> => {
  const { openCloudFrontFunctions } = await import('../release/verify/cloudfront-functions.io.ts')
  try {
    return await openCloudFrontFunctions()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new Failure(`✘ asking CloudFront needs packages that are not installed\n  → npm install ${NEEDED}`)
    throw error
  }
}

const compare = async (
  api: CloudFrontFunctions,
  name: string,
  stage: FunctionStage,
  reports: readonly CaseReport[],
): Promise<Comparison[]> => {
  const etag = await api.describe(name, stage)
  const line = createProgressLine()
  const comparisons: Comparison[] = []
  for (const report of reports) {
    line.show(`${comparisons.length}/${reports.length}  ${report.file}`)
    if (report.kind === 'not-run') {
      comparisons.push(report)
      continue
    }
    const real = await api.test(name, stage, etag, JSON.stringify(report.case.event)).finally(line.clear)
    comparisons.push({ kind: 'compared', local: report, real, differences: compareRuns(report.case, report.run, real) })
  }
  return comparisons
}

const tell = (comparisons: readonly Comparison[], name: string, stage: FunctionStage): void => {
  const same = comparisons.filter(isSame).length
  const text = `${same} of ${comparisons.length} cases give the same here and at CloudFront   ${name}, ${stage}`
  say(styled(same === comparisons.length ? 'green' : 'red', text))
}

/** `understudy release verify`. Out: exit status, 1 when a case gives something else at CloudFront than here. */
export const verify = async (name: string, paths: readonly string[], options: VerifyOptions): Promise<0 | 1> => {
  const stage = stageOf(options.stage)
  if (!FUNCTION_NAME.test(name)) throw new Failure(`✘ ${JSON.stringify(name)}: not the name of a function`, 2)
  const { reports } = await runCases(await findCases(paths), Date.now())
  try {
    const comparisons = await compare(await openApi(), name, stage, reports)
    const lines = comparisons.map(each =>
      options.json === true ? JSON.stringify(comparisonJson(each)) : comparisonText(each),
    )
    process.stdout.write(lines.map(text => `${text}\n`).join(''))
    tell(comparisons, name, stage)
    return comparisons.every(isSame) ? 0 : 1
  } catch (error) {
    throw error instanceof ReleaseRefused ? new Failure(error.message) : error
  }
}

import type { ChangeOptions } from '../release/change.io.ts'
import type { ReleasePlan } from '../release/plan.ts'
import type { Retention } from '../release/retention.ts'
import { stepText, type Step } from '../release/step.ts'
import { wholeNumber } from './numbers.ts'
import type { BucketOptions } from './release-bucket.io.ts'
import { createProgressLine } from './progress.io.ts'
import { planJson, planSummary } from './release-words.ts'
import { say, styled } from './terminal.io.ts'

export interface RetentionOptions {
  readonly keep: string
  readonly keepDays: string
}

/** Options that publishing and rolling back share. */
export interface ReleaseChangeOptions extends BucketOptions, RetentionOptions {
  readonly dryRun?: boolean
  readonly takeOver?: boolean
  readonly json?: boolean
}

/** Throws a usage failure for numbers that are none. */
export const retentionOf = ({ keep, keepDays }: RetentionOptions): Retention => ({
  keep: wholeNumber('--keep', keep, 1, 1_000),
  keepDays: wholeNumber('--keep-days', keepDays, 0, 365),
})

type Change = (options: ChangeOptions) => Promise<ReleasePlan>

/** Plans only, or carries out with progress; then says what came of it. */
export const changeAndTell = async (
  options: ReleaseChangeOptions,
  place: string,
  { plan, carryOut, done }: { readonly plan: Change; readonly carryOut: Change; readonly done: string },
): Promise<void> => {
  const retention = retentionOf(options)
  if (options.dryRun === true) return tellPlan(await plan({ retention }), place, options.json === true)
  const line = createProgressLine()
  const onProgress = (step: Step, count: number, total: number): void =>
    line.show(`${count}/${total}  ${stepText(step)}`)
  const change = carryOut({ retention, takeOver: options.takeOver === true, onProgress })
  const carriedOut = await change.finally(() => line.clear())
  if (options.json === true) process.stdout.write(`${JSON.stringify(planJson(carriedOut))}\n`)
  else say(`${styled('green', done)}  ${carriedOut.release.name}   ${place}\n${planSummary(carriedOut)}`)
}

const tellPlan = (plan: ReleasePlan, place: string, isJson: boolean): void => {
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ ...planJson(plan), steps: plan.steps.map(stepText) })}\n`)
    return
  }
  process.stdout.write(`${plan.steps.map(stepText).join('\n')}\n`)
  say(`dry run: nothing was changed   ${place}\n${planSummary(plan)}`)
}
